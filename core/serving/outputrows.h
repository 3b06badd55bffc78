// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/engine.h"

namespace vitrine::serving {

// Rows [begin, begin + count) of `all`, in place of what `part` held.
void copyRows(const Output &all, std::size_t begin, std::size_t count, Output &part);

// The rows of `more` behind those of `all`, an answer of the same model.
void appendRows(const Output &more, Output &all);

} // namespace vitrine::serving
