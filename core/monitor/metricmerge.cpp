// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/monitor/dataset/dataset.h"
#include "core/monitor/dataset/leveltable.h"
#include "core/monitor/metrictable.h"

#include <QFileInfo>
#include <QHash>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

qint64 timeOf(const MetricRow &row)
{
    return row.index.isValid() ? row.index.toMSecsSinceEpoch() : std::numeric_limits<qint64>::min();
}

// The columns of a table of metrics by role, whatever they are called; -1 for none.
struct Columns {
    QStringList names; // to read, in the order of the members
    int index = -1;
    int n = -1;
    int metric = -1;
    int estimator = -1;
    int estimate = -1;
    int lower = -1;
    int upper = -1;
    int version = -1;
};

Columns columnsOf(const Dataset &dataset)
{
    Columns columns;
    const auto find = [&](const QString &name) {
        for (const QString &spelling : {u'.' + name, name}) {
            if (!dataset.column(spelling))
                continue;
            columns.names << spelling;
            return static_cast<int>(columns.names.size()) - 1;
        }
        return -1;
    };
    columns.index = find(u"index"_s);
    columns.n = find(u"n"_s);
    columns.metric = find(u"metric"_s);
    columns.estimator = find(u"estimator"_s);
    columns.estimate = find(u"estimate"_s);
    columns.lower = find(u"lower"_s);
    columns.upper = find(u"upper"_s);
    columns.version = find(u"version"_s);
    return columns;
}

QString textAt(const Chunk &chunk, int column, std::size_t row)
{
    if (column < 0)
        return {};
    const Column &cells = chunk.columns[static_cast<std::size_t>(column)];
    const qint32 code = cells.codes[row];
    return code == missingText ? QString()
                               : QString::fromStdString(cells.texts[static_cast<std::size_t>(code)]);
}

double numberAt(const Chunk &chunk, int column, std::size_t row)
{
    return column < 0 ? std::numeric_limits<double>::quiet_NaN()
                      : chunk.columns[static_cast<std::size_t>(column)].numbers[row];
}

MetricRow rowAt(const Chunk &chunk, const Columns &columns, std::size_t row)
{
    MetricRow result;
    const qint64 time = chunk.columns[static_cast<std::size_t>(columns.index)].times[row];
    if (time != missingTime)
        result.index = QDateTime::fromMSecsSinceEpoch(time, Qt::UTC);
    const double n = numberAt(chunk, columns.n, row);
    result.n = std::isnan(n) ? 0 : static_cast<qint64>(n);
    result.metric = metricOfSklearn(textAt(chunk, columns.metric, row));
    result.estimator = textAt(chunk, columns.estimator, row);
    result.value = numberAt(chunk, columns.estimate, row);
    result.lower = numberAt(chunk, columns.lower, row);
    result.upper = numberAt(chunk, columns.upper, row);
    result.version = textAt(chunk, columns.version, row);
    return result;
}

} // namespace

Result<MetricTable> readMetricTable(const Dataset &untyped)
{
    const Columns columns = columnsOf(untyped);
    if (columns.index < 0 || columns.n < 0 || columns.metric < 0 || columns.estimate < 0) {
        return Error{
            Error::Code::InvalidArgument,
            Text::tr(
                "%1 is not a table of metrics: it needs the columns .index, .n, .metric and .estimate, or "
                "the same without dots.")
                .arg(QFileInfo(untyped.path()).fileName()),
            untyped.path()};
    }
    QHash<QString, ColumnType> types{{columns.names[columns.index], ColumnType::Time}};
    for (const int text : {columns.metric, columns.estimator, columns.version}) {
        if (text >= 0)
            types.insert(columns.names[text], ColumnType::Text);
    }
    for (const int number : {columns.n, columns.estimate, columns.lower, columns.upper}) {
        if (number >= 0)
            types.insert(columns.names[number], ColumnType::Number);
    }
    VT_TRY(const Dataset dataset, untyped.withTypes(types));
    VT_TRY(DatasetReader reader, dataset.read(columns.names));
    MetricTable table;
    Chunk chunk;
    while (true) {
        VT_TRY(const bool more, reader.next(chunk));
        if (!more)
            break;
        for (std::size_t row = 0; row < chunk.rows; ++row)
            table.append(rowAt(chunk, columns, row));
    }
    if (!reader.problems().isEmpty())
        return Error{Error::Code::Corrupt, reader.problems().summary(), dataset.path()};
    return table;
}

MetricMerge mergeMetrics(const MetricTable &old, const MetricTable &added)
{
    QSet<qint64> times;
    for (const MetricRow &row : added)
        times.insert(timeOf(row));
    MetricMerge merge;
    QSet<qint64> seen;
    for (const MetricRow &row : old) {
        if (!times.contains(timeOf(row))) {
            merge.table.append(row);
            continue;
        }
        ++merge.replacedRows;
        if (!seen.contains(timeOf(row)))
            merge.overlaps.append(row.index);
        seen.insert(timeOf(row));
    }
    std::ranges::sort(merge.overlaps);
    merge.table.append(added);
    std::ranges::stable_sort(merge.table, {}, timeOf);
    return merge;
}

Result<> checkOverlap(const MetricMerge &merge, const QString &name, bool overwrite)
{
    if (overwrite || merge.overlaps.isEmpty())
        return {};
    return Error{
        Error::Code::Conflict,
        Text::tr(
            "The new metrics overlap with %n date(s) already stored for %1, first %2. Check the dates, or "
            "overwrite the old metrics.",
            nullptr, static_cast<int>(merge.overlaps.size()))
            .arg(name, merge.overlaps.constFirst().toString(Qt::ISODate)),
        {}};
}

} // namespace vitrine::monitor
