// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/alert/observed.h"

#include "core/base/text.h"
#include "core/monitor/dataset/leveltable.h"
#include "core/monitor/drift/driftrun.h"
#include "core/monitor/drift/driftsweep.h"
#include "core/monitor/localdays.h"
#include "core/monitor/periodgrid.h"

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr auto labelledOnly = " AND (o.truth IS NOT NULL OR o.truth_level IS NOT NULL)";

Result<Statement> ofVersion(Database &database, const std::string &columns, const QString &model,
                            const QString &version, RowKind kind, const std::string &order)
{
    std::string sql =
        "SELECT " + columns +
        " FROM model m JOIN version v ON v.model = m.id JOIN observation o ON o.version = v.id "
        "LEFT JOIN level t ON t.id = o.truth_level LEFT JOIN level e ON e.id = o.estimate_level "
        "WHERE m.name = ?1 AND v.name = ?2";
    if (kind == RowKind::Labelled)
        sql += labelledOnly;
    VT_TRY(Statement statement, database.prepare(sql + order));
    statement.bind(1, model);
    statement.bind(2, version);
    return statement;
}

// The two columns of an observation that a reference may hold.
struct Observed {
    DriftColumn column;
    int number = 0; // places in the query
    int level = 0;
};

// Gathers rows into chunks for a sweep.
class ObservedChunk final
{
public:
    explicit ObservedChunk(const QList<Observed> &observed) : m_observed(observed) { clear(); }

    void add(const Statement &row)
    {
        m_chunk.columns[0].times.push_back(row.integer(0));
        for (qsizetype i = 0; i < m_observed.size(); ++i) {
            Column &column = m_chunk.columns[static_cast<std::size_t>(i) + 1];
            const Observed &of = m_observed[i];
            if (of.column.kind == ColumnKind::Number)
                column.numbers.push_back(row.real(of.number));
            else
                column.codes.push_back(row.isNull(of.level) ? missingText
                                                            : m_levels[static_cast<std::size_t>(i)].code(
                                                                  row.text(of.level).toStdString()));
        }
        ++m_chunk.rows;
    }
    bool isFull() const { return m_chunk.rows >= 20'000; }
    const Chunk &chunk()
    {
        for (std::size_t i = 0; i < m_levels.size(); ++i) {
            std::vector<std::string> texts;
            for (const QString &name : m_levels[i].names())
                texts.push_back(name.toStdString());
            m_chunk.columns[i + 1].texts = std::move(texts);
        }
        return m_chunk;
    }
    void clear()
    {
        m_chunk = {};
        m_chunk.columns.resize(static_cast<std::size_t>(m_observed.size()) + 1);
        m_chunk.columns[0].type = ColumnType::Time;
        m_levels.assign(static_cast<std::size_t>(m_observed.size()), LevelTable());
        for (qsizetype i = 0; i < m_observed.size(); ++i)
            m_chunk.columns[static_cast<std::size_t>(i) + 1].type =
                m_observed[i].column.kind == ColumnKind::Number ? ColumnType::Number : ColumnType::Text;
    }

private:
    QList<Observed> m_observed;
    Chunk m_chunk;
    std::vector<LevelTable> m_levels;
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

Result<QList<AlertSample>> observedVolume(Database &database, const QString &model, const QString &version,
                                          RowKind kind, const Periods &periods, const QDateTime &now)
{
    VT_TRY(Statement statement, ofVersion(database, "o.time", model, version, kind, " ORDER BY o.time"));
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

Result<QDateTime> newestObserved(Database &database, const QString &model, const QString &version,
                                 RowKind kind)
{
    VT_TRY(Statement statement,
           ofVersion(database, "o.time", model, version, kind, " ORDER BY o.time DESC LIMIT 1"));
    VT_TRY(const bool found, statement.step());
    return found ? QDateTime::fromMSecsSinceEpoch(statement.integer(0), Qt::UTC) : QDateTime();
}

Result<DriftSeries> observedDrift(Database &database, const QString &model, const QString &version,
                                  const QList<ColumnProfile> &reference, const Periods &periods,
                                  const DriftOptions &options, const Job &job)
{
    QList<Observed> observed;
    QList<ColumnProfile> profiles;
    for (const auto &[role, number, level] :
         {std::tuple{ColumnRole::Prediction, 1, 3}, std::tuple{ColumnRole::Target, 2, 4}}) {
        const auto found = std::find_if(reference.begin(), reference.end(),
                                        [&](const ColumnProfile &column) { return column.role == role; });
        if (found == reference.end())
            continue;
        observed.append({{found->name, found->kind, found->role}, number, level});
        profiles.append(*found);
    }
    if (observed.isEmpty())
        return DriftSeries();
    QList<DriftColumn> columns;
    for (const Observed &of : std::as_const(observed))
        columns.append(of.column);
    VT_TRY(Statement statement, ofVersion(database, "o.time, o.estimate, o.truth, e.name, t.name", model,
                                          version, RowKind::Observations, " ORDER BY o.time, o.seq"));
    DriftSweep sweep(columns, profiles, periods, options, DriftSweep::Order::Ascending, driftMemory);
    ObservedChunk chunk(observed);
    while (true) {
        VT_TRY(const bool row, statement.step());
        if (row)
            chunk.add(statement);
        if (chunk.isFull() || (!row && chunk.chunk().rows > 0)) {
            VT_CHECK(job.check());
            VT_TRY([[maybe_unused]] const bool inOrder, sweep.add(chunk.chunk(), true));
            chunk.clear();
        }
        if (!row)
            return sweep.finish();
    }
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
