// SPDX-License-Identifier: GPL-3.0-or-later
// The lines of MetricChart where QtCharts does not draw them, their bands and the names at their ends.
#include "ui/chart/chartpaint.h"
#include "ui/chart/columnruns.h"
#include "ui/chart/endlabels.h"
#include "ui/chart/metricchart.h"
#include "ui/chart/timeaxis.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace vitrine::ui {

namespace {

constexpr float clear = 0.15F; // ink of a band that nothing else lies on
constexpr float among = 0.06F; // of one among many, which would turn to mud

} // namespace

// Of many versions' bands only one can be seen at a time: that of the version that somebody points at, else
// of the one that was in the stage then.
QList<std::pair<qsizetype, BandInk>> MetricChart::bandInks() const
{
    const Tokens &t = tokens(palette());
    const PlotFrame f = frame();
    const QList<qsizetype> shown = paintOrder();
    const bool alone = shown.size() <= 2 || !m_highlighted.isEmpty();
    QList<std::pair<qsizetype, BandInk>> everywhere;
    QList<std::pair<qsizetype, BandInk>> inStage;
    for (const qsizetype i : shown) {
        if (!m_drawn[i].banded || !leads(i))
            continue;
        const PlotSeries &series = m_metric.series[i];
        BandInk ink{seriesStyle(series.look, t.dark).colour, f.area, series.estimated};
        ink.colour.setAlphaF(alone ? clear : among);
        everywhere << std::pair(i, ink);
        ink.colour.setAlphaF(clear);
        for (const StageBand &stretch : m_stage) {
            const double left = std::max(f.x(stretch.begin), double(f.area.left()));
            const double right = std::min(f.x(stretch.end), f.area.right() + 1.0);
            if (stretch.version != series.name || right - left < 1)
                continue;
            ink.clip.setLeft(int(std::lround(left)));
            ink.clip.setRight(int(std::lround(right)) - 1);
            inStage << std::pair(i, ink);
        }
    }
    return alone || inStage.isEmpty() ? everywhere : inStage;
}

// Of so many points that their dashes and edges cannot be seen.
void MetricChart::paintQuickLines(QPainter *painter) const
{
    const PlotFrame f = frame();
    painter->save();
    painter->setClipRect(f.area);
    painter->setRenderHint(QPainter::Antialiasing, false);
    for (const qsizetype i : paintOrder()) {
        painter->setPen(QPen(styleOf(i).colour, 0));
        QPolygonF line;
        for (const QPointF &point : m_drawn[i].points) {
            if (std::isnan(point.y()))
                painter->drawPolyline(std::exchange(line, {}));
            else
                line << QPointF(f.x(point.x()), f.y(point.y()));
        }
        painter->drawPolyline(line);
    }
    painter->restore();
}

// Both kinds into a picture whose pixels are `ratio` times smaller.
void MetricChart::fillLines(QImage *image, double ratio) const
{
    const PlotFrame f = frame();
    const QRect area(f.area.topLeft() * ratio, f.area.size() * ratio);
    const bool smooth = isSmooth();
    ColumnRuns runs(area & image->rect());
    for (const qsizetype i : paintOrder()) {
        runs.clear();
        QPen pen = penOf(i);
        pen.setWidthF(pen.widthF() * ratio);
        QPointF before(0, std::nan(""));
        double passed = 0; // since the line began or its last gap
        for (const QPointF &point : m_drawn[i].points) {
            const QPointF at = QPointF(f.x(point.x()), f.y(point.y())) * ratio;
            const QPointF step = at - before;
            const bool joined = !std::isnan(step.y());
            if (joined && smooth)
                runs.addStroke(before, at, pen, passed);
            else if (joined)
                runs.addLine(before, at);
            if (smooth)
                passed = joined ? passed + std::hypot(step.x(), step.y()) : 0;
            before = at;
        }
        runs.fill(image, pen.color());
    }
}

// Where the line leaves the plot, or where it ends within it.
std::optional<QPointF> MetricChart::endOf(qsizetype series) const
{
    const PlotFrame f = frame();
    const QList<QPointF> &points = m_drawn[series].points;
    const auto last = std::find_if(points.rbegin(), points.rend(), [&](const QPointF &p) {
        return !std::isnan(p.y()) && f.window.contains(p.x());
    });
    if (last == points.rend())
        return {};
    const QPointF end(f.x(last->x()), f.y(last->y()));
    if (last == points.rbegin() || std::isnan(std::prev(last)->y()))
        return end;
    const QPointF beyond(f.x(std::prev(last)->x()), f.y(std::prev(last)->y()));
    const double edge = f.area.right() + 1.0;
    const double share = beyond.x() > end.x() ? (edge - end.x()) / (beyond.x() - end.x()) : 0;
    return QPointF(edge, std::clamp(end.y() + share * (beyond.y() - end.y()), double(f.area.top()),
                                    f.area.bottom() + 1.0));
}

