// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/countlane.h"

#include "ui/chart/chartpaint.h"
#include "ui/chart/dateticks.h"
#include "ui/chart/timeaxis.h"
#include "ui/chart/valueticks.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"

#include <QHash>
#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr int barsHeight = 34;
constexpr double barInk = 0.62;
} // namespace

CountLane::CountLane(TimeAxis *axis, QWidget *parent) : PlotLane(axis, u"chartCounts"_s, parent)
{
    setAccessibleName(tr("Number of observations"));
}

void CountLane::setSeries(const QList<PlotSeries> &series)
{
    m_series = series;
    m_series.removeIf([](const PlotSeries &one) { return one.estimated || one.line->n.empty(); });
    m_barsPlot = {};
    update();
}

const std::vector<CountLane::Bar> &CountLane::bars() const
{
    const TimeSpan window = axis()->window();
    if (window == m_barsWindow && plot() == m_barsPlot)
        return m_bars;
    m_barsWindow = window;
    m_barsPlot = plot();
    size_t rows = 0;
    for (const PlotSeries &one : m_series) {
        const auto [first, last] = one.line->reduction.indexes(window.from, window.to);
        rows = std::max(rows, last - first);
    }
    m_bars = rows > size_t(plot().width()) ? pixelBars() : periodBars();
    return m_bars;
}

std::vector<CountLane::Bar> CountLane::periodBars() const
{
    const TimeSpan window = axis()->window();
    std::map<std::pair<double, double>, Bar> found;
    for (const PlotSeries &one : m_series) {
        auto [first, last] = one.line->reduction.indexes(window.from, window.to);
        first = first > 0 ? first - 1 : 0; // its middle may lie outside
        last = std::min(last + 1, one.line->size());
        for (size_t i = first; i < last; ++i) {
            if (one.line->isGap(i))
                continue;
            const qint64 n = one.line->n[i];
            Bar &bar = found[{one.line->leftOf(i), one.line->rightOf(i)}];
            bar.left = one.line->leftOf(i);
            bar.right = one.line->rightOf(i);
            bar.n += n;
            bar.parts << Part{n, one.look, one.name};
        }
    }
    std::vector<Bar> out;
    out.reserve(found.size());
    for (auto &[span, bar] : found) {
        if (bar.right > window.from && bar.left < window.to)
            out.push_back(std::move(bar));
    }
    return out;
}

std::vector<CountLane::Bar> CountLane::pixelBars() const
{
    const QRect area = plot();
    std::vector<Bar> out(size_t(area.width()));
    for (int column = 0; column < area.width(); ++column) {
        out[size_t(column)].left = axis()->timeAt(area.left() + column, width());
        out[size_t(column)].right = axis()->timeAt(area.left() + column + 1, width());
    }
    for (const PlotSeries &one : m_series) {
        size_t from = one.line->reduction.indexes(out.front().left, out.back().right).first;
        size_t held = 0; // rows of the column before
        for (Bar &bar : out) {
            const size_t to = one.line->reduction.firstBeyond(bar.right, from + held);
            const qint64 n = one.line->countBetween(from, to);
            held = to - std::exchange(from, to);
            if (n == 0)
                continue;
            bar.n += n;
            bar.parts << Part{n, one.look, one.name};
        }
    }
    std::erase_if(out, [](const Bar &bar) { return bar.n == 0; });
    return out;
}

QSize CountLane::sizeHint() const
{
    return {320, Space::s + barsHeight};
}

void CountLane::paint(QPainter *painter) const
{
    const Tokens &t = tokens(palette());
    const QRect area = plot().adjusted(0, Space::s, 0, 0);
    const std::vector<Bar> &all = bars();
    qint64 most = 0;
    for (const Bar &bar : all)
        most = std::max(most, bar.n);
    const ValueScale scale =
        valueScale(0, double(std::max<qint64>(most, 1)), 2, {0, std::numeric_limits<double>::infinity()});
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    const QFontMetrics metrics = painter->fontMetrics();
    painter->setPen(t.border);
    painter->drawLine(area.left(), area.top(), area.right(), area.top());
    painter->setPen(t.muted);
    const QRect top(0, area.top() - metrics.height() / 2, area.left() - Space::s, metrics.height());
    painter->drawText(top, Qt::AlignRight | Qt::AlignVCenter, axisNumber(scale.high, 0));
    paintName(painter, QRect(0, area.bottom() - metrics.height() + 1, width(), metrics.height()), tr("n"));
    QHash<int, QColor> inks;
    for (const PlotSeries &one : m_series)
        inks.insert(one.look, mixed(t.surface, seriesStyle(one.look, t.dark).colour, barInk));
    painter->save();
    painter->setClipRect(area);
    for (const Bar &bar : all) {
        const double left = x(bar.left);
        const double right = std::max(x(bar.right) - (x(bar.right) - left > 4 ? 1 : 0), left + 1);
        double y = area.bottom() + 1;
        for (const Part &part : bar.parts) {
            const double high = double(part.n) / scale.high * area.height();
            painter->fillRect(QRectF(left, y - high, right - left, high), inks.value(part.look));
            y -= high;
        }
    }
    painter->restore();
    paintCursors(painter, plot(), width(), *axis(), palette());
}

QString CountLane::toolTipAt(const QPointF &at) const
{
    if (!plot().contains(at.toPoint()))
        return {};
    const double time = axis()->timeAt(at.x(), width());
    QStringList lines;
    for (const PlotSeries &one : m_series) {
        const auto row = one.line->indexAt(time);
        if (!row)
            continue;
        if (lines.isEmpty())
            lines << periodText(one.line->startOf(*row), one.line->endOf(*row), axis()->zone());
        lines << tr("%1: %2 observations").arg(one.name, QLocale().toString(one.line->countOf(*row)));
    }
    return lines.join(u'\n');
}

bool CountLane::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), toolTipAt(help->pos()), this);
        return true;
    }
    return PlotLane::event(event);
}

} // namespace vitrine::ui
