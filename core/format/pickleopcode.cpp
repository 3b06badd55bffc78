// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/pickleopcode.h"

#include <array>
#include <charconv>

namespace vitrine::format {

namespace {

// What follows an opcode in the stream.
enum class Argument : std::uint8_t {
    Nothing,
    Byte,     // unsigned
    Short,    // unsigned, two bytes
    Int,      // signed, four bytes
    Unsigned, // four bytes
    Size8,    // eight bytes, a number
    Real8,    // big-endian double
    Line,
    TwoLines,
    IntegerLine,
    RealLine,
    Bytes1, // a length of so many bytes, then as many
    Bytes4,
    Bytes8,
    SignedBytes4,
    Long1, // two's complement, little endian, of a counted length
    Long4,
};

struct Entry {
    PickleCode code;
    std::string_view name;
    Argument argument;
};

constexpr std::array<Entry, 68> entries{{
    {PickleCode::Mark, "MARK", Argument::Nothing},
    {PickleCode::Stop, "STOP", Argument::Nothing},
    {PickleCode::Pop, "POP", Argument::Nothing},
    {PickleCode::PopMark, "POP_MARK", Argument::Nothing},
    {PickleCode::Dup, "DUP", Argument::Nothing},
    {PickleCode::Float, "FLOAT", Argument::RealLine},
    {PickleCode::Int, "INT", Argument::IntegerLine},
    {PickleCode::BinInt, "BININT", Argument::Int},
    {PickleCode::BinInt1, "BININT1", Argument::Byte},
    {PickleCode::Long, "LONG", Argument::IntegerLine},
    {PickleCode::BinInt2, "BININT2", Argument::Short},
    {PickleCode::None, "NONE", Argument::Nothing},
    {PickleCode::PersId, "PERSID", Argument::Line},
    {PickleCode::BinPersId, "BINPERSID", Argument::Nothing},
    {PickleCode::Reduce, "REDUCE", Argument::Nothing},
    {PickleCode::String, "STRING", Argument::Line},
    {PickleCode::BinString, "BINSTRING", Argument::SignedBytes4},
    {PickleCode::ShortBinString, "SHORT_BINSTRING", Argument::Bytes1},
    {PickleCode::Unicode, "UNICODE", Argument::Line},
    {PickleCode::BinUnicode, "BINUNICODE", Argument::Bytes4},
    {PickleCode::Append, "APPEND", Argument::Nothing},
    {PickleCode::Build, "BUILD", Argument::Nothing},
    {PickleCode::Global, "GLOBAL", Argument::TwoLines},
    {PickleCode::Dict, "DICT", Argument::Nothing},
    {PickleCode::EmptyDict, "EMPTY_DICT", Argument::Nothing},
    {PickleCode::Appends, "APPENDS", Argument::Nothing},
    {PickleCode::Get, "GET", Argument::IntegerLine},
    {PickleCode::BinGet, "BINGET", Argument::Byte},
    {PickleCode::Inst, "INST", Argument::TwoLines},
    {PickleCode::LongBinGet, "LONG_BINGET", Argument::Unsigned},
    {PickleCode::List, "LIST", Argument::Nothing},
    {PickleCode::EmptyList, "EMPTY_LIST", Argument::Nothing},
    {PickleCode::Obj, "OBJ", Argument::Nothing},
    {PickleCode::Put, "PUT", Argument::IntegerLine},
    {PickleCode::BinPut, "BINPUT", Argument::Byte},
    {PickleCode::LongBinPut, "LONG_BINPUT", Argument::Unsigned},
    {PickleCode::SetItem, "SETITEM", Argument::Nothing},
    {PickleCode::Tuple, "TUPLE", Argument::Nothing},
    {PickleCode::EmptyTuple, "EMPTY_TUPLE", Argument::Nothing},
    {PickleCode::SetItems, "SETITEMS", Argument::Nothing},
    {PickleCode::BinFloat, "BINFLOAT", Argument::Real8},
    {PickleCode::BinBytes, "BINBYTES", Argument::Bytes4},
    {PickleCode::ShortBinBytes, "SHORT_BINBYTES", Argument::Bytes1},
    {PickleCode::Proto, "PROTO", Argument::Byte},
    {PickleCode::NewObj, "NEWOBJ", Argument::Nothing},
    {PickleCode::Ext1, "EXT1", Argument::Byte},
    {PickleCode::Ext2, "EXT2", Argument::Short},
    {PickleCode::Ext4, "EXT4", Argument::Int},
    {PickleCode::Tuple1, "TUPLE1", Argument::Nothing},
    {PickleCode::Tuple2, "TUPLE2", Argument::Nothing},
    {PickleCode::Tuple3, "TUPLE3", Argument::Nothing},
    {PickleCode::NewTrue, "NEWTRUE", Argument::Nothing},
    {PickleCode::NewFalse, "NEWFALSE", Argument::Nothing},
    {PickleCode::Long1, "LONG1", Argument::Long1},
    {PickleCode::Long4, "LONG4", Argument::Long4},
    {PickleCode::ShortBinUnicode, "SHORT_BINUNICODE", Argument::Bytes1},
    {PickleCode::BinUnicode8, "BINUNICODE8", Argument::Bytes8},
    {PickleCode::BinBytes8, "BINBYTES8", Argument::Bytes8},
    {PickleCode::EmptySet, "EMPTY_SET", Argument::Nothing},
    {PickleCode::AddItems, "ADDITEMS", Argument::Nothing},
    {PickleCode::FrozenSet, "FROZENSET", Argument::Nothing},
    {PickleCode::NewObjEx, "NEWOBJ_EX", Argument::Nothing},
    {PickleCode::StackGlobal, "STACK_GLOBAL", Argument::Nothing},
    {PickleCode::Memoize, "MEMOIZE", Argument::Nothing},
    {PickleCode::Frame, "FRAME", Argument::Size8},
    {PickleCode::ByteArray8, "BYTEARRAY8", Argument::Bytes8},
    {PickleCode::NextBuffer, "NEXT_BUFFER", Argument::Nothing},
    {PickleCode::ReadOnlyBuffer, "READONLY_BUFFER", Argument::Nothing},
}};

constexpr std::array<const Entry *, 256> byCode = [] {
    std::array<const Entry *, 256> table{};
    for (const Entry &entry : entries)
        table[static_cast<std::uint8_t>(entry.code)] = &entry;
    return table;
}();

std::int64_t integerOf(std::string_view digits)
{
    if (digits.ends_with('L'))
        digits.remove_suffix(1);
    if (digits.starts_with('+'))
        digits.remove_prefix(1);
    std::int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

std::int64_t integerOfBytes(std::string_view bytes)
{
    if (bytes.empty() || bytes.size() > sizeof(std::int64_t))
        return 0;
    std::uint64_t value = (static_cast<unsigned char>(bytes.back()) & 0x80u) != 0 ? ~std::uint64_t(0) : 0;
    for (std::size_t i = bytes.size(); i-- > 0;)
        value = (value << 8) | static_cast<unsigned char>(bytes[i]);
    return static_cast<std::int64_t>(value);
}

std::string_view signedBytes(ByteReader &reader)
{
    const auto size = reader.little<std::int32_t>();
    if (size < 0)
        reader.fail();
    return reader.take(static_cast<std::uint64_t>(size < 0 ? 0 : size));
}

void readArgument(ByteReader &reader, Argument argument, PickleOp &op)
{
    switch (argument) {
    case Argument::Nothing: return;
    case Argument::Byte: op.integer = reader.little<std::uint8_t>(); return;
    case Argument::Short: op.integer = reader.little<std::uint16_t>(); return;
    case Argument::Int: op.integer = reader.little<std::int32_t>(); return;
    case Argument::Unsigned: op.integer = reader.little<std::uint32_t>(); return;
    case Argument::Size8: op.integer = reader.little<std::int64_t>(); return;
    case Argument::Real8: op.real = reader.big<double>(); return;
    case Argument::Line: op.text = reader.line(); return;
    case Argument::TwoLines:
        op.text = reader.line();
        op.second = reader.line();
        return;
    case Argument::IntegerLine:
        op.text = reader.line();
        op.integer = integerOf(op.text);
        return;
    case Argument::RealLine:
        op.text = reader.line();
        std::from_chars(op.text.data(), op.text.data() + op.text.size(), op.real);
        return;
    case Argument::Bytes1: op.text = reader.take(reader.little<std::uint8_t>()); return;
    case Argument::Bytes4: op.text = reader.take(reader.little<std::uint32_t>()); return;
    case Argument::Bytes8: op.text = reader.take(reader.little<std::uint64_t>()); return;
    case Argument::SignedBytes4: op.text = signedBytes(reader); return;
    case Argument::Long1:
        op.text = reader.take(reader.little<std::uint8_t>());
        op.integer = integerOfBytes(op.text);
        return;
    case Argument::Long4:
        op.text = signedBytes(reader);
        op.integer = integerOfBytes(op.text);
        return;
    }
}

} // namespace

bool readPickleOp(ByteReader &reader, PickleOp &op)
{
    const std::size_t offset = reader.offset();
    const auto code = reader.little<std::uint8_t>();
    const Entry *entry = reader.ok() ? byCode[code] : nullptr;
    if (entry == nullptr)
        return false;
    op = PickleOp{entry->code, offset, 0, 0, {}, {}};
    readArgument(reader, entry->argument, op);
    return reader.ok();
}

std::string_view pickleOpName(PickleCode code)
{
    const Entry *entry = byCode[static_cast<std::uint8_t>(code)];
    return entry == nullptr ? "unknown" : entry->name;
}

} // namespace vitrine::format
