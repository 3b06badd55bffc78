// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/metric/evaluation.h"

#include <QStringList>

#include <span>
#include <vector>

namespace vitrine::monitor {

// Predictions with what may be known of the truth, as columns side by side. Missing values are NaN and -1.
// Classification has levels, regression numbers and features.
struct EstimateRows {
    QStringList levels; // of a classification, the event first; empty: regression
    int columns = 0;    // probabilities a row: as many as levels
    std::vector<qint64> times;
    std::vector<int> truthLevel;
    std::vector<int> estimateLevel;
    std::vector<double> probabilities;
    std::vector<double> truth;
    std::vector<double> estimate;
    std::vector<std::vector<double>> features; // one a column; categories as whole codes
    std::vector<bool> isCategory;              // of the features
    std::vector<int> leaves; // of a regression's rows, once its features are no longer needed

    bool isClassification() const { return !levels.isEmpty(); }
    std::size_t size() const { return isClassification() ? estimateLevel.size() : estimate.size(); }
    bool isLabelled(std::size_t row) const;
    bool isOpen(std::size_t row) const;     // predicted, but the truth is not known yet
    void append(const EstimateRows &other); // of the same shape
    EstimateRows subset(std::span<const std::size_t> rows) const;
    // The rows with their truth, as metrics read them; borrows.
    MetricRows measured() const;
};

// Rows to measure that own their columns.
struct MeasuredRows {
    std::vector<int> truthLevel;
    std::vector<int> estimateLevel;
    std::vector<double> probabilities;
    std::vector<double> truth;
    std::vector<double> estimate;
    std::vector<double> weights; // empty: all 1
    int levels = 0;
    int columns = 0;

    MetricRows rows() const; // borrows
};

} // namespace vitrine::monitor
