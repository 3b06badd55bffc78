// SPDX-License-Identifier: GPL-3.0-or-later
// What MetricChart paints below and above QtCharts' lines.
#include "ui/chart/chartpaint.h"
#include "ui/chart/metricchart.h"
#include "ui/chart/timeaxis.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"

#include <QLineSeries>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr int pixelsPerBandPoint = 8; // below it a band is painted column by column
}

void MetricChart::drawBackground(QPainter *painter, const QRectF &)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing, false);
    painter->fillRect(viewport()->rect(), tokens(palette()).surface);
    paintGrid(painter);
    paintOccurrences(painter);
    paintBands(painter);
    painter->restore();
}

void MetricChart::drawForeground(QPainter *painter, const QRectF &)
{
    painter->save();
    if (!isSmooth())
        paintQuickLines(painter);
    else
        paintBrokenLines(painter);
    paintLonePoints(painter);
    paintPoints(painter);
    paintNothing(painter);
    paintEndLabels(painter);
    paintTitle(painter);
    painter->restore();
}

void MetricChart::paintEvent(QPaintEvent *)
{
    const double ratio = devicePixelRatioF();
    const QSize size = viewport()->size();
    if (m_still.isNull() || m_still.size() != size * ratio) {
        QPixmap still(size * ratio);
        still.setDevicePixelRatio(ratio);
        still.fill(tokens(palette()).surface);
        QPainter painter(&still);
        painter.setRenderHints(renderHints());
        render(&painter, QRectF(QPointF(), size), viewport()->rect(), Qt::IgnoreAspectRatio);
        painter.end();
        m_still = still;
    }
    QPainter painter(viewport());
    painter.drawPixmap(QPoint(0, 0), m_still);
    paintRings(&painter);
    paintThreshold(&painter);
    paintCursors(&painter, plot(), viewport()->width(), *m_axis, palette());
    paintPointed(&painter);
}

void MetricChart::paint(QPainter *painter, const QRectF &target)
{
    if (m_settling.isActive()) {
        m_settling.stop();
        restyle();
    }
    render(painter, target, viewport()->rect(), Qt::IgnoreAspectRatio);
    painter->save();
    painter->translate(target.topLeft());
    painter->scale(target.width() / viewport()->width(), target.height() / viewport()->height());
    paintRings(painter);
    paintThreshold(painter);
    painter->restore();
}

void MetricChart::paintTitle(QPainter *painter) const
{
    const Tokens &t = tokens(palette());
    const monitor::MetricInfo &info = m_metric.info;
    QStringList notes;
    if (info.title.compare(info.name, Qt::CaseInsensitive) != 0)
        notes << info.name;
    if (!m_metric.unit.isEmpty())
        notes << tr("in %1").arg(m_metric.unit);
    switch (info.direction) {
    case monitor::Direction::Minimise: notes << tr("lower is better"); break;
    case monitor::Direction::Maximise: notes << tr("higher is better"); break;
    case monitor::Direction::Zero: notes << tr("nearer to zero is better"); break;
    }
    if (std::any_of(m_metric.series.begin(), m_metric.series.end(),
                    [](const PlotSeries &series) { return series.estimated; }))
        notes << tr("dashed and hollow: estimated, the truth is not known yet");
    QFont bold = vitrine::ui::font(TextRole::Body);
    bold.setWeight(QFont::DemiBold);
    painter->setFont(bold);
    painter->setPen(t.text);
    const QRect area = plot();
    const QRect row(Space::xs, 0, viewport()->width() - 2 * Space::xs, area.top() - Space::xs);
    const QString title = painter->fontMetrics().elidedText(info.title, Qt::ElideRight, row.width());
    painter->drawText(row, Qt::AlignLeft | Qt::AlignVCenter, title);
    const QRect rest = row.adjusted(painter->fontMetrics().horizontalAdvance(title) + Space::m, 0, 0, 0);
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    painter->setPen(t.muted);
    painter->drawText(rest, Qt::AlignLeft | Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(notes.join(u" · "_s), Qt::ElideRight, rest.width()));
}

