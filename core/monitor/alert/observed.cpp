// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/alert/observed.h"

#include "core/base/text.h"
#include "core/monitor/alert/rowchunk.h"
#include "core/monitor/localdays.h"
#include "core/monitor/periodgrid.h"

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr auto labelledOnly = " AND (o.truth IS NOT NULL OR o.truth_level IS NOT NULL)";

Result<StoreStatement> ofVersion(StoreConnection &store, const std::string &columns, const QString &model,
                                 const QString &version, RowKind kind, const std::string &order)
{
    std::string sql =
        "SELECT " + columns +
        " FROM model m JOIN version v ON v.model = m.id JOIN observation o ON o.version = v.id "
        "LEFT JOIN level t ON t.id = o.truth_level LEFT JOIN level e ON e.id = o.estimate_level "
        "WHERE m.name = ?1 AND v.name = ?2";
    if (kind == RowKind::Labelled)
        sql += labelledOnly;
    VT_TRY(StoreStatement statement, store.prepare(sql + order));
    statement.bind(1, model);
    statement.bind(2, version);
    return statement;
}

// Where the query has what is predicted or what came true.
struct ObservedPlace {
    int number = 0;
    int level = 0;
};

} // namespace

QList<AlertSample> volumeSamples(const std::map<qint64, qint64> &counts, const Periods &periods,
                                 const QDateTime &now)
{
    QList<AlertSample> samples;
    if (counts.empty())
        return samples;
    constexpr qint64 mostPeriods = 100'000; // minutes of two months; older ones decide nothing
    const PeriodGrid grid(periods);
    const qint64 current = grid.distance(now.toMSecsSinceEpoch());
    for (qint64 at = std::max(counts.begin()->first, current - mostPeriods); at < current; ++at) {
        const auto found = counts.find(at);
        const qint64 count = found == counts.end() ? 0 : found->second;
        samples.append({timeAt(grid.start(at), periods.zone), timeAt(grid.start(at + 1), periods.zone), count,
                        static_cast<double>(count)});
    }
    return samples;
}

Result<QList<AlertSample>> observedVolume(StoreConnection &store, const QString &model,
                                          const QString &version, RowKind kind, const Periods &periods,
                                          const QDateTime &now)
{
    VT_TRY(StoreStatement statement, ofVersion(store, "o.time", model, version, kind, " ORDER BY o.time"));
    const PeriodGrid grid(periods);
    std::map<qint64, qint64> counts;
    while (true) {
        VT_TRY(const bool row, statement.step());
        if (!row)
            return volumeSamples(counts, periods, now);
        ++counts[grid.distance(statement.integer(0))];
    }
}

DriftSeries joined(const DriftSeries &first, const DriftSeries &second, const DriftOptions &options)
{
    std::map<qint64, DriftPeriod> periods;
    for (const DriftSeries *series : {&first, &second}) {
        for (const DriftPeriod &period : series->periods) {
            const auto [at, isNew] = periods.try_emplace(period.start.toMSecsSinceEpoch(), period);
            if (isNew)
                continue;
            at->second.rows = std::max(at->second.rows, period.rows);
            at->second.comparison.findings += period.comparison.findings;
        }
    }
    DriftSeries result;
    for (auto &[start, period] : periods) {
        period.comparison = decide(period.comparison.findings, options);
        result.periods.append(period);
    }
    return result;
}

Result<QDateTime> newestObserved(StoreConnection &store, const QString &model, const QString &version,
                                 RowKind kind)
{
    VT_TRY(StoreStatement statement,
           ofVersion(store, "o.time", model, version, kind, " ORDER BY o.time DESC LIMIT 1"));
    VT_TRY(const bool found, statement.step());
    return found ? QDateTime::fromMSecsSinceEpoch(statement.integer(0), Qt::UTC) : QDateTime();
}

Result<DriftSeries> observedDrift(StoreConnection &store, const QString &model, const QString &version,
                                  const QList<ColumnProfile> &reference, const Periods &periods,
                                  const DriftOptions &options, const Job &job)
{
    QList<ObservedPlace> places;
    QList<DriftColumn> columns;
    QList<ColumnProfile> profiles;
    for (const auto &[role, place] : {std::pair{ColumnRole::Prediction, ObservedPlace{1, 3}},
                                      std::pair{ColumnRole::Target, ObservedPlace{2, 4}}}) {
        const auto found = std::find_if(reference.begin(), reference.end(),
                                        [&](const ColumnProfile &column) { return column.role == role; });
        if (found == reference.end())
            continue;
        places.append(place);
        columns.append({found->name, found->kind, found->role});
        profiles.append(*found);
    }
    if (places.isEmpty())
        return DriftSeries();
    VT_TRY(StoreStatement statement, ofVersion(store, "o.time, o.estimate, o.truth, e.name, t.name", model,
                                               version, RowKind::Observations, " ORDER BY o.time, o.seq"));
    return driftOfRows(
        std::move(statement), RowChunk(columns), profiles, periods, options,
        [&places](RowChunk &chunk, const StoreStatement &row) {
            for (qsizetype i = 0; i < places.size(); ++i) {
                if (chunk.isNumber(i))
                    chunk.add(i, row.real(places[i].number));
                else if (row.isNull(places[i].level))
                    chunk.addMissing(i);
                else
                    chunk.add(i, row.text(places[i].level).toStdString());
            }
            chunk.endRows(row.integer(0));
        },
        job);
}

QList<AlertSample> driftSamples(const DriftSeries &series, const QString &column, const QDateTime &now)
{
    QList<AlertSample> samples;
    for (const DriftPeriod &period : series.periods) {
        if (period.end.isValid() && period.end > now)
            continue;
        AlertSample sample{period.start, period.end, period.rows};
        const DriftComparison &all = period.comparison;
        if (column == u"share" && all.columns > 0) {
            sample.value = all.share;
            sample.threshold = DriftOptions().datasetShare;
            sample.drift = all.drift;
        }
        for (const DriftFinding &finding : all.findings) {
            if (finding.column != column || finding.check)
                continue;
            const bool byP = driftTestInfo(finding.test).byP;
            sample.value = byP ? finding.adjustedP : finding.statistic;
            sample.threshold = finding.threshold;
            sample.drift = finding.drift;
        }
        samples.append(sample);
    }
    return samples;
}

} // namespace vitrine::monitor
