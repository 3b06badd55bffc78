// SPDX-License-Identifier: GPL-3.0-or-later
// Dragging a stage's flag from one version to another.
#include "ui/chart/timeaxis.h"
#include "ui/model/ribbon/versionlane.h"

#include <QApplication>
#include <QMenu>
#include <QMouseEvent>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr double dropReach = 22;     // a dot catches what is let go this near
constexpr double scrollShare = 0.02; // of the window, a step

} // namespace

void VersionLane::mousePressEvent(QMouseEvent *event)
{
    const StageFlag *flag = event->button() == Qt::LeftButton ? marks().flagAt(event->position()) : nullptr;
    if (flag)
        m_drag = Drag{flag->stage, flag->version, event->position(), event->position(), false, -1};
    PlotLane::mousePressEvent(event);
    event->accept();
}

void VersionLane::mouseMoveEvent(QMouseEvent *event)
{
    if (m_drag)
        dragTo(event->position());
    else
        PlotLane::mouseMoveEvent(event);
}

void VersionLane::dragTo(const QPointF &at)
{
    if (!m_drag->moving && (at - m_drag->pressed).manhattanLength() < QApplication::startDragDistance())
        return;
    m_drag->moving = true;
    m_drag->at = at;
    const qsizetype under = marks().versionAt({at.x(), std::clamp(at.y(), 0.0, double(height()))}, dropReach);
    const bool isCluster = marks().clusterOf(under) != nullptr;
    m_drag->target = isCluster || mayTake(m_drag->stage, under) ? under : -1;
    setCursor(m_drag->target >= 0 ? Qt::ClosedHandCursor : Qt::ForbiddenCursor);
    const QRect area = plot();
    const bool atEdge = (at.x() < area.left() || at.x() > area.right()) && !axis()->showsEverything();
    if (atEdge && !m_scroll.isActive())
        m_scroll.start();
    else if (!atEdge)
        m_scroll.stop();
    if (isCluster)
        emit dragHinted(
            tr("Let go to choose among %n version(s)", nullptr, int(marks().clusterOf(under)->size())));
    else if (under >= 0)
        emit dragHinted(moveText(m_drag->stage, m_drag->from, under));
    else
        emit dragHinted(tr("Drop %1 on a version · Escape cancels").arg(m_drag->stage));
    update();
}

void VersionLane::scrollAtEdge()
{
    if (!m_drag)
        return m_scroll.stop();
    const double direction = m_drag->at.x() < plot().left() ? -1 : 1;
    axis()->pan(direction * scrollShare * axis()->window().length());
    dragTo(m_drag->at);
}

void VersionLane::mouseReleaseEvent(QMouseEvent *event)
{
    if (!m_drag || event->button() != Qt::LeftButton) {
        PlotLane::mouseReleaseEvent(event);
        return;
    }
    if (m_drag->moving) {
        dragTo(event->position());
        drop();
        return;
    }
    // A click on a flag looks at its version.
    const qsizetype version = m_story->indexOf(m_drag->from);
    cancelDrag();
    if (version >= 0)
        inspect(version);
}

void VersionLane::drop()
{
    const Drag done = *m_drag;
    cancelDrag();
    if (done.target < 0)
        return;
    const DotCluster *cluster = marks().clusterOf(done.target);
    if (!cluster) {
        emit moveRequested(done.stage, m_story->versions.at(done.target).version.name);
        return;
    }
    QMenu *menu = makeClusterMenu(
        *cluster, tr("Move %1 to").arg(done.stage),
        [this, stage = done.stage](qsizetype version) { return mayTake(stage, version); },
        [this, stage = done.stage](const QString &version) { emit moveRequested(stage, version); });
    menu->popup(mapToGlobal(marks().clusterRect(*cluster).bottomLeft().toPoint()));
}

void VersionLane::cancelDrag()
{
    m_drag.reset();
    m_scroll.stop();
    unsetCursor();
    emit dragHinted({});
    update();
}

} // namespace vitrine::ui
