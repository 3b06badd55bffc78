// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/endlabels.h"

#include "ui/chart/chartpaint.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace vitrine::ui {

namespace {

constexpr double together = 40; // pixels between ends whose names share the column
constexpr double beside = ChartSize::marker + 4;
constexpr double leader = 12;    // length
constexpr double inPlace = 2;    // pixels that a name may be off without a leader
constexpr double narrowest = 26; // an elided name of less says nothing

} // namespace

QList<double> spreadApart(const QList<double> &wanted, double height, double top, double bottom)
{
    // Boxes that touch move as one; their centre is then best at the mean of what was wanted of it.
    struct Pile {
        double sum;
        int count;
        double centre;
    };
    QList<Pile> piles;
    const auto settle = [&](Pile &pile) {
        const double half = pile.count * height / 2;
        pile.centre = std::max(top + half, std::min(pile.sum / pile.count, bottom - half));
    };
    for (const double at : wanted) {
        piles << Pile{at, 1, at};
        settle(piles.last());
        while (piles.size() > 1) {
            const Pile &lower = piles.last();
            Pile &upper = piles[piles.size() - 2];
            if (upper.centre + upper.count * height / 2 <= lower.centre - lower.count * height / 2)
                break;
            upper.sum += lower.sum;
            upper.count += lower.count;
            settle(upper);
            piles.removeLast();
        }
    }
    QList<double> centres;
    for (const Pile &pile : std::as_const(piles)) {
        for (int i = 0; i < pile.count; ++i)
            centres << pile.centre + (i - (pile.count - 1) / 2.0) * height;
    }
    return centres;
}

QList<EndLabel> labelsOf(const QList<LineEnd> &ends, const QRectF &room, const QFontMetricsF &metrics)
{
    if (ends.isEmpty())
        return {};
    const auto byX = [](const LineEnd &a, const LineEnd &b) { return a.at.x() < b.at.x(); };
    const double furthest = std::max_element(ends.begin(), ends.end(), byX)->at.x();
    QList<LineEnd> column = ends;
    column.removeIf([&](const LineEnd &end) { return end.at.x() < furthest - together; });
    const auto most = qsizetype(room.height() / metrics.height());
    std::stable_sort(column.begin(), column.end(),
                     [](const LineEnd &a, const LineEnd &b) { return a.rank > b.rank; });
    column.resize(std::min(column.size(), most));
    std::stable_sort(column.begin(), column.end(),
                     [](const LineEnd &a, const LineEnd &b) { return a.at.y() < b.at.y(); });

    QList<double> heights;
    for (const LineEnd &end : std::as_const(column))
        heights << end.at.y();
    const QList<double> centres = spreadApart(heights, metrics.height(), room.top(), room.bottom());
    const auto isOff = [&](qsizetype i) {
        return std::abs(centres[i] - heights[i]) > inPlace || furthest - column[i].at.x() > beside;
    };
    bool led = false;
    for (qsizetype i = 0; i < column.size(); ++i)
        led = led || isOff(i);
    const double left = furthest + beside + (led ? leader : 0);
    QList<EndLabel> labels;
    for (qsizetype i = 0; i < column.size(); ++i) {
        const double wanted = std::ceil(metrics.horizontalAdvance(column[i].name)) + 2;
        const double wide = std::min(wanted, room.right() - left);
        if (wide < wanted && wide < narrowest)
            continue;
        labels << EndLabel{column[i].series, metrics.elidedText(column[i].name, Qt::ElideMiddle, wide),
                           QRectF(left, centres[i] - metrics.height() / 2, wide, metrics.height()),
                           column[i].at, led};
    }
    return labels;
}

} // namespace vitrine::ui
