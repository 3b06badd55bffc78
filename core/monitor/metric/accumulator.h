// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/metric/evaluation.h"
#include "core/monitor/metric/expression.h"

#include <memory>

namespace vitrine::monitor {

// What some metrics have to keep of the rows that they are taken from.
struct MetricNeeds {
    std::optional<unsigned> moments; // parts of NumericMoments
    bool confusion = false;
    bool numbers = false;       // truth and estimate of every row
    bool labels = false;        // levels of truth and estimate of every row
    bool probabilities = false; // level of the truth and probabilities of every row

    bool rows() const { return numbers || labels || probabilities; }
    // `intervals`: the metrics are wanted with how sure they are.
    static MetricNeeds of(const QStringList &metrics, bool classification, bool intervals = false);
    MetricNeeds &operator|=(const MetricNeeds &other);
};

// Whether the value changes with the order of the rows (mase, whose naive forecast is the row before).
bool dependsOnOrder(const QString &metric);

// Rows as they come, reduced to what metrics need. Two of them over disjoint rows merge into that of both.
class MetricAccumulator final
{
public:
    // `levels`: how many the model knows, 0 of a regression. `columns`: of probabilities, see MetricRows.
    MetricAccumulator(const MetricNeeds &needs, const MetricOptions &options, int levels, int columns);

    void add(const MetricRows &rows); // in time order where metrics depend on it
    void merge(const MetricAccumulator &later);
    // Gives levels new numbers: `codes[old]` is the new one, and there are as many as before.
    void renumber(std::span<const int> codes);

    void complementProbabilities(); // of two levels in one column: those of the other level

    qint64 rows() const { return m_rows; }
    std::span<const TermMoments> terms() const { return m_terms; } // empty when rows had none
    // Borrows from this.
    MetricEvaluation evaluation(const MetricOptions &options) const;

private:
    MetricNeeds m_needs;
    int m_levels;
    int m_columns;
    qint64 m_rows = 0;
    NumericMoments m_moments;
    ConfusionMatrix m_confusion;
    std::vector<double> m_truth;
    std::vector<double> m_estimate;
    std::vector<int> m_truthLevel;
    std::vector<int> m_estimateLevel;
    std::vector<double> m_probabilities;
    std::vector<double> m_weights;
    std::vector<TermMoments> m_terms;
};

} // namespace vitrine::monitor
