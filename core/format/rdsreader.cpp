// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/rdsreader.h"

#include <algorithm>
#include <limits>

namespace vitrine::format {

namespace {

// Types as R writes them (Rinternals.h, serialize.c).
enum Type : int {
    SymbolType = 1,
    PairsType = 2,
    ClosureType = 3,
    EnvironmentType = 4,
    PromiseType = 5,
    CallType = 6,
    SpecialType = 7,
    BuiltinType = 8,
    CharType = 9,
    LogicalType = 10,
    IntegerType = 13,
    RealType = 14,
    ComplexType = 15,
    TextType = 16,
    DotsType = 17,
    ListType = 19,
    ExpressionType = 20,
    ByteCodeType = 21,
    PointerType = 22,
    WeakType = 23,
    RawType = 24,
    S4Type = 25,
    AltrepType = 238,
    AttributePairsType = 239,
    AttributeCallType = 240,
    ByteCodeReference = 243,
    ByteCodeDefinition = 244,
    PersistentType = 247,
    PackageType = 248,
    NamespaceType = 249,
    ReferenceType = 255,
};

constexpr std::int32_t hasAttributes = 1 << 9;
constexpr std::int32_t hasTag = 1 << 10;

constexpr int maxDepth = 4000; // a formula of so many terms is as deep
constexpr std::size_t maxValues = 1'000'000;
constexpr std::size_t maxKept = 10'000; // elements of a vector
constexpr std::size_t maxCalls = 10'000;

constexpr RdsRef unbound = 1;

int typeOf(std::int32_t flags)
{
    return flags & 0xFF;
}

} // namespace

RdsReader::RdsReader(std::string_view bytes) : m_source(bytes)
{
    m_values.resize(2); // NULL and what no value is bound to
}

bool RdsReader::read()
{
    m_version = m_source.integer();
    m_writer = m_source.integer();
    m_source.integer(); // the oldest R that can read it
    if (m_version == 3) {
        const std::int32_t size = m_source.integer();
        if (size < 0 || size > 1000)
            m_source.fail();
        else
            m_source.text(static_cast<std::size_t>(size)); // name of the encoding
    } else if (m_version != 2) {
        m_source.fail();
    }
    if (m_source.ok())
        m_root = item(0);
    return m_source.ok();
}

std::string RdsReader::writer() const
{
    return std::to_string(m_writer >> 16) + '.' + std::to_string(m_writer >> 8 & 0xFF) + '.' +
           std::to_string(m_writer & 0xFF);
}

RdsRef RdsReader::attribute(RdsRef ref, std::string_view name) const
{
    const RdsValue &pairs = m_values[m_values[ref].attributes];
    for (std::size_t i = 0; i < pairs.tags.size() && i < pairs.items.size(); ++i) {
        if (pairs.tags[i] == name)
            return pairs.items[i];
    }
    return 0;
}

std::vector<std::string> RdsReader::texts(RdsRef ref) const
{
    return m_values[ref].strings;
}

std::vector<std::string> RdsReader::attributeTexts(RdsRef ref, std::string_view name) const
{
    return texts(attribute(ref, name));
}

RdsRef RdsReader::element(RdsRef list, std::string_view name) const
{
    const auto names = attributeTexts(list, "names");
    const auto &items = m_values[list].items;
    for (std::size_t i = 0; i < names.size() && i < items.size(); ++i) {
        if (names[i] == name)
            return items[i];
    }
    return 0;
}

RdsRef RdsReader::item(int depth)
{
    return item(m_source.integer(), depth);
}

RdsRef RdsReader::item(std::int32_t flags, int depth)
{
    const int type = typeOf(flags);
    if (depth > maxDepth || m_values.size() > maxValues)
        m_source.fail();
    if (!m_source.ok())
        return 0;
    switch (type) {
    case ReferenceType: {
        const std::int32_t packed = flags >> 8;
        const std::int32_t index = packed != 0 ? packed : m_source.integer();
        if (index < 1 || static_cast<std::size_t>(index) > m_references.size()) {
            m_source.fail();
            return 0;
        }
        return m_references[static_cast<std::size_t>(index) - 1];
    }
    case SymbolType: return symbol(depth);
    case PersistentType:
    case PackageType:
    case NamespaceType: return named(depth);
    case EnvironmentType: return environment(depth);
    case PairsType:
    case CallType:
    case DotsType:
    case AttributePairsType:
    case AttributeCallType: return pairs(flags, depth);
    case ClosureType:
    case PromiseType: return closure(flags, depth);
    case ByteCodeType: {
        const RdsRef ref = byteCode(depth);
        if ((flags & hasAttributes) != 0)
            item(depth + 1);
        return ref;
    }
    case AltrepType: return compact(depth);
    case 252: return unbound;
    // NULL, the global and base environments, a missing argument
    case 254:
    case 253:
    case 251:
    case 250:
    case 242:
    case 241: return 0;
    default: return vector(type, flags, depth);
    }
}

// R's short forms of vectors, by their state: a wrapper is a pair of the vector and facts about it.
RdsRef RdsReader::compact(int depth)
{
    item(depth + 1); // its class
    RdsRef state = item(depth + 1);
    const RdsRef attributes = item(depth + 1);
    if (m_values[state].kind == Kind::Pairs && !m_values[state].items.empty())
        state = m_values[state].items.front();
    if (state > unbound && attributes != 0)
        m_values[state].attributes = attributes;
    return state;
}

RdsRef RdsReader::symbol(int depth)
{
    RdsValue value;
    value.kind = Kind::Symbol;
    value.text = m_values[item(depth + 1)].text;
    return addReference(std::move(value));
}

RdsRef RdsReader::named(int depth)
{
    m_source.integer(); // always 0
    const std::uint64_t size = count();
    std::string name;
    for (std::uint64_t i = 0; i < size && m_source.ok(); ++i) {
        const std::string part = m_values[item(depth + 1)].text;
        if (i == 0)
            name = part;
    }
    RdsValue value;
    value.kind = Kind::Environment;
    value.text = std::move(name);
    return addReference(std::move(value));
}

RdsRef RdsReader::environment(int depth)
{
    m_source.integer(); // locked
    RdsValue value;
    value.kind = Kind::Environment;
    const RdsRef ref = addReference(std::move(value)); // before its content, which may refer to it
    std::vector<RdsRef> parts;                         // enclosure, frame, hash table, attributes
    while (parts.size() < 4 && m_source.ok())
        parts.push_back(item(depth + 1));
    m_values[ref].items = std::move(parts);
    return ref;
}

// A chain of pairs is read in a loop: it may be long.
RdsRef RdsReader::pairs(std::int32_t flags, int depth)
{
    RdsValue value;
    value.kind = typeOf(flags) == CallType || typeOf(flags) == AttributeCallType ? Kind::Call : Kind::Pairs;
    const bool attributesAlways = typeOf(flags) == AttributePairsType || typeOf(flags) == AttributeCallType;
    bool first = true;
    while (m_source.ok() && m_values.size() <= maxValues) {
        RdsRef attributes = 0;
        if ((flags & hasAttributes) != 0 || (first && attributesAlways))
            attributes = item(depth + 1);
        if (first)
            value.attributes = attributes;
        first = false;
        value.tags.push_back((flags & hasTag) != 0 ? m_values[item(depth + 1)].text : std::string());
        value.items.push_back(item(depth + 1));
        flags = m_source.integer();
        const int type = typeOf(flags);
        if (type != PairsType && type != CallType && type != DotsType)
            break;
    }
    // The last pair ends with NULL, or it is a dotted pair of two values.
    if (typeOf(flags) != 254 && m_source.ok()) {
        value.tags.emplace_back();
        value.items.push_back(item(flags, depth + 1));
    }
    value.length = static_cast<std::int64_t>(value.items.size());
    if (value.kind == Kind::Call)
        noteCall(value);
    return add(std::move(value));
}

RdsRef RdsReader::closure(std::int32_t flags, int depth)
{
    const bool isPromise = typeOf(flags) == PromiseType;
    m_closures += isPromise ? 0 : 1;
    ++m_inFunction;
    RdsValue value;
    value.kind = isPromise ? Kind::Promise : Kind::Closure;
    if ((flags & hasAttributes) != 0)
        value.attributes = item(depth + 1);
    if ((flags & hasTag) != 0)
        value.items.push_back(item(depth + 1)); // environment
    const RdsRef result = item(depth + 1);      // formals, or the value
    const std::size_t calls = m_calls;
    item(depth + 1); // body, or the expression
    m_promises += isPromise && result == unbound && m_calls > calls ? 1 : 0;
    --m_inFunction;
    return add(std::move(value));
}

RdsRef RdsReader::vector(int type, std::int32_t flags, int depth)
{
    RdsValue value;
    std::uint64_t size = 0;
    RdsRef reference = 0;
    switch (type) {
    case CharType: {
        const RdsRef ref = text();
        if ((flags & hasAttributes) != 0)
            item(depth + 1);
        return ref;
    }
    case PointerType:
    case WeakType:
        value.kind = Kind::Pointer;
        m_pointers += type == PointerType ? 1 : 0;
        reference = addReference(std::move(value));
        if (type == PointerType) {
            item(depth + 1); // what it protects
            item(depth + 1); // tag
        }
        if ((flags & hasAttributes) != 0)
            m_values[reference].attributes = item(depth + 1);
        return reference;
    case SpecialType:
    case BuiltinType: {
        value.kind = Kind::Builtin;
        const std::int32_t length = m_source.integer();
        if (length < 0 || length > 1000)
            m_source.fail();
        else
            value.text = m_source.text(static_cast<std::size_t>(length));
        return add(std::move(value));
    }
    case LogicalType:
    case IntegerType:
    case RealType:
    case ComplexType: readNumbers(value, type); break;
    case TextType:
    case ListType:
    case ExpressionType: readItems(value, type == TextType, depth); break;
    case RawType:
        value.kind = Kind::Raw;
        size = count();
        value.length = static_cast<std::int64_t>(size);
        m_source.skipBytes(size);
        break;
    case S4Type: value.kind = Kind::S4; break;
    default: m_source.fail(); return 0;
    }
    if ((flags & hasAttributes) != 0 && m_source.ok())
        value.attributes = item(depth + 1);
    return add(std::move(value));
}

void RdsReader::readNumbers(RdsValue &value, int type)
{
    value.kind = type == LogicalType ? Kind::Logicals : type == IntegerType ? Kind::Integers : Kind::Reals;
    std::uint64_t size = count();
    value.length = static_cast<std::int64_t>(size);
    const std::uint64_t kept = type == ComplexType ? 0 : std::min<std::uint64_t>(size, maxKept);
    for (std::uint64_t i = 0; i < kept && m_source.ok(); ++i) {
        if (type == RealType) {
            value.numbers.push_back(m_source.real());
            continue;
        }
        const std::int32_t number = m_source.integer();
        value.numbers.push_back(number == std::numeric_limits<std::int32_t>::min()
                                    ? std::numeric_limits<double>::quiet_NaN()
                                    : number);
    }
    size -= kept;
    if (type == RealType || type == ComplexType)
        m_source.skipReals(type == ComplexType ? size * 2 : size);
    else
        m_source.skipIntegers(size);
}

void RdsReader::readItems(RdsValue &value, bool strings, int depth)
{
    value.kind = strings ? Kind::Texts : Kind::List;
    const std::uint64_t size = count();
    value.length = static_cast<std::int64_t>(size);
    for (std::uint64_t i = 0; i < size && m_source.ok(); ++i) {
        if (!strings) {
            value.items.push_back(item(depth + 1));
            continue;
        }
        const std::size_t before = m_values.size();
        const RdsRef ref = item(depth + 1);
        if (value.strings.size() < maxKept)
            value.strings.push_back(m_values[ref].text);
        if (m_values.size() == before + 1 && m_values.back().kind == Kind::Symbol &&
            (m_references.empty() || m_references.back() != ref))
            m_values.pop_back(); // the text is kept above
    }
}

RdsRef RdsReader::text()
{
    RdsValue value;
    value.kind = Kind::Symbol;
    const std::int32_t size = m_source.integer();
    if (size < -1 || (size > 0 && static_cast<std::size_t>(size) > m_source.left()))
        m_source.fail();
    else
        value.text = size < 0 ? "NA" : m_source.text(static_cast<std::size_t>(size));
    return add(std::move(value));
}

RdsRef RdsReader::byteCode(int depth)
{
    ++m_inFunction;
    m_source.integer(); // how many expressions are shared
    byteCodeBody(depth);
    --m_inFunction;
    RdsValue value;
    value.kind = Kind::ByteCode;
    return add(std::move(value));
}

void RdsReader::byteCodeBody(int depth)
{
    if (depth > maxDepth)
        return m_source.fail();
    item(depth + 1); // instructions
    const std::int32_t constants = m_source.integer();
    for (std::int32_t i = 0; i < constants && m_source.ok(); ++i) {
        const std::int32_t type = m_source.integer();
        switch (type) {
        case ByteCodeType: byteCodeBody(depth + 1); break;
        case CallType:
        case PairsType:
        case ByteCodeDefinition:
        case ByteCodeReference:
        case AttributeCallType:
        case AttributePairsType: byteCodeLanguage(type, depth + 1); break;
        default: item(depth + 1);
        }
    }
}

// Expressions in byte code have a notation of their own: every pair has a tag, and types come without flags.
void RdsReader::byteCodeLanguage(std::int32_t type, int depth)
{
    if (depth > maxDepth)
        return m_source.fail();
    bool head = true;
    bool isCall = false;
    while (m_source.ok()) {
        if (type == ByteCodeReference) {
            m_source.integer();
            return;
        }
        if (type == ByteCodeDefinition) {
            m_source.integer(); // its place among the shared
            type = m_source.integer();
        }
        const bool attributed = type == AttributeCallType || type == AttributePairsType;
        if (!attributed && type != CallType && type != PairsType) {
            item(depth + 1);
            return;
        }
        if (attributed)
            item(depth + 1);
        isCall = type == CallType || type == AttributeCallType;
        m_calls += isCall ? 1 : 0;
        item(depth + 1); // tag
        type = m_source.integer();
        // The first element of a call is what it calls, most often a symbol.
        if (type == CallType || type == PairsType || type == ByteCodeDefinition ||
            type == ByteCodeReference || type == AttributeCallType || type == AttributePairsType) {
            byteCodeLanguage(type, depth + 1);
        } else {
            const RdsRef first = item(depth + 1);
            if (head && isCall && m_functionCalls.size() < maxCalls)
                m_functionCalls.insert(m_values[first].text);
        }
        head = false;
        type = m_source.integer(); // the rest
    }
}

std::uint64_t RdsReader::count()
{
    const std::int32_t size = m_source.integer();
    std::uint64_t result = 0;
    if (size == -1) { // a long vector
        const auto high = static_cast<std::uint32_t>(m_source.integer());
        const auto low = static_cast<std::uint32_t>(m_source.integer());
        result = std::uint64_t(high) << 32 | low;
    } else if (size < 0) {
        m_source.fail();
    } else {
        result = static_cast<std::uint64_t>(size);
    }
    if (result > m_source.left() / m_source.leastElement())
        m_source.fail();
    return m_source.ok() ? result : 0;
}

void RdsReader::noteCall(const RdsValue &call)
{
    ++m_calls;
    if (call.items.empty())
        return;
    const RdsValue &head = m_values[call.items.front()];
    std::string name = head.kind == Kind::Symbol || head.kind == Kind::Builtin ? head.text : "?";
    if (head.kind == Kind::Call && head.items.size() == 3 && m_values[head.items[0]].text == "::")
        name = m_values[head.items[1]].text + "::" + m_values[head.items[2]].text;
    if (name == "::")
        return; // noted with what it names
    auto &calls = m_inFunction > 0 ? m_functionCalls : m_formulaCalls;
    if (calls.size() < maxCalls)
        calls.insert(name);
}

RdsRef RdsReader::add(RdsValue value)
{
    m_values.push_back(std::move(value));
    return static_cast<RdsRef>(m_values.size() - 1);
}

RdsRef RdsReader::addReference(RdsValue value)
{
    const RdsRef ref = add(std::move(value));
    m_references.push_back(ref);
    return ref;
}

} // namespace vitrine::format
