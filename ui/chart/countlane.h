// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/chart/plotlane.h"
#include "ui/chart/plotseries.h"
#include "ui/chart/timeaxis.h"

namespace vitrine::ui {

// How many observations each period has: bars, one part a version, in the versions' colours.
// Of any number of periods: a paint costs no more than the pixels.
class CountLane final : public PlotLane
{
    Q_OBJECT
public:
    explicit CountLane(TimeAxis *axis, QWidget *parent = nullptr);

    void setSeries(const QList<PlotSeries> &series); // the shown ones
    void paint(QPainter *painter) const override;
    QSize sizeHint() const override;

protected:
    bool event(QEvent *event) override;

private:
    struct Part {
        qint64 n;
        int look;
        QString version;
    };
    struct Bar {
        double left = 0;
        double right = 0;
        qint64 n = 0;
        QList<Part> parts;
    };
    // What is visible: a bar for each period, or, where they are more than pixels, for each pixel.
    const std::vector<Bar> &bars() const;
    std::vector<Bar> periodBars() const;
    std::vector<Bar> pixelBars() const;
    QString toolTipAt(const QPointF &at) const;
    QList<PlotSeries> m_series;
    // As they were painted last: a crosshair that moves does not change them.
    mutable std::vector<Bar> m_bars;
    mutable TimeSpan m_barsWindow{0, 0};
    mutable QRect m_barsPlot;
};

} // namespace vitrine::ui
