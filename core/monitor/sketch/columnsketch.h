// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/drift/columnprofile.h"
#include "core/monitor/sketch/levelsketch.h"
#include "core/monitor/sketch/quantilesketch.h"

#include <map>
#include <optional>
#include <span>

namespace vitrine::monitor {

// What is kept of one column instead of its values: counts, extremes and moments exactly, the distribution as
// a sketch. Mergeable. A numeric column with few distinct values keeps these with their counts, exactly.
class ColumnSketch final
{
public:
    static constexpr std::size_t fewDistinct = 64;

    ColumnSketch(const QString &name, ColumnKind kind, ColumnRole role = ColumnRole::Feature,
                 int k = QuantileSketch::defaultK);

    const QString &name() const { return m_name; }
    ColumnKind kind() const { return m_kind; }
    ColumnRole role() const { return m_role; }
    qint64 rows() const { return m_rows; }

    void add(std::span<const double> values); // of a numeric column; NaN is missing
    void addLevel(const QString &level, qint64 count);
    void addMissing(qint64 count);
    // InvalidArgument when the kinds differ.
    Result<> merge(const ColumnSketch &other);

    void reduce(int k) { m_quantiles.reduce(k); } // see QuantileSketch

    // As drift compares it: with the errors of the sketch, none when it kept every value.
    ColumnProfile profile() const;

    QJsonObject toJson() const;
    static Result<ColumnSketch> fromJson(const QJsonObject &json);

private:
    void addMoments(std::span<const double> finite);
    void spill();
    NumericDistribution numbers() const;

    QString m_name;
    ColumnKind m_kind;
    ColumnRole m_role;
    qint64 m_rows = 0;
    qint64 m_missing = 0;
    qint64 m_infinite = 0;
    double m_minimum = std::numeric_limits<double>::infinity();
    double m_maximum = -std::numeric_limits<double>::infinity();
    double m_n = 0; // finite values
    double m_mean = 0;
    double m_squares = 0;                                                            // Σ (x - mean)²
    std::optional<std::map<double, qint64>> m_distinct = std::map<double, qint64>(); // while they are few
    QuantileSketch m_quantiles;
    LevelSketch m_levels;
};

} // namespace vitrine::monitor
