// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/alert/logged.h"

#include "core/monitor/alert/observed.h"
#include "core/monitor/alert/rowchunk.h"
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

Result<StoreStatement> answered(StoreConnection &store, const std::string &columns, const QString &model,
                                const QString &version, const std::string &order)
{
    VT_TRY(
        StoreStatement statement,
        store.prepare("SELECT " + columns +
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

// Adds inputs of requests, {"cyl":[6,4], …}, to a chunk of the columns that the reference has.
class InputReader final
{
public:
    void add(RowChunk &chunk, qint64 time, const QByteArray &json)
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
        for (qsizetype i = 0; i < chunk.columns().size(); ++i) {
            dom::array list;
            const QByteArray name = chunk.columns()[i].name.toUtf8();
            if (inputs[std::string_view(name.constData(), static_cast<std::size_t>(name.size()))].get(list) !=
                simdjson::SUCCESS)
                continue;
            for (const dom::element value : list)
                addValue(chunk, i, value);
        }
        chunk.endRows(time, rows);
    }

private:
    static void addValue(RowChunk &chunk, qsizetype column, const dom::element &value)
    {
        std::string_view text;
        if (chunk.isNumber(column)) {
            double number = absent;
            bool flag = false;
            if (value.get(number) != simdjson::SUCCESS && value.get(flag) == simdjson::SUCCESS)
                number = flag ? 1 : 0;
            chunk.add(column, number);
        } else if (value.is_null()) {
            chunk.addMissing(column);
        } else if (value.get(text) == simdjson::SUCCESS) {
            chunk.add(column, text);
        } else {
            chunk.add(column, simdjson::minify(value)); // 3, true
        }
    }

    dom::parser m_parser;
    simdjson::padded_string m_text;
};

} // namespace

Result<QList<AlertSample>> loggedVolume(StoreConnection &store, const QString &model, const QString &version,
                                        const Periods &periods, const QDateTime &now)
{
    VT_TRY(StoreStatement statement, answered(store, "p.time", model, version, ""));
    const PeriodGrid grid(periods);
    std::map<qint64, qint64> counts;
    while (true) {
        VT_TRY(const bool row, statement.step());
        if (!row)
            return volumeSamples(counts, periods, now);
        ++counts[grid.distance(statement.integer(0))];
    }
}

Result<QDateTime> newestLogged(StoreConnection &store, const QString &model, const QString &version)
{
    VT_TRY(StoreStatement statement, answered(store, "max(p.time)", model, version, ""));
    VT_TRY(const bool found, statement.step());
    return found && !statement.isNull(0) ? QDateTime::fromMSecsSinceEpoch(statement.integer(0), Qt::UTC)
                                         : QDateTime();
}

Result<QList<AlertSample>> loggedLatency(StoreConnection &store, const QString &model, const QString &version,
                                         const QString &which, const Periods &periods, const QDateTime &now)
{
    VT_TRY(StoreStatement statement, answered(store, "p.time, p.latency", model, version, ""));
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

Result<DriftSeries> loggedDrift(StoreConnection &store, const QString &model, const QString &version,
                                const QList<ColumnProfile> &reference, const Periods &periods,
                                const DriftOptions &options, const Job &job)
{
    QList<ColumnProfile> features;
    std::copy_if(reference.begin(), reference.end(), std::back_inserter(features),
                 [](const ColumnProfile &column) { return column.role == ColumnRole::Feature; });
    QList<DriftColumn> columns;
    for (const ColumnProfile &column : std::as_const(features))
        columns.append({column.name, column.kind, column.role});
    VT_TRY(StoreStatement statement,
           answered(store, "p.time, p.inputs", model, version, " AND p.inputs IS NOT NULL ORDER BY p.time"));
    InputReader reader;
    return driftOfRows(
        std::move(statement), RowChunk(columns), features, periods, options,
        [&reader](RowChunk &chunk, const StoreStatement &row) {
            reader.add(chunk, row.integer(0), row.text(1).toUtf8());
        },
        job);
}

} // namespace vitrine::monitor
