// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/observationtable.h"

#include <cstring>

namespace vitrine::monitor {

ObservationTable::ObservationTable(bool classification, const QStringList &levels)
    : m_classification(classification)
    , m_knownLevels(static_cast<int>(levels.size()))
{
    for (const QString &level : levels)
        levelIndex(level);
}

int ObservationTable::levelIndex(const QString &level)
{
    if (level.isNull())
        return -1;
    const auto found = m_levels.constFind(level);
    if (found != m_levels.constEnd())
        return *found;
    const int index = static_cast<int>(m_levels.size());
    m_levels.insert(level, index);
    return index;
}

void ObservationTable::append(qint64 timeMs, double truth, double estimate, const QString &truthLevel,
                              const QString &estimateLevel, const QByteArray &probabilities)
{
    m_times.push_back(timeMs);
    if (!m_classification) {
        m_truth.push_back(truth);
        m_estimate.push_back(estimate);
        return;
    }
    m_truthLevel.push_back(levelIndex(truthLevel));
    m_estimateLevel.push_back(levelIndex(estimateLevel));
    const auto width = static_cast<std::size_t>(probabilities.size()) / sizeof(double);
    constexpr double missing = std::numeric_limits<double>::quiet_NaN();
    const bool usable =
        width == 1 ? m_knownLevels == 2 : width == static_cast<std::size_t>(m_knownLevels) && width > 1;
    if (usable && m_columns == 0) {
        m_columns = static_cast<int>(width);
        m_probabilities.assign((m_times.size() - 1) * width, missing);
    }
    if (m_columns == 0)
        return;
    m_probabilities.resize(m_times.size() * static_cast<std::size_t>(m_columns), missing);
    if (width == static_cast<std::size_t>(m_columns)) {
        std::memcpy(m_probabilities.data() + m_probabilities.size() - width, probabilities.constData(),
                    width * sizeof(double));
    }
}

MetricRows ObservationTable::rows() const
{
    MetricRows rows;
    rows.truth = m_truth;
    rows.estimate = m_estimate;
    rows.truthLevel = m_truthLevel;
    rows.estimateLevel = m_estimateLevel;
    rows.probabilities = m_probabilities;
    rows.levels = m_classification ? std::max(2, static_cast<int>(m_levels.size())) : 0;
    rows.columns = m_columns;
    return rows;
}

} // namespace vitrine::monitor
