// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/pickleopcode.h"

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace vitrine::format {

// A value that a pickle would make; 0 is the unknown value.
using PickleRef = std::uint32_t;

struct PickleValue {
    enum class Kind : std::uint8_t {
        Unknown,
        None,
        Boolean,
        Integer,
        Real,
        Text,
        Bytes,
        Global,   // text: "module\nname"
        Call,     // items: callee, arguments, state (0: none), then the keys and values put into it
        Tuple,    // items
        List,     // items
        Set,      // items
        Dict,     // items: key, value, key, value, …
        External, // items: what the file says about a value that lies elsewhere
        Array,    // items: data type, shape; text: the raw bytes, which joblib writes into the stream
    } kind = Kind::Unknown;
    bool fortran = false;    // of an Array: column by column
    std::uint32_t items = 0; // which list of items
    union {
        std::int64_t integer = 0;
        double real;
    };
    std::string_view text;
    std::size_t offset = 0; // of the opcode that made it
};

// Something that the stream fetches from a module, once however often it does.
struct PickleImport {
    std::string_view module; // both are "?" when they are computed
    std::string_view name;
    std::size_t offset = 0; // of the first time
    bool called = false;
};

// A call or change of something that is not simply imported.
struct PickleCall {
    PickleRef callee = 0;
    PickleCode code = PickleCode::Reduce;
    std::size_t offset = 0;
};

struct PickleProblem {
    std::size_t offset = 0;
    std::string what;
};

// Follows a pickle's opcodes on values that stand for what the real machine would make; nothing is imported
// and nothing is called. Raw arrays that joblib writes between the opcodes are stepped over, or, with
// Arrays::Opcodes, read as what they would be to plain pickle.
//
// `bytes` must outlive the machine. Memory is bounded (some hundred megabytes), whatever the bytes say; a
// stream that needs more breaks off.
class PickleMachine final
{
public:
    enum class Arrays { Joblib, Opcodes };
    explicit PickleMachine(std::string_view bytes, Arrays arrays = Arrays::Joblib);

    // One stream from `begin` to its STOP. False when it breaks off before, which is noted as a problem; what
    // came before would have happened all the same.
    bool run(std::size_t begin);
    std::size_t end() const { return m_end; } // behind the STOP, or where it broke off
    PickleRef root() const { return m_root; } // what the last stream makes

    const PickleValue &at(PickleRef ref) const { return m_values[ref]; }
    std::span<const PickleRef> items(PickleRef ref) const;
    std::string_view moduleOf(PickleRef global) const;
    std::string_view nameOf(PickleRef global) const;
    PickleRef lookUp(PickleRef dict, std::string_view key) const; // 0: no such key

    const std::vector<PickleImport> &imports() const { return m_imports; }
    // Calls of computed values, and changes of imported ones (BUILD on a function, class or module).
    const std::vector<PickleCall> &calls() const { return m_calls; }
    const std::vector<PickleProblem> &problems() const { return m_problems; }
    int protocol() const { return m_protocol; }
    bool hasArrays() const { return m_hasArrays; } // raw ones, which only joblib reads as such

private:
    using Kind = PickleValue::Kind;

    bool step(const PickleOp &op, ByteReader &reader);
    bool pushConstant(const PickleOp &op);
    bool buildContainer(const PickleOp &op);
    bool changeContainer(const PickleOp &op);
    bool useStack(const PickleOp &op);
    bool useMemo(const PickleOp &op);
    bool makeObject(const PickleOp &op);
    bool build(const PickleOp &op, ByteReader &reader);
    bool readArray(PickleRef object, PickleRef state, ByteReader &reader);
    bool readObjectArray(PickleRef object, ByteReader &reader);

    PickleRef add(Kind kind, const PickleOp &op, std::string_view text = {});
    PickleRef addItems(Kind kind, const PickleOp &op, std::vector<PickleRef> items);
    std::vector<PickleRef> &itemsOf(PickleRef ref) { return m_items[m_values[ref].items]; }
    PickleRef addGlobal(const PickleOp &op, std::string_view module, std::string_view name);
    PickleRef addUnknownGlobal(const PickleOp &op);
    std::string_view own(std::string text);
    void noteCall(PickleRef callee, const PickleOp &op);
    bool isBounded() const;
    bool isJoblibWrapper(PickleRef ref) const;

    bool push(PickleRef ref);
    bool pop(PickleRef &ref);
    bool popMark(std::vector<PickleRef> &above);
    std::size_t fence() const { return m_marks.empty() ? 0 : m_marks.back(); }
    bool fail(std::size_t offset, std::string what);

    std::string_view m_bytes;
    Arrays m_arrays;
    std::vector<PickleValue> m_values;
    std::vector<std::vector<PickleRef>> m_items;
    std::deque<std::string> m_owned;
    std::vector<PickleRef> m_stack;
    std::vector<std::size_t> m_marks;
    std::unordered_map<std::uint64_t, PickleRef> m_memo;
    std::unordered_map<std::string_view, std::size_t> m_importIndex; // by "module\nname"
    std::vector<PickleImport> m_imports;
    std::vector<PickleCall> m_calls;
    std::vector<PickleProblem> m_problems;
    std::size_t m_end = 0;
    PickleRef m_root = 0;
    std::size_t m_itemCount = 0;
    int m_protocol = 0;
    int m_depth = 0; // of streams within streams
    bool m_hasArrays = false;
};

} // namespace vitrine::format
