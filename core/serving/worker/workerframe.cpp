// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/worker/workerframe.h"

#include "core/format/bytereader.h"
#include "core/serving/celltext.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace vitrine::serving {

static_assert(std::endian::native == std::endian::little, "frames are little endian; swap bytes here");

namespace {

using format::ByteReader;

constexpr std::uint32_t magic = 0x4B575456; // "VTWK"
constexpr std::uint8_t protocolVersion = 1;
constexpr std::int64_t largestExact = std::int64_t(1) << 53;

template<typename T>
void append(std::string &out, T value)
{
    char bytes[sizeof(T)];
    std::memcpy(bytes, &value, sizeof(T));
    out.append(bytes, sizeof(T));
}

template<typename T>
void put(std::string &out, std::size_t at, T value)
{
    std::memcpy(out.data() + at, &value, sizeof(T));
}

std::size_t padded(std::size_t size)
{
    return (size + 7) & ~std::size_t(7);
}

void pad(std::string &out, std::size_t begin)
{
    out.resize(begin + padded(out.size() - begin), '\0');
}

void appendText(std::string &out, std::string_view text)
{
    append(out, static_cast<std::uint32_t>(text.size()));
    out.append(text);
}

std::string_view takeText(ByteReader &reader)
{
    return reader.take(reader.little<std::uint32_t>());
}

void appendValidity(std::string &out, const ColumnBuffer &buffer, std::size_t rows)
{
    const std::size_t begin = out.size();
    out.resize(begin + padded((rows + 7) / 8), '\xff');
    for (const std::size_t row : buffer.missing) {
        if (row < rows)
            out[begin + row / 8] = static_cast<char>(out[begin + row / 8] & ~(1 << (row % 8)));
    }
}

CellCode codeOf(const ColumnSpec &column, const ColumnBuffer &buffer, std::size_t rows,
                const WorkerAbilities &abilities)
{
    switch (column.cell) {
    case CellType::Number: return CellCode::Float64;
    case CellType::Boolean: return CellCode::Bool;
    case CellType::Integer: {
        if (abilities.integers64)
            return CellCode::Int64;
        const auto fits = [](std::int64_t value) {
            return value > std::numeric_limits<std::int32_t>::min() && // R's NA
                   value <= std::numeric_limits<std::int32_t>::max();
        };
        const auto begin = buffer.integers.begin();
        return std::all_of(begin, begin + static_cast<std::ptrdiff_t>(rows), fits) ? CellCode::Int32
                                                                                   : CellCode::Float64;
    }
    case CellType::Text: break;
    }
    switch (column.type) {
    case format::ColumnType::Date: return CellCode::Date;
    case format::ColumnType::DateTime: return CellCode::Moment;
    case format::ColumnType::Category:
    case format::ColumnType::OrderedCategory: return column.levels.empty() ? CellCode::Text : CellCode::Code;
    default: return CellCode::Text;
    }
}

template<typename T>
void appendNumbers(std::string &out, const std::vector<T> &values, std::size_t rows)
{
    out.append(reinterpret_cast<const char *>(values.data()), rows * sizeof(T));
}

template<typename T, typename Value, typename Convert>
void appendEach(std::string &out, const std::vector<Value> &values, std::size_t rows, Convert convert)
{
    const std::size_t begin = out.size();
    out.resize(begin + rows * sizeof(T));
    for (std::size_t i = 0; i < rows; ++i)
        put(out, begin + i * sizeof(T), static_cast<T>(convert(values[i])));
}

bool appendTexts(std::string &out, const std::vector<std::string_view> &texts, std::size_t rows)
{
    const std::size_t begin = out.size();
    out.resize(begin + (rows + 1) * sizeof(std::uint32_t));
    std::size_t total = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        put(out, begin + i * sizeof(std::uint32_t), static_cast<std::uint32_t>(total));
        total += texts[i].size();
        out.append(texts[i]);
    }
    put(out, begin + rows * sizeof(std::uint32_t), static_cast<std::uint32_t>(total));
    return total <= std::numeric_limits<std::int32_t>::max();
}

std::int32_t levelOf(const ColumnSpec &column, std::string_view text)
{
    const auto it = std::find(column.levels.begin(), column.levels.end(), text);
    return it == column.levels.end() ? -1 : static_cast<std::int32_t>(it - column.levels.begin());
}

// Cells were checked when the request was read, so that what cannot be understood here is missing.
double daysOf(std::string_view text)
{
    const auto days = daysFromText(text);
    return days ? static_cast<double>(*days) : std::numeric_limits<double>::quiet_NaN();
}

double secondsOf(std::string_view text)
{
    return secondsFromText(text).value_or(std::numeric_limits<double>::quiet_NaN());
}