bool MetricChart::isCovered(const QRectF &rect, qsizetype except) const
{
    const PlotFrame f = frame();
    const auto byTime = [](const QPointF &point, double time) { return point.x() < time; };
    for (qsizetype i = 0; i < m_drawn.size(); ++i) {
        if (i == except)
            continue;
        const QList<QPointF> &points = m_drawn[i].points;
        auto next = std::lower_bound(points.begin(), points.end(), f.timeAt(rect.left()), byTime);
        QPointF before(std::nan(""), std::nan(""));
        if (next != points.begin())
            before = QPointF(f.x(std::prev(next)->x()), f.y(std::prev(next)->y()));
        for (; next != points.end() && !(before.x() > rect.right()); ++next) {
            const QPointF point(f.x(next->x()), f.y(next->y()));
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

QList<EndLabel> MetricChart::endLabels() const
{
    const PlotFrame f = frame();
    const QFontMetricsF metrics(vitrine::ui::font(TextRole::Caption));
    // Where a version was estimated to the end, its dashes say so; a second name would only be in the way.
    QList<LineEnd> ends;
    for (const qsizetype i : paintOrder()) {
        const PlotSeries &series = m_metric.series[i];
        const bool byAxis = m_axis->scale() == AxisScale::Version; // it has the names of what was measured
        const auto end = byAxis && !series.estimated ? std::nullopt : endOf(i);
        if (!end)
            continue;
        const auto same = std::find_if(ends.begin(), ends.end(), [&](const LineEnd &other) {
            return m_metric.series[other.series].name == series.name;
        });
        const LineEnd here{i, byAxis ? series.label() : series.name, *end, rankOf(i)};
        if (same == ends.end())
            ends << here;
        else if (end->x() > same->at.x())
            *same = here;
    }
    const QRectF room(f.area.left(), f.area.top() - 4, viewport()->width() - f.area.left(),
                      f.area.height() + 9);
    QList<EndLabel> labels = labelsOf(ends, room, metrics);
    // The others where nothing is in the way.
    for (const LineEnd &end : std::as_const(ends)) {
        const QRectF box(end.at.x() + ChartSize::marker + 4, end.at.y() - metrics.height() / 2,
                         metrics.horizontalAdvance(end.name) + 2, metrics.height());
        const bool taken = std::any_of(labels.begin(), labels.end(), [&](const EndLabel &label) {
            return label.series == end.series || label.box.intersects(box);
        });
        if (!taken && room.contains(box) && !isCovered(box, end.series))
            labels << EndLabel{end.series, end.name, box, end.at, false};
    }
    return labels;
}

// Whose name stays where there is no room for all: of what is highlighted, else of what is in the stage now,
// else of the newest.
int MetricChart::rankOf(qsizetype series) const
{
    const QString &name = m_metric.series[series].name;
    if (name == m_highlighted)
        return 2 + int(m_drawn.size());
    const bool staged =
        !m_stage.isEmpty() && std::isinf(m_stage.last().end) && m_stage.last().version == name;
    return staged ? 1 + int(m_drawn.size()) : int(series);
}

void MetricChart::paintEndLabels(QPainter *painter) const
{
    constexpr double leaderInk = 0.7;
    const Tokens &t = tokens(palette());
    painter->save();
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    const QList<EndLabel> labels = endLabels();
    for (const EndLabel &label : labels) // the grid would strike the words out
        painter->fillRect(label.box, t.surface);
    for (const EndLabel &label : labels) {
        if (label.led) {
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(QPen(mixed(t.surface, styleOf(label.series).colour, leaderInk), 1));
            painter->drawLine(QPointF(label.end.x() + ChartSize::marker + 2, label.end.y()),
                              QPointF(label.box.left() - 2, label.box.center().y()));
        }
        painter->setPen(leads(label.series) ? t.text : t.muted);
        painter->drawText(label.box, Qt::AlignLeft | Qt::AlignVCenter, label.text);
    }
    painter->restore();
}

} // namespace vitrine::ui
