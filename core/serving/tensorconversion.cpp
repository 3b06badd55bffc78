// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/tensorconversion.h"

#include "core/serving/jsontext.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

namespace vitrine::serving {

namespace {

template<typename T>
T elementAt(const Tensor &tensor, std::size_t index)
{
    T value;
    std::memcpy(&value, tensor.bytes.data() + index * sizeof(T), sizeof(T));
    return value;
}

template<typename T>
void setElement(std::vector<std::byte> &bytes, std::size_t index, T value)
{
    std::memcpy(bytes.data() + index * sizeof(T), &value, sizeof(T));
}

// Calls `use` with the element in a type that holds it exactly.
template<typename Use>
void visitElement(const Tensor &tensor, std::size_t i, Use use)
{
    switch (tensor.type) {
    case DataType::Bool:
    case DataType::UInt8: return use(elementAt<std::uint8_t>(tensor, i));
    case DataType::UInt16: return use(elementAt<std::uint16_t>(tensor, i));
    case DataType::UInt32: return use(elementAt<std::uint32_t>(tensor, i));
    case DataType::UInt64: return use(elementAt<std::uint64_t>(tensor, i));
    case DataType::Int8: return use(elementAt<std::int8_t>(tensor, i));
    case DataType::Int16: return use(elementAt<std::int16_t>(tensor, i));
    case DataType::Int32: return use(elementAt<std::int32_t>(tensor, i));
    case DataType::Int64: return use(elementAt<std::int64_t>(tensor, i));
    case DataType::Float16: return use(floatFromHalf(elementAt<std::uint16_t>(tensor, i)));
    case DataType::BFloat16: return use(floatFromBrain(elementAt<std::uint16_t>(tensor, i)));
    case DataType::Float32: return use(elementAt<float>(tensor, i));
    case DataType::Float64: return use(elementAt<double>(tensor, i));
    case DataType::Text: return;
    }
}

template<typename T, typename From>
bool storeWhole(std::vector<std::byte> &bytes, std::size_t i, From value)
{
    if constexpr (std::is_floating_point_v<From>) {
        // Both limits as doubles that are exact: the upper one is a power of two.
        const auto wide = static_cast<double>(value);
        constexpr auto least = static_cast<double>(std::numeric_limits<T>::min());
        const double beyond = std::ldexp(1.0, std::numeric_limits<T>::digits);
        if (wide != std::floor(wide) || wide < least || wide >= beyond)
            return false;
    } else if (!std::in_range<T>(value)) {
        return false;
    }
    setElement(bytes, i, static_cast<T>(value));
    return true;
}

template<typename Value>
bool storeReal(std::vector<std::byte> &bytes, DataType type, std::size_t i, Value value)
{
    switch (type) {
    case DataType::Float16: setElement(bytes, i, halfFromFloat(static_cast<float>(value))); return true;
    case DataType::BFloat16: setElement(bytes, i, brainFromFloat(static_cast<float>(value))); return true;
    case DataType::Float32: setElement(bytes, i, static_cast<float>(value)); return true;
    default: setElement(bytes, i, static_cast<double>(value)); return true;
    }
}

template<typename Value>
bool storeAs(std::vector<std::byte> &bytes, DataType type, std::size_t i, Value value)
{
    switch (type) {
    case DataType::Bool:
        return (value == Value(0) || value == Value(1)) && storeWhole<std::uint8_t>(bytes, i, value);
    case DataType::UInt8: return storeWhole<std::uint8_t>(bytes, i, value);
    case DataType::UInt16: return storeWhole<std::uint16_t>(bytes, i, value);
    case DataType::UInt32: return storeWhole<std::uint32_t>(bytes, i, value);
    case DataType::UInt64: return storeWhole<std::uint64_t>(bytes, i, value);
    case DataType::Int8: return storeWhole<std::int8_t>(bytes, i, value);
    case DataType::Int16: return storeWhole<std::int16_t>(bytes, i, value);
    case DataType::Int32: return storeWhole<std::int32_t>(bytes, i, value);
    case DataType::Int64: return storeWhole<std::int64_t>(bytes, i, value);
    case DataType::Float16:
    case DataType::BFloat16:
    case DataType::Float32:
    case DataType::Float64: return storeReal(bytes, type, i, value);
    case DataType::Text: break;
    }
    return false;
}

template<typename T>
std::vector<std::byte> bytesOf(const std::vector<T> &values)
{
    std::vector<std::byte> bytes(values.size() * sizeof(T));
    if (!values.empty())
        std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
}

} // namespace

float floatFromHalf(std::uint16_t bits)
{
    const std::uint32_t sign = (bits & 0x8000u) << 16;
    const std::uint32_t exponent = (bits >> 10) & 0x1Fu;
    const std::uint32_t fraction = bits & 0x3FFu;
    if (exponent == 0) {
        const float value = std::ldexp(static_cast<float>(fraction), -24);
        return sign != 0 ? -value : value;
    }
    const std::uint32_t wide = exponent == 31 ? 255 : exponent + 112;
    return std::bit_cast<float>(sign | (wide << 23) | (fraction << 13));
}

std::uint16_t halfFromFloat(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const auto sign = static_cast<std::uint16_t>((bits >> 16) & 0x8000u);
    if (std::isnan(value))
        return static_cast<std::uint16_t>(sign | 0x7E00u);
    const float size = std::fabs(value);
    if (size >= 65520.0f)
        return static_cast<std::uint16_t>(sign | 0x7C00u);
    if (size < 6.103515625e-05f) // subnormal: counted in units of 2^-24
        return static_cast<std::uint16_t>(sign |
                                          static_cast<std::uint32_t>(std::nearbyint(std::ldexp(size, 24))));
    const std::uint32_t magnitude = bits & 0x7FFFFFFFu;
    const std::uint32_t rounded = magnitude + 0xFFFu + ((magnitude >> 13) & 1u);
    return static_cast<std::uint16_t>(sign | ((rounded >> 13) - (112u << 10)));
}

float floatFromBrain(std::uint16_t bits)
{
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

std::uint16_t brainFromFloat(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    if (std::isnan(value))
        return static_cast<std::uint16_t>((bits >> 16) | 0x40u);
    return static_cast<std::uint16_t>((bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16);
}

bool convertTensor(Tensor &tensor, DataType type)
{
    if (tensor.type == type)
        return true;
    if (tensor.type == DataType::Text || type == DataType::Text)
        return false;
    const std::size_t count = tensor.elementCount();
    std::vector<std::byte> bytes(count * dataTypeSize(type));
    bool fits = true;
    for (std::size_t i = 0; i < count && fits; ++i)
        visitElement(tensor, i, [&](auto value) { fits = storeAs(bytes, type, i, value); });
    if (!fits)
        return false;
    tensor.bytes = std::move(bytes);
    tensor.type = type;
    return true;
}

void appendTensorData(std::string &out, const Tensor &tensor)
{
    out += '[';
    if (tensor.type == DataType::Text) {
        for (std::size_t i = 0; i < tensor.texts.size(); ++i) {
            out += i > 0 ? "," : "";
            appendText(out, tensor.texts[i]);
        }
        out += ']';
        return;
    }
    const std::size_t count = tensor.elementCount();
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0)
            out += ',';
        if (tensor.type == DataType::Bool) {
            out += tensor.bytes[i] != std::byte(0) ? "true" : "false";
            continue;
        }
        visitElement(tensor, i, [&out](auto value) {
            if constexpr (std::is_floating_point_v<decltype(value)>)
                appendNumber(out, value);
            else if constexpr (std::is_signed_v<decltype(value)>)
                appendInteger(out, value);
            else
                appendUnsigned(out, value);
        });
    }
    out += ']';
}

Tensor tensorOfColumn(const OutputColumn &column, std::size_t rows)
{
    Tensor tensor;
    tensor.name = column.name;
    tensor.shape = {static_cast<std::int64_t>(rows)};
    if (column.width != 1 || column.role == OutputColumn::Role::Probabilities)
        tensor.shape.push_back(static_cast<std::int64_t>(column.width));
    switch (column.kind) {
    case OutputColumn::Kind::Single:
        tensor.type = DataType::Float32;
        tensor.bytes = bytesOf(column.singles);
        break;
    case OutputColumn::Kind::Double:
        tensor.type = DataType::Float64;
        tensor.bytes = bytesOf(column.numbers);
        break;
    case OutputColumn::Kind::Integer:
        tensor.type = DataType::Int64;
        tensor.bytes = bytesOf(column.integers);
        break;
    case OutputColumn::Kind::Boolean:
        tensor.type = DataType::Int64;
        tensor.bytes = bytesOf(column.integers);
        convertTensor(tensor, DataType::Bool);
        break;
    case OutputColumn::Kind::Text:
        tensor.type = DataType::Text;
        tensor.texts = column.texts;
        break;
    }
    return tensor;
}

} // namespace vitrine::serving
