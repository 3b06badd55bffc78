// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

namespace vitrine::serving {

// Cuts what a child prints into lines. Long lines are cut off and floods are counted instead of passed on, so
// that a model that prints without end costs the log nothing.
class LineLog final
{
public:
    using Sink = std::function<void(std::string_view line)>;
    explicit LineLog(Sink sink) : m_sink(std::move(sink)) {}

    // Reads what there is without waiting. False at the end.
    bool readFrom(int descriptor);
    void add(std::string_view text);
    void finish(); // what has no line end yet

    const std::string &last() const { return m_last; } // the last line that said something

private:
    void put(std::string_view line);

    Sink m_sink;
    std::string m_rest;
    std::string m_last;
    std::chrono::steady_clock::time_point m_second;
    unsigned m_lines = 0;
    unsigned long m_dropped = 0;
    bool m_cutting = false;
};

} // namespace vitrine::serving
