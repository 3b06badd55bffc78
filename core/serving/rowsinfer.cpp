// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/rowsinfer.h"

#include "core/serving/tensorconversion.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace vitrine::serving {

namespace {

DataType tensorType(CellType cell)
{
    switch (cell) {
    case CellType::Number: return DataType::Float64;
    case CellType::Integer: return DataType::Int64;
    case CellType::Boolean: return DataType::Bool;
    case CellType::Text: break;
    }
    return DataType::Text;
}

DataType tensorType(const OutputColumn &column)
{
    switch (column.kind) {
    case OutputColumn::Kind::Single: return DataType::Float32;
    case OutputColumn::Kind::Double: return DataType::Float64;
    case OutputColumn::Kind::Integer: return DataType::Int64;
    case OutputColumn::Kind::Boolean: return DataType::Bool;
    case OutputColumn::Kind::Text: break;
    }
    return DataType::Text;
}

Failure refused(std::string message)
{
    return Failure{Failure::Kind::Input, std::move(message)};
}

template<typename T>
T element(const Tensor &tensor, std::size_t index)
{
    T value;
    std::memcpy(&value, tensor.bytes.data() + index * sizeof(T), sizeof(T));
    return value;
}

// Column `column` of the frame from a tensor of its type with one element a row.
std::optional<Failure> fillColumn(Frame &frame, std::size_t column, const Tensor &tensor)
{
    const ColumnSpec &spec = frame.schema().columns[column];
    for (std::size_t row = 0; row < frame.rows(); ++row) {
        switch (spec.cell) {
        case CellType::Number: {
            const auto value = element<double>(tensor, row);
            frame.setNumber(column, row, value);
            if (std::isnan(value))
                frame.setMissing(column, row);
            break;
        }
        case CellType::Integer: frame.setInteger(column, row, element<std::int64_t>(tensor, row)); break;
        case CellType::Boolean: frame.setInteger(column, row, element<std::uint8_t>(tensor, row)); break;
        case CellType::Text:
            if (!spec.levels.empty() && !spec.hasLevel(tensor.texts[row]))
                return refused("'" + tensor.texts[row] + "' in the column '" + spec.name + "' is not " +
                               spec.expected);
            frame.setText(column, row, tensor.texts[row]);
            break;
        }
    }
    return {};
}

Tensor columnOf(const Tensor &matrix, std::size_t index)
{
    const auto rows = static_cast<std::size_t>(matrix.shape[0]);
    const auto width = static_cast<std::size_t>(matrix.shape[1]);
    Tensor column{matrix.name, matrix.type, {matrix.shape[0]}, {}, {}};
    const std::size_t size = dataTypeSize(matrix.type);
    column.bytes.resize(rows * size);
    for (std::size_t row = 0; row < rows; ++row) {
        const std::size_t at = row * width + index;
        if (matrix.type == DataType::Text)
            column.texts.push_back(matrix.texts[at]);
        else
            std::memcpy(column.bytes.data() + row * size, matrix.bytes.data() + at * size, size);
    }
    return column;
}

std::optional<Failure> fillMatrix(Frame &frame, const Tensor &matrix)
{
    const Schema &schema = frame.schema();
    for (std::size_t i = 0; i < schema.columns.size(); ++i) {
        Tensor column = columnOf(matrix, i);
        if (!convertTensor(column, tensorType(schema.columns[i].cell)))
            return refused("not all values of the column '" + schema.columns[i].name + "' can be " +
                           schema.columns[i].expected);
        if (auto failure = fillColumn(frame, i, column))
            return failure;
    }
    return {};
}

std::optional<Failure> fillByName(Frame &frame, std::span<const Tensor> inputs)
{
    const Schema &schema = frame.schema();
    for (std::size_t i = 0; i < schema.columns.size(); ++i) {
        const ColumnSpec &column = schema.columns[i];
        const auto input = std::find_if(inputs.begin(), inputs.end(),
                                        [&](const Tensor &each) { return each.name == column.name; });
        if (input == inputs.end())
            return refused("the input '" + column.name + "' is missing");
        if (input->elementCount() != frame.rows())
            return refused("the inputs differ in length");
        Tensor converted = *input;
        if (!convertTensor(converted, tensorType(column.cell)))
            return refused("not all values of the input '" + column.name + "' can be " + column.expected);
        if (auto failure = fillColumn(frame, i, converted))
            return failure;
    }
    return {};
}

} // namespace

std::vector<TensorSpec> columnInputs(const Schema &schema)
{
    std::vector<TensorSpec> specs;
    for (const ColumnSpec &column : schema.columns)
        specs.push_back({column.name, tensorType(column.cell), {-1}});
    return specs;
}

std::vector<TensorSpec> columnOutputs(const Output &output)
{
    std::vector<TensorSpec> specs;
    for (const OutputColumn &column : output.columns) {
        TensorSpec spec{column.name, tensorType(column), {-1}};
        if (column.width != 1 || column.role == OutputColumn::Role::Probabilities)
            spec.shape.push_back(static_cast<std::int64_t>(column.width));
        specs.push_back(std::move(spec));
    }
    return specs;
}

std::optional<Failure> inferRows(const Engine &engine, std::span<const Tensor> inputs,
                                 std::vector<Tensor> &outputs)
{
    const Schema &schema = engine.schema();
    if (inputs.empty())
        return refused("the request has no inputs");
    const Tensor &first = inputs.front();
    const bool matrix = inputs.size() == 1 && first.shape.size() == 2 &&
                        first.shape[1] == static_cast<std::int64_t>(schema.columns.size());
    Frame frame;
    frame.reset(schema);
    frame.setRows(matrix ? static_cast<std::size_t>(first.shape[0]) : first.elementCount());
    if (auto failure = matrix ? fillMatrix(frame, first) : fillByName(frame, inputs))
        return failure;
    Output output;
    if (auto failure = engine.predict(frame, Wanted::Everything, output))
        return failure;
    outputs.clear();
    for (const OutputColumn &column : output.columns)
        outputs.push_back(tensorOfColumn(column, output.rows));
    return {};
}

void fillProbe(const Schema &schema, const format::Prototype &prototype, Frame &frame)
{
    frame.reset(schema);
    frame.setRows(1);
    for (std::size_t i = 0; i < schema.columns.size(); ++i) {
        const ColumnSpec &column = schema.columns[i];
        const auto index = static_cast<qsizetype>(i);
        const QJsonValue example =
            index < prototype.columns.size() ? prototype.columns[index].example : QJsonValue();
        switch (column.cell) {
        case CellType::Number: frame.setNumber(i, 0, example.toDouble()); break;
        case CellType::Integer: frame.setInteger(i, 0, static_cast<std::int64_t>(example.toDouble())); break;
        case CellType::Boolean: frame.setInteger(i, 0, example.toBool() ? 1 : 0); break;
        case CellType::Text: {
            std::string text = example.isString() ? example.toString().toStdString() : std::string();
            if (text.empty())
                text = !column.levels.empty()                        ? column.levels.front()
                       : column.type == format::ColumnType::Date     ? "2024-01-31"
                       : column.type == format::ColumnType::DateTime ? "2024-01-31T12:00:00Z"
                                                                     : "text";
            frame.setText(i, 0, frame.keep(std::move(text)));
            break;
        }
        }
    }
}

} // namespace vitrine::serving
