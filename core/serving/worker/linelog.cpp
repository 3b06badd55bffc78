// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/worker/linelog.h"

#include <array>
#include <cerrno>

#include <unistd.h>

namespace vitrine::serving {

namespace {
constexpr std::size_t longestLine = 4096;
constexpr unsigned linesASecond = 200;
constexpr int piecesAtOnce = 16;
} // namespace

bool LineLog::readFrom(int descriptor)
{
    std::array<char, 16384> buffer{};
    for (int piece = 0; piece < piecesAtOnce; ++piece) {
        const ssize_t got = ::read(descriptor, buffer.data(), buffer.size());
        if (got > 0)
            add({buffer.data(), static_cast<std::size_t>(got)});
        else if (got == 0)
            return false;
        else if (errno != EINTR)
            return errno == EAGAIN;
    }
    return true;
}

void LineLog::add(std::string_view text)
{
    while (!text.empty()) {
        const auto end = text.find('\n');
        const std::string_view piece = text.substr(0, end);
        if (!m_cutting)
            m_rest.append(piece.substr(0, longestLine - std::min(longestLine, m_rest.size())));
        if (m_rest.size() >= longestLine)
            m_cutting = true;
        if (end == std::string_view::npos)
            return;
        finish();
        text.remove_prefix(end + 1);
    }
}

void LineLog::finish()
{
    if (!m_rest.empty())
        put(m_rest);
    m_rest.clear();
    m_cutting = false;
}

void LineLog::put(std::string_view line)
{
    const auto now = std::chrono::steady_clock::now();
    if (now - m_second >= std::chrono::seconds(1)) {
        if (m_dropped > 0)
            m_sink(std::to_string(m_dropped) + " more lines were left out");
        m_second = now;
        m_lines = 0;
        m_dropped = 0;
    }
    if (line.find_first_not_of(" \t\r") != std::string_view::npos)
        m_last = line;
    if (++m_lines > linesASecond) {
        ++m_dropped;
        return;
    }
    m_sink(line);
}

} // namespace vitrine::serving
