// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/alert/logged.h"

#include "core/monitor/alert/observed.h"
#include "core/monitor/dataset/leveltable.h"
#include "core/monitor/drift/driftrun.h"
#include "core/monitor/drift/driftsweep.h"
#include "core/monitor/drift/quantile.h"
#include "core/monitor/localdays.h"
#include "core/monitor/periodgrid.h"

#include <simdjson.h>

#include <algorithm>
#include <map>
#include <numeric>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

namespace dom = simdjson::dom;

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

Result<Statement> answered(Database &database, const std::string &columns, const QString &model,
                           const QString &version, const std::string &order)
{
    VT_TRY(Statement statement,
           database.prepare(
               "SELECT " + columns +
               " FROM prediction p JOIN version v ON v.id = p.version JOIN model m ON m.id = v.model "
               "WHERE m.name = ?1 AND v.name = ?2 AND p.error IS NULL" +
               order));
    statement.bind(1, model);
    statement.bind(2, version);
    return statement;
}

double latencyOf(std::vector<double> milliseconds, const QString &which)
{
    if (which == u"mean")
        return std::accumulate(milliseconds.begin(), milliseconds.end(), 0.0) /
               static_cast<double>(milliseconds.size());
    static const QHash<QString, double> shares{
        {u"p50"_s, 0.5}, {u"p90"_s, 0.9}, {u"p95"_s, 0.95}, {u"p99"_s, 0.99}, {u"max"_s, 1}};
    return quantile(NumericDistribution::fromValues(std::move(milliseconds)), shares.value(which, 1));
}

// Inputs of requests, {"cyl":[6,4], …}, as a chunk of the columns that the reference has.
class InputChunk final
{
public:
    explicit InputChunk(const QList<ColumnProfile> &reference)
    {
        for (const ColumnProfile &column : reference)
            m_columns.append({column.name, column.kind, column.role});
        clear();
    }

    const QList<DriftColumn> &columns() const { return m_columns; }
    std::size_t rows() const { return m_chunk.rows; }

    void add(qint64 time, const QByteArray &json)
    {
        m_text = simdjson::padded_string(json.constData(), static_cast<std::size_t>(json.size()));
        dom::object inputs;
        if (m_parser.parse(m_text).get(inputs) != simdjson::SUCCESS)
            return;
        std::size_t rows = 0;
        for (const auto &[name, values] : inputs) {
            dom::array list;
            if (values.get(list) == simdjson::SUCCESS)
                rows = std::max(rows, list.size());
        }
        m_chunk.columns[0].times.insert(m_chunk.columns[0].times.end(), rows, time);
        for (qsizetype i = 0; i < m_columns.size(); ++i) {
            dom::array list;
            const QByteArray name = m_columns[i].name.toUtf8();
            const bool isThere =
                inputs[std::string_view(name.constData(), static_cast<std::size_t>(name.size()))].get(list) ==
                simdjson::SUCCESS;
            addValues(static_cast<std::size_t>(i), isThere ? &list : nullptr, rows);
        }
        m_chunk.rows += rows;
    }
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
        m_chunk.columns.resize(static_cast<std::size_t>(m_columns.size()) + 1);
        m_chunk.columns[0].type = ColumnType::Time;
        m_levels.assign(static_cast<std::size_t>(m_columns.size()), LevelTable());
        for (qsizetype i = 0; i < m_columns.size(); ++i)
            m_chunk.columns[static_cast<std::size_t>(i) + 1].type =
                m_columns[i].kind == ColumnKind::Number ? ColumnType::Number : ColumnType::Text;
    }

