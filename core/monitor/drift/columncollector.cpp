// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/drift/columncollector.h"

namespace vitrine::monitor {

ColumnCollector::ColumnCollector(const DriftColumn &column) : m_column(column) {}

// Thousands of columns and periods grow at once: by a fifth, not by doubling.
void ColumnCollector::append(std::span<const double> values)
{
    const std::size_t needed = m_numbers.size() + values.size();
    if (needed > m_numbers.capacity())
        m_numbers.reserve(needed + m_numbers.size() / 5);
    m_numbers.insert(m_numbers.end(), values.begin(), values.end());
}

void ColumnCollector::add(const Column &column, std::size_t first, std::size_t last)
{
    if (m_column.kind == ColumnKind::Number) {
        const std::span<const double> values = std::span(column.numbers).subspan(first, last - first);
        if (m_sketch)
            m_sketch->add(values);
        else
            append(values);
        return;
    }
    // Chunks number their texts on their own; each is looked up once a stretch, not once a row.
    std::vector<qint64> counts(column.texts.size(), 0);
    qint64 missing = 0;
    for (std::size_t row = first; row < last; ++row)
        ++(column.codes[row] == missingText ? missing : counts[static_cast<std::size_t>(column.codes[row])]);
    for (std::size_t code = 0; code < counts.size(); ++code) {
        if (counts[code] == 0)
            continue;
        const QString level = QString::fromStdString(column.texts[code]);
        if (m_sketch)
            m_sketch->addLevel(level, counts[code]);
        else
            m_levels[level] += counts[code];
    }
    if (m_sketch)
        m_sketch->addMissing(missing);
    else
        m_missing += missing;
}

void ColumnCollector::keepSketchOnly(int k)
{
    if (m_sketch) {
        m_sketch->reduce(k);
        return;
    }
    m_sketch.emplace(m_column.name, m_column.kind, m_column.role, k);
    m_sketch->add(m_numbers);
    for (auto it = m_levels.cbegin(); it != m_levels.cend(); ++it)
        m_sketch->addLevel(it.key(), it.value());
    m_sketch->addMissing(m_missing);
    m_numbers = {};
    m_levels = {};
}

void ColumnCollector::merge(const ColumnCollector &other)
{
    if (!m_sketch && !other.m_sketch) {
        append(other.m_numbers);
        for (auto it = other.m_levels.cbegin(); it != other.m_levels.cend(); ++it)
            m_levels[it.key()] += it.value();
        m_missing += other.m_missing;
        return;
    }
    keepSketchOnly();
    ColumnCollector sketched = other;
    sketched.keepSketchOnly();
    [[maybe_unused]] const Result<> merged = m_sketch->merge(*sketched.m_sketch); // of the same kind
    Q_ASSERT(merged);
}

qint64 ColumnCollector::bytes() const
{
    constexpr qint64 bytesALevel = 100;
    return static_cast<qint64>(m_numbers.capacity() * sizeof(double)) + m_levels.size() * bytesALevel;
}

ColumnProfile ColumnCollector::profile() const
{
    if (m_sketch)
        return m_sketch->profile();
    if (m_column.kind == ColumnKind::Number)
        return ColumnProfile::ofNumbers(m_column.name, m_numbers, m_column.role);
    ColumnProfile profile{.name = m_column.name, .kind = m_column.kind, .role = m_column.role};
    std::vector<std::pair<QString, double>> counts;
    for (auto it = m_levels.cbegin(); it != m_levels.cend(); ++it)
        counts.emplace_back(it.key(), static_cast<double>(it.value()));
    profile.levels = CategoryDistribution::fromCounts(std::move(counts));
    profile.missing = m_missing;
    profile.rows = static_cast<qint64>(profile.levels.n) + m_missing;
    return profile;
}

} // namespace vitrine::monitor
