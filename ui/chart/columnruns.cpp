// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/columnruns.h"

#include <QColor>
#include <QImage>
#include <QPen>
#include <QPointF>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

namespace vitrine::ui {

namespace {

// The first pixel whose centre does not lie before `at`. Far away is as good as outside.
int pixelFrom(double at)
{
    constexpr double far = 1e6;
    return int(std::ceil(std::clamp(at, -far, far) - 0.5));
}

// Which of a pixel's halves comes first in memory.
bool isLowHalf(size_t half)
{
    return half % 2 == (std::endian::native == std::endian::little ? 0 : 1);
}

constexpr size_t tile = 128; // halves

// `kept` of 256 parts of what is there, and the ink. Without a branch, so that the compiler makes it eight
// halves at a time.
quint16 blended(quint16 there, quint16 low, quint16 high, quint16 kept)
{
    const auto first = quint16(quint16(quint16((there & 0xFF) * kept) + low) >> 8);
    const auto second = quint16(quint16(quint16((there >> 8) * kept) + high) & 0xFF00);
    return quint16(first | second);
}

// The ink alone, whatever is there.
quint16 over(quint16 low, quint16 high)
{
    return quint16(low >> 8 | (high & 0xFF00));
}

// What a colour adds to the halves of a tile, by half.
struct Ink {
    explicit Ink(const QColor &colour)
    {
        const auto part = quint16(std::lround(colour.alphaF() * 256)); // of 256, the rest is what is there
        kept = quint16(256 - part);
        constexpr quint16 rounding = 128;
        for (size_t i = 0; i < tile; ++i) {
            const quint32 pair = isLowHalf(i) ? colour.rgb() & 0xFFFF : colour.rgb() >> 16;
            low[i] = quint16((pair & 0xFF) * part + rounding);
            high[i] = quint16((pair >> 8) * part + rounding);
        }
    }
    std::array<quint16, tile> low;
    std::array<quint16, tile> high;
    quint16 kept;
};

template<bool isOpaque>
void blendAll(quint16 *__restrict pixels, size_t halves, const Ink &ink)
{
    const quint16 *__restrict low = ink.low.data();
    const quint16 *__restrict high = ink.high.data();
    const quint16 kept = ink.kept;
    for (size_t i = 0; i < halves; ++i)
        pixels[i] = isOpaque ? over(low[i], high[i]) : blended(pixels[i], low[i], high[i], kept);
}

// In the halves that a run covers in this row.
template<bool isOpaque>
void blendCovered(quint16 *__restrict pixels, size_t halves, qint16 row, const qint16 *__restrict top,
                  const qint16 *__restrict bottom, const Ink &ink)
{
    const quint16 *__restrict low = ink.low.data();
    const quint16 *__restrict high = ink.high.data();
    const quint16 kept = ink.kept;
    for (size_t i = 0; i < halves; ++i) {
        const quint16 there = pixels[i];
        const quint16 begun = top[i] <= row ? 0xFFFF : 0;
        const quint16 covered = row < bottom[i] ? begun : 0;
        const quint16 now = isOpaque ? over(low[i], high[i]) : blended(there, low[i], high[i], kept);
        pixels[i] = quint16(there ^ ((there ^ now) & covered));
    }
}

// Dashes are counted in widths of the pen.
bool isInked(const QPen &pen, double passed)
{
    const QList<qreal> pattern = pen.dashPattern();
    const double all = std::accumulate(pattern.begin(), pattern.end(), 0.0);
    if (pen.style() == Qt::SolidLine || !(all > 0))
        return true;
    double rest = std::fmod(passed / pen.widthF(), all);
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        if (rest < pattern[i])
            return i % 2 == 0;
        rest -= pattern[i];
    }
    return false;
}

// std::floor() is a call to a library where the processor may be an old one.
int floorOf(double at)
{
    const int whole = int(at);
    return whole - (whole > at ? 1 : 0);
}

} // namespace

ColumnRuns::ColumnRuns(const QRect &clip)
    : m_clip(clip)
    , m_top(size_t(std::max(0, clip.width())))
    , m_bottom(m_top.size())
{
    clear();
}

void ColumnRuns::clear()
{
    std::fill(m_top.begin(), m_top.end(), std::numeric_limits<float>::infinity());
    std::fill(m_bottom.begin(), m_bottom.end(), -std::numeric_limits<float>::infinity());
}

void ColumnRuns::extend(int column, double top, double bottom)
{
    top = std::max(top, double(m_clip.top()));
    bottom = std::min(bottom, m_clip.bottom() + 1.0);
    if (top >= bottom)
        return;
    const auto at = size_t(column - m_clip.left());
    m_top[at] = std::min(m_top[at], float(top));
    m_bottom[at] = std::max(m_bottom[at], float(bottom));
}

void ColumnRuns::addLine(const QPointF &from, const QPointF &to)
{
    const double left = std::max(from.x(), double(m_clip.left()));
    const double right = std::min(to.x(), m_clip.right() + 0.999);
    if (left > right)
        return;
    const double width = to.x() - from.x();
    const double slope = width > 0 ? (to.y() - from.y()) / width : 0;
    for (int column = int(left), last = int(right); column <= last; ++column) {
        // A vertical one passes everything between its ends.
        double begin = width > 0 ? from.y() + slope * (std::max(left, double(column)) - from.x()) : from.y();
        double end = width > 0 ? from.y() + slope * (std::min(right, column + 1.0) - from.x()) : to.y();
        if (begin > end)
            std::swap(begin, end);
        if (end - begin < 1) // of a gentle slope one pixel a column
            begin = end = (begin + end) / 2;
        constexpr double far = 1e6; // as good as outside
        extend(column, floorOf(std::max(begin, -far)), floorOf(std::min(end, far)) + 1);
    }
}

