// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace vitrine::serving {

enum class PipeOutcome { Done, Closed, Late, Interrupted };

// Writes all of `bytes` to a pipe that does not block. Interrupted: `watched` (-1: none) has something to be
// read first. Closed: nobody reads any more.
PipeOutcome writeAll(int pipe, std::string_view bytes, int watched,
                     std::chrono::steady_clock::time_point until);

// Appends exactly `size` bytes from a pipe that does not block.
PipeOutcome readExactly(int pipe, std::string &out, std::size_t size,
                        std::chrono::steady_clock::time_point until);

// A pipe whose reader is gone is an error to whoever writes, not the end of this program.
void ignoreBrokenPipes();

} // namespace vitrine::serving
