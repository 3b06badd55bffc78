// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/bytereader.h"

#include <cstdint>
#include <string_view>

namespace vitrine::format {

// The opcodes of Python's pickle protocols 0 to 5 (https://docs.python.org/3/library/pickletools.html).
enum class PickleCode : std::uint8_t {
    Mark = '(',
    Stop = '.',
    Pop = '0',
    PopMark = '1',
    Dup = '2',
    Float = 'F',
    Int = 'I',
    BinInt = 'J',
    BinInt1 = 'K',
    Long = 'L',
    BinInt2 = 'M',
    None = 'N',
    PersId = 'P',
    BinPersId = 'Q',
    Reduce = 'R',
    String = 'S',
    BinString = 'T',
    ShortBinString = 'U',
    Unicode = 'V',
    BinUnicode = 'X',
    Append = 'a',
    Build = 'b',
    Global = 'c',
    Dict = 'd',
    EmptyDict = '}',
    Appends = 'e',
    Get = 'g',
    BinGet = 'h',
    Inst = 'i',
    LongBinGet = 'j',
    List = 'l',
    EmptyList = ']',
    Obj = 'o',
    Put = 'p',
    BinPut = 'q',
    LongBinPut = 'r',
    SetItem = 's',
    Tuple = 't',
    EmptyTuple = ')',
    SetItems = 'u',
    BinFloat = 'G',
    BinBytes = 'B',
    ShortBinBytes = 'C',
    Proto = 0x80,
    NewObj = 0x81,
    Ext1 = 0x82,
    Ext2 = 0x83,
    Ext4 = 0x84,
    Tuple1 = 0x85,
    Tuple2 = 0x86,
    Tuple3 = 0x87,
    NewTrue = 0x88,
    NewFalse = 0x89,
    Long1 = 0x8a,
    Long4 = 0x8b,
    ShortBinUnicode = 0x8c,
    BinUnicode8 = 0x8d,
    BinBytes8 = 0x8e,
    EmptySet = 0x8f,
    AddItems = 0x90,
    FrozenSet = 0x91,
    NewObjEx = 0x92,
    StackGlobal = 0x93,
    Memoize = 0x94,
    Frame = 0x95,
    ByteArray8 = 0x96,
    NextBuffer = 0x97,
    ReadOnlyBuffer = 0x98,
};

// One opcode with what follows it in the stream, as written.
struct PickleOp {
    PickleCode code = PickleCode::Stop;
    std::size_t offset = 0;
    std::int64_t integer = 0; // of counted and numbered opcodes; of integers that fit
    double real = 0;
    std::string_view text;   // a line without its end, or counted bytes
    std::string_view second; // the second line of GLOBAL and INST
};

// Reads the next opcode. False where the bytes end in the middle of one or are not an opcode at all.
bool readPickleOp(ByteReader &reader, PickleOp &op);

std::string_view pickleOpName(PickleCode code); // "STACK_GLOBAL"

} // namespace vitrine::format
