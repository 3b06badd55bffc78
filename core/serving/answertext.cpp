// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/answertext.h"

#include <cmath>

namespace vitrine::serving {

namespace {

void appendCsvText(std::string &out, std::string_view text)
{
    if (text.find_first_of("\",\r\n") == std::string_view::npos) {
        out += text;
        return;
    }
    out += '"';
    for (const char c : text) {
        if (c == '"')
            out += '"';
        out += c;
    }
    out += '"';
}

} // namespace

const OutputColumn *answerColumn(const Output &output, AnswerType type)
{
    return type == AnswerType::Prediction ? output.prediction()
                                          : output.find(OutputColumn::Role::Probabilities);
}

void appendCell(std::string &out, const OutputColumn &column, std::size_t index, NotANumber special)
{
    if (column.isMissing(index)) {
        out += special == NotANumber::RText ? "\"NA\"" : "null";
        return;
    }
    switch (column.kind) {
    case OutputColumn::Kind::Single: appendNumber(out, column.singles[index], special); return;
    case OutputColumn::Kind::Double: appendNumber(out, column.numbers[index], special); return;
    case OutputColumn::Kind::Integer: appendInteger(out, column.integers[index]); return;
    case OutputColumn::Kind::Boolean: out += column.integers[index] != 0 ? "true" : "false"; return;
    case OutputColumn::Kind::Text: appendText(out, column.texts[index]); return;
    }
}

void appendPredictionName(std::string &out, const OutputColumn &column, std::size_t index)
{
    const bool probabilities = column.role == OutputColumn::Role::Probabilities;
    if (column.role == OutputColumn::Role::Label)
        out += "\".pred_class\"";
    else if (!probabilities && column.width == 1)
        out += "\".pred\"";
    else if (probabilities && index < column.levels.size())
        appendText(out, ".pred_" + column.levels[index]);
    else
        out += "\".pred_" + std::to_string(index + 1) + '"';
}

AnswerText::AnswerText(AnswerForm form, std::string_view name, AnswerType type, NotANumber special)
    : m_form(form)
    , m_name(name)
    , m_type(type)
    , m_special(special)
{
}

std::string_view AnswerText::contentType() const
{
    switch (m_form) {
    case AnswerForm::Csv: return "text/csv; charset=utf-8";
    case AnswerForm::JsonLines: return "application/jsonlines";
    case AnswerForm::Lists:
    case AnswerForm::Records: break;
    }
    return "application/json";
}

void AnswerText::begin(std::string &out) const
{
    if (m_form == AnswerForm::Lists) {
        out += '{';
        appendKey(out, m_name);
        out += '[';
    } else if (m_form == AnswerForm::Records) {
        out += '[';
    }
}

void AnswerText::end(std::string &out) const
{
    if (m_form == AnswerForm::Lists)
        out += "]}";
    else if (m_form == AnswerForm::Records)
        out += ']';
}

void AnswerText::rows(std::string &out, const OutputColumn &column, std::size_t rows)
{
    if (m_form == AnswerForm::Records && m_keys.empty()) {
        for (std::size_t i = 0; i < column.width; ++i) {
            appendPredictionName(m_keys.emplace_back(), column, i);
            m_keys.back() += ':';
        }
    }
    for (std::size_t row = 0; row < rows; ++row) {
        const bool separated = m_form == AnswerForm::Lists || m_form == AnswerForm::Records;
        if (m_any && separated)
            out += ',';
        m_any = true;
        switch (m_form) {
        case AnswerForm::Lists: value(out, column, row); break;
        case AnswerForm::Records: record(out, column, row); break;
        case AnswerForm::Csv: line(out, column, row); break;
        case AnswerForm::JsonLines:
            out += '{';
            appendKey(out, m_name);
            value(out, column, row);
            out += "}\n";
            break;
        }
    }
}

void AnswerText::cell(std::string &out, const OutputColumn &column, std::size_t index) const
{
    if (m_type == AnswerType::LogProbabilities)
        appendNumber(out, std::log(column.number(index)), m_special);
    else
        appendCell(out, column, index, m_special);
}

void AnswerText::value(std::string &out, const OutputColumn &column, std::size_t row) const
{
    if (column.width == 1 && column.role != OutputColumn::Role::Probabilities)
        return cell(out, column, row);
    out += '[';
    for (std::size_t i = 0; i < column.width; ++i) {
        if (i > 0)
            out += ',';
        cell(out, column, row * column.width + i);
    }
    out += ']';
}

void AnswerText::record(std::string &out, const OutputColumn &column, std::size_t row) const
{
    // A label is a class in R, and a class is a text.
    const bool quoted =
        column.role == OutputColumn::Role::Label && column.kind == OutputColumn::Kind::Integer;
    out += '{';
    for (std::size_t i = 0; i < column.width; ++i) {
        if (i > 0)
            out += ',';
        out += m_keys[i];
        out += quoted ? "\"" : "";
        cell(out, column, row * column.width + i);
        out += quoted ? "\"" : "";
    }
    out += '}';
}

void AnswerText::line(std::string &out, const OutputColumn &column, std::size_t row) const
{
    for (std::size_t i = 0; i < column.width; ++i) {
        if (i > 0)
            out += ',';
        const std::size_t index = row * column.width + i;
        if (column.kind == OutputColumn::Kind::Text)
            appendCsvText(out, column.texts[index]);
        else if (std::isfinite(column.number(index)) &&
                 (m_type != AnswerType::LogProbabilities || column.number(index) > 0))
            cell(out, column, index);
    }
    out += '\n';
}

} // namespace vitrine::serving
