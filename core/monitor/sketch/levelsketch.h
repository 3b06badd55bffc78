// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QHash>
#include <QJsonObject>
#include <QString>

#include <utility>
#include <vector>

namespace vitrine::monitor {

// How often the most frequent levels of a column came, in bounded memory: Misra and Gries (1982), pruned in
// batches (Anderson et al., 2017). Up to `capacity` distinct levels the counts are exact. Beyond that the
// rarest are dropped and every count is too low by at most countError(), which is never more than count() /
// capacity(). Two sketches merge into that of both.
class LevelSketch final
{
public:
    static constexpr int defaultCapacity = 1000;

    explicit LevelSketch(int capacity = defaultCapacity);

    void add(const QString &level, double count = 1);
    void merge(const LevelSketch &other);

    int capacity() const { return m_capacity; }
    double count() const { return m_count; }
    bool isExact() const { return m_countError == 0; }
    double countError() const { return m_countError; }     // also of a level that is not kept
    std::vector<std::pair<QString, double>> items() const; // by level

    // {"capacity", "count", "countError", "levels": {level: count, …}}
    QJsonObject toJson() const;
    static Result<LevelSketch> fromJson(const QJsonObject &json);

private:
    void prune();

    int m_capacity;
    double m_count = 0;
    double m_countError = 0;
    QHash<QString, double> m_counts;
};

} // namespace vitrine::monitor
