// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/chart/plotlane.h"
#include "ui/chart/valueticks.h"
#include "ui/model/ribbon/ribbonstory.h"

#include <memory>

namespace vitrine::ui {

// The main metric along the axis: a mark for each version's value at registration, and a line of what was
// monitored, strong while the version was in the main stage and faint while it was not.
class MetricLane final : public PlotLane
{
    Q_OBJECT
public:
    explicit MetricLane(TimeAxis *axis, QWidget *parent = nullptr);

    void setStory(const std::shared_ptr<const RibbonStory> &story);
    void setSelected(const QString &version); // its line steps forward
    bool hasValues() const;
    // "mae 1.64, v2.1.0 was monitored with 4.9 (n = 31)": what is known at a time.
    QString valueAt(double time) const;

    void paint(QPainter *painter) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;

private:
    ValueScale scaleNow() const;
    double yOf(double value, const ValueScale &scale) const;
    QRectF band() const;
    void paintGrid(QPainter *painter, const ValueScale &scale) const;
    void paintMonitored(QPainter *painter, const ValueScale &scale) const;
    void paintRegistered(QPainter *painter, const ValueScale &scale) const;
    void paintLine(QPainter *painter, const PlotSeries &series, const ValueScale &scale, bool strong) const;
    void paintDuring(QPainter *painter, const PlotSeries &series, const ValueScale &scale) const;

    std::shared_ptr<const RibbonStory> m_story;
    std::shared_ptr<const PlotLine> m_registered; // a point a version that has a value
    std::vector<int> m_looks;                     // of those points
    QString m_selected;
};

} // namespace vitrine::ui
