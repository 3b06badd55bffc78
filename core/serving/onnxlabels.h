// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vitrine::serving {

// The classes of an ONNX classifier in the order of its probabilities: the attribute classlabels_strings,
// classlabels_int64s or classlabels_ints of the last node of the graph that has one; ONNX Runtime does not
// show attributes. Reads the protobuf wire format (https://protobuf.dev/programming-guides/encoding/) with
// the field numbers of onnx.proto3. Empty when there are none or the bytes are damaged.
std::vector<std::string> classLabels(std::string_view model);

} // namespace vitrine::serving
