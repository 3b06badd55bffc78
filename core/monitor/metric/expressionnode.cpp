// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/metric/expressionnode.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace vitrine::monitor {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

constexpr std::array<std::pair<std::string_view, Aggregate>, 7> aggregates{{
    {"mean", Aggregate::Mean},
    {"sum", Aggregate::Sum},
    {"min", Aggregate::Min},
    {"max", Aggregate::Max},
    {"sd", Aggregate::Sd},
    {"var", Aggregate::Var},
    {"count", Aggregate::Count},
}};

double sign(double value)
{
    return std::isnan(value) ? value : double(value > 0) - double(value < 0);
}

const std::array<std::pair<std::string_view, double (*)(double)>, 11> functions{{
    {"abs", [](double x) { return std::abs(x); }},
    {"sqrt", [](double x) { return std::sqrt(x); }},
    {"exp", [](double x) { return std::exp(x); }},
    {"log", [](double x) { return std::log(x); }},
    {"log2", [](double x) { return std::log2(x); }},
    {"log10", [](double x) { return std::log10(x); }},
    {"log1p", [](double x) { return std::log1p(x); }},
    {"floor", [](double x) { return std::floor(x); }},
    {"ceil", [](double x) { return std::ceil(x); }},
    {"round", [](double x) { return std::round(x); }},
    {"sign", sign},
}};

} // namespace

std::optional<Aggregate> aggregateNamed(std::string_view name)
{
    const auto found = std::ranges::find(aggregates, name, &std::pair<std::string_view, Aggregate>::first);
    return found == aggregates.end() ? std::nullopt : std::optional(found->second);
}

double (*functionNamed(std::string_view name))(double)
{
    for (const auto &[known, function] : functions) {
        if (known == name)
            return function;
    }
    return nullptr;
}

double computed(const ExpressionNode &node, double left, double right)
{
    const bool missing = std::isnan(left) || std::isnan(right);
    switch (node.operation) {
    case Operation::Negate: return -left;
    case Operation::Add: return left + right;
    case Operation::Subtract: return left - right;
    case Operation::Multiply: return left * right;
    case Operation::Divide: return left / right;
    case Operation::Power: return missing ? nan : std::pow(left, right);
    case Operation::Not: return missing ? nan : double(left == 0);
    case Operation::Less: return missing ? nan : double(left < right);
    case Operation::LessOrEqual: return missing ? nan : double(left <= right);
    case Operation::Equal: return missing ? nan : double(left == right);
    case Operation::NotEqual: return missing ? nan : double(left != right);
    case Operation::And: return missing ? nan : double(left != 0 && right != 0);
    case Operation::Or: return missing ? nan : double(left != 0 || right != 0);
    case Operation::Least: return missing ? nan : std::min(left, right);
    case Operation::Greatest: return missing ? nan : std::max(left, right);
    case Operation::Function: return node.function(left);
    case Operation::Missing: return double(std::isnan(left));
    default: return nan;
    }
}

} // namespace vitrine::monitor
