// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/metric/options.h"

#include <cstdint>
#include <span>
#include <vector>

namespace vitrine::monitor {

// Weighted counts of (estimate, truth) pairs of levels. Mergeable: the class metrics of any union of disjoint
// rows follow from the sum of their matrices.
class ConfusionMatrix final
{
public:
    ConfusionMatrix() = default;
    explicit ConfusionMatrix(int levels);

    int levels() const { return m_levels; }
    // Rows whose truth or estimate is missing (-1) count in rows() only.
    void add(int truth, int estimate, double weight = 1);
    void add(std::span<const int> truth, std::span<const int> estimate, std::span<const double> weights = {});
    void merge(const ConfusionMatrix &other); // grows to the larger number of levels
    void grow(int levels);
    ConfusionMatrix renumbered(std::span<const int> codes) const; // `codes[level]` is its new number

    double at(int estimate, int truth) const { return m_counts[index(estimate, truth)]; }
    double truthTotal(int level) const { return m_truth[static_cast<std::size_t>(level)]; }
    double estimateTotal(int level) const { return m_estimate[static_cast<std::size_t>(level)]; }
    double total() const { return m_total; }
    double correct() const;
    std::int64_t rows() const { return m_rows; }

private:
    void count(int estimate, int truth, double weight);
    std::size_t index(int estimate, int truth) const
    {
        return static_cast<std::size_t>(estimate) * static_cast<std::size_t>(m_levels) +
               static_cast<std::size_t>(truth);
    }

    int m_levels = 0;
    std::int64_t m_rows = 0;
    double m_total = 0;
    std::vector<double> m_counts;
    std::vector<double> m_truth;    // sums of columns
    std::vector<double> m_estimate; // sums of rows
};

// Metrics of predicted classes: accuracy, kap, mcc, sens, spec, precision, recall, f_meas, ppv, npv, j_index,
// bal_accuracy, detection_prevalence, fall_out, miss_rate, markedness, roc_dist, sedi, jaccard.
// Formulas: the documentation of yardstick 1.4; many-class MCC is Gorodkin's R_K (2004); jaccard is
// scikit-learn's. Levels are in their order, the event first unless `options` say otherwise.
bool isClassMetric(const QString &metric);
MetricValue classMetric(const QString &metric, const ConfusionMatrix &matrix, const MetricOptions &options);

} // namespace vitrine::monitor
