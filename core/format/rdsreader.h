// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/rdssource.h"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace vitrine::format {

using RdsRef = std::uint32_t; // 0: NULL, or nothing

// An object of R as far as inspectors need it. Long vectors keep their first elements only.
struct RdsValue {
    enum class Kind : std::uint8_t {
        Null,
        Symbol, // text
        Pairs,  // items and, of the same length, tags (empty: none)
        Call,   // the same; the first item is what is called
        Closure,
        Environment,
        Promise,
        ByteCode,
        Builtin, // text: its name
        Pointer, // to memory that is not in the file
        Texts,   // strings; NA is "NA"
        Logicals,
        Integers,
        Reals,
        List, // items
        Raw,
        S4,
        Other,
    } kind = Kind::Null;
    std::int64_t length = 0;
    std::string text;
    std::vector<std::string> strings;
    std::vector<double> numbers; // of Logicals, Integers, Reals; NA is NaN
    std::vector<RdsRef> items;
    std::vector<std::string> tags;
    RdsRef attributes = 0; // Pairs
};

// Reads R's serialisation, versions 2 and 3 (R Internals, section 1.8), into values; nothing is evaluated.
// Memory is bounded whatever the bytes say.
class RdsReader final
{
public:
    explicit RdsReader(std::string_view bytes);

    // False where the bytes break off or make no sense; what was read until then stays.
    bool read();

    int version() const { return m_version; }
    std::string writer() const; // of R: "4.2.2"
    RdsRef root() const { return m_root; }
    const RdsValue &at(RdsRef ref) const { return m_values[ref]; }

    RdsRef attribute(RdsRef ref, std::string_view name) const; // 0: none
    std::vector<std::string> texts(RdsRef ref) const;          // of Texts
    std::vector<std::string> attributeTexts(RdsRef ref, std::string_view name) const;
    RdsRef element(RdsRef list, std::string_view name) const; // of a List with names

    // What is in the object, wherever it lies. Promises: calls that did not run yet.
    std::size_t closures() const { return m_closures; }
    std::size_t promises() const { return m_promises; }
    std::size_t pointers() const { return m_pointers; }
    const std::set<std::string> &calledByFormulas() const { return m_formulaCalls; }
    const std::set<std::string> &calledByFunctions() const { return m_functionCalls; }

private:
    using Kind = RdsValue::Kind;

    RdsRef item(int depth);
    RdsRef item(std::int32_t flags, int depth);
    RdsRef compact(int depth);
    RdsRef pairs(std::int32_t flags, int depth);
    RdsRef closure(std::int32_t flags, int depth);
    RdsRef environment(int depth);
    RdsRef vector(int type, std::int32_t flags, int depth);
    RdsRef symbol(int depth);
    RdsRef named(int depth); // a package or namespace
    RdsRef byteCode(int depth);
    void byteCodeBody(int depth);
    void byteCodeLanguage(std::int32_t type, int depth);
    RdsRef text();
    std::uint64_t count();
    void readNumbers(RdsValue &value, int type);
    void readItems(RdsValue &value, bool strings, int depth);
    void noteCall(const RdsValue &call);

    RdsRef add(RdsValue value);
    RdsRef addReference(RdsValue value);

    RdsSource m_source;
    std::vector<RdsValue> m_values;
    std::vector<RdsRef> m_references;
    std::set<std::string> m_formulaCalls;
    std::set<std::string> m_functionCalls;
    std::size_t m_closures = 0;
    std::size_t m_promises = 0;
    std::size_t m_pointers = 0;
    std::size_t m_calls = 0;
    int m_inFunction = 0;
    int m_version = 0;
    std::int32_t m_writer = 0;
    RdsRef m_root = 0;
};

} // namespace vitrine::format