private:
    void addValues(std::size_t at, const dom::array *values, std::size_t rows)
    {
        Column &column = m_chunk.columns[at + 1];
        const std::size_t wanted = m_chunk.rows + rows;
        if (values) {
            for (const dom::element value : *values)
                addValue(column, m_levels[at], value);
        }
        if (column.type == ColumnType::Number)
            column.numbers.resize(wanted, absent);
        else
            column.codes.resize(wanted, missingText);
    }
    static void addValue(Column &column, LevelTable &levels, const dom::element &value)
    {
        std::string_view text;
        if (column.type == ColumnType::Number) {
            double number = absent;
            bool flag = false;
            if (value.get(number) != simdjson::SUCCESS && value.get(flag) == simdjson::SUCCESS)
                number = flag ? 1 : 0;
            column.numbers.push_back(number);
        } else if (value.is_null()) {
            column.codes.push_back(missingText);
        } else if (value.get(text) == simdjson::SUCCESS) {
            column.codes.push_back(levels.code(text));
        } else {
            column.codes.push_back(levels.code(simdjson::minify(value))); // 3, true
        }
    }

    QList<DriftColumn> m_columns;
    Chunk m_chunk;
    std::vector<LevelTable> m_levels;
    dom::parser m_parser;
    simdjson::padded_string m_text;
};

} // namespace

Result<QList<AlertSample>> loggedVolume(Database &database, const QString &model, const QString &version,
                                        const Periods &periods, const QDateTime &now)
{
    VT_TRY(Statement statement, answered(database, "p.time", model, version, ""));
    const PeriodGrid grid(periods);
    std::map<qint64, qint64> counts;
    while (true) {
        VT_TRY(const bool row, statement.step());
        if (!row)
            return volumeSamples(counts, periods, now);
        ++counts[grid.distance(statement.integer(0))];
    }
}

Result<QDateTime> newestLogged(Database &database, const QString &model, const QString &version)
{
    VT_TRY(Statement statement, answered(database, "max(p.time)", model, version, ""));
    VT_TRY(const bool found, statement.step());
    return found && !statement.isNull(0) ? QDateTime::fromMSecsSinceEpoch(statement.integer(0), Qt::UTC)
                                         : QDateTime();
}

Result<QList<AlertSample>> loggedLatency(Database &database, const QString &model, const QString &version,
                                         const QString &which, const Periods &periods, const QDateTime &now)
{
    VT_TRY(Statement statement, answered(database, "p.time, p.latency", model, version, ""));
    const PeriodGrid grid(periods);
    std::map<qint64, std::vector<double>> latencies;
    while (true) {
        VT_TRY(const bool row, statement.step());
        if (!row)
            break;
        latencies[grid.distance(statement.integer(0))].push_back(statement.real(1) / 1000);
    }
    const qint64 current = grid.distance(now.toMSecsSinceEpoch());
    QList<AlertSample> samples;
    for (auto &[distance, milliseconds] : latencies) {
        if (distance >= current)
            break;
        AlertSample sample{timeAt(grid.start(distance), periods.zone),
                           timeAt(grid.start(distance + 1), periods.zone),
                           static_cast<qint64>(milliseconds.size())};
        sample.value = latencyOf(std::move(milliseconds), which);
        samples.append(sample);
    }
    return samples;
}

Result<DriftSeries> loggedDrift(Database &database, const QString &model, const QString &version,
                                const QList<ColumnProfile> &reference, const Periods &periods,
                                const DriftOptions &options, const Job &job)
{
    QList<ColumnProfile> features;
    std::copy_if(reference.begin(), reference.end(), std::back_inserter(features),
                 [](const ColumnProfile &column) { return column.role == ColumnRole::Feature; });
    InputChunk chunk(features);
    VT_TRY(Statement statement, answered(database, "p.time, p.inputs", model, version,
                                         " AND p.inputs IS NOT NULL ORDER BY p.time"));
    constexpr std::size_t enough = 20'000;
    DriftSweep sweep(chunk.columns(), features, periods, options, DriftSweep::Order::Ascending, driftMemory);
    while (true) {
        VT_TRY(const bool row, statement.step());
        if (row)
            chunk.add(statement.integer(0), statement.text(1).toUtf8());
        if (chunk.rows() >= enough || (!row && chunk.rows() > 0)) {
            VT_CHECK(job.check());
            VT_TRY([[maybe_unused]] const bool inOrder, sweep.add(chunk.chunk(), true));
            chunk.clear();
        }
        if (!row)
            return sweep.finish();
    }
}

} // namespace vitrine::monitor
