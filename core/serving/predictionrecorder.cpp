// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/predictionrecorder.h"

#include "core/serving/prometheustext.h"
#include "core/serving/tensorconversion.h"

#include <algorithm>
#include <chrono>

namespace vitrine::serving {

namespace {

constexpr std::size_t mostTensorElements = 100'000; // of a record
constexpr std::size_t longestError = 4096;
constexpr std::size_t longestPassed = 256 * 1024;

void appendFrameCell(std::string &out, const ColumnBuffer &column, CellType cell, std::size_t row)
{
    switch (cell) {
    case CellType::Number: appendNumber(out, column.numbers[row]); return;
    case CellType::Integer: appendInteger(out, column.integers[row]); return;
    case CellType::Boolean: out += column.integers[row] != 0 ? "true" : "false"; return;
    case CellType::Text: appendText(out, column.texts[row]); return;
    }
}

void appendFrameColumn(std::string &out, const Frame &frame, std::size_t index, std::size_t rows)
{
    const ColumnBuffer &column = frame.column(index);
    const CellType cell = frame.schema().columns[index].cell;
    for (std::size_t row = 0; row < rows; ++row) {
        if (row > 0)
            out += ',';
        // A missing number is NaN and written as null anyway.
        if (cell != CellType::Number && !column.missing.empty() && frame.isMissing(index, row))
            out += "null";
        else
            appendFrameCell(out, column, cell, row);
    }
}

void appendAnswers(std::string &out, const OutputColumn &column, std::size_t rows)
{
    for (std::size_t i = 0; i < column.width; ++i) {
        out += out.size() > 1 ? "," : "";
        appendPredictionName(out, column, i);
        out += ":[";
        for (std::size_t row = 0; row < rows; ++row) {
            if (row > 0)
                out += ',';
            appendCell(out, column, row * column.width + i, NotANumber::Null);
        }
        out += ']';
    }
}

void appendTensors(std::string &out, std::span<const Tensor> tensors)
{
    out = "{";
    for (const Tensor &tensor : tensors) {
        if (tensor.elementCount() > mostTensorElements)
            continue;
        out += out.size() > 1 ? "," : "";
        appendKey(out, tensor.name);
        appendTensorData(out, tensor);
    }
    out += '}';
}

std::int64_t nowMs()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

} // namespace

PredictionRecorder::PredictionRecorder(monitor::PredictionLog &log, Options options)
    : m_log(log)
    , m_options(std::move(options))
{
}

bool PredictionRecorder::isWithheld(const std::string &column) const
{
    return std::any_of(m_options.withheld.begin(), m_options.withheld.end(),
                       [&](const std::string &name) { return name == "*" || name == column; });
}

void PredictionRecorder::prepare(ServedVersion &version) const
{
    version.origin = m_log.origin(version.model, version.version);
    version.recordKeys.clear();
    for (const ColumnSpec &column : version.schema().columns) {
        std::string &key = version.recordKeys.emplace_back();
        if (!isWithheld(column.name)) {
            appendKey(key, column.name);
            key += '[';
        }
    }
}

void PredictionRecorder::fill(const ServedVersion &version, const Workspace &workspace,
                              monitor::Prediction &record) const
{
    const Frame &frame = workspace.frame;
    record.rows = static_cast<std::uint32_t>(frame.rows());
    const std::size_t rows = std::min(frame.rows(), m_options.mostRows);
    record.inputs = '{';
    for (std::size_t i = 0; i < std::min(frame.columnCount(), version.recordKeys.size()); ++i) {
        if (version.recordKeys[i].empty())
            continue;
        record.inputs += record.inputs.size() > 1 ? "," : "";
        record.inputs += version.recordKeys[i];
        appendFrameColumn(record.inputs, frame, i, rows);
        record.inputs += ']';
    }
    record.inputs += '}';
    record.outputs = '{';
    for (const OutputColumn &column : workspace.output.columns)
        appendAnswers(record.outputs, column, rows);
    record.outputs += '}';
}

void PredictionRecorder::fill(std::span<const Tensor> inputs, std::span<const Tensor> outputs,
                              monitor::Prediction &record) const
{
    const bool anyRows = !inputs.empty() && !inputs.front().shape.empty();
    record.rows = anyRows ? static_cast<std::uint32_t>(inputs.front().shape.front()) : 1;
    if (!isWithheld("*"))
        appendTensors(record.inputs, inputs);
    appendTensors(record.outputs, outputs);
}

void PredictionRecorder::fillPassed(std::string_view request, std::string_view answer,
                                    monitor::Prediction &record) const
{
    const auto write = [](std::string &out, const char *name, std::string_view text) {
        if (text.size() > longestPassed)
            return;
        out = '{';
        appendKey(out, name);
        out += '[';
        appendText(out, text);
        out += "]}";
    };
    record.rows = 1;
    if (!isWithheld("request"))
        write(record.inputs, "request", request);
    write(record.outputs, ".pred", answer);
}

void PredictionRecorder::record(const Exchange &exchange, std::string_view id,
                                monitor::Prediction &record) const
{
    record.id = id;
    record.origin = exchange.version->origin;
    record.latencyUs = static_cast<std::uint32_t>(exchange.clock.total().count() / 1000);
    record.chosen = exchange.idTimeMs == 0;
    record.timeMs = record.chosen ? nowMs() : exchange.idTimeMs;
    record.status = static_cast<std::uint16_t>(exchange.response.status);
    record.endpoint = endpointName(exchange.endpoint);
    if (exchange.response.status >= 400) {
        const ErrorKind error = exchange.response.error;
        record.error =
            errorKindName(error == ErrorKind::None ? errorKindOf(exchange.response.status) : error);
        record.inputs.clear();
        if (exchange.response.body.size() <= longestError)
            record.outputs = exchange.response.body;
    }
    m_log.record(record);
    record.clear();
}

void PredictionRecorder::write(std::string &out) const
{
    const monitor::PredictionCounts counts = m_log.counts();
    prometheus::family(out, "vitrine_recorded_predictions_total", "Requests in the log of predictions.",
                       "counter");
    prometheus::sample(out, "vitrine_recorded_predictions_total", {}, counts.recorded);
    prometheus::family(out, "vitrine_unrecorded_predictions_total",
                       "Requests that the log of predictions has not, by reason.", "counter");
    for (const auto &[reason, count] :
         {std::pair{"sampled", counts.sampledOut}, std::pair{"thinned", counts.thinned},
          std::pair{"overflow", counts.overflowed}, std::pair{"failed", counts.failed}})
        prometheus::sample(out, "vitrine_unrecorded_predictions_total", prometheus::label("reason", reason),
                           count);
    prometheus::family(out, "vitrine_feedback_total", "Truths attached to recorded predictions.", "counter");
    prometheus::sample(out, "vitrine_feedback_total", {}, counts.feedback);
}

} // namespace vitrine::serving
