// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/readout.h"

#include "ui/chart/dateticks.h"
#include "ui/widgets/wording.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Wording {
    Q_DECLARE_TR_FUNCTIONS(Readout)
};

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

double valueAt(const PlotLine &line, std::optional<double> time)
{
    if (!time)
        return undefined;
    const auto row = line.indexAt(*time);
    return row ? line.value[*row] : undefined;
}

void put(Readout &out, const PlotSeries &series, qsizetype metric, double time, std::optional<double> mark)
{
    const auto index = series.line->indexAt(time);
    if (!index)
        return;
    auto row = std::find_if(out.rows.begin(), out.rows.end(), [&](const Readout::Row &r) {
        return r.version == series.name && r.estimated == series.estimated;
    });
    if (row == out.rows.end()) {
        const QList<Readout::Cell> cells(out.metrics.size(),
                                         {undefined, undefined, {}, undefined, undefined});
        row = out.rows.insert(out.rows.end(), {series.name, series.look, series.line->countOf(*index), cells,
                                               series.estimated, series.label()});
    }
    const bool banded = series.estimated && !series.line->low.empty();
    row->cells[metric] = {
        series.line->value[*index], valueAt(*series.line, mark), series.line->why.value(qsizetype(*index)),
        banded ? series.line->low[*index] : undefined, banded ? series.line->high[*index] : undefined};
}

QString periodAt(const QList<PlotMetric> &metrics, const QSet<QString> &hidden, double time,
                 const QTimeZone &zone)
{
    for (const PlotMetric &metric : metrics) {
        for (const PlotSeries &series : metric.series) {
            if (hidden.contains(series.name))
                continue;
            if (const auto row = series.line->indexAt(time))
                return periodText(series.line->startOf(*row), series.line->endOf(*row), zone);
        }
    }
    return periodText(qint64(time), qint64(time), zone);
}

} // namespace

bool isBetter(monitor::Direction direction, double one, double other)
{
    if (std::isnan(one) || std::isnan(other))
        return !std::isnan(one) && std::isnan(other);
    switch (direction) {
    case monitor::Direction::Minimise: return one < other;
    case monitor::Direction::Maximise: return one > other;
    case monitor::Direction::Zero: return std::abs(one) < std::abs(other);
    }
    return false;
}

Readout readoutAt(const QList<PlotMetric> &metrics, const QSet<QString> &hidden, qsizetype leading,
                  double time, std::optional<double> mark, const QTimeZone &zone)
{
    Readout out;
    for (const PlotMetric &metric : metrics) {
        out.metrics << metric.info.name;
        out.directions << metric.info.direction;
    }
    for (qsizetype i = 0; i < metrics.size(); ++i) {
        for (const PlotSeries &series : metrics[i].series) {
            if (!hidden.contains(series.name))
                put(out, series, i, time, mark);
        }
    }
    if (leading >= 0 && leading < metrics.size()) {
        std::stable_sort(out.rows.begin(), out.rows.end(), [&](const Readout::Row &a, const Readout::Row &b) {
            return isBetter(out.directions[leading], a.cells[leading].value, b.cells[leading].value);
        });
    }
    out.when = periodAt(metrics, hidden, time, zone);
    if (mark)
        out.marked = periodAt(metrics, hidden, *mark, zone);
    return out;
}

QString bandText(const Readout::Cell &cell)
{
    if (std::isnan(cell.low) || std::isnan(cell.high))
        return {};
    return u" (%1 – %2)"_s.arg(shortNumber(cell.low), shortNumber(cell.high));
}

QString nothingObserved()
{
    return Wording::tr("Nothing was observed here");
}

QString spoken(const Readout &readout)
{
    QStringList parts{readout.when};
    if (readout.isEmpty())
        parts << nothingObserved();
    for (const Readout::Row &row : readout.rows) {
        QStringList values;
        for (qsizetype i = 0; i < readout.metrics.size(); ++i) {
            const Readout::Cell &cell = row.cells[i];
            if (!std::isnan(cell.value))
                values << u"%1 %2"_s.arg(readout.metrics[i], shortNumber(cell.value)) + bandText(cell);
            else if (!cell.why.isEmpty())
                values << Wording::tr("%1 undefined: %2").arg(readout.metrics[i], cell.why);
        }
        if (row.n > 0)
            values << Wording::tr("n %1").arg(QLocale().toString(row.n));
        parts << u"%1: %2"_s.arg(row.label, values.join(u", "_s));
    }
    return parts.join(u"; "_s);
}

} // namespace vitrine::ui
