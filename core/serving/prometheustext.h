// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Prometheus' text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/).
namespace vitrine::serving::prometheus {

void family(std::string &out, std::string_view name, std::string_view help, std::string_view type);
void sample(std::string &out, std::string_view name, std::string_view labels, std::string_view value);
void sample(std::string &out, std::string_view name, std::string_view labels, std::uint64_t value);

std::string label(std::string_view name, std::string_view value); // name="value", escaped
std::string number(double value);                                 // the shortest that reads back

} // namespace vitrine::serving::prometheus
