// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/sketch/levelsketch.h"

#include "core/base/text.h"

#include <algorithm>
#include <cmath>
#include <functional>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr int largestCapacity = 1'000'000;

} // namespace

LevelSketch::LevelSketch(int capacity) : m_capacity(std::clamp(capacity, 1, largestCapacity)) {}

void LevelSketch::add(const QString &level, double count)
{
    m_count += count;
    m_counts[level] += count;
    // Twice the room, so that pruning is rare enough to cost nothing a row.
    if (m_counts.size() >= 2 * qsizetype(m_capacity) + 1)
        prune();
}

void LevelSketch::merge(const LevelSketch &other)
{
    m_capacity = std::min(m_capacity, other.m_capacity);
    m_count += other.m_count;
    m_countError += other.m_countError;
    const QHash<QString, double> counts = other.m_counts;
    for (auto it = counts.cbegin(); it != counts.cend(); ++it)
        m_counts[it.key()] += it.value();
    if (m_counts.size() > m_capacity)
        prune();
}

// Takes the count of the level after the last that fits from every level.
void LevelSketch::prune()
{
    if (m_counts.size() <= m_capacity)
        return;
    std::vector<double> counts;
    for (const double count : std::as_const(m_counts))
        counts.push_back(count);
    const auto rank = counts.begin() + m_capacity;
    std::nth_element(counts.begin(), rank, counts.end(), std::greater<>());
    const double taken = *rank;
    m_countError += taken;
    m_counts.removeIf([&](const auto &entry) { return entry.value() <= taken; });
    for (double &count : m_counts)
        count -= taken;
}

std::vector<std::pair<QString, double>> LevelSketch::items() const
{
    std::vector<std::pair<QString, double>> items;
    for (auto it = m_counts.cbegin(); it != m_counts.cend(); ++it)
        items.emplace_back(it.key(), it.value());
    std::sort(items.begin(), items.end());
    return items;
}

QJsonObject LevelSketch::toJson() const
{
    LevelSketch pruned = *this;
    pruned.prune();
    QJsonObject levels;
    for (const auto &[level, count] : pruned.items())
        levels.insert(level, count);
    return {{u"capacity"_s, m_capacity},
            {u"count"_s, pruned.m_count},
            {u"countError"_s, pruned.m_countError},
            {u"levels"_s, levels}};
}

Result<LevelSketch> LevelSketch::fromJson(const QJsonObject &json)
{
    const Error corrupt{
        Error::Code::Corrupt, Text::tr("A sketch of levels in the reference is damaged."), {}};
    const int capacity = json[u"capacity"_s].toInt();
    if (capacity < 1 || capacity > largestCapacity)
        return corrupt;
    LevelSketch sketch(capacity);
    sketch.m_count = json[u"count"_s].toDouble(-1);
    sketch.m_countError = json[u"countError"_s].toDouble(-1);
    const QJsonObject levels = json[u"levels"_s].toObject();
    double sum = 0;
    for (auto it = levels.begin(); it != levels.end(); ++it) {
        const double count = it.value().toDouble(-1);
        if (!(count > 0))
            return corrupt;
        sketch.m_counts.insert(it.key(), count);
        sum += count;
    }
    const bool tooMany = levels.size() > capacity;
    if (tooMany || sketch.m_countError < 0 || sum > sketch.m_count ||
        (sketch.isExact() && sum != sketch.m_count))
        return corrupt;
    return sketch;
}

} // namespace vitrine::monitor
