// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/inspection.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace vitrine::format {

// Files of named tensors without code: their names, types and sizes, and what else the header says. A
// header that contradicts the file is a finding. False when it is no such file.
bool inspectSafetensors(std::string_view bytes, Inspection &inspection);
bool inspectGguf(std::string_view bytes, Inspection &inspection);
bool inspectNpy(std::string_view bytes, Inspection &inspection);

struct GgufTensor {
    QString name;
    std::uint32_t type = 0;           // a ggml_type
    std::vector<std::uint64_t> shape; // the fastest dimension first
    std::uint64_t offset = 0;         // behind where the data begin
};
struct GgufTensors {
    std::vector<GgufTensor> list; // empty when the header is damaged
    std::size_t data = 0;         // where the data begin in the file
};
GgufTensors readGgufTensors(std::string_view bytes);

} // namespace vitrine::format
