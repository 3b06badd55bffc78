// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/prometheustext.h"

#include <array>
#include <charconv>

namespace vitrine::serving::prometheus {

namespace {

std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '\\' || c == '"')
            out += '\\';
        if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
    return out;
}

} // namespace

void family(std::string &out, std::string_view name, std::string_view help, std::string_view type)
{
    out.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ");
    out.append(name).append(" ").append(type).append("\n");
}

void sample(std::string &out, std::string_view name, std::string_view labels, std::string_view value)
{
    out += name;
    if (!labels.empty())
        out.append("{").append(labels).append("}");
    out.append(" ").append(value).append("\n");
}

void sample(std::string &out, std::string_view name, std::string_view labels, std::uint64_t value)
{
    sample(out, name, labels, std::to_string(value));
}

std::string label(std::string_view name, std::string_view value)
{
    return std::string(name) + "=\"" + escaped(value) + '"';
}

std::string number(double value)
{
    std::array<char, 32> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return {text.data(), end};
}

} // namespace vitrine::serving::prometheus
