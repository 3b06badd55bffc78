// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/picklearray.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace vitrine::format {

namespace {

using Kind = PickleValue::Kind;

std::int64_t integerOf(const PickleMachine &machine, PickleRef ref)
{
    return machine.at(ref).kind == Kind::Integer ? machine.at(ref).integer : 0;
}

PickleElementType elementType(const PickleMachine &machine, PickleRef type, int depth);

// A structured type with a field of Python objects is stored as objects altogether. A type that contains
// itself, which only a hostile file does, counts as objects.
bool hasObjects(const PickleMachine &machine, PickleRef fields, int depth)
{
    constexpr int deepest = 8;
    if (machine.at(fields).kind != Kind::Dict)
        return false;
    const auto list = machine.items(fields);
    for (std::size_t i = 1; i < list.size(); i += 2) {
        const auto field = machine.items(list[i]);
        if (depth > deepest || (!field.empty() && elementType(machine, field[0], depth + 1).isObject))
            return true;
    }
    return false;
}

std::size_t sizeOf(std::string_view code)
{
    if (code.empty())
        return 0;
    std::size_t count = 0;
    const std::string_view digits = code.substr(1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
    if (error != std::errc() || count > (std::size_t(1) << 32))
        return code == "?" ? 1 : 0;
    return code.front() == 'U' ? count * 4 : count;
}

template<typename T>
T elementAt(std::string_view raw, std::size_t index, bool bigEndian)
{
    ByteReader reader(raw, index * sizeof(T));
    return bigEndian ? reader.big<T>() : reader.little<T>();
}

template<typename T>
std::string numberText(T value)
{
    std::array<char, 64> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return {text.data(), end};
}

std::string rawText(std::string_view raw, std::size_t index, std::size_t size, bool wide)
{
    const std::string_view cell = raw.substr(index * size, size);
    std::string text;
    for (std::size_t i = 0; i < cell.size(); i += wide ? 4 : 1) {
        if (cell[i] == '\0')
            break;
        // Names and classes beyond ASCII are shown with a stand-in; they are never compared.
        const bool ascii = static_cast<unsigned char>(cell[i]) < 0x80 &&
                           (!wide || (cell[i + 1] == '\0' && cell[i + 2] == '\0'));
        text += ascii ? cell[i] : '?';
    }
    return text;
}

std::optional<std::string> elementText(const PickleArray &array, std::size_t i)
{
    const std::string &code = array.type.code;
    const bool big = code.starts_with('>');
    const std::string_view kind = std::string_view(code).substr(code.empty() ? 0 : 1);
    if (kind == "f8")
        return numberText(elementAt<double>(array.raw, i, big));
    if (kind == "f4")
        return numberText(elementAt<float>(array.raw, i, big));
    if (kind == "i8")
        return numberText(elementAt<std::int64_t>(array.raw, i, big));
    if (kind == "i4")
        return numberText(elementAt<std::int32_t>(array.raw, i, big));
    if (kind == "i2")
        return numberText(elementAt<std::int16_t>(array.raw, i, big));
    if (kind == "i1")
        return numberText(int(elementAt<std::int8_t>(array.raw, i, big)));
    if (kind == "u1")
        return numberText(unsigned(elementAt<std::uint8_t>(array.raw, i, big)));
    if (kind == "b1")
        return elementAt<std::uint8_t>(array.raw, i, big) != 0 ? "True" : "False";
    if (kind.starts_with('U') || kind.starts_with('S'))
        return rawText(array.raw, i, array.type.size, kind.front() == 'U');
    return {};
}

std::optional<std::string> scalarText(const PickleMachine &machine, PickleRef ref)
{
    const PickleValue &value = machine.at(ref);
    switch (value.kind) {
    case Kind::Text:
    case Kind::Bytes: return std::string(value.text);
    case Kind::Integer: return numberText(value.integer);
    case Kind::Real: return numberText(value.real);
    case Kind::Boolean: return value.integer != 0 ? "True" : "False";
    default: return {};
    }
}

std::vector<std::int64_t> shapeOf(const PickleMachine &machine, PickleRef tuple)
{
    std::vector<std::int64_t> shape;
    for (const PickleRef each : machine.items(tuple))
        shape.push_back(std::max<std::int64_t>(0, integerOf(machine, each)));
    return shape;
}

// numpy.core.numeric._frombuffer(bytes, type, shape, order): protocol 5.
std::optional<PickleArray> fromBuffer(const PickleMachine &machine, PickleRef ref)
{
    const auto arguments = machine.items(machine.items(ref)[1]);
    if (arguments.size() < 3)
        return {};
    PickleArray array;
    array.raw =
        machine.at(arguments[0]).kind == Kind::Bytes ? machine.at(arguments[0]).text : std::string_view();
    array.type = pickleElementType(machine, arguments[1]);
    array.shape = shapeOf(machine, arguments[2]);
    return array;
}

// numpy.core.multiarray._reconstruct(ndarray, (0,), b'b') with the state (version, shape, type, fortran,
// bytes or list).
std::optional<PickleArray> reconstructed(const PickleMachine &machine, PickleRef ref)
{
    const auto parts = machine.items(ref);
    const auto state = machine.items(parts[2]);
    if (machine.nameOf(parts[0]) != "_reconstruct" || machine.at(parts[2]).kind != Kind::Tuple ||
        state.size() < 5)
        return {};
    PickleArray array;
    array.shape = shapeOf(machine, state[1]);
    array.type = pickleElementType(machine, state[2]);
    const PickleValue &content = machine.at(state[4]);
    if (content.kind == Kind::List)
        array.list = machine.items(state[4]);
    else if (content.kind == Kind::Bytes || content.kind == Kind::Text)
        array.raw = content.text;
    return array;
}

PickleElementType elementType(const PickleMachine &machine, PickleRef type, int depth)
{
    PickleElementType element;
    if (machine.at(type).kind != Kind::Call)
        return element;
    const auto parts = machine.items(type);
    const auto arguments = machine.items(parts[1]);
    const auto state = machine.items(parts[2]);
    if (machine.nameOf(parts[0]) != "dtype" || arguments.empty())
        return element;
    const std::string_view code = machine.at(arguments[0]).text;
    const std::string_view order = state.size() > 1 ? machine.at(state[1]).text : std::string_view();
    element.code = std::string(order.empty() ? "|" : order.substr(0, 1)) + std::string(code);
    element.size = sizeOf(code);
    element.isObject = code.starts_with('O') || (state.size() > 4 && hasObjects(machine, state[4], depth));
    return element;
}

} // namespace

PickleElementType pickleElementType(const PickleMachine &machine, PickleRef type)
{
    return elementType(machine, type, 0);
}

std::uint64_t PickleArray::count() const
{
    std::uint64_t total = 1;
    for (const std::int64_t size : shape) {
        if (size != 0 && total > (std::uint64_t(1) << 40) / static_cast<std::uint64_t>(size))
            return 0;
        total *= static_cast<std::uint64_t>(size);
    }
    return total;
}

std::optional<PickleArray> pickleArray(const PickleMachine &machine, PickleRef ref)
{
    const PickleValue &value = machine.at(ref);
    if (value.kind == Kind::Call)
        return machine.nameOf(machine.items(ref)[0]) == "_frombuffer" ? fromBuffer(machine, ref)
                                                                      : reconstructed(machine, ref);
    if (value.kind != Kind::Array)
        return {};
    PickleArray array;
    const auto parts = machine.items(ref);
    array.type = pickleElementType(machine, parts[0]);
    array.shape = shapeOf(machine, parts[1]);
    array.raw = value.text;
    return array;
}

std::vector<std::string> pickleTexts(const PickleMachine &machine, PickleRef ref, std::size_t most)
{
    std::span<const PickleRef> list;
    const auto array = pickleArray(machine, ref);
    if (array)
        list = array->list;
    else if (machine.at(ref).kind == Kind::List || machine.at(ref).kind == Kind::Tuple)
        list = machine.items(ref);
    const std::size_t size = array && list.empty() ? array->count() : list.size();
    std::vector<std::string> texts;
    if (size > most || (list.empty() && array && array->raw.size() < size * array->type.size))
        return texts;
    for (std::size_t i = 0; i < size; ++i) {
        auto text = list.empty() ? elementText(*array, i) : scalarText(machine, list[i]);
        if (!text)
            return {};
        texts.push_back(std::move(*text));
    }
    return texts;
}

} // namespace vitrine::format
