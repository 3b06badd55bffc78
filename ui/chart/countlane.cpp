// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/countlane.h"

#include "ui/chart/chartpaint.h"
#include "ui/chart/dateticks.h"
#include "ui/chart/timeaxis.h"
#include "ui/chart/valueticks.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"

#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

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
    std::map<std::pair<double, double>, Bar> bars;
    for (const PlotSeries &one : series) {
        if (one.estimated)
            continue;
        for (size_t i = 0; i < one.line->size() && !one.line->n.empty(); ++i) {
            if (one.line->isGap(i))
                continue;
            const qint64 n = one.line->n[i];
            Bar &bar = bars[{one.line->leftOf(i), one.line->rightOf(i)}];
            bar.left = one.line->leftOf(i);
            bar.right = one.line->rightOf(i);
            bar.start = one.line->startOf(i);
            bar.end = one.line->endOf(i);
            bar.n += n;
            bar.parts << Part{n, one.look, one.name};
        }
    }
    m_bars.clear();
    for (auto &[span, bar] : bars)
        m_bars.push_back(std::move(bar));
    update();
}

QSize CountLane::sizeHint() const
{
    return {320, Space::s + barsHeight};
}

std::pair<size_t, size_t> CountLane::visible() const
{
    const TimeSpan window = axis()->window();
    const auto first = std::partition_point(m_bars.begin(), m_bars.end(),
                                            [&](const Bar &bar) { return bar.right <= window.from; });
    const auto last =
        std::partition_point(first, m_bars.end(), [&](const Bar &bar) { return bar.left < window.to; });
    return {size_t(first - m_bars.begin()), size_t(last - m_bars.begin())};
}

void CountLane::paint(QPainter *painter) const
{
    const Tokens &t = tokens(palette());
    const QRect area = plot().adjusted(0, Space::s, 0, 0);
    const auto [first, last] = visible();
    qint64 most = 0;
    for (size_t i = first; i < last; ++i)
        most = std::max(most, m_bars[i].n);
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
    painter->save();
    painter->setClipRect(area);
    for (size_t i = first; i < last; ++i) {
        const Bar &bar = m_bars[i];
        const double left = x(bar.left);
        const double right = std::max(x(bar.right) - (x(bar.right) - left > 4 ? 1 : 0), left + 1);
        double y = area.bottom() + 1;
        for (const Part &part : bar.parts) {
            const double high = double(part.n) / scale.high * area.height();
            painter->fillRect(QRectF(left, y - high, right - left, high),
                              mixed(t.surface, seriesStyle(part.look, t.dark).colour, barInk));
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
    for (const Bar &bar : m_bars) {
        if (time < bar.left || time >= bar.right)
            continue;
        QStringList lines{periodText(bar.start, bar.end, axis()->zone())};
        for (const Part &part : bar.parts)
            lines << tr("%1: %2 observations").arg(part.version, QLocale().toString(part.n));
        return lines.join(u'\n');
    }
    return {};
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
