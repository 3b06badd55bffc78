// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/serving/engine.h"

#include <cstddef>
#include <vector>

namespace vitrine::serving {

// Which columns of the schema make up one input tensor of a model, in order.
struct InputBinding {
    std::vector<std::size_t> columns;
};

// Shares the columns of `prototype` out among a model's inputs: by name where every input takes one column
// and has a column's name, else in order, as many as each input is wide. `schema` becomes the prototype as
// the model can take it: whole numbers where the tensor holds whole numbers, no missing values where it has
// none. An empty prototype: columns named after the inputs, or "0", "1", … of a single matrix, as vetiver
// does. No bindings and no columns when the inputs are not rows (images, sequences). InvalidArgument says
// which column or count does not fit.
Result<std::vector<InputBinding>> bindInputs(const std::vector<TensorSpec> &inputs, const Schema &prototype,
                                             Schema &schema);

} // namespace vitrine::serving
