// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/column.h"

#include <string>

namespace vitrine::monitor {

// A cell as it is written into files and searched for: a number with all digits that tell it apart, a time as
// 2015-03-02T12:00:00Z (with milliseconds where there are some), a text as it is, a missing one as nothing.
void appendCell(const Column &column, std::size_t row, std::string &out);

// A field of a CSV file (RFC 4180), in quotes where it needs them.
void appendCsvField(const std::string &text, std::string &out);

} // namespace vitrine::monitor