void ColumnRuns::addStroke(const QPointF &from, const QPointF &to, const QPen &pen, double passed)
{
    const double half = pen.widthF() / 2;
    const double width = to.x() - from.x();
    const double left = std::max(from.x(), double(m_clip.left()));
    const double right = std::min(to.x(), m_clip.right() + 0.999);
    if (left > right)
        return;
    const double slope = width > 0 ? (to.y() - from.y()) / width : 0;
    const double stretch = std::sqrt(1 + slope * slope); // of the way along the line, to that across columns
    const auto [highest, lowest] = std::minmax({from.y(), to.y()});
    for (int column = int(left), last = int(right); column <= last; ++column) {
        const double along = std::clamp(column + 0.5, from.x(), to.x()) - from.x();
        if (!isInked(pen, passed + along * stretch))
            continue;
        if (width < 1) { // all of it in this column
            extend(column, highest - half, lowest + half);
            continue;
        }
        const double middle = from.y() + slope * along;
        const double across = half * stretch;
        extend(column, std::max(middle - across, highest - half), std::min(middle + across, lowest + half));
    }
}

void ColumnRuns::addArea(const QPointF &topLeft, const QPointF &topRight, double bottomLeft,
                         double bottomRight)
{
    const double width = topRight.x() - topLeft.x();
    if (!(width > 0))
        return;
    const int from = std::max(pixelFrom(topLeft.x()), m_clip.left());
    const int to = std::min(pixelFrom(topRight.x()), m_clip.right() + 1);
    const double topSlope = (topRight.y() - topLeft.y()) / width;
    const double bottomSlope = (bottomRight - bottomLeft) / width;
    for (int column = from; column < to; ++column) {
        const double along = column + 0.5 - topLeft.x();
        extend(column, pixelFrom(topLeft.y() + topSlope * along),
               pixelFrom(bottomLeft + bottomSlope * along));
    }
}

// A pixel is two numbers of two channels each: of so small numbers the processor multiplies many at a time.
// Tile by tile, because most of them are covered as a whole in most of the rows.
void ColumnRuns::fill(QImage *image, const QColor &ink) const
{
    if (m_clip.isEmpty())
        return;
    Q_ASSERT(image->format() == QImage::Format_RGB32 && image->rect().contains(m_clip));
    ink.alpha() == 255 ? fillWhole<true>(image, ink) : fillWhole<false>(image, ink);
    fillEnds(image, ink);
}

template<bool isOpaque>
void ColumnRuns::fillWhole(QImage *image, const QColor &ink) const
{
    const Ink halves(ink);
    const qsizetype stride = image->bytesPerLine();
    uchar *const begin = image->bits() + 4 * qsizetype(m_clip.left());
    std::array<qint16, tile> top;
    std::array<qint16, tile> bottom;
    for (size_t first = 0; first < m_top.size(); first += tile / 2) {
        const size_t count = std::min(tile, 2 * (m_top.size() - first));
        for (size_t i = 0; i < count; ++i) {
            const size_t column = first + i / 2;
            const bool empty = m_bottom[column] < m_top[column];
            top[i] = empty ? std::numeric_limits<qint16>::max() : qint16(std::ceil(m_top[column]));
            bottom[i] = empty ? std::numeric_limits<qint16>::min() : qint16(std::floor(m_bottom[column]));
        }
        const auto [topmost, lowestTop] = std::minmax_element(top.begin(), top.begin() + count);
        const auto [highestBottom, bottommost] = std::minmax_element(bottom.begin(), bottom.begin() + count);
        for (qint16 row = *topmost; row < *bottommost; ++row) {
            auto *pixels = reinterpret_cast<quint16 *>(begin + row * stride) + 2 * first;
            if (row >= *lowestTop && row < *highestBottom)
                blendAll<isOpaque>(pixels, count, halves);
            else
                blendCovered<isOpaque>(pixels, count, row, top.data(), bottom.data(), halves);
        }
    }
}

// Where a run begins or ends within a pixel.
void ColumnRuns::fillEnds(QImage *image, const QColor &ink) const
{
    const auto blend = [&](size_t column, float row, float share) {
        if (share <= 0)
            return;
        auto *pixel = reinterpret_cast<QRgb *>(image->scanLine(int(row))) + m_clip.left() + column;
        const int part = int(std::lround(ink.alphaF() * share * 256));
        const auto mix = [part](int there, int over) {
            return (there * (256 - part) + over * part + 128) >> 8;
        };
        *pixel = qRgb(mix(qRed(*pixel), ink.red()), mix(qGreen(*pixel), ink.green()),
                      mix(qBlue(*pixel), ink.blue()));
    };
    for (size_t column = 0; column < m_top.size(); ++column) {
        const float top = m_top[column];
        const float bottom = m_bottom[column];
        if (bottom < top)
            continue;
        const float first = std::floor(top);
        const float last = std::floor(bottom);
        if (first == last) {
            blend(column, first, bottom - top);
            continue;
        }
        if (first < top)
            blend(column, first, first + 1 - top);
        blend(column, last, bottom - last);
    }
}

} // namespace vitrine::ui
