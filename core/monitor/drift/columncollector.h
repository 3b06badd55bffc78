// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/column.h"
#include "core/monitor/drift/driftcolumns.h"
#include "core/monitor/sketch/columnsketch.h"

#include <optional>
#include <span>

namespace vitrine::monitor {

// Gathers one column of some rows: its values as they are, until it is told to keep a sketch only.
class ColumnCollector final
{
public:
    explicit ColumnCollector(const DriftColumn &column);

    // Rows [first, last) of a column of a chunk.
    void add(const Column &column, std::size_t first, std::size_t last);
    void merge(const ColumnCollector &other);
    // Again with a smaller k: a smaller sketch.
    void keepSketchOnly(int k = QuantileSketch::defaultK);
    bool isSketch() const { return m_sketch.has_value(); }
    qint64 bytes() const; // of the values that are kept

    // Sorts a copy of the values.
    ColumnProfile profile() const;

private:
    void append(std::span<const double> values);

    DriftColumn m_column;
    std::vector<double> m_numbers;
    QHash<QString, qint64> m_levels;
    qint64 m_missing = 0; // levels
    std::optional<ColumnSketch> m_sketch;
};

} // namespace vitrine::monitor
