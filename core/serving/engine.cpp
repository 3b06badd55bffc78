// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/engine.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

namespace vitrine::serving {

namespace {

struct TypeEntry {
    DataType type;
    std::string_view name;
    std::size_t size;
};

constexpr std::array<TypeEntry, 14> types{{
    {DataType::Bool, "BOOL", 1},
    {DataType::UInt8, "UINT8", 1},
    {DataType::UInt16, "UINT16", 2},
    {DataType::UInt32, "UINT32", 4},
    {DataType::UInt64, "UINT64", 8},
    {DataType::Int8, "INT8", 1},
    {DataType::Int16, "INT16", 2},
    {DataType::Int32, "INT32", 4},
    {DataType::Int64, "INT64", 8},
    {DataType::Float16, "FP16", 2},
    {DataType::BFloat16, "BF16", 2},
    {DataType::Float32, "FP32", 4},
    {DataType::Float64, "FP64", 8},
    {DataType::Text, "BYTES", 0},
}};

const TypeEntry &entry(DataType type)
{
    return *std::find_if(types.begin(), types.end(),
                         [type](const TypeEntry &each) { return each.type == type; });
}

} // namespace

std::string_view dataTypeName(DataType type)
{
    return entry(type).name;
}

std::optional<DataType> dataTypeFromName(std::string_view name)
{
    for (const TypeEntry &each : types) {
        if (each.name == name)
            return each.type;
    }
    return {};
}

std::size_t dataTypeSize(DataType type)
{
    return entry(type).size;
}

std::size_t Tensor::elementCount() const
{
    return std::accumulate(
        shape.begin(), shape.end(), std::size_t(1),
        [](std::size_t count, std::int64_t size) { return count * static_cast<std::size_t>(size); });
}

std::optional<Failure> Engine::pass(const PassedRequest &, PassedAnswer &) const
{
    return Failure{Failure::Kind::Input, "it has no API of its own"};
}

double OutputColumn::number(std::size_t index) const
{
    switch (kind) {
    case Kind::Single: return static_cast<double>(singles[index]);
    case Kind::Double: return numbers[index];
    case Kind::Integer:
    case Kind::Boolean: return static_cast<double>(integers[index]);
    case Kind::Text: break;
    }
    return std::numeric_limits<double>::quiet_NaN();
}

void OutputColumn::clear()
{
    singles.clear();
    numbers.clear();
    integers.clear();
    texts.clear();
    missing.clear();
}

bool OutputColumn::isMissing(std::size_t index) const
{
    return !missing.empty() && std::binary_search(missing.begin(), missing.end(), index);
}

const OutputColumn *Output::find(OutputColumn::Role role) const
{
    const auto it = std::find_if(columns.begin(), columns.end(),
                                 [role](const OutputColumn &column) { return column.role == role; });
    return it == columns.end() ? nullptr : &*it;
}

const OutputColumn *Output::prediction() const
{
    if (const OutputColumn *label = find(OutputColumn::Role::Label))
        return label;
    return columns.empty() ? nullptr : &columns.front();
}

} // namespace vitrine::serving
