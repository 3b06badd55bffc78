// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/reduction.h"

#include <QtGlobal>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace vitrine::ui {

namespace {
constexpr size_t firstBlock = 64; // points
constexpr size_t fanOut = 4;      // blocks of a level in one of the next
constexpr size_t blocksInColumn = 4;
constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

// To how many points the edge of a column that holds `points` may be rounded: to whole blocks, so that single
// points need not be looked at. Points stay where they are; only which column shows them changes.
size_t coarseness(size_t points)
{
    size_t size = 1;
    for (size_t next = firstBlock; points >= next * blocksInColumn; next *= fanOut)
        size = next;
    return size;
}

} // namespace

Reduction::Reduction(std::span<const double> x, std::span<const double> y) : m_x(x), m_y(y)
{
    Q_ASSERT(x.size() == y.size() && x.size() < none);
    if (y.size() < 4 * firstBlock)
        return;
    std::vector<Extremes> level;
    level.reserve((y.size() + firstBlock - 1) / firstBlock);
    for (size_t first = 0; first < y.size(); first += firstBlock)
        level.push_back(ofPoints(first, std::min(first + firstBlock, y.size())));
    m_levels.push_back(std::move(level));
    while (m_levels.back().size() > fanOut) {
        const std::vector<Extremes> &below = m_levels.back();
        std::vector<Extremes> above((below.size() + fanOut - 1) / fanOut);
        for (size_t i = 0; i < below.size(); ++i)
            above[i / fanOut].add(below[i]);
        m_levels.push_back(std::move(above));
    }
}

void Reduction::Extremes::add(const Extremes &other)
{
    if (other.low < low) {
        low = other.low;
        lowAt = other.lowAt;
    }
    if (other.high > high) {
        high = other.high;
        highAt = other.highAt;
    }
}

// First the values, which the processor compares several at a time, then where they are.
Reduction::Extremes Reduction::ofPoints(size_t first, size_t last) const
{
    constexpr size_t lanes = 4;
    std::array<double, lanes> low;
    std::array<double, lanes> high;
    low.fill(infinity);
    high.fill(-infinity);
    const double *y = m_y.data();
    size_t i = first;
    for (; i + lanes <= last; i += lanes) {
        for (size_t k = 0; k < lanes; ++k) { // a NaN is neither below nor above
            low[k] = y[i + k] < low[k] ? y[i + k] : low[k];
            high[k] = y[i + k] > high[k] ? y[i + k] : high[k];
        }
    }
    for (; i < last; ++i) {
        low[0] = y[i] < low[0] ? y[i] : low[0];
        high[0] = y[i] > high[0] ? y[i] : high[0];
    }
    Extremes found;
    found.low = *std::min_element(low.begin(), low.end());
    found.high = *std::max_element(high.begin(), high.end());
    if (found.low > found.high)
        return {}; // no value, or none that is finite
    const auto at = [&](double value) {
        return static_cast<std::uint32_t>(std::find(y + first, y + last, value) - y);
    };
    found.lowAt = at(found.low);
    found.highAt = at(found.high);
    return found;
}

Reduction::Extremes Reduction::extremes(size_t first, size_t last) const
{
    if (m_levels.empty() || last - first < 2 * firstBlock)
        return ofPoints(first, last);
    Extremes found;
    const auto addPoints = [&](size_t from, size_t to) {
        if (from < to)
            found.add(ofPoints(from, to));
    };
    const size_t whole = (first + firstBlock - 1) / firstBlock;
    addPoints(first, whole * firstBlock);
    addPoints(last / firstBlock * firstBlock, last);
    first = whole;
    last /= firstBlock;
    for (size_t level = 0; first < last; ++level) {
        const std::vector<Extremes> &blocks = m_levels[level];
        const bool few = level + 1 == m_levels.size() || last - first < 2 * fanOut;
        for (; first < last && (few || first % fanOut != 0); ++first)
            found.add(blocks[first]);
        for (; first < last && last % fanOut != 0; --last)
            found.add(blocks[last - 1]);
        first /= fanOut;
        last /= fanOut;
    }
    return found;
}

std::pair<size_t, size_t> Reduction::indexes(double from, double to) const
{
    const auto first = std::lower_bound(m_x.begin(), m_x.end(), from);
    const auto last = std::upper_bound(first, m_x.end(), to);
    return {size_t(first - m_x.begin()), size_t(last - m_x.begin())};
}

std::pair<double, double> Reduction::range(double from, double to) const
{
    const auto [first, last] = indexes(from, to);
    const Extremes found = extremes(first, last);
    if (found.isEmpty())
        return {undefined, undefined};
    return {found.low, found.high};
}

// The first of the points [first, last) beyond a time. It is near `guess`, so it is looked for from there in
// ever larger steps rather than in all of them. Of many points a guess that is not `off` by more will do: the
// edge of a column of so many is rounded.
size_t Reduction::edgeAt(double time, double off, size_t first, size_t last, size_t guess) const
{
    size_t low = std::clamp(guess, first, last);
    if (off > 0 && low < last && low - first >= firstBlock * blocksInColumn &&
        std::abs(m_x[low] - time) <= off)
        return low;
    size_t high = low;
    for (size_t step = 1; high < last && m_x[high] <= time; step *= 4) {
        low = high + 1;
        high = std::min(last, high + step);
    }
    for (size_t step = 1; low > first && m_x[low - 1] > time; step *= 4) {
        high = low - 1;
        low = high - first > step ? high - step : first;
    }
    const auto at = m_x.begin();
    return size_t(std::upper_bound(at + std::ptrdiff_t(low), at + std::ptrdiff_t(high), time) - at);
}

QList<QPointF> Reduction::points(double from, double to, int columns) const
{
    QList<QPointF> out;
    if (m_x.empty() || !(to > from) || columns < 1)
        return out;
    auto [first, last] = indexes(from, to);
    first = first > 0 ? first - 1 : 0;
    last = std::min(last + 1, m_x.size());
    if (last - first <= size_t(columns) * 2) {
        out.reserve(qsizetype(last - first));
        for (size_t i = first; i < last; ++i)
            out.append(QPointF(m_x[i], m_y[i]));
        return out;
    }
    out.reserve(columns * 2 + 4);
    // First with their places instead of times, which lie far apart: fetched all together they take less
    // time.
    const auto add = [&out](size_t i, double value) { out.append(QPointF(double(i), value)); };
    add(first, m_y[first]);
    size_t begin = first + 1;
    size_t guess = begin;
    const double width = (to - from) / columns;
    for (int column = 0; column < columns && begin + 1 < last; ++column) {
        const bool isLast = column + 1 == columns;
        const double edge = isLast ? to : from + width * (column + 1);
        const size_t unrounded = edgeAt(edge, isLast ? 0 : width / 4, begin, last - 1, guess);
        guess = unrounded + (unrounded - begin);
        const size_t end = isLast ? unrounded : unrounded - unrounded % coarseness(unrounded - begin);
        if (end <= begin)
            continue;
        const Extremes found = extremes(begin, end);
        if (found.isEmpty()) {
            if (!std::isnan(out.last().y()))
                add(begin, undefined);
        } else {
            const bool fallsFirst = found.lowAt < found.highAt;
            add(std::min(found.lowAt, found.highAt), fallsFirst ? found.low : found.high);
            if (found.lowAt != found.highAt)
                add(std::max(found.lowAt, found.highAt), fallsFirst ? found.high : found.low);
        }
        begin = end;
    }
    add(last - 1, m_y[last - 1]);
    for (QPointF &point : out)
        point.setX(m_x[size_t(point.x())]);
    return out;
}

} // namespace vitrine::ui
