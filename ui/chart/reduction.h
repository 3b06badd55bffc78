// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QPointF>

#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace vitrine::ui {

// A line of any length made ready to be drawn at any zoom: of each column of pixels its lowest and its
// highest point, in the order of time, so that no peak is hidden and no more than two points a pixel are
// drawn. Built once in O(n); a drawing costs O(columns · log n), whatever n is.
//
// `x` ascending; NaN in `y` is a gap. Refers to the vectors, which must outlive it and stay as they are.
// Values only: may be built in any thread.
class Reduction final
{
public:
    Reduction() = default;
    Reduction(std::span<const double> x, std::span<const double> y);

    // The points between `from` and `to` with one more on each side, so that the line reaches the edges; a
    // NaN where a gap is at least a column wide. Points are the original ones, not averages.
    QList<QPointF> points(double from, double to, int columns) const;

    // Lowest and highest finite value between two times (inclusive); NaN when there is none.
    std::pair<double, double> range(double from, double to) const;

    // Indexes [first, last) of the points between two times (inclusive).
    std::pair<size_t, size_t> indexes(double from, double to) const;

    // The first point beyond a time; found at once when it is near `guess`.
    size_t firstBeyond(double time, size_t guess) const { return edgeAt(time, 0, 0, m_x.size(), guess); }

private:
    static constexpr std::uint32_t none = 0xFFFFFFFF;
    // With the values, so that comparing blocks does not fetch points from all over the line.
    struct Extremes {
        double low = std::numeric_limits<double>::infinity();
        double high = -std::numeric_limits<double>::infinity();
        std::uint32_t lowAt = none;
        std::uint32_t highAt = none;
        bool isEmpty() const { return lowAt == none; }
        void add(const Extremes &other);
    };
    Extremes ofPoints(size_t first, size_t last) const;
    Extremes extremes(size_t first, size_t last) const;
    size_t edgeAt(double time, double off, size_t first, size_t last, size_t guess) const;

    std::span<const double> m_x;
    std::span<const double> m_y;
    std::vector<std::vector<Extremes>> m_levels; // level k: of blocks of 64 · 4^k points
};

} // namespace vitrine::ui
