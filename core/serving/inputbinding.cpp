// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/inputbinding.h"

#include "core/base/text.h"
#include "core/serving/celltext.h"

#include <algorithm>
#include <limits>

namespace vitrine::serving {

namespace {

bool isReal(DataType type)
{
    return type == DataType::Float16 || type == DataType::BFloat16 || type == DataType::Float32 ||
           type == DataType::Float64;
}

// Columns that a row of this tensor has; 0: as many as are left.
std::size_t widthOf(const TensorSpec &spec)
{
    if (spec.shape.size() < 2)
        return 1;
    return spec.shape[1] < 0 ? 0 : static_cast<std::size_t>(spec.shape[1]);
}

bool isRows(const TensorSpec &spec)
{
    return spec.shape.size() == 1 || spec.shape.size() == 2;
}

format::ColumnType columnTypeOf(DataType type)
{
    if (type == DataType::Text)
        return format::ColumnType::String;
    if (type == DataType::Bool)
        return format::ColumnType::Boolean;
    return isReal(type) ? format::ColumnType::Number : format::ColumnType::Integer;
}

Schema derived(const std::vector<TensorSpec> &inputs)
{
    Schema schema;
    schema.fromPrototype = false;
    const bool matrix = inputs.size() == 1;
    for (const TensorSpec &input : inputs) {
        const std::size_t width = widthOf(input);
        for (std::size_t i = 0; i < width; ++i) {
            format::Column column;
            column.name = matrix && width > 1 ? QString::number(i) : QString::fromStdString(input.name);
            if (!matrix && width > 1)
                column.name += QChar(u'.') + QString::number(i);
            column.type = columnTypeOf(input.type);
            schema.columns.push_back(columnSpec(column));
        }
    }
    return schema;
}

bool levelsAreNumbers(const ColumnSpec &column)
{
    return !column.levels.empty() &&
           std::all_of(column.levels.begin(), column.levels.end(),
                       [](const std::string &level) { return numberFromText(level).has_value(); });
}

template<typename T>
void limitTo(ColumnSpec &column)
{
    column.least = static_cast<std::int64_t>(std::numeric_limits<T>::min());
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<T>::max());
    constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    column.most = static_cast<std::int64_t>(std::min(most, largest));
    column.expected += " from " + std::to_string(column.least) + " to " + std::to_string(column.most);
}

// A number beyond the tensor's type would come out as another one.
void limitTo(ColumnSpec &column, DataType type)
{
    switch (type) {
    case DataType::UInt8: return limitTo<std::uint8_t>(column);
    case DataType::UInt16: return limitTo<std::uint16_t>(column);
    case DataType::UInt32: return limitTo<std::uint32_t>(column);
    case DataType::UInt64: return limitTo<std::uint64_t>(column);
    case DataType::Int8: return limitTo<std::int8_t>(column);
    case DataType::Int16: return limitTo<std::int16_t>(column);
    case DataType::Int32: return limitTo<std::int32_t>(column);
    default: return;
    }
}

// Makes the column as strict as the tensor that it goes into.
Result<> fit(ColumnSpec &column, const TensorSpec &input)
{
    column.acceptsMissing = isReal(input.type);
    if (input.type == DataType::Text)
        return {};
    const bool isCategory =
        column.type == format::ColumnType::Category || column.type == format::ColumnType::OrderedCategory;
    const bool isTime =
        column.type == format::ColumnType::Date || column.type == format::ColumnType::DateTime;
    if (column.cell == CellType::Text && !isTime && !(isCategory && levelsAreNumbers(column)))
        return Error{Error::Code::InvalidArgument,
                     Text::tr("the column '%1' holds text and the model's input '%2' takes numbers.")
                         .arg(QString::fromStdString(column.name), QString::fromStdString(input.name)),
                     {}};
    if (column.cell == CellType::Number && !isReal(input.type)) {
        format::Column strict;
        strict.name = QString::fromStdString(column.name);
        strict.type =
            input.type == DataType::Bool ? format::ColumnType::Boolean : format::ColumnType::Integer;
        column = columnSpec(strict);
        column.acceptsMissing = false;
    }
    if (column.cell == CellType::Integer)
        limitTo(column, input.type);
    return {};
}

Error countMismatch(std::size_t prototype, std::size_t model)
{
    return Error{Error::Code::InvalidArgument,
                 Text::tr("it has %1 columns and the model takes %2.").arg(prototype).arg(model),
                 {}};
}

// Every input takes one column and there is a column of that name.
bool boundByName(const std::vector<TensorSpec> &inputs, const Schema &schema)
{
    return inputs.size() > 1 && std::all_of(inputs.begin(), inputs.end(), [&](const TensorSpec &input) {
               return widthOf(input) == 1 && schema.find(input.name) >= 0;
           });
}

} // namespace

Result<std::vector<InputBinding>> bindInputs(const std::vector<TensorSpec> &inputs, const Schema &prototype,
                                             Schema &schema)
{
    std::vector<InputBinding> bindings;
    if (inputs.empty() || !std::all_of(inputs.begin(), inputs.end(), isRows)) {
        schema = Schema{{}, false};
        return bindings;
    }
    schema = prototype.columns.empty() ? derived(inputs) : prototype;
    const bool byName = boundByName(inputs, schema);
    std::size_t next = 0;
    std::size_t wanted = 0;
    for (const TensorSpec &input : inputs) {
        InputBinding binding;
        if (byName) {
            binding.columns.push_back(static_cast<std::size_t>(schema.find(input.name)));
        } else {
            const std::size_t left = schema.columns.size() - std::min(next, schema.columns.size());
            const std::size_t width = widthOf(input) == 0 ? left : widthOf(input);
            for (std::size_t i = 0; i < width; ++i)
                binding.columns.push_back(next + i);
            next += width;
        }
        wanted += binding.columns.size();
        bindings.push_back(std::move(binding));
    }
    if (wanted != schema.columns.size())
        return countMismatch(schema.columns.size(), wanted);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        for (const std::size_t column : bindings[i].columns)
            VT_CHECK(fit(schema.columns[column], inputs[i]));
    }
    return bindings;
}

} // namespace vitrine::serving
