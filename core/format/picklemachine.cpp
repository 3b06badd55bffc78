// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/picklemachine.h"

#include "core/format/picklearray.h"
#include "core/format/pickletext.h"

#include <algorithm>

namespace vitrine::format {

namespace {

constexpr std::size_t maxValues = 4'000'000;
constexpr std::size_t maxItems = 32'000'000;
constexpr std::size_t maxNotes = 100'000; // imports, calls
constexpr int maxDepth = 4;

constexpr std::string_view broken = "the stream breaks off or is not a pickle here";
constexpr std::string_view underflow = "takes more from the stack than is there";

} // namespace

PickleMachine::PickleMachine(std::string_view bytes, Arrays arrays) : m_bytes(bytes), m_arrays(arrays)
{
    m_values.emplace_back();
    m_items.emplace_back();
}

std::span<const PickleRef> PickleMachine::items(PickleRef ref) const
{
    return m_items[m_values[ref].items];
}

std::string_view PickleMachine::moduleOf(PickleRef global) const
{
    const PickleValue &value = m_values[global];
    return value.kind == Kind::Global ? value.text.substr(0, value.text.find('\n')) : std::string_view();
}

std::string_view PickleMachine::nameOf(PickleRef global) const
{
    const PickleValue &value = m_values[global];
    return value.kind == Kind::Global ? value.text.substr(value.text.find('\n') + 1) : std::string_view();
}

PickleRef PickleMachine::lookUp(PickleRef dict, std::string_view key) const
{
    if (m_values[dict].kind != Kind::Dict)
        return 0;
    const auto list = items(dict);
    for (std::size_t i = list.size() / 2; i-- > 0;) { // the last one wins
        const PickleValue &each = m_values[list[2 * i]];
        if ((each.kind == Kind::Text || each.kind == Kind::Bytes) && each.text == key)
            return list[2 * i + 1];
    }
    return 0;
}

bool PickleMachine::run(std::size_t begin)
{
    m_stack.clear();
    m_marks.clear();
    m_memo.clear();
    m_root = 0;
    ByteReader reader(m_bytes, begin);
    PickleOp op;
    while (true) {
        const std::size_t offset = reader.offset();
        if (!readPickleOp(reader, op)) {
            m_end = offset;
            return fail(offset, std::string(broken));
        }
        m_end = reader.offset();
        if (op.code == PickleCode::Stop)
            return pop(m_root) || fail(op.offset, "ends without a value");
        if (!step(op, reader))
            return false;
        m_end = reader.offset();
        if (!isBounded())
            return fail(op.offset, "makes too many values to follow");
    }
}

bool PickleMachine::isBounded() const
{
    return m_values.size() <= maxValues && m_stack.size() <= maxValues && m_marks.size() <= maxValues &&
           m_memo.size() <= maxValues && m_itemCount <= maxItems && m_imports.size() <= maxNotes &&
           m_calls.size() <= maxNotes;
}

bool PickleMachine::step(const PickleOp &op, ByteReader &reader)
{
    switch (op.code) {
    case PickleCode::Stop: return true;
    case PickleCode::Frame: return true;
    case PickleCode::Proto: m_protocol = static_cast<int>(op.integer); return true;
    case PickleCode::Mark:
    case PickleCode::Pop:
    case PickleCode::PopMark:
    case PickleCode::Dup:
    case PickleCode::ReadOnlyBuffer: return useStack(op);
    case PickleCode::Tuple:
    case PickleCode::EmptyTuple:
    case PickleCode::Tuple1:
    case PickleCode::Tuple2:
    case PickleCode::Tuple3:
    case PickleCode::List:
    case PickleCode::EmptyList:
    case PickleCode::Dict:
    case PickleCode::EmptyDict:
    case PickleCode::EmptySet:
    case PickleCode::FrozenSet: return buildContainer(op);
    case PickleCode::Append:
    case PickleCode::Appends:
    case PickleCode::SetItem:
    case PickleCode::SetItems:
    case PickleCode::AddItems: return changeContainer(op);
    case PickleCode::Get:
    case PickleCode::BinGet:
    case PickleCode::LongBinGet:
    case PickleCode::Put:
    case PickleCode::BinPut:
    case PickleCode::LongBinPut:
    case PickleCode::Memoize: return useMemo(op);
    case PickleCode::Build: return build(op, reader);
    case PickleCode::Global:
    case PickleCode::StackGlobal:
    case PickleCode::Inst:
    case PickleCode::Obj:
    case PickleCode::Reduce:
    case PickleCode::NewObj:
    case PickleCode::NewObjEx:
    case PickleCode::Ext1:
    case PickleCode::Ext2:
    case PickleCode::Ext4:
    case PickleCode::PersId:
    case PickleCode::BinPersId: return makeObject(op);
    default: return pushConstant(op);
    }
}

bool PickleMachine::pushConstant(const PickleOp &op)
{
    switch (op.code) {
    case PickleCode::None: return push(add(Kind::None, op));
    case PickleCode::NewTrue:
    case PickleCode::NewFalse: {
        const PickleRef ref = add(Kind::Boolean, op);
        m_values[ref].integer = op.code == PickleCode::NewTrue ? 1 : 0;
        return push(ref);
    }
    case PickleCode::Int: {
        // Protocol 0 and 1 write True and False as the numbers 01 and 00.
        const bool isBoolean = op.text == "01" || op.text == "00";
        const PickleRef ref = add(isBoolean ? Kind::Boolean : Kind::Integer, op);
        m_values[ref].integer = op.integer;
        return push(ref);
    }
    case PickleCode::Float:
    case PickleCode::BinFloat: {
        const PickleRef ref = add(Kind::Real, op);
        m_values[ref].real = op.real;
        return push(ref);
    }
    case PickleCode::String: return push(add(Kind::Text, op, own(pickleQuotedText(op.text))));
    case PickleCode::Unicode: return push(add(Kind::Text, op, own(pickleUnicodeText(op.text))));
    case PickleCode::BinString:
    case PickleCode::ShortBinString:
    case PickleCode::BinUnicode:
    case PickleCode::ShortBinUnicode:
    case PickleCode::BinUnicode8: return push(add(Kind::Text, op, op.text));
    case PickleCode::BinBytes:
    case PickleCode::ShortBinBytes:
    case PickleCode::BinBytes8:
    case PickleCode::ByteArray8: return push(add(Kind::Bytes, op, op.text));
    case PickleCode::NextBuffer: return push(0);
    default: {
        const PickleRef ref = add(Kind::Integer, op);
        m_values[ref].integer = op.integer;
        return push(ref);
    }
    }
}

bool PickleMachine::useStack(const PickleOp &op)
{
    PickleRef top = 0;
    std::vector<PickleRef> above;
    switch (op.code) {
    case PickleCode::Mark: m_marks.push_back(m_stack.size()); return true;
    case PickleCode::Pop:
        if (!m_marks.empty() && m_marks.back() == m_stack.size()) {
            m_marks.pop_back();
            return true;
        }
        return pop(top) || fail(op.offset, std::string(underflow));
    case PickleCode::PopMark: return popMark(above) || fail(op.offset, std::string(underflow));
    case PickleCode::Dup:
        return (m_stack.size() > fence() && push(m_stack.back())) || fail(op.offset, std::string(underflow));
    default: return m_stack.size() > fence() || fail(op.offset, std::string(underflow));
    }
}

bool PickleMachine::buildContainer(const PickleOp &op)
{
    std::vector<PickleRef> parts;
    const auto kind = [&] {
        switch (op.code) {
        case PickleCode::List:
        case PickleCode::EmptyList: return Kind::List;
        case PickleCode::Dict:
        case PickleCode::EmptyDict: return Kind::Dict;
        case PickleCode::EmptySet:
        case PickleCode::FrozenSet: return Kind::Set;
        default: return Kind::Tuple;
        }
    }();
    const std::size_t counted = op.code == PickleCode::Tuple1   ? 1
                                : op.code == PickleCode::Tuple2 ? 2
                                : op.code == PickleCode::Tuple3 ? 3
                                                                : 0;
    if (counted > 0) {
        if (m_stack.size() < fence() + counted)
            return fail(op.offset, std::string(underflow));
        parts.assign(m_stack.end() - static_cast<std::ptrdiff_t>(counted), m_stack.end());
        m_stack.resize(m_stack.size() - counted);
    } else if (op.code == PickleCode::Tuple || op.code == PickleCode::List || op.code == PickleCode::Dict ||
               op.code == PickleCode::FrozenSet) {
        if (!popMark(parts))
            return fail(op.offset, std::string(underflow));
    }
    return push(addItems(kind, op, std::move(parts)));
}

bool PickleMachine::changeContainer(const PickleOp &op)
{
    std::vector<PickleRef> parts;
    if (op.code == PickleCode::Append || op.code == PickleCode::SetItem) {
        const std::size_t count = op.code == PickleCode::Append ? 1 : 2;
        if (m_stack.size() < fence() + count)
            return fail(op.offset, std::string(underflow));
        parts.assign(m_stack.end() - static_cast<std::ptrdiff_t>(count), m_stack.end());
        m_stack.resize(m_stack.size() - count);
    } else if (!popMark(parts)) {
        return fail(op.offset, std::string(underflow));
    }
    if (m_stack.size() <= fence())
        return fail(op.offset, std::string(underflow));
    const PickleRef target = m_stack.back();
    switch (m_values[target].kind) {
    case Kind::List:
    case Kind::Set:
    case Kind::Dict:
        itemsOf(target).insert(itemsOf(target).end(), parts.begin(), parts.end());
        m_itemCount += parts.size();
        return true;
    // append, extend, add and __setitem__ of an object: code of its class, which is imported.
    case Kind::Call:
        if (op.code == PickleCode::SetItem || op.code == PickleCode::SetItems)
            itemsOf(target).insert(itemsOf(target).end(), parts.begin(), parts.end());
        m_itemCount += parts.size();
        return true;
    default: noteCall(target, op); return true;
    }
}

bool PickleMachine::useMemo(const PickleOp &op)
{
    switch (op.code) {
    case PickleCode::Get:
    case PickleCode::BinGet:
    case PickleCode::LongBinGet: {
        const auto known = m_memo.find(static_cast<std::uint64_t>(op.integer));
        if (known == m_memo.end())
            return fail(op.offset, "recalls a value that was never remembered");
        return push(known->second);
    }
    default: {
        if (m_stack.size() <= fence())
            return fail(op.offset, std::string(underflow));
        const auto index =
            op.code == PickleCode::Memoize ? m_memo.size() : static_cast<std::uint64_t>(op.integer);
        m_memo[index] = m_stack.back();
        return true;
    }
    }
}

bool PickleMachine::makeObject(const PickleOp &op)
{
    PickleRef arguments = 0;
    PickleRef named = 0;
    PickleRef callee = 0;
    std::vector<PickleRef> parts;
    switch (op.code) {
    case PickleCode::Global: return push(addGlobal(op, op.text, op.second));
    case PickleCode::StackGlobal: {
        PickleRef name = 0;
        PickleRef module = 0;
        if (!pop(name) || !pop(module))
            return fail(op.offset, std::string(underflow));
        if (m_values[name].kind != Kind::Text || m_values[module].kind != Kind::Text)
            return push(addUnknownGlobal(op));
        return push(addGlobal(op, m_values[module].text, m_values[name].text));
    }
    case PickleCode::Ext1:
    case PickleCode::Ext2:
    case PickleCode::Ext4: return push(addUnknownGlobal(op));
    case PickleCode::PersId: {
        const PickleRef id = add(Kind::Text, op, op.text);
        return push(addItems(Kind::External, op, {id}));
    }
    case PickleCode::BinPersId:
        if (!pop(arguments))
            return fail(op.offset, std::string(underflow));
        return push(addItems(Kind::External, op, {arguments}));
    case PickleCode::Inst:
        if (!popMark(parts))
            return fail(op.offset, std::string(underflow));
        callee = addGlobal(op, op.text, op.second);
        break;
    case PickleCode::Obj:
        if (!popMark(parts) || parts.empty())
            return fail(op.offset, std::string(underflow));
        callee = parts.front();
        parts.erase(parts.begin());
        break;
    default:
        if ((op.code == PickleCode::NewObjEx && !pop(named)) || !pop(arguments) || !pop(callee))
            return fail(op.offset, std::string(underflow));
        break;
    }
    if (op.code == PickleCode::Inst || op.code == PickleCode::Obj)
        arguments = addItems(Kind::Tuple, op, std::move(parts));
    noteCall(callee, op);
    return push(addItems(Kind::Call, op, {callee, arguments, 0}));
}

bool PickleMachine::build(const PickleOp &op, ByteReader &reader)
{
    PickleRef state = 0;
    if (!pop(state) || m_stack.size() <= fence())
        return fail(op.offset, std::string(underflow));
    const PickleRef object = m_stack.back();
    if (m_values[object].kind == Kind::Call)
        itemsOf(object)[2] = state;
    else
        m_calls.push_back({object, op.code, op.offset});
    if (m_arrays == Arrays::Joblib && isJoblibWrapper(object))
        return readArray(object, state, reader);
    return true;
}

bool PickleMachine::isJoblibWrapper(PickleRef ref) const
{
    if (m_values[ref].kind != Kind::Call)
        return false;
    const PickleRef callee = items(ref)[0];
    return nameOf(callee) == "NumpyArrayWrapper" && moduleOf(callee).ends_with("joblib.numpy_pickle");
}

// joblib.numpy_pickle.NumpyArrayWrapper.read_array: the elements follow the BUILD of their wrapper.
bool PickleMachine::readArray(PickleRef object, PickleRef state, ByteReader &reader)
{
    m_hasArrays = true;
    const PickleRef type = lookUp(state, "dtype");
    const PickleRef shape = lookUp(state, "shape");
    const PickleElementType element = pickleElementType(*this, type);
    if (element.isObject)
        return readObjectArray(object, reader);
    std::uint64_t count = 1;
    for (const PickleRef each : items(shape)) {
        const auto size = static_cast<std::uint64_t>(std::max<std::int64_t>(0, m_values[each].integer));
        if (size != 0 && count > m_bytes.size() / size)
            return fail(reader.offset(), "an array is longer than the file");
        count *= size;
    }
    const PickleRef alignment = lookUp(state, "numpy_array_alignment_bytes");
    if (m_values[alignment].kind == Kind::Integer)
        reader.skip(reader.little<std::uint8_t>());
    if (element.size == 0 || (count != 0 && element.size > m_bytes.size() / count))
        return fail(reader.offset(), "an array has elements of a size that cannot be told");
    const std::string_view raw = reader.take(count * element.size);
    if (!reader.ok())
        return fail(m_end, "an array is longer than the file");
    PickleValue &value = m_values[object];
    value.kind = Kind::Array;
    value.text = raw;
    value.fortran = m_values[lookUp(state, "order")].text == "F";
    itemsOf(object) = {type, shape};
    return true;
}

// Arrays of Python objects are a pickle within the pickle.
bool PickleMachine::readObjectArray(PickleRef object, ByteReader &reader)
{
    if (m_depth >= maxDepth)
        return fail(reader.offset(), "streams lie within streams too deeply");
    auto stack = std::move(m_stack);
    auto marks = std::move(m_marks);
    auto memo = std::move(m_memo);
    ++m_depth;
    const bool done = run(reader.offset());
    --m_depth;
    m_stack = std::move(stack);
    m_marks = std::move(marks);
    m_memo = std::move(memo);
    reader.seek(m_end);
    if (done)
        m_values[object] = m_values[m_root];
    return done;
}

PickleRef PickleMachine::add(Kind kind, const PickleOp &op, std::string_view text)
{
    PickleValue value;
    value.kind = kind;
    value.text = text;
    value.offset = op.offset;
    m_values.push_back(value);
    return static_cast<PickleRef>(m_values.size() - 1);
}

PickleRef PickleMachine::addItems(Kind kind, const PickleOp &op, std::vector<PickleRef> items)
{
    const PickleRef ref = add(kind, op);
    m_values[ref].items = static_cast<std::uint32_t>(m_items.size());
    m_itemCount += items.size() + 4; // what an empty list costs too
    m_items.push_back(std::move(items));
    return ref;
}

PickleRef PickleMachine::addGlobal(const PickleOp &op, std::string_view module, std::string_view name)
{
    std::string key = std::string(module) + '\n' + std::string(name);
    const auto known = m_importIndex.find(key);
    if (known != m_importIndex.end())
        return add(Kind::Global, op, known->first);
    const std::string_view text = own(std::move(key));
    m_importIndex.emplace(text, m_imports.size());
    m_imports.push_back({text.substr(0, module.size()), text.substr(module.size() + 1), op.offset, false});
    return add(Kind::Global, op, text);
}

void PickleMachine::noteCall(PickleRef callee, const PickleOp &op)
{
    if (m_values[callee].kind == Kind::Global)
        m_imports[m_importIndex.at(m_values[callee].text)].called = true;
    else
        m_calls.push_back({callee, op.code, op.offset});
}

PickleRef PickleMachine::addUnknownGlobal(const PickleOp &op)
{
    return addGlobal(op, "?", "?");
}

std::string_view PickleMachine::own(std::string text)
{
    return m_owned.emplace_back(std::move(text));
}

bool PickleMachine::push(PickleRef ref)
{
    m_stack.push_back(ref);
    return true;
}

bool PickleMachine::pop(PickleRef &ref)
{
    if (m_stack.size() <= fence())
        return false;
    ref = m_stack.back();
    m_stack.pop_back();
    return true;
}

bool PickleMachine::popMark(std::vector<PickleRef> &above)
{
    if (m_marks.empty())
        return false;
    const std::size_t position = m_marks.back();
    m_marks.pop_back();
    above.assign(m_stack.begin() + static_cast<std::ptrdiff_t>(position), m_stack.end());
    m_stack.resize(position);
    return true;
}

bool PickleMachine::fail(std::size_t offset, std::string what)
{
    m_problems.push_back({offset, std::move(what)});
    return false;
}

} // namespace vitrine::format
