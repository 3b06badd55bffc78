// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/jsonpiece.h"

#include "core/base/text.h"
#include "core/monitor/dataset/columnbuilder.h"
#include "core/monitor/dataset/jsonscan.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <unordered_map>

#include <simdjson.h>

namespace vitrine::monitor {

namespace {

namespace dom = simdjson::dom;

constexpr qsizetype shownText = 40;

QString shortened(std::string_view text)
{
    const QString whole = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())).simplified();
    return whole.size() > shownText ? whole.left(shownText) + u'…' : whole;
}

// A scalar of an object, with the name of its column.
struct JsonCell {
    enum class Kind { Null, Number, Text } kind = Kind::Null;
    std::string_view name;
    std::string_view text; // of numbers, too
    double number = 0;
};

// Reads one object after the other and hands over their scalars. By the DOM, which is built for several kinds
// of processor and chooses at run time; on demand it would run on the oldest.
class ObjectReader final
{
public:
    using Visit = std::function<void(const JsonCell &)>;

    // Why the object could not be read; empty when all is well. `json` lies in memory that is readable
    // SIMDJSON_PADDING bytes beyond its end.
    QString read(std::string_view json, const Visit &visit)
    {
        dom::element element;
        simdjson::error_code error = m_parser.parse(json.data(), json.size(), false).get(element);
        if (error != simdjson::SUCCESS && mendJsonNumbers(json, m_mended))
            error = m_parser.parse(m_mended).get(element);
        dom::object object;
        if (error == simdjson::SUCCESS)
            error = element.get(object);
        switch (error) {
        case simdjson::SUCCESS: break;
        case simdjson::INCORRECT_TYPE: return Text::tr("is not a JSON object");
        case simdjson::UTF8_ERROR: return Text::tr("is not UTF-8");
        default: return Text::tr("is not valid JSON");
        }
        m_path.clear();
        fields(object, visit);
        return {};
    }

private:
    void fields(const dom::object &object, const Visit &visit)
    {
        const std::size_t prefix = m_path.size();
        for (const auto &[key, value] : object) {
            m_path.resize(prefix);
            m_path.append(key);
            this->value(value, visit);
        }
    }

    void value(const dom::element &value, const Visit &visit)
    {
        JsonCell cell;
        switch (value.type()) {
        case dom::element_type::OBJECT:
            m_path += '.';
            fields(value.get_object().value_unsafe(), visit);
            return;
        case dom::element_type::ARRAY:
            m_text = simdjson::minify(value);
            cell.kind = JsonCell::Kind::Text;
            cell.text = m_text;
            break;
        case dom::element_type::STRING:
            cell.kind = JsonCell::Kind::Text;
            cell.text = value.get_string().value_unsafe();
            break;
        case dom::element_type::BOOL:
            cell.kind = JsonCell::Kind::Text;
            cell.text = value.get_bool().value_unsafe() ? "true" : "false";
            break;
        case dom::element_type::INT64: number(cell, value.get_int64().value_unsafe()); break;
        case dom::element_type::UINT64: number(cell, value.get_uint64().value_unsafe()); break;
        case dom::element_type::DOUBLE: number(cell, value.get_double().value_unsafe()); break;
        case dom::element_type::NULL_VALUE: break;
        }
        cell.name = m_path;
        visit(cell);
    }

    template<typename T>
    void number(JsonCell &cell, T value)
    {
        cell.kind = JsonCell::Kind::Number;
        cell.number = static_cast<double>(value);
        const auto end = std::to_chars(m_digits.data(), m_digits.data() + m_digits.size(), value).ptr;
        cell.text = {m_digits.data(), static_cast<std::size_t>(end - m_digits.data())};
    }

    dom::parser m_parser;
    std::string m_path;
    std::string m_text;
    std::string m_mended;
    std::array<char, 32> m_digits;
};

// Every object of a piece with its line; also what is there in an object's place.
template<typename Visit>
qint64 forEachObject(std::string_view bytes, JsonShape shape, Visit &&visit)
{
    qint64 line = 0;
    std::size_t at = 0;
    while (at < bytes.size()) {
        std::size_t begin = at;
        std::size_t end = 0;
        if (shape == JsonShape::Lines) {
            end = std::min(bytes.find('\n', at), bytes.size());
            const std::string_view text = withoutSpaces(bytes.substr(at, end - at));
            if (!text.empty() && text != "\r" &&
                !visit(text.ends_with('\r') ? text.substr(0, text.size() - 1) : text, line))
                return line;
            end = std::min(end + 1, bytes.size());
        } else {
            begin = bytes.find_first_not_of(" \t\r\n,]", at);
            if (begin == std::string_view::npos)
                begin = bytes.size();
            line += std::count(bytes.begin() + qint64(at), bytes.begin() + qint64(begin), '\n');
            if (begin == bytes.size())
                return line;
            const bool bracket = bytes[begin] == '{' || bytes[begin] == '[';
            end = bracket ? jsonValueEnd(bytes, begin) : bytes.find_first_of(",\n", begin);
            end = std::min(end, bytes.size());
            if (!visit(bytes.substr(begin, end - begin), line))
                return line;
        }
        line += std::count(bytes.begin() + qint64(begin), bytes.begin() + qint64(end), '\n');
        at = end;
    }
    return line;
}

