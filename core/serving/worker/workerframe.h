// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/engine.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::serving {

// The protocol between the server and a worker (resources/workers/worker.py, worker.R): frames over two
// pipes, which the worker has as descriptors 3 (requests) and 4 (answers). Standard output and standard error
// of a worker are its log, so nothing that a model prints gets in between. Little endian throughout.
//
// A frame is a head of 24 bytes and a body:
//
//     0  u32  magic "VTWK"
//     4  u8   version of the protocol, 1
//     5  u8   kind (FrameKind)
//     6  u16  0
//     8  u64  number of the request, repeated in its answer
//    16  u64  length of the body
//
// The worker says Hello first. It is sent Load once and answers Loaded or Failed; then any number of Predict,
// each answered by Answer or Failed. It ends when the request pipe does.
//
// Bodies of Hello, Load, Loaded and Failed are fields, keys with lists of texts: u32 count; for each a text
// (u32 length, bytes: UTF-8), u32 number of values, as many texts.
//
//     Hello   language, version; integers ("64": whole numbers of 64 bits, "53": doubles)
//     Load    path, format, name; column.names, column.types (as in model.yaml), column.levels.N,
//             column.examples ("" for none); others that a format needs ("mlflow.…")
//     Loaded  platform, classifier ("1"), levels; names, types and levels.N of the columns that the model
//             itself knows; versions ("scikit-learn 1.2.1", …)
//     Failed  kind ("input", "model", "memory", "package", "load"), message; of "package": package, install
//
// Body of Predict: u32 rows, u32 columns, u32 wanted (0: the prediction, 1: everything), u32 0. Then for each
// column, in the order of Load:
//
//     0  u8   type (CellCode)
//     1  u8   1: a bitmap of valid rows follows, least significant bit first, (rows + 7) / 8 bytes
//     2  u16  0
//     4  u32  0
//     8  u64  length of the data
//    16       bitmap, if any, and data, each padded to a multiple of 8
//
// Cells that are not valid hold NaN, 0, an empty text or -1.
//
// Body of Answer: u32 rows, u32 columns, u64 0. Then for each column `width` values a row, row by row:
//
//     0  u8   type
//     1  u8   1: a bitmap of valid values follows
//     2  u8   role: 0 value, 1 label, 2 probabilities
//     3  u8   0
//     4  u32  width
//     8  u32  length of the name
//    12  u32  number of levels, which are texts
//    16  u64  length of all levels
//    24  u64  length of the data
//    32       name, levels, bitmap, data, each padded to a multiple of 8
enum class FrameKind : std::uint8_t { Hello = 1, Load, Loaded, Predict, Answer, Failed };

enum class CellCode : std::uint8_t {
    Float64 = 1,
    Int64 = 2,
    Int32 = 3,
    Bool = 4,   // a byte
    Text = 5,   // (cells + 1) u32 offsets, then the bytes
    Code = 6,   // i32: index of a level, -1: missing
    Date = 7,   // f64: days since 1970-01-01
    Moment = 8, // f64: seconds since 1970-01-01 UTC
    Float32 = 9,
};

inline constexpr std::size_t frameHeadSize = 24;
inline constexpr std::uint64_t maxFrameBody = std::uint64_t(1) << 31;

struct FrameHead {
    FrameKind kind = FrameKind::Hello;
    std::uint64_t number = 0;
    std::uint64_t length = 0;
};
// `bytes`: frameHeadSize of them. False when they are no head of this version.
bool readFrameHead(std::string_view bytes, FrameHead &head);
// Room for the head at the beginning of a frame, and the head once the body is behind it.
void beginFrame(std::string &frame);
void finishFrame(std::string &frame, FrameKind kind, std::uint64_t number);

using Fields = std::map<std::string, std::vector<std::string>, std::less<>>;
void appendFields(std::string &out, const Fields &fields);
bool readFields(std::string_view body, Fields &fields);
std::string field(const Fields &fields, std::string_view key); // its first value, or nothing

// What a worker's language can hold.
struct WorkerAbilities {
    bool integers64 = true;
};

// Appends the body of Predict. Input, when a value cannot be held by the worker's language or the texts of a
// column are too long.
std::optional<Failure> appendRows(std::string &out, const Frame &frame, Wanted wanted,
                                  const WorkerAbilities &abilities);

// Reads the body of Answer into `output`, whose buffers are reused. False when it makes no sense or is not
// for so many rows.
bool readAnswer(std::string_view body, std::size_t rows, Output &output);

} // namespace vitrine::serving
