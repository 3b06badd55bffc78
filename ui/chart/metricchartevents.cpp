// SPDX-License-Identifier: GPL-3.0-or-later
// What MetricChart does about the mouse and the keyboard.
#include "ui/chart/metricchart.h"
#include "ui/chart/timeaxis.h"

#include <QEvent>
#include <QKeyEvent>
#include <QMouseEvent>

#include <utility>

namespace vitrine::ui {

void MetricChart::click(const QPointF &at, Qt::KeyboardModifiers modifiers)
{
    const double time = m_axis->timeAt(at.x(), viewport()->width());
    if (modifiers.testFlag(Qt::ControlModifier)) {
        m_axis->setMark(time);
        return;
    }
    const PlotHit hit = hitAt(at);
    if (hit.series >= 0) {
        const PlotSeries &series = m_metric.series[hit.series];
        emit pointActivated(plotPoint(m_metric.info.name, series, hit.row),
                            viewport()->mapToGlobal(pointOf(hit).toPoint()));
        return;
    }
    const bool locked = m_axis->isLocked();
    m_axis->setCursor(time);
    m_axis->setLocked(!locked);
    emit cursorPinned();
}

void MetricChart::mousePressEvent(QMouseEvent *event)
{
    m_draggingThreshold = event->button() == Qt::LeftButton && isNearThreshold(event->position());
    event->setAccepted(m_draggingThreshold);
}

void MetricChart::mouseMoveEvent(QMouseEvent *event)
{
    if (m_draggingThreshold) {
        moveThreshold(frame().valueAt(event->position().y()));
        return;
    }
    if (isNearThreshold(event->position()))
        viewport()->setCursor(Qt::SplitVCursor);
    else if (hitAt(event->position()).series >= 0)
        viewport()->setCursor(Qt::PointingHandCursor);
    else
        viewport()->unsetCursor();
    hover(lineAt(event->position()));
}

void MetricChart::hover(const QString &name)
{
    if (name == m_hovered)
        return;
    m_hovered = name;
    emit lineHovered(name);
}

void MetricChart::mouseReleaseEvent(QMouseEvent *event)
{
    if (!std::exchange(m_draggingThreshold, false))
        return event->ignore();
    emit thresholdMoveFinished(m_threshold->value);
    refresh();
}

void MetricChart::wheelEvent(QWheelEvent *event)
{
    event->ignore(); // beside the plot: scrolls the page
}

void MetricChart::keyPressEvent(QKeyEvent *event)
{
    event->ignore(); // the stack walks the points
}

void MetricChart::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    refresh();
}

void MetricChart::changeEvent(QEvent *event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        restyle();
}

} // namespace vitrine::ui
