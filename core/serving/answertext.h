// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/engine.h"
#include "core/serving/jsontext.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::serving {

// Which part of a model's output answers a request.
enum class AnswerType : std::uint8_t { Prediction, Probabilities, LogProbabilities };

// The column of the output that answers; null when the model has none of that kind.
const OutputColumn *answerColumn(const Output &output, AnswerType type);

// How predictions are sent.
enum class AnswerForm : std::uint8_t {
    Lists,     // {"predict":[…]}
    Records,   // [{".pred":…},…], as tidymodels names its columns
    Csv,       // a line each, without a header, as SageMaker's containers do
    JsonLines, // {"predict":…} a line
};

// Writes the answers to the rows of a request, all at once or in pieces.
class AnswerText final
{
public:
    // `name`: of the list.
    AnswerText(AnswerForm form, std::string_view name, AnswerType type, NotANumber special);

    void begin(std::string &out) const;
    void rows(std::string &out, const OutputColumn &column, std::size_t rows);
    void end(std::string &out) const;
    std::string_view contentType() const;

private:
    void record(std::string &out, const OutputColumn &column, std::size_t row) const;
    void line(std::string &out, const OutputColumn &column, std::size_t row) const;
    void value(std::string &out, const OutputColumn &column, std::size_t row) const;
    void cell(std::string &out, const OutputColumn &column, std::size_t index) const;

    AnswerForm m_form;
    std::string m_name;
    AnswerType m_type;
    NotANumber m_special;
    std::vector<std::string> m_keys; // of records
    bool m_any = false;
};

// One value of a column as JSON.
void appendCell(std::string &out, const OutputColumn &column, std::size_t index, NotANumber special);

// The name of one of a column's values in tidymodels' words, as JSON: ".pred", ".pred_class",
// ".pred_<level>".
void appendPredictionName(std::string &out, const OutputColumn &column, std::size_t index);

} // namespace vitrine::serving
