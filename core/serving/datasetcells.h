// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/column.h"
#include "core/serving/frame.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::serving {

enum class CellState : std::uint8_t {
    Good,
    Missing,
    Bad // a request with it would be refused
};

// A column of a dataset in the form of a column of the schema: only the vector of its cell type is filled.
// Texts are views into the column, or kept by the frame.
struct DatasetCells {
    std::vector<CellState> states;
    std::vector<double> numbers;
    std::vector<std::int64_t> integers;
    std::vector<std::string_view> texts;
};
DatasetCells datasetCells(const monitor::Column &column, const ColumnSpec &spec, std::size_t rows,
                          Frame &frame);

// Puts the named rows of a column into a frame, one behind the other.
void fillColumn(Frame &frame, std::size_t column, const ColumnSpec &spec, const DatasetCells &cells,
                const std::vector<std::size_t> &rows);

std::string numberText(double value); // the shortest that reads as the same number

} // namespace vitrine::serving