void MetricChart::paintGrid(QPainter *painter) const
{
    const Tokens &t = tokens(palette());
    const QRect area = plot();
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    const int height = painter->fontMetrics().height();
    painter->setPen(t.border);
    for (const AxisStretch &stretch : m_axis->stretches()) {
        const double at = std::round(m_axis->x(stretch.from, viewport()->width()));
        if (at > area.left() && at < area.right())
            painter->drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()));
    }
    for (const ValueTick &tick : m_scale.ticks) {
        const int at = int(std::lround(y(tick.value)));
        painter->setPen(t.border);
        painter->drawLine(area.left(), at, area.right(), at);
        painter->setPen(t.muted);
        painter->drawText(QRect(0, at - height / 2, area.left() - Space::s, height),
                          Qt::AlignRight | Qt::AlignVCenter, tick.label);
    }
}

void MetricChart::paintOccurrences(QPainter *painter) const
{
    const QRect area = plot();
    for (const monitor::Occurrence &occurrence : m_occurrences) {
        const double time = double(occurrence.time.toMSecsSinceEpoch());
        if (!m_axis->window().contains(time))
            continue;
        const double at = std::round(m_axis->x(time, viewport()->width()));
        painter->setPen(occurrencePen(occurrence.kind, palette()));
        painter->drawLine(QPointF(at, area.top() - Space::xs), QPointF(at, area.bottom() + 1));
    }
}

// Where the values lie with 95 % confidence, behind the lines; only where single periods can be told apart.
void MetricChart::paintBands(QPainter *painter) const
{
    constexpr double alone = 0.15; // ink of one or two bands
    constexpr double among = 0.06; // of one among many, which would turn to mud
    qsizetype shown = 0;
    for (qsizetype i = 0; i < m_drawn.size(); ++i)
        shown += isShown(i) ? 1 : 0;
    const Tokens &t = tokens(palette());
    const TimeSpan window = m_axis->window();
    painter->setClipRect(plot());
    // Smooth edges of faint areas are not seen, but cost twenty times as much.
    painter->setRenderHint(QPainter::Antialiasing, false);
    for (qsizetype i = 0; i < m_drawn.size(); ++i) {
        const PlotLine &line = *m_metric.series[i].line;
        if (!isShown(i) || !hasVisibleBand(line))
            continue;
        auto [first, last] = line.reduction.indexes(window.from, window.to);
        first = first > 0 ? first - 1 : 0;
        last = std::min(last + 1, line.size());
        QColor colour = seriesStyle(m_metric.series[i].look, t.dark).colour;
        const bool leads = m_highlighted == m_metric.series[i].name;
        const bool estimated = m_metric.series[i].estimated;
        painter->setPen(estimated ? QPen(colour, 1, Qt::DotLine) : QPen(Qt::NoPen));
        colour.setAlphaF(float(leads || (shown <= 2 && m_highlighted.isEmpty()) ? alone : among));
        painter->setBrush(colour);
        // Where a point has few pixels, column by column: a ragged outline costs many times as much.
        if (last - first > size_t(plot().width() / pixelsPerBandPoint))
            paintBandColumns(painter, line, first, last);
        else
            paintBandArea(painter, line, first, last);
    }
}

void MetricChart::paintBandArea(QPainter *painter, const PlotLine &line, size_t first, size_t last) const
{
    QPolygonF above;
    QPolygonF below;
    const auto draw = [&] {
        std::reverse(below.begin(), below.end());
        painter->drawPolygon(std::exchange(above, {}) + std::exchange(below, {}));
    };
    for (size_t row = first; row < last; ++row) {
        if (std::isnan(line.low[row]) || std::isnan(line.high[row])) {
            draw();
            continue;
        }
        const double x = m_axis->x(line.time[row], viewport()->width());
        above << QPointF(x, y(line.high[row]));
        below << QPointF(x, y(line.low[row]));
    }
    draw();
}

