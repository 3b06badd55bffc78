// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/chart/timeaxis.h"

#include <QRect>

namespace vitrine::ui {

// Where times and values lie in a plot, in pixels of its widget. A value, so that what paints bands, lines
// and labels needs no chart.
struct PlotFrame {
    QRect area;
    TimeSpan window;
    double low = 0;  // value at the bottom
    double high = 1; // and at the top

    double x(double time) const
    {
        return area.left() + (time - window.from) / window.length() * area.width();
    }
    double y(double value) const { return area.top() + (high - value) / (high - low) * area.height(); }
    double timeAt(double x) const { return window.from + (x - area.left()) / area.width() * window.length(); }
    double valueAt(double y) const { return high - (y - area.top()) / area.height() * (high - low); }
};

} // namespace vitrine::ui