std::optional<Failure> appendData(std::string &out, const ColumnSpec &column, const ColumnBuffer &buffer,
                                  std::size_t rows, CellCode code)
{
    switch (code) {
    case CellCode::Int64: appendNumbers(out, buffer.integers, rows); return {};
    case CellCode::Int32:
        appendEach<std::int32_t>(out, buffer.integers, rows, [](std::int64_t value) { return value; });
        return {};
    case CellCode::Bool:
        appendEach<std::uint8_t>(out, buffer.integers, rows, [](std::int64_t value) { return value != 0; });
        return {};
    case CellCode::Float64:
        if (column.cell == CellType::Number) {
            appendNumbers(out, buffer.numbers, rows);
            return {};
        }
        for (std::size_t i = 0; i < rows; ++i) {
            if (buffer.integers[i] > largestExact || buffer.integers[i] < -largestExact)
                return Failure{Failure::Kind::Input,
                               "the whole number " + std::to_string(buffer.integers[i]) + " in the column '" +
                                   column.name + "' is too large for R, which holds them exactly up to 2^53"};
        }
        appendEach<double>(out, buffer.integers, rows, [](std::int64_t value) { return value; });
        return {};
    case CellCode::Code:
        appendEach<std::int32_t>(out, buffer.texts, rows,
                                 [&](std::string_view text) { return levelOf(column, text); });
        return {};
    case CellCode::Date: appendEach<double>(out, buffer.texts, rows, daysOf); return {};
    case CellCode::Moment: appendEach<double>(out, buffer.texts, rows, secondsOf); return {};
    case CellCode::Text:
        if (!appendTexts(out, buffer.texts, rows))
            return Failure{Failure::Kind::Input,
                           "the texts in the column '" + column.name + "' are too long"};
        return {};
    case CellCode::Float32: break;
    }
    return {};
}

// --- answers ---------------------------------------------------------------------------------------------

struct AnswerHead {
    CellCode type = CellCode::Float64;
    bool hasValidity = false;
    std::uint32_t width = 1;
    std::string_view validity;
    std::string_view data;
};

template<typename T, typename Out>
bool readNumbers(std::string_view data, std::size_t count, std::vector<Out> &out)
{
    if (data.size() != count * sizeof(T))
        return false;
    out.resize(count);
    if constexpr (std::is_same_v<T, Out>) {
        if (count > 0)
            std::memcpy(out.data(), data.data(), data.size());
    } else {
        for (std::size_t i = 0; i < count; ++i) {
            T value;
            std::memcpy(&value, data.data() + i * sizeof(T), sizeof(T));
            out[i] = static_cast<Out>(value);
        }
    }
    return true;
}

bool readTexts(std::string_view data, std::size_t count, std::vector<std::string> &out)
{
    ByteReader offsets(data);
    const std::size_t textsBegin = (count + 1) * sizeof(std::uint32_t);
    if (data.size() < textsBegin)
        return false;
    const std::string_view texts = data.substr(textsBegin);
    out.resize(count);
    std::uint32_t begin = offsets.little<std::uint32_t>();
    for (std::size_t i = 0; i < count; ++i) {
        const auto end = offsets.little<std::uint32_t>();
        if (end < begin || end > texts.size())
            return false;
        out[i].assign(texts.substr(begin, end - begin));
        begin = end;
    }
    return true;
}

bool readData(const AnswerHead &head, std::size_t count, OutputColumn &column)
{
    switch (head.type) {
    case CellCode::Float64:
        column.kind = OutputColumn::Kind::Double;
        return readNumbers<double>(head.data, count, column.numbers);
    case CellCode::Float32:
        column.kind = OutputColumn::Kind::Single;
        return readNumbers<float>(head.data, count, column.singles);
    case CellCode::Int64:
        column.kind = OutputColumn::Kind::Integer;
        return readNumbers<std::int64_t>(head.data, count, column.integers);
    case CellCode::Int32:
        column.kind = OutputColumn::Kind::Integer;
        return readNumbers<std::int32_t>(head.data, count, column.integers);
    case CellCode::Bool:
        column.kind = OutputColumn::Kind::Boolean;
        return readNumbers<std::uint8_t>(head.data, count, column.integers);
    case CellCode::Text:
        column.kind = OutputColumn::Kind::Text;
        return readTexts(head.data, count, column.texts);
    case CellCode::Code:
    case CellCode::Date:
    case CellCode::Moment: break;
    }
    return false;
}

bool readValidity(const AnswerHead &head, std::size_t count, OutputColumn &column)
{
    if (!head.hasValidity)
        return true;
    if (head.validity.size() < (count + 7) / 8)
        return false;
    for (std::size_t i = 0; i < count; ++i) {
        if ((static_cast<unsigned char>(head.validity[i / 8]) & (1u << (i % 8))) == 0)
            column.missing.push_back(i);
    }
    return true;
}