class JsonPieceParser final
{
public:
    explicit JsonPieceParser(const JsonPlan &plan) : m_plan(plan), m_rowOf(plan.forms.size(), 0)
    {
        m_result.chunk.columns.resize(plan.forms.size());
        m_builders.reserve(plan.forms.size());
        for (std::size_t i = 0; i < plan.forms.size(); ++i) {
            m_builders.emplace_back(m_result.chunk.columns[i], plan.forms[i], plan.missing, plan.zone);
            m_names.push_back(plan.names[static_cast<qsizetype>(i)].toStdString());
        }
        for (std::size_t i = 0; i < m_names.size(); ++i)
            m_places.emplace(m_names[i], i);
    }

    ParsedPiece parse(std::string_view bytes)
    {
        m_result.lineCount = forEachObject(bytes, m_plan.shape, [&](std::string_view json, qint64 line) {
            object(json, line);
            return true;
        });
        for (const ColumnBuilder &builder : m_builders)
            m_result.problems.unclearTimes += builder.unclearTimes();
        m_result.chunk.rows = m_result.chunk.lines.size();
        return std::move(m_result);
    }

private:
    void object(std::string_view json, qint64 line)
    {
        ++m_row;
        m_expected = 0;
        const QString why = m_reader.read(json, [&](const JsonCell &cell) { take(cell, line); });
        if (!why.isEmpty()) {
            ++m_result.problems.droppedRows;
            keep({line, {}, shortened(json), why});
            return;
        }
        m_result.chunk.lines.push_back(line);
        for (std::size_t i = 0; i < m_builders.size(); ++i) {
            if (m_rowOf[i] != m_row)
                m_builders[i].addMissing();
        }
    }

    void take(const JsonCell &cell, qint64 line)
    {
        const std::size_t column = placeOf(cell.name);
        if (column == m_names.size() || m_rowOf[column] == m_row)
            return;
        m_rowOf[column] = m_row;
        ColumnBuilder &builder = m_builders[column];
        if (cell.kind == JsonCell::Kind::Null) {
            builder.addMissing();
            return;
        }
        const bool number =
            cell.kind == JsonCell::Kind::Number && m_plan.forms[column].type == ColumnType::Number;
        const bool readable = number ? builder.addNumber(cell.number) : builder.add(withoutSpaces(cell.text));
        if (readable)
            return;
        ++m_result.problems.unreadableCells;
        keep({line, m_plan.names[static_cast<qsizetype>(column)], shortened(cell.text), builder.complaint()});
    }

    // Keys come in the same order in every object nearly always.
    std::size_t placeOf(std::string_view name)
    {
        if (m_expected < m_names.size() && m_names[m_expected] == name)
            return m_expected++;
        const auto found = m_places.find(name);
        if (found == m_places.end())
            return m_names.size();
        m_expected = found->second + 1;
        return found->second;
    }

    void keep(DatasetProblem problem)
    {
        if (m_result.problems.first.size() < m_plan.keptProblems)
            m_result.problems.first.append(std::move(problem));
    }

    const JsonPlan &m_plan;
    ObjectReader m_reader;
    ParsedPiece m_result;
    std::vector<ColumnBuilder> m_builders;
    std::vector<std::string> m_names;
    std::unordered_map<std::string_view, std::size_t> m_places;
    std::vector<qint64> m_rowOf; // the last object that had the column, from 1
    std::size_t m_expected = 0;
    qint64 m_row = 0;
};

} // namespace

ParsedPiece parseJson(std::string_view bytes, const JsonPlan &plan)
{
    return JsonPieceParser(plan).parse(bytes);
}

JsonSample sampleJson(std::string_view bytes, JsonShape shape, int most)
{
    JsonSample sample;
    ObjectReader reader;
    std::unordered_map<std::string, std::size_t> places;
    forEachObject(bytes, shape, [&](std::string_view json, qint64) {
        const QString why = reader.read(json, [&](const JsonCell &cell) {
            const auto [found, isNew] = places.try_emplace(std::string(cell.name), sample.cells.size());
            if (isNew) {
                sample.names << QString::fromUtf8(cell.name.data(), static_cast<qsizetype>(cell.name.size()));
                sample.cells.emplace_back();
            }
            sample.cells[found->second].emplace_back(withoutSpaces(cell.text));
        });
        if (why.isEmpty())
            ++sample.objects;
        return sample.objects < most;
    });
    return sample;
}

} // namespace vitrine::monitor
