// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/chart/plotlane.h"
#include "ui/chart/plotseries.h"

namespace vitrine::ui {

// How many observations each period has: bars, one part a version, in the versions' colours.
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
        double left;
        double right;
        qint64 start; // of the period
        qint64 end;
        qint64 n = 0;
        QList<Part> parts;
    };
    std::pair<size_t, size_t> visible() const;
    QString toolTipAt(const QPointF &at) const;
    std::vector<Bar> m_bars; // ascending
};

} // namespace vitrine::ui
