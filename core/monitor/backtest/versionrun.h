// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/backtest/predictor.h"
#include "core/monitor/measurepass.h"

#include <memory>
#include <optional>
#include <set>

namespace vitrine::monitor {

// Columns of a chunk that a run needs besides those of the model.
struct RunColumns {
    int time = -1;
    int truth = -1;
    int weight = -1;
};

// One version on its way over the rows: predicts chunks and measures them. Belongs to one thread at a time.
class VersionRun final
{
public:
    // `places`: of the model's columns in the chunks. `wanted`: groups whose rows are to be predicted;
    // nothing: all.
    VersionRun(std::shared_ptr<const Predictor> predictor, const MeasurePlan &plan, const RunColumns &columns,
               std::vector<int> places, std::optional<std::set<qint64>> wanted, PeriodSeries::Order order);

    // `groups`: of every row. A failure of the model is kept; the rest is passed over then.
    void take(const Chunk &chunk, const std::vector<qint64> &groups);

    const std::optional<Error> &failure() const { return m_failure; }
    qint64 predictedRows() const { return m_predicted; }
    qint64 unansweredRows() const { return m_unanswered; }
    QList<MetricSeries> finish() { return m_pass.finish(); }

private:
    void predict(const Chunk &chunk);

    std::shared_ptr<const Predictor> m_predictor;
    MeasurePlan m_plan; // the pass borrows it
    MeasurePass m_pass;
    RunColumns m_columns;
    std::vector<int> m_places;
    std::optional<std::set<qint64>> m_wanted;
    Predictions m_predictions;
    Chunk m_measured;
    std::optional<Error> m_failure;
    qint64 m_predicted = 0;
    qint64 m_unanswered = 0;
};

// Names of the columns that a run makes for measuring.
QString predictedColumn();
QString probabilityColumn(const QString &level);

} // namespace vitrine::monitor
