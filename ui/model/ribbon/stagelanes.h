// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/chart/plotlane.h"
#include "ui/model/ribbon/ribbonstory.h"

#include <memory>

namespace vitrine::ui {

// Who was in which stage when: a row a stage, a bar a stay in the version's colour, a turning arrow where a
// stay began by rolling back. Stages for which there is no room are counted in the last row.
class StageLanes final : public PlotLane
{
    Q_OBJECT
public:
    explicit StageLanes(TimeAxis *axis, QWidget *parent = nullptr);

    void setStory(const std::shared_ptr<const RibbonStory> &story);
    void setSelected(const QString &version);
    // "production v2.0.0 · staging –"
    QString holdersAt(double time) const;
    int nameWidth() const; // of the longest name, in pixels

    void paint(QPainter *painter) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void versionActivated(const QString &version);
    void roomWanted(int height); // somebody asked to see the rest

protected:
    bool event(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    int rowHeight() const;
    int laneCount() const;
    int shownRows() const;                // lanes that are painted as such
    bool isRest(const QPointF &at) const; // the row that counts the others
    const RibbonLane *laneAt(double y) const;
    const RibbonStay *stayAt(const QPointF &at) const;
    void paintStay(QPainter *painter, const RibbonStay &stay, const QRect &row) const;
    QString toolTipAt(const QPointF &at) const;
    void click(const QPointF &at);

    std::shared_ptr<const RibbonStory> m_story;
    QString m_selected;
};

} // namespace vitrine::ui
