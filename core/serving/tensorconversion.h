// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/engine.h"

#include <string>

namespace vitrine::serving {

// The same values as another type. False, with the tensor as it was, when one of them has no place there: a
// fraction or NaN among whole numbers, a number beyond the type's range, anything but 0 and 1 as a truth
// value, a text as a number. Real numbers are rounded to the type's precision.
bool convertTensor(Tensor &tensor, DataType type);

// Half precision (IEEE 754 binary16) and bfloat16 to and from single precision, rounded to nearest even.
float floatFromHalf(std::uint16_t bits);
std::uint16_t halfFromFloat(float value);
float floatFromBrain(std::uint16_t bits);
std::uint16_t brainFromFloat(float value);

// The elements as a flat JSON list; numbers in the shortest text that reads back as the same value of the
// type.
void appendTensorData(std::string &out, const Tensor &tensor);

// An output of rows as a tensor of shape [rows] or [rows, width].
Tensor tensorOfColumn(const OutputColumn &column, std::size_t rows);

} // namespace vitrine::serving
