// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/sketch/quantilesketch.h"

#include "core/base/text.h"
#include "core/monitor/drift/numbersort.h"
#include "core/monitor/sketch/splitmix.h"

#include <QJsonArray>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr int smallestK = 8;
constexpr int largestK = 65536;
constexpr std::size_t mostLevels = 60;

} // namespace

QuantileSketch::QuantileSketch(int k) : m_k(std::clamp(k, smallestK, largestK)), m_levels(1)
{
    m_levels.front().reserve(static_cast<std::size_t>(m_k));
}

// Full at the top and at the bottom, where values arrive; in between two thirds of the level above.
std::size_t QuantileSketch::capacity(std::size_t level) const
{
    if (level == 0)
        return static_cast<std::size_t>(m_k);
    const auto depth = static_cast<double>(m_levels.size() - 1 - level);
    return static_cast<std::size_t>(std::max(8.0, std::ceil(m_k * std::pow(2.0 / 3, depth))));
}

// Every other value of the level moves up, where it stands for twice as many. Which of the two alternates is
// random, so that the errors of many compactions cancel out.
void QuantileSketch::compact(std::size_t level)
{
    if (level + 1 == m_levels.size())
        m_levels.emplace_back();
    std::vector<double> &from = m_levels[level];
    std::vector<double> &to = m_levels[level + 1];
    to.reserve(to.size() + from.size() / 2 + 1);
    double odd = 0;
    const bool hasOdd = from.size() % 2 == 1;
    if (hasOdd) {
        odd = from.back();
        from.pop_back();
    }
    sortNumbers(from);
    for (std::size_t i = splitMix(m_random) & 1; i < from.size(); i += 2)
        to.push_back(from[i]);
    from.clear();
    if (hasOdd)
        from.push_back(odd);
    m_roundings += std::pow(4.0, static_cast<double>(level));
}

void QuantileSketch::shrink()
{
    for (std::size_t level = 0; level < m_levels.size(); ++level) {
        if (m_levels[level].size() > capacity(level))
            compact(level);
    }
}

void QuantileSketch::add(double value)
{
    add({&value, 1});
}

void QuantileSketch::add(std::span<const double> values)
{
    m_count += static_cast<std::int64_t>(values.size());
    const auto room = static_cast<std::size_t>(m_k);
    while (!values.empty()) {
        std::vector<double> &bottom = m_levels.front();
        const std::size_t count = std::min(values.size(), room + 1 - std::min(room, bottom.size()));
        bottom.insert(bottom.end(), values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count));
        values = values.subspan(count);
        if (bottom.size() > room)
            shrink();
    }
}

// A count is a sum of powers of two, and so are the weights of the levels.
void QuantileSketch::addRepeated(double value, std::int64_t times)
{
    m_count += times;
    for (std::size_t level = 0; (times >> level) > 0; ++level) {
        if (level >= m_levels.size())
            m_levels.emplace_back();
        if ((times >> level) & 1)
            m_levels[level].push_back(value);
    }
    shrink();
}

void QuantileSketch::merge(const QuantileSketch &other)
{
    m_k = std::min(m_k, other.m_k);
    m_count += other.m_count;
    m_roundings += other.m_roundings;
    m_random ^= other.m_random + static_cast<std::uint64_t>(m_count);
    m_levels.resize(std::max(m_levels.size(), other.m_levels.size()));
    for (std::size_t level = 0; level < other.m_levels.size(); ++level) {
        const std::vector<double> values = other.m_levels[level]; // a copy: it may be merged with itself
        m_levels[level].insert(m_levels[level].end(), values.begin(), values.end());
    }
    shrink();
}

void QuantileSketch::reduce(int k)
{
    if (k >= m_k)
        return;
    m_k = std::max(k, smallestK);
    shrink();
    for (std::vector<double> &level : m_levels)
        level.shrink_to_fit();
}

double QuantileSketch::rankError() const
{
    if (isExact())
        return 0;
    const double hoeffding = std::sqrt(2 * std::log(2 / 0.01) * m_roundings);
    return std::min(1.0, hoeffding / static_cast<double>(m_count));
}

std::vector<std::pair<double, double>> QuantileSketch::items() const
{
    std::vector<std::pair<double, double>> items;
    for (std::size_t level = 0; level < m_levels.size(); ++level) {
        for (const double value : m_levels[level])
            items.emplace_back(value, std::ldexp(1.0, static_cast<int>(level)));
    }
    std::sort(items.begin(), items.end());
    return items;
}

QJsonObject QuantileSketch::toJson() const
{
    QJsonArray levels;
    for (const std::vector<double> &level : m_levels) {
        std::vector<double> sorted = level;
        sortNumbers(sorted);
        QJsonArray values;
        for (const double value : sorted)
            values.append(value);
        levels.append(values);
    }
    return {{u"k"_s, m_k},
            {u"count"_s, static_cast<qint64>(m_count)},
            {u"roundings"_s, m_roundings},
            {u"levels"_s, levels}};
}

Result<QuantileSketch> QuantileSketch::fromJson(const QJsonObject &json)
{
    const auto corrupt = [] {
        return Error{Error::Code::Corrupt, Text::tr("A quantile sketch of the reference is damaged."), {}};
    };
    const int k = json[u"k"_s].toInt();
    const QJsonArray levels = json[u"levels"_s].toArray();
    if (k < smallestK || k > largestK || levels.isEmpty() || levels.size() > qsizetype(mostLevels))
        return corrupt();
    QuantileSketch sketch(k);
    sketch.m_count = json[u"count"_s].toInteger(-1);
    sketch.m_roundings = json[u"roundings"_s].toDouble(-1);
    sketch.m_levels.resize(static_cast<std::size_t>(levels.size()));
    double weights = 0;
    for (std::size_t level = 0; level < sketch.m_levels.size(); ++level) {
        const QJsonArray values = levels[static_cast<qsizetype>(level)].toArray();
        for (const QJsonValue &value : values) {
            if (!value.isDouble())
                return corrupt();
            sketch.m_levels[level].push_back(value.toDouble());
        }
        weights += std::ldexp(static_cast<double>(values.size()), static_cast<int>(level));
    }
    if (sketch.m_roundings < 0 || weights != static_cast<double>(sketch.m_count))
        return corrupt();
    sketch.m_random = static_cast<std::uint64_t>(sketch.m_count);
    return sketch;
}

} // namespace vitrine::monitor