bool readColumn(ByteReader &reader, std::size_t rows, OutputColumn &column)
{
    AnswerHead head;
    head.type = static_cast<CellCode>(reader.little<std::uint8_t>());
    head.hasValidity = reader.little<std::uint8_t>() != 0;
    const auto role = reader.little<std::uint8_t>();
    reader.skip(1);
    head.width = reader.little<std::uint32_t>();
    const auto nameSize = reader.little<std::uint32_t>();
    const auto levelCount = reader.little<std::uint32_t>();
    const auto levelSize = reader.little<std::uint64_t>();
    const auto dataSize = reader.little<std::uint64_t>();
    if (!reader.ok() || role > 2 || head.width > 1'000'000 || levelCount > levelSize / 4 + 1 ||
        dataSize > maxFrameBody || levelSize > maxFrameBody)
        return false;
    const std::size_t count = rows * head.width;
    column.clear();
    column.width = head.width;
    column.role = static_cast<OutputColumn::Role>(role);
    column.name.assign(reader.take(padded(nameSize)).substr(0, nameSize));
    ByteReader levels(reader.take(padded(levelSize)));
    column.levels.clear();
    for (std::uint32_t i = 0; i < levelCount && levels.ok(); ++i)
        column.levels.emplace_back(takeText(levels));
    if (head.hasValidity)
        head.validity = reader.take(padded((count + 7) / 8));
    head.data = reader.take(padded(dataSize)).substr(0, dataSize);
    return reader.ok() && levels.ok() && readData(head, count, column) && readValidity(head, count, column);
}

} // namespace

bool readFrameHead(std::string_view bytes, FrameHead &head)
{
    ByteReader reader(bytes);
    const auto mark = reader.little<std::uint32_t>();
    const auto version = reader.little<std::uint8_t>();
    const auto kind = reader.little<std::uint8_t>();
    reader.skip(2);
    head.number = reader.little<std::uint64_t>();
    head.length = reader.little<std::uint64_t>();
    head.kind = static_cast<FrameKind>(kind);
    return reader.ok() && mark == magic && version == protocolVersion && kind >= 1 && kind <= 6 &&
           head.length <= maxFrameBody;
}

void beginFrame(std::string &frame)
{
    frame.assign(frameHeadSize, '\0');
}

void finishFrame(std::string &frame, FrameKind kind, std::uint64_t number)
{
    put(frame, 0, magic);
    put(frame, 4, protocolVersion);
    put(frame, 5, static_cast<std::uint8_t>(kind));
    put(frame, 8, number);
    put(frame, 16, static_cast<std::uint64_t>(frame.size() - frameHeadSize));
}

void appendFields(std::string &out, const Fields &fields)
{
    append(out, static_cast<std::uint32_t>(fields.size()));
    for (const auto &[key, values] : fields) {
        appendText(out, key);
        append(out, static_cast<std::uint32_t>(values.size()));
        for (const std::string &value : values)
            appendText(out, value);
    }
}

bool readFields(std::string_view body, Fields &fields)
{
    ByteReader reader(body);
    const auto count = reader.little<std::uint32_t>();
    for (std::uint32_t i = 0; i < count && reader.ok(); ++i) {
        auto &values = fields[std::string(takeText(reader))];
        const auto size = reader.little<std::uint32_t>();
        for (std::uint32_t j = 0; j < size && reader.ok(); ++j)
            values.emplace_back(takeText(reader));
    }
    return reader.ok();
}

std::string field(const Fields &fields, std::string_view key)
{
    const auto it = fields.find(key);
    return it == fields.end() || it->second.empty() ? std::string() : it->second.front();
}

std::optional<Failure> appendRows(std::string &out, const Frame &frame, Wanted wanted,
                                  const WorkerAbilities &abilities)
{
    const std::size_t rows = frame.rows();
    append(out, static_cast<std::uint32_t>(rows));
    append(out, static_cast<std::uint32_t>(frame.columnCount()));
    append(out, std::uint32_t(wanted == Wanted::Everything ? 1 : 0));
    append(out, std::uint32_t(0));
    for (std::size_t i = 0; i < frame.columnCount(); ++i) {
        const ColumnSpec &column = frame.schema().columns[i];
        const ColumnBuffer &buffer = frame.column(i);
        const CellCode code = codeOf(column, buffer, rows, abilities);
        const std::size_t head = out.size();
        append(out, static_cast<std::uint8_t>(code));
        append(out, static_cast<std::uint8_t>(buffer.missing.empty() ? 0 : 1));
        out.append(14, '\0');
        if (!buffer.missing.empty())
            appendValidity(out, buffer, rows);
        const std::size_t begin = out.size();
        if (auto failure = appendData(out, column, buffer, rows, code))
            return failure;
        put(out, head + 8, static_cast<std::uint64_t>(out.size() - begin));
        pad(out, begin);
        if (out.size() > maxFrameBody)
            return Failure{Failure::Kind::Input, "the request is too large for a worker"};
    }
    return {};
}

bool readAnswer(std::string_view body, std::size_t rows, Output &output)
{
    ByteReader reader(body);
    const auto answered = reader.little<std::uint32_t>();
    const auto columns = reader.little<std::uint32_t>();
    reader.skip(8);
    if (!reader.ok() || answered != rows || columns > 100'000)
        return false;
    output.rows = rows;
    output.columns.resize(columns);
    for (OutputColumn &column : output.columns) {
        if (!readColumn(reader, rows, column))
            return false;
    }
    return true;
}

} // namespace vitrine::serving
