// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/metric/evaluation.h"

#include <QByteArray>
#include <QHash>
#include <QStringList>

#include <vector>

namespace vitrine::monitor {

// Observations of one version as columns, the way metrics read them. Levels that the target does not name are
// appended to its own, so that they count as mistakes instead of vanishing.
class ObservationTable final
{
public:
    ObservationTable(bool classification, const QStringList &levels);

    // A null text is a missing level; `probabilities` are doubles as stored, and missing when their number is
    // not that of the first row.
    void append(qint64 timeMs, double truth, double estimate, const QString &truthLevel,
                const QString &estimateLevel, const QByteArray &probabilities);

    const std::vector<qint64> &times() const { return m_times; }
    MetricRows rows() const; // borrows from this table
    bool hasProbabilities() const { return m_columns > 0; }

private:
    int levelIndex(const QString &level);

    bool m_classification;
    int m_knownLevels;
    QHash<QString, int> m_levels;
    std::vector<qint64> m_times;
    std::vector<double> m_truth;
    std::vector<double> m_estimate;
    std::vector<int> m_truthLevel;
    std::vector<int> m_estimateLevel;
    std::vector<double> m_probabilities;
    int m_columns = 0;
};

} // namespace vitrine::monitor
