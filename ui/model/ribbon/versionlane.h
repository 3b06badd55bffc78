// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/chart/plotlane.h"
#include "ui/model/ribbon/ribbonstory.h"
#include "ui/model/ribbon/versionmarks.h"

#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

class QMenu;

namespace vitrine::ui {

// A dot a version, with the flags of the stages at the versions that are in them.
//
// Mouse: a click on a dot inspects it, on a number zooms in; a flag is dragged onto another dot to put that
// version into the flag's stage. Keys: Left and Right walk, Page Up and Down by ten, End goes to the newest,
// Home shows everything, Return inspects, M moves a stage here, the menu key opens what can be done; Escape
// cancels a drag.
class VersionLane final : public PlotLane
{
    Q_OBJECT
public:
    explicit VersionLane(TimeAxis *axis, QWidget *parent = nullptr);

    void setStory(const std::shared_ptr<const RibbonStory> &story);
    const RibbonStory &story() const { return *m_story; }
    void setSelected(const QString &version);
    void setWithdrawnShown(bool shown);

    const VersionMarks &marks() const;              // as painted now
    qsizetype focused() const { return m_focused; } // index in the story; -1: none
    qsizetype selected() const { return m_selected; }
    // "v2.0.0, registered 10 June 2014 by Ada, rmse 2.71, in production, 3 of 5"
    QString spoken(qsizetype version) const;
    void walkTo(qsizetype version);
    void inspect(qsizetype version);

    bool isDragging() const { return m_drag.has_value(); }
    // The stages with what moving each of them to the version would do. Its actions ask for the move.
    QMenu *makeMoveMenu(const QString &version, QWidget *parent);

    void paint(QPainter *painter) const override;
    QSize sizeHint() const override;

signals:
    void inspected(const QString &version);
    void moveRequested(const QString &stage, const QString &version);
    void newStageRequested(const QString &version);
    void menuRequested(const QString &version, const QPoint &globalPosition);
    void walked(const QString &spoken);
    // While a flag is dragged: what letting go would do, for people; empty when the drag is over.
    void dragHinted(const QString &hint);

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Drag {
        QString stage;
        QString from;
        QPointF pressed;
        QPointF at;
        bool moving = false;   // the pointer went far enough
        qsizetype target = -1; // version under the pointer that would get the stage
    };
    void forgetMarks();
    int dotRows() const;
    int labelRows() const;
    bool mayTake(const QString &stage, qsizetype version) const;
    void hover(const QPointF &at);
    void click(const QPointF &at);
    void zoomInto(const DotCluster &cluster);
    // The versions of a cluster, newest first, to choose one of.
    QMenu *makeClusterMenu(const DotCluster &cluster, const QString &title,
                           const std::function<bool(qsizetype version)> &allowed,
                           const std::function<void(const QString &version)> &chosen);
    void dragTo(const QPointF &at);
    void scrollAtEdge();
    void drop();
    void cancelDrag();
    void walk(qsizetype step);
    qsizetype start() const;
    QString moveText(const QString &stage, const QString &from, qsizetype version) const;
    QString toolTipAt(const QPointF &at) const;

    void paintDots(QPainter *painter) const;
    void paintDot(QPainter *painter, qsizetype version) const;
    void paintCluster(QPainter *painter, const DotCluster &cluster) const;
    void paintLabels(QPainter *painter) const;
    void paintGroup(QPainter *painter, const MarkLabel &label) const;
    void paintFlags(QPainter *painter) const;
    void paintTargets(QPainter *painter) const;
    void paintDragged(QPainter *painter) const;

    std::shared_ptr<const RibbonStory> m_story;
    mutable std::optional<VersionMarks> m_marks;
    qsizetype m_selected = -1;
    qsizetype m_focused = -1;
    qsizetype m_hovered = -1;
    bool m_withdrawn = false;
    std::optional<Drag> m_drag;
    QTimer m_scroll; // while a flag is held at an edge
};

} // namespace vitrine::ui
