// SPDX-License-Identifier: GPL-3.0-or-later
// A libFuzzer program for the target VT_FUZZ_TARGET.
#include "tests/fuzz/targets.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    vitrine::fuzz::VT_FUZZ_TARGET({reinterpret_cast<const char *>(data), size});
    return 0;
}