void MetricChart::paintBandColumns(QPainter *painter, const PlotLine &line, size_t first, size_t last) const
{
    const QRect area = plot();
    const int w = viewport()->width();
    QList<QRectF> columns;
    columns.reserve(area.width());
    for (size_t row = first; row + 1 < last; ++row) {
        const double left = m_axis->x(line.time[row], w);
        const double right = m_axis->x(line.time[row + 1], w);
        if (std::isnan(line.low[row]) || std::isnan(line.low[row + 1]))
            continue;
        const double high = y(line.high[row]);
        const double low = y(line.low[row]);
        const double highSlope = (y(line.high[row + 1]) - high) / (right - left);
        const double lowSlope = (y(line.low[row + 1]) - low) / (right - left);
        const int from = int(std::clamp(std::ceil(left), double(area.left()), area.right() + 1.0));
        const int to = int(std::clamp(std::ceil(right), 0.0, area.right() + 1.0));
        for (int x = from; x < to; ++x) {
            const double top = high + highSlope * (x - left);
            columns << QRectF(x, top, 1, low + lowSlope * (x - left) - top);
        }
    }
    painter->setPen(Qt::NoPen);
    painter->drawRects(columns);
}

// Lines of so many points that their dashes and edges cannot be seen.
void MetricChart::paintQuickLines(QPainter *painter) const
{
    const Tokens &t = tokens(palette());
    const int w = viewport()->width();
    painter->save();
    painter->setClipRect(plot());
    painter->setRenderHint(QPainter::Antialiasing, false);
    for (qsizetype i = 0; i < m_drawn.size(); ++i) {
        QColor colour = seriesStyle(m_metric.series[i].look, t.dark).colour;
        if (!m_highlighted.isEmpty() && m_highlighted != m_metric.series[i].name)
            colour = mixed(t.surface, colour, 0.28);
        painter->setPen(QPen(colour, 0));
        QPolygonF line;
        for (const QPointF &point : m_drawn[i].points) {
            if (std::isnan(point.y()))
                painter->drawPolyline(std::exchange(line, {}));
            else
                line << QPointF(m_axis->x(point.x(), w), y(point.y()));
        }
        painter->drawPolyline(line);
    }
    painter->restore();
}

// Dashed lines with gaps: QtCharts paints a dashed line as one path, which bridges them.
void MetricChart::paintBrokenLines(QPainter *painter) const
{
    const int w = viewport()->width();
    painter->save();
    painter->setClipRect(plot());
    painter->setBrush(Qt::NoBrush);
    for (const Drawn &one : m_drawn) {
        if (one.inChart)
            continue;
        QPainterPath path;
        bool after = false; // a point that the line comes from
        for (const QPointF &point : one.points) {
            const bool here = !std::isnan(point.y());
            const QPointF at(m_axis->x(point.x(), w), here ? y(point.y()) : 0);
            if (here && after)
                path.lineTo(at);
            else if (here)
                path.moveTo(at);
            after = here;
        }
        painter->setPen(one.line->pen());
        painter->drawPath(path);
    }
    painter->restore();
}

// Points between gaps, which no line shows, where there are too many for markers.
void MetricChart::paintLonePoints(QPainter *painter) const
{
    const int w = viewport()->width();
    painter->save();
    painter->setClipRect(plot().adjusted(-2, -2, 2, 2));
    for (const Drawn &one : m_drawn) {
        if (one.dots)
            continue;
        for (qsizetype i = 0; i < one.points.size(); ++i) {
            const bool before = i > 0 && !std::isnan(one.points[i - 1].y());
            const bool after = i + 1 < one.points.size() && !std::isnan(one.points[i + 1].y());
            if (before || after || std::isnan(one.points[i].y()))
                continue;
            const QPointF at(m_axis->x(one.points[i].x(), w), y(one.points[i].y()));
            painter->fillRect(QRectF(at.x() - 1.5, at.y() - 1.5, 3, 3), one.line->pen().color());
        }
    }
    painter->restore();
}

