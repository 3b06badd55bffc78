// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/engine.h"

namespace vitrine::serving {

// The inputs of a model that takes rows, as tensors: one a column, of any length.
std::vector<TensorSpec> columnInputs(const Schema &schema);

// Its outputs, from an answer that it gave.
std::vector<TensorSpec> columnOutputs(const Output &output);

// Answers tensors with an engine that takes rows: one tensor a column, named after it, or a single matrix
// with as many columns as the schema. Levels are checked as in requests of rows.
std::optional<Failure> inferRows(const Engine &engine, std::span<const Tensor> inputs,
                                 std::vector<Tensor> &outputs);

// One row that the model can be tried with: the examples of the prototype, else zeros, first levels and the
// like. The texts live in `frame`.
void fillProbe(const Schema &schema, const format::Prototype &prototype, Frame &frame);

} // namespace vitrine::serving
