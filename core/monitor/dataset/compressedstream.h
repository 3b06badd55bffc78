// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/bytestream.h"

#include <string_view>

namespace vitrine::monitor {

enum class Compression { None, Gzip, Zstd };

Compression compressionOf(std::string_view beginning); // by the first four bytes

// The bytes inside, one member or frame after the other. Corrupt when they are damaged or end too early.
// position() and size() stay those of the file.
Result<std::unique_ptr<ByteStream>> decompressed(std::unique_ptr<ByteStream> stream, Compression compression);

} // namespace vitrine::monitor