// Says that the points lie elsewhere, where an empty plot would look like a mistake.
void MetricChart::paintNothing(QPainter *painter) const
{
    const TimeSpan window = m_axis->window();
    bool any = false;
    for (const Drawn &one : m_drawn) {
        bool before = false;
        for (const QPointF &point : one.points) {
            const bool here = !std::isnan(point.y());
            if (here && (before || window.contains(point.x())))
                return;
            before = here;
        }
        any = any || !one.points.isEmpty();
    }
    if (!any)
        return;
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    painter->setPen(tokens(palette()).muted);
    painter->drawText(plot(), Qt::AlignCenter, tr("No point lies in this time"));
}

void MetricChart::paintThreshold(QPainter *painter) const
{
    if (!m_threshold)
        return;
    const Tokens &t = tokens(palette());
    const QRect area = plot();
    const double at = std::round(y(m_threshold->value));
    if (at < area.top() - 1 || at > area.bottom() + 1)
        return;
    painter->setRenderHint(QPainter::Antialiasing, false);
    painter->setPen(QPen(t.warn, 1, Qt::DashLine));
    painter->drawLine(QPointF(area.left(), at), QPointF(area.right(), at));
    const QString text = thresholdText();
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    const QFontMetrics metrics = painter->fontMetrics();
    QRectF box(area.left() + Space::xs, at - metrics.height() - 1, metrics.horizontalAdvance(text) + Space::s,
               metrics.height());
    if (box.top() < area.top())
        box.moveTop(at + 2);
    QColor back = t.surface;
    back.setAlphaF(0.85F);
    painter->fillRect(box, back);
    painter->setPen(t.warn);
    painter->drawText(box, Qt::AlignCenter, text);
}

void MetricChart::paintRow(QPainter *painter, qsizetype series, size_t row, double radius) const
{
    const Tokens &t = tokens(palette());
    const PlotSeries &of = m_metric.series[series];
    if (std::isnan(of.line->value[row]))
        return;
    SeriesStyle style = seriesStyle(of.look, t.dark);
    if (!m_highlighted.isEmpty() && m_highlighted != of.name)
        style.colour = mixed(t.surface, style.colour, 0.28);
    const QPointF at = pointOf({series, row});
    if (of.estimated)
        paintHollowMarker(painter, at, style, radius, t.surface);
    else
        paintMarker(painter, at, style, radius, t.surface);
}

void MetricChart::paintPoints(QPainter *painter) const
{
    const int reach = int(ChartSize::marker) + 3;
    painter->save();
    painter->setClipRect(plot().adjusted(-reach, -reach, reach, reach));
    const TimeSpan window = m_axis->window();
    for (qsizetype i = 0; i < m_drawn.size(); ++i) {
        if (!isShown(i) || !m_drawn[i].dots)
            continue;
        const auto [first, last] = m_metric.series[i].line->reduction.indexes(window.from, window.to);
        for (size_t row = first; row < last; ++row)
            paintRow(painter, i, row, ChartSize::marker);
    }
    painter->restore();
}

// Around each point that a threshold would have warned of.
void MetricChart::paintRings(QPainter *painter) const
{
    if (!m_threshold)
        return;
    const TimeSpan window = m_axis->window();
    const double radius = ChartSize::marker + 3;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(tokens(palette()).bad, 1.4));
    painter->setBrush(Qt::NoBrush);
    for (qsizetype i = 0; i < m_drawn.size(); ++i) {
        if (!isShown(i) || !m_drawn[i].dots || m_metric.series[i].estimated)
            continue;
        const PlotLine &line = *m_metric.series[i].line;
        const auto [first, last] = line.reduction.indexes(window.from, window.to);
        for (size_t row = first; row < last; ++row) {
            if (isBeyond(*m_threshold, m_metric.info.direction, line.value[row]))
                painter->drawEllipse(pointOf({i, row}), radius, radius);
        }
    }
    painter->restore();
}

