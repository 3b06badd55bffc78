// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace vitrine::serving {

// A text that is written once and then read once, from the beginning: in memory while it is short, in a file
// without a name in the folder for temporary files when it is long. Belongs to one thread at a time.
class Spool final
{
public:
    explicit Spool(std::size_t mostInMemory = 1 << 20) : m_most(mostInMemory) {}
    ~Spool();
    Spool(const Spool &) = delete;
    Spool &operator=(const Spool &) = delete;

    // False when the disk does not take it; the text is lost then.
    bool append(std::string_view text);
    std::uint64_t size() const { return m_size; }

    // The next part, at most `most` bytes, into `out`; false when it cannot be read. Nothing is appended
    // after the first call.
    bool read(std::size_t most, std::string &out);

private:
    bool flush();

    std::size_t m_most;
    std::string m_text; // not in the file yet
    std::uint64_t m_size = 0;
    std::uint64_t m_read = 0;
    int m_file = -1;
    bool m_broken = false;
};

} // namespace vitrine::serving
