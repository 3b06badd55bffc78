// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/exchange.h"

namespace vitrine::serving {

bool runModel(Exchange &exchange, AnswerType type, int &status, std::string &message)
{
    const ServedVersion &version = *exchange.version;
    const StageTimer timer(version, Stage::Infer);
    const Wanted wanted = type == AnswerType::Prediction ? Wanted::Prediction : Wanted::Everything;
    Workspace &workspace = exchange.workspace;
    const auto failure = version.engine->predict(workspace.frame, wanted, workspace.output);
    if (!failure) {
        version.counters->rows.fetch_add(workspace.frame.rows(), std::memory_order_relaxed);
        return true;
    }
    status = failure->kind == Failure::Kind::Input ? 422 : failure->kind == Failure::Kind::Busy ? 503 : 500;
    message = failure->message;
    return false;
}

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

void appendRow(std::string &out, const OutputColumn &column, std::size_t row, NotANumber special)
{
    if (column.width == 1 && column.role != OutputColumn::Role::Probabilities) {
        appendCell(out, column, row, special);
        return;
    }
    out += '[';
    for (std::size_t i = 0; i < column.width; ++i) {
        if (i > 0)
            out += ',';
        appendCell(out, column, row * column.width + i, special);
    }
    out += ']';
}

void addRemarks(Exchange &exchange)
{
    Response &response = exchange.response;
    const auto &ignored = exchange.workspace.parser.ignoredColumns();
    if (!ignored.empty()) {
        std::string names;
        for (const std::string &name : ignored) {
            names += names.empty() ? "" : ", ";
            for (const char c : name)
                names +=
                    static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7E ? '?' : c;
        }
        response.addHeader("X-Ignored-Columns", names);
    }
    if (const std::size_t missing = exchange.workspace.frame.missingCells(); missing > 0) {
        response.addHeader("X-Missing-Values", std::to_string(missing));
        exchange.version->counters->missingCells.fetch_add(missing, std::memory_order_relaxed);
    }
    if (!exchange.version->hasPrototype)
        response.addHeader("X-Prototype", "none: requests are checked against the model's own inputs only");
}

} // namespace vitrine::serving
