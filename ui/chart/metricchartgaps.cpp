// SPDX-License-Identifier: GPL-3.0-or-later
// Where lines of MetricChart have gaps.
#include "ui/chart/metricchart.h"
#include "ui/theme/tokens.h"

#include <QLineSeries>
#include <QPainter>
#include <QPainterPath>

#include <cmath>

namespace vitrine::ui {

// Dashed lines with gaps: QtCharts paints a dashed line as one path, which bridges them.
void MetricChart::paintBrokenLines(QPainter *painter) const
{
    const PlotFrame f = frame();
    painter->save();
    painter->setClipRect(f.area);
    painter->setBrush(Qt::NoBrush);
    for (const qsizetype i : paintOrder()) {
        if (m_drawn[i].inChart)
            continue;
        QPainterPath path;
        bool after = false; // a point that the line comes from
        for (const QPointF &point : m_drawn[i].points) {
            const bool here = !std::isnan(point.y());
            const QPointF at(f.x(point.x()), here ? f.y(point.y()) : 0);
            if (here && after)
                path.lineTo(at);
            else if (here)
                path.moveTo(at);
            after = here;
        }
        painter->setPen(penOf(i));
        painter->drawPath(path);
    }
    painter->restore();
}

// Points between gaps, which no line shows, where there are too many for markers.
void MetricChart::paintLonePoints(QPainter *painter) const
{
    const PlotFrame f = frame();
    painter->save();
    painter->setClipRect(f.area.adjusted(-2, -2, 2, 2));
    for (const qsizetype series : paintOrder()) {
        const Drawn &one = m_drawn[series];
        if (one.dots)
            continue;
        const QColor colour = styleOf(series).colour;
        for (qsizetype i = 0; i < one.points.size(); ++i) {
            const bool before = i > 0 && !std::isnan(one.points[i - 1].y());
            const bool after = i + 1 < one.points.size() && !std::isnan(one.points[i + 1].y());
            if (before || after || std::isnan(one.points[i].y()))
                continue;
            const QPointF at(f.x(one.points[i].x()), f.y(one.points[i].y()));
            painter->fillRect(QRectF(at.x() - 1.5, at.y() - 1.5, 3, 3), colour);
        }
    }
    painter->restore();
}

// Says that the points lie elsewhere, where an empty plot would look like a mistake.
void MetricChart::paintNothing(QPainter *painter) const
{
    const PlotFrame f = frame();
    bool any = false;
    for (const Drawn &one : m_drawn) {
        bool before = false;
        for (const QPointF &point : one.points) {
            const bool here = !std::isnan(point.y());
            if (here && (before || f.window.contains(point.x())))
                return;
            before = here;
        }
        any = any || !one.points.isEmpty();
    }
    if (!any)
        return;
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    painter->setPen(tokens(palette()).muted);
    painter->drawText(f.area, Qt::AlignCenter, tr("No point lies in this time"));
}

} // namespace vitrine::ui
