// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/backtest/backtestcache.h"
#include "core/monitor/backtest/backtestplan.h"
#include "core/monitor/backtest/matrixcell.h"
#include "core/monitor/backtest/versionrun.h"

namespace vitrine::monitor {

// One version's row of the matrix: which cells are known, the run that fills the others, and the series in
// the end.
class VersionRow final
{
public:
    // Why a loaded version cannot be measured against this truth; empty when it can.
    static QString misfit(const LoadedVersion &version, bool classification,
                          const QStringList &levelsInTruth);

    VersionRow(const LoadedVersion &version, const MeasurePlan &plan, const RowSurvey &survey,
               const std::vector<MatrixCell> &cells);

    const QString &name() const { return m_version.version.name; }
    Result<> findCached(BacktestCache &cache);
    qint64 knownCells() const; // of period and metric
    // Makes the run for the cells that are not known. InvalidArgument when metrics or periods need rows in
    // time order and they are not.
    Result<> prepareRun(const RowSurvey &survey);
    VersionRun *run() const { return m_run.get(); } // none: all is known

    // Takes over what the run measured; what is new, for the cache.
    QList<BacktestCache::Entry> takeMeasured();
    QList<MetricSeries> series(const QString &model) const;

private:
    bool isKnown(std::size_t cell) const;
    // What a measured point is found by, see takeMeasured().
    qint64 keyOf(const MatrixCell &cell) const;

    LoadedVersion m_version;
    MeasurePlan m_plan;
    const std::vector<MatrixCell> &m_cells;
    std::vector<int> m_columns;                        // that it depends on, in the survey
    std::vector<int> m_places;                         // those of the model
    std::vector<QByteArray> m_keys;                    // one a cell
    std::vector<QHash<QString, MetricValue>> m_values; // likewise, by metric
    std::unique_ptr<VersionRun> m_run;
};

} // namespace vitrine::monitor
