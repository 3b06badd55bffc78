// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/charttable.h"

#include "ui/chart/dateticks.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/wording.h"

#include <QLocale>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <tuple>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr size_t mostRows = 20'000; // that are sorted and laid out before anybody notices
} // namespace

QList<ChartTable::Row> chartRows(const QList<PlotMetric> &metrics, const QSet<QString> &hidden,
                                 TimeSpan window)
{
    constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
    std::map<std::tuple<qint64, qint64, int, QString, bool>, ChartTable::Row> rows;
    for (qsizetype m = 0; m < metrics.size(); ++m) {
        for (const PlotSeries &series : metrics[m].series) {
            if (hidden.contains(series.name))
                continue;
            const PlotLine &line = *series.line;
            const auto [first, last] = line.reduction.indexes(window.from, window.to);
            for (size_t i = first; i < last; ++i) {
                if (line.isGap(i))
                    continue;
                ChartTable::Row &row =
                    rows[{line.startOf(i), line.endOf(i), series.look, series.name, series.estimated}];
                if (row.values.isEmpty()) {
                    row = {line.startOf(i), line.endOf(i), series.name, series.look, line.countOf(i), {}, {},
                           series.estimated};
                    row.values.fill(undefined, metrics.size());
                    row.reasons.fill({}, metrics.size());
                }
                row.values[m] = line.value[i];
                row.reasons[m] = line.why.value(qsizetype(i));
            }
        }
    }
    QList<ChartTable::Row> out;
    out.reserve(qsizetype(rows.size()));
    for (auto &[key, row] : rows)
        out << std::move(row);
    return out;
}

size_t countRows(const QList<PlotMetric> &metrics, const QSet<QString> &hidden, TimeSpan window)
{
    size_t most = 0; // the metrics of a version have the same periods
    for (const PlotMetric &metric : metrics) {
        size_t rows = 0;
        for (const PlotSeries &series : metric.series) {
            if (hidden.contains(series.name))
                continue;
            const auto [first, last] = series.line->reduction.indexes(window.from, window.to);
            rows += last - first;
        }
        most = std::max(most, rows);
    }
    return most;
}

TimeSpan firstRows(const QList<PlotMetric> &metrics, const QSet<QString> &hidden, TimeSpan window,
                   size_t most)
{
    if (countRows(metrics, hidden, window) <= most)
        return window;
    double enough = window.from;
    double tooMuch = window.to;
    for (double middle = std::midpoint(enough, tooMuch); middle > enough && middle < tooMuch;
         middle = std::midpoint(enough, tooMuch))
        (countRows(metrics, hidden, {window.from, middle}) <= most ? enough : tooMuch) = middle;
    return {window.from, enough};
}

ChartTable::ChartTable(QObject *parent) : QAbstractTableModel(parent) {}

void ChartTable::show(const QList<PlotMetric> &metrics, const QSet<QString> &hidden, TimeSpan window,
                      const QTimeZone &zone)
{
    beginResetModel();
    m_zone = zone;
    m_metrics.clear();
    m_titles.clear();
    for (const PlotMetric &metric : metrics) {
        m_metrics << (metric.unit.isEmpty() ? metric.info.name
                                            : tr("%1 (%2)").arg(metric.info.name, metric.unit));
        m_titles << metric.info.title;
    }
    const TimeSpan first = firstRows(metrics, hidden, window, mostRows);
    m_leftOut = qint64(countRows(metrics, hidden, window) - countRows(metrics, hidden, first));
    m_rows = chartRows(metrics, hidden, first);
    endResetModel();
}

int ChartTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int ChartTable::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : FirstMetric + int(m_metrics.size());
}

QVariant ChartTable::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size())
        return {};
    const Row &row = m_rows[index.row()];
    const int column = index.column();
    if (role == Qt::TextAlignmentRole && column >= Count)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role == SortRole) {
        if (column == Period)
            return row.start;
        if (column == Version)
            return row.order;
        return column == Count ? QVariant(row.n) : QVariant(row.values[column - FirstMetric]);
    }
    if (role == Qt::ToolTipRole && column >= FirstMetric) {
        const QString &why = row.reasons[column - FirstMetric];
        return why.isEmpty() ? fullNumber(row.values[column - FirstMetric]) : why;
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Period: return periodText(row.start, row.end, m_zone);
    case Version: return row.estimated ? tr("%1 estimated").arg(row.version) : row.version;
    case Count: return row.n > 0 ? QLocale().toString(row.n) : u"–"_s;
    default: return shortNumber(row.values[column - FirstMetric]);
    }
}

QVariant ChartTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    if (role == Qt::TextAlignmentRole && section >= Count)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section >= FirstMetric)
        return m_titles[section - FirstMetric];
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Period: return tr("Period (%1)").arg(zoneName(m_zone));
    case Version: return tr("Version");
    case Count: return tr("n");
    default: return m_metrics[section - FirstMetric];
    }
}

} // namespace vitrine::ui