// The points at the cursors, and the one that the keyboard is at.
void MetricChart::paintPointed(QPainter *painter) const
{
    const QRect area = plot();
    const int reach = int(ChartSize::marker) + 3;
    const TimeSpan window = m_axis->window();
    painter->save();
    painter->setClipRect(area.adjusted(-reach, -reach, reach, reach));
    for (qsizetype i = 0; i < m_drawn.size(); ++i) {
        const PlotLine &line = *m_metric.series[i].line;
        for (const auto &time : {m_axis->cursor(), m_axis->mark()}) {
            if (!isShown(i) || !time || !window.contains(*time))
                continue;
            if (const auto row = line.indexAt(*time); row && window.contains(line.time[*row]))
                paintRow(painter, i, *row, ChartSize::marker + 1.4);
        }
    }
    painter->restore();
    if (m_focused.series < 0 || m_focused.series >= m_metric.series.size() || !isShown(m_focused.series))
        return;
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(tokens(palette()).accent, 2));
    painter->setBrush(Qt::NoBrush);
    const QPointF at = pointOf(m_focused);
    if (!std::isnan(at.y()) && area.adjusted(-1, -1, 1, 1).contains(at.toPoint()))
        painter->drawEllipse(at, ChartSize::marker + 4.5, ChartSize::marker + 4.5);
}

bool MetricChart::isCovered(const QRectF &rect, qsizetype except) const
{
    const int w = viewport()->width();
    for (qsizetype i = 0; i < m_drawn.size(); ++i) {
        if (i == except)
            continue;
        QPointF before(std::nan(""), std::nan(""));
        for (const QPointF &raw : m_drawn[i].points) {
            const QPointF point(m_axis->x(raw.x(), w), y(raw.y()));
            if (rect.contains(point))
                return true;
            // A line between two points may cross the words without a point among them.
            if (!std::isnan(before.y()) && !std::isnan(point.y()) && before.x() < rect.right() &&
                point.x() > rect.left()) {
                const double share = (rect.center().x() - before.x()) / (point.x() - before.x());
                const double middle = before.y() + std::clamp(share, 0.0, 1.0) * (point.y() - before.y());
                if (middle > rect.top() && middle < rect.bottom())
                    return true;
            }
            before = point;
        }
    }
    return false;
}

void MetricChart::paintEndLabels(QPainter *painter) const
{
    const Tokens &t = tokens(palette());
    const QRect area = plot();
    const TimeSpan window = m_axis->window();
    const int w = viewport()->width();
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    const QFontMetrics metrics = painter->fontMetrics();
    QList<QRectF> taken;
    for (qsizetype i = m_drawn.size() - 1; i >= 0; --i) {
        const QList<QPointF> &points = m_drawn[i].points;
        const auto last = std::find_if(points.rbegin(), points.rend(), [&](const QPointF &p) {
            return !std::isnan(p.y()) && window.contains(p.x());
        });
        // Version after version the axis has the names.
        const bool named = m_axis->scale() == AxisScale::Version && !m_metric.series[i].estimated;
        if (!isShown(i) || last == points.rend() || named)
            continue;
        const QString name = m_metric.series[i].label();
        const QPointF end(m_axis->x(last->x(), w), y(last->y()));
        const QRectF box(end.x() + ChartSize::marker + 4, end.y() - metrics.height() / 2.0,
                         metrics.horizontalAdvance(name) + 2, metrics.height());
        const bool fits =
            box.right() <= w && box.top() >= area.top() - 4 && box.bottom() <= area.bottom() + 5;
        const bool free =
            std::none_of(taken.begin(), taken.end(), [&](const QRectF &r) { return r.intersects(box); });
        if (!fits || !free || isCovered(box, i))
            continue;
        taken << box;
        const bool leads = m_highlighted.isEmpty() || m_highlighted == m_metric.series[i].name;
        painter->setPen(leads ? t.text : t.muted);
        painter->drawText(box, Qt::AlignLeft | Qt::AlignVCenter, name);
    }
}

} // namespace vitrine::ui
