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

// Column `column` of the frame from the elements `begin`, `begin + step`, … of a tensor of its own type.
std::optional<Failure> fillColumn(Frame &frame, std::size_t column, const Tensor &tensor, std::size_t begin,
                                  std::size_t step)
{
    const ColumnSpec &spec = frame.schema().columns[column];
    for (std::size_t row = 0; row < frame.rows(); ++row) {
        const std::size_t at = begin + row * step;
        switch (spec.cell) {
        case CellType::Number: {
            const auto value = element<double>(tensor, at);
            frame.setNumber(column, row, value);
            if (std::isnan(value))
                frame.setMissing(column, row);
            break;
        }
        case CellType::Integer: frame.setInteger(column, row, element<std::int64_t>(tensor, at)); break;
        case CellType::Boolean: frame.setInteger(column, row, element<std::uint8_t>(tensor, at)); break;
        case CellType::Text:
            if (!spec.levels.empty() && !spec.hasLevel(tensor.texts[at]))
                return refused("'" + tensor.texts[at] + "' in the column '" + spec.name + "' is not " +
                               spec.expected);
            frame.setText(column, row, tensor.texts[at]);
            break;
        }
    }
    return {};
}

std::optional<Failure> fillMatrix(Frame &frame, const Tensor &matrix)
{
    const Schema &schema = frame.schema();
    const std::size_t width = schema.columns.size();
    for (std::size_t i = 0; i < width; ++i) {
        Tensor converted = matrix;
        if (!convertTensor(converted, tensorType(schema.columns[i].cell)))
            return refused("the column '" + schema.columns[i].name + "' is not of the matrix's type");
        if (auto failure = fillColumn(frame, i, converted, i, width))
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
            return refused("the input '" + column.name + "' is " + std::string(dataTypeName(input->type)) +
                           ", not " + std::string(dataTypeName(tensorType(column.cell))));
        if (auto failure = fillColumn(frame, i, converted, 0, 1))
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
