// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/cellwriter.h"

#include <string>
#include <string_view>
#include <vector>

namespace vitrine::serving {

// Reads a CSV body with a header line (RFC 4180: quotes, doubled quotes, line breaks inside quotes; LF or
// CRLF) into the frame. An empty field is a missing value, except in columns of text. Unknown columns go to
// `ignored`. Texts in the frame point into `body`.
//
// The header line may be left out, as SageMaker's clients do: a first line that names no column, holds a
// number and has as many fields as the schema has columns is a row in the schema's order.
void readCsv(std::string_view body, const Schema &schema, Frame &frame, Faults &faults,
             std::vector<std::string> &ignored);

// Whether the first line of `body` is a header line.
bool hasCsvHeader(std::string_view body, const Schema &schema);

} // namespace vitrine::serving
