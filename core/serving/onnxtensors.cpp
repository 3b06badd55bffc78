// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/onnxtensors.h"

#ifdef VT_HAVE_ONNXRUNTIME

#include "core/serving/celltext.h"
#include "core/serving/jsontext.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>

namespace vitrine::serving {

namespace {

struct TypePair {
    ONNXTensorElementDataType onnx;
    DataType type;
};

constexpr std::array<TypePair, 14> typePairs{{
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL, DataType::Bool},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8, DataType::UInt8},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16, DataType::UInt16},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32, DataType::UInt32},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64, DataType::UInt64},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8, DataType::Int8},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16, DataType::Int16},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32, DataType::Int32},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64, DataType::Int64},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16, DataType::Float16},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16, DataType::BFloat16},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, DataType::Float32},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE, DataType::Float64},
    {ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING, DataType::Text},
}};

ONNXTensorElementDataType onnxTypeOf(DataType type)
{
    return std::find_if(typePairs.begin(), typePairs.end(),
                        [type](const TypePair &each) { return each.type == type; })
        ->onnx;
}

const Ort::MemoryInfo &cpuMemory()
{
    static const Ort::MemoryInfo info = Ort::MemoryInfo::CreateCpu(OrtDeviceAllocator, OrtMemTypeDefault);
    return info;
}

double timeOf(const ColumnSpec &column, std::string_view text)
{
    if (column.type == format::ColumnType::Date)
        return static_cast<double>(daysFromText(text).value_or(0));
    if (column.type == format::ColumnType::DateTime)
        return secondsFromText(text).value_or(0);
    return numberFromText(text).value_or(std::numeric_limits<double>::quiet_NaN());
}

// One column of the matrix; `stride` elements lie between two rows.
template<typename T>
void fillColumn(const Frame &frame, std::size_t column, std::size_t begin, std::size_t count, T *out,
                std::size_t stride)
{
    const ColumnSpec &spec = frame.schema().columns[column];
    const ColumnBuffer &buffer = frame.column(column);
    switch (spec.cell) {
    case CellType::Number:
        for (std::size_t i = 0; i < count; ++i)
            out[i * stride] = static_cast<T>(buffer.numbers[begin + i]);
        break;
    case CellType::Integer:
    case CellType::Boolean:
        for (std::size_t i = 0; i < count; ++i)
            out[i * stride] = static_cast<T>(buffer.integers[begin + i]);
        break;
    case CellType::Text:
        for (std::size_t i = 0; i < count; ++i)
            out[i * stride] = static_cast<T>(timeOf(spec, buffer.texts[begin + i]));
        break;
    }
    if constexpr (std::is_floating_point_v<T>) {
        for (const std::size_t row : buffer.missing) {
            if (row >= begin && row < begin + count)
                out[(row - begin) * stride] = std::numeric_limits<T>::quiet_NaN();
        }
    }
}

template<typename T>
void fillMatrix(const Frame &frame, std::size_t begin, std::size_t count, std::size_t batch,
                const InputBinding &binding, std::vector<std::byte> &bytes)
{
    const std::size_t width = binding.columns.size();
    bytes.resize(batch * width * sizeof(T));
    auto *out = reinterpret_cast<T *>(bytes.data());
    for (std::size_t i = 0; i < width; ++i)
        fillColumn(frame, binding.columns[i], begin, count, out + i, width);
    for (std::size_t row = count; row < batch; ++row)
        std::copy_n(out + (count - 1) * width, width, out + row * width);
}

// Half precision is computed in single precision and narrowed.
template<typename Half>
void fillHalf(const Frame &frame, std::size_t begin, std::size_t count, std::size_t batch,
              const InputBinding &binding, std::vector<std::byte> &bytes)
{
    std::vector<std::byte> wide;
    fillMatrix<float>(frame, begin, count, batch, binding, wide);
    const auto *in = reinterpret_cast<const float *>(wide.data());
    const std::size_t size = wide.size() / sizeof(float);
    bytes.resize(size * sizeof(Half));
    auto *out = reinterpret_cast<Half *>(bytes.data());
    for (std::size_t i = 0; i < size; ++i)
        out[i] = Half(in[i]);
}

void fillNumbers(const Frame &frame, std::size_t begin, std::size_t count, std::size_t batch,
                 const InputBinding &binding, DataType type, std::vector<std::byte> &bytes)
{
    switch (type) {
    case DataType::Bool:
    case DataType::UInt8: return fillMatrix<std::uint8_t>(frame, begin, count, batch, binding, bytes);
    case DataType::UInt16: return fillMatrix<std::uint16_t>(frame, begin, count, batch, binding, bytes);
    case DataType::UInt32: return fillMatrix<std::uint32_t>(frame, begin, count, batch, binding, bytes);
    case DataType::UInt64: return fillMatrix<std::uint64_t>(frame, begin, count, batch, binding, bytes);
    case DataType::Int8: return fillMatrix<std::int8_t>(frame, begin, count, batch, binding, bytes);
    case DataType::Int16: return fillMatrix<std::int16_t>(frame, begin, count, batch, binding, bytes);
    case DataType::Int32: return fillMatrix<std::int32_t>(frame, begin, count, batch, binding, bytes);
    case DataType::Int64: return fillMatrix<std::int64_t>(frame, begin, count, batch, binding, bytes);
    case DataType::Float16: return fillHalf<Ort::Float16_t>(frame, begin, count, batch, binding, bytes);
    case DataType::BFloat16: return fillHalf<Ort::BFloat16_t>(frame, begin, count, batch, binding, bytes);
    case DataType::Float32: return fillMatrix<float>(frame, begin, count, batch, binding, bytes);
    case DataType::Float64: return fillMatrix<double>(frame, begin, count, batch, binding, bytes);
    case DataType::Text: break;
    }
}

void cellText(const Frame &frame, std::size_t column, std::size_t row, std::string &out)
{
    const ColumnBuffer &buffer = frame.column(column);
    out.clear();
    switch (frame.schema().columns[column].cell) {
    case CellType::Number: appendNumber(out, buffer.numbers[row]); return;
    case CellType::Integer: appendInteger(out, buffer.integers[row]); return;
    case CellType::Boolean: out = buffer.integers[row] != 0 ? "True" : "False"; return;
    case CellType::Text: out = buffer.texts[row]; return;
    }
}

void fillTexts(const Frame &frame, std::size_t begin, std::size_t count, std::size_t batch,
               const InputBinding &binding, InputBuffer &buffer)
{
    const std::size_t width = binding.columns.size();
    buffer.texts.resize(batch * width);
    for (std::size_t row = 0; row < batch; ++row) {
        for (std::size_t i = 0; i < width; ++i)
            cellText(frame, binding.columns[i], begin + std::min(row, count - 1),
                     buffer.texts[row * width + i]);
    }
    buffer.pointers.clear();
    for (const std::string &text : buffer.texts)
        buffer.pointers.push_back(text.c_str());
}

std::vector<std::string> textsOf(const Ort::Value &value, std::size_t count)
{
    std::vector<std::string> texts;
    texts.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        texts.push_back(value.GetStringTensorElement(i));
    return texts;
}

template<typename T, typename Out>
void appendAs(const Ort::Value &value, std::size_t count, std::vector<Out> &out)
{
    const T *data = value.GetTensorData<T>();
    out.reserve(out.size() + count);
    for (std::size_t i = 0; i < count; ++i) {
        if constexpr (requires { data[i].ToFloat(); })
            out.push_back(static_cast<Out>(data[i].ToFloat()));
        else
            out.push_back(static_cast<Out>(data[i]));
    }
}

std::optional<Failure> appendTensor(const Ort::Value &value, std::size_t batch, std::size_t count,
                                    OutputColumn &column)
{
    const auto info = value.GetTensorTypeAndShapeInfo();
    const std::size_t total = info.GetElementCount();
    if (total % batch != 0 || (total == 0 && count > 0))
        return Failure{Failure::Kind::Model, "the model gave " + std::to_string(total) + " values for " +
                                                 std::to_string(batch) + " rows"};
    column.width = total / batch;
    const std::size_t used = column.width * count;
    const auto type = dataTypeOf(info.GetElementType());
    if (!type)
        return Failure{Failure::Kind::Model, "the model answered with a type that cannot be sent"};
    column.kind = kindOf(*type);
    switch (*type) {
    case DataType::Bool: appendAs<bool>(value, used, column.integers); break;
    case DataType::UInt8: appendAs<std::uint8_t>(value, used, column.integers); break;
    case DataType::UInt16: appendAs<std::uint16_t>(value, used, column.integers); break;
    case DataType::UInt32: appendAs<std::uint32_t>(value, used, column.integers); break;
    case DataType::UInt64: appendAs<std::uint64_t>(value, used, column.integers); break;
    case DataType::Int8: appendAs<std::int8_t>(value, used, column.integers); break;
    case DataType::Int16: appendAs<std::int16_t>(value, used, column.integers); break;
    case DataType::Int32: appendAs<std::int32_t>(value, used, column.integers); break;
    case DataType::Int64: appendAs<std::int64_t>(value, used, column.integers); break;
    case DataType::Float16: appendAs<Ort::Float16_t>(value, used, column.singles); break;
    case DataType::BFloat16: appendAs<Ort::BFloat16_t>(value, used, column.singles); break;
    case DataType::Float32: appendAs<float>(value, used, column.singles); break;
    case DataType::Float64: appendAs<double>(value, used, column.numbers); break;
    case DataType::Text: {
        auto texts = textsOf(value, used);
        std::move(texts.begin(), texts.end(), std::back_inserter(column.texts));
        break;
    }
    }
    return {};
}

std::vector<std::string> keysOf(const Ort::Value &keys)
{
    const std::size_t count = keys.GetTensorTypeAndShapeInfo().GetElementCount();
    if (keys.GetTensorTypeAndShapeInfo().GetElementType() == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING)
        return textsOf(keys, count);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i)
        names.push_back(std::to_string(keys.GetTensorData<std::int64_t>()[i]));
    return names;
}

// scikit-learn's converters answer with one map of class → probability a row. ONNX Runtime gives the keys
// sorted; the columns are put into the classifier's own order.
std::optional<Failure> appendMaps(const Ort::Value &value, std::size_t batch, std::size_t count,
                                  OutputColumn &column)
{
    Ort::AllocatorWithDefaultOptions allocator;
    if (value.GetCount() != batch)
        return Failure{Failure::Kind::Model, "the model gave " + std::to_string(value.GetCount()) +
                                                 " maps for " + std::to_string(batch) + " rows"};
    column.kind = OutputColumn::Kind::Single;
    for (std::size_t row = 0; row < count; ++row) {
        const Ort::Value map = value.GetValue(static_cast<int>(row), allocator);
        const std::vector<std::string> keys = keysOf(map.GetValue(0, allocator));
        const Ort::Value values = map.GetValue(1, allocator);
        const float *data = values.GetTensorData<float>();
        if (column.levels.size() != keys.size())
            column.levels = keys;
        column.width = keys.size();
        for (const std::string &level : column.levels) {
            const auto at = std::find(keys.begin(), keys.end(), level) - keys.begin();
            column.singles.push_back(static_cast<std::size_t>(at) < keys.size()
                                         ? data[at]
                                         : std::numeric_limits<float>::quiet_NaN());
        }
    }
    return {};
}

} // namespace

std::optional<DataType> dataTypeOf(ONNXTensorElementDataType type)
{
    const auto it = std::find_if(typePairs.begin(), typePairs.end(),
                                 [type](const TypePair &each) { return each.onnx == type; });
    return it == typePairs.end() ? std::nullopt : std::optional(it->type);
}

OutputColumn::Kind kindOf(DataType type)
{
    switch (type) {
    case DataType::Bool: return OutputColumn::Kind::Boolean;
    case DataType::Float64: return OutputColumn::Kind::Double;
    case DataType::Float16:
    case DataType::BFloat16:
    case DataType::Float32: return OutputColumn::Kind::Single;
    case DataType::Text: return OutputColumn::Kind::Text;
    default: return OutputColumn::Kind::Integer;
    }
}

Ort::Value tensorOfRows(const Frame &frame, std::size_t begin, std::size_t count, std::size_t batch,
                        const InputBinding &binding, const TensorSpec &spec, InputBuffer &buffer)
{
    const std::array<std::int64_t, 2> shape{static_cast<std::int64_t>(batch),
                                            static_cast<std::int64_t>(binding.columns.size())};
    const std::size_t rank = spec.shape.size();
    if (spec.type == DataType::Text) {
        fillTexts(frame, begin, count, batch, binding, buffer);
        Ort::AllocatorWithDefaultOptions allocator;
        Ort::Value value =
            Ort::Value::CreateTensor(allocator, shape.data(), rank, ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING);
        value.FillStringTensor(buffer.pointers.data(), buffer.pointers.size());
        return value;
    }
    fillNumbers(frame, begin, count, batch, binding, spec.type, buffer.bytes);
    return Ort::Value::CreateTensor(cpuMemory(), buffer.bytes.data(), buffer.bytes.size(), shape.data(), rank,
                                    onnxTypeOf(spec.type));
}

std::optional<Failure> appendRows(const Ort::Value &answer, std::size_t batch, std::size_t count,
                                  OutputColumn &column)
{
    if (answer.IsTensor())
        return appendTensor(answer, batch, count, column);
    if (answer.GetTypeInfo().GetONNXType() == ONNX_TYPE_SEQUENCE)
        return appendMaps(answer, batch, count, column);
    return Failure{Failure::Kind::Model, "the model answered with neither a tensor nor maps"};
}

Ort::Value valueOf(const Tensor &tensor)
{
    if (tensor.type == DataType::Text) {
        Ort::AllocatorWithDefaultOptions allocator;
        Ort::Value value = Ort::Value::CreateTensor(allocator, tensor.shape.data(), tensor.shape.size(),
                                                    ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING);
        std::vector<const char *> pointers;
        for (const std::string &text : tensor.texts)
            pointers.push_back(text.c_str());
        value.FillStringTensor(pointers.data(), pointers.size());
        return value;
    }
    // The library takes inputs as mutable memory and does not change them.
    auto *bytes = const_cast<std::byte *>(tensor.bytes.data());
    return Ort::Value::CreateTensor(cpuMemory(), bytes, tensor.bytes.size(), tensor.shape.data(),
                                    tensor.shape.size(), onnxTypeOf(tensor.type));
}

std::optional<Failure> readTensor(const Ort::Value &value, Tensor &tensor)
{
    if (!value.IsTensor()) {
        if (value.GetTypeInfo().GetONNXType() != ONNX_TYPE_SEQUENCE)
            return Failure{Failure::Kind::Model, "the model answered with neither a tensor nor maps"};
        OutputColumn maps;
        const std::size_t rows = value.GetCount();
        if (auto failure = appendMaps(value, rows, rows, maps))
            return failure;
        tensor.type = DataType::Float32;
        tensor.shape = {static_cast<std::int64_t>(rows), static_cast<std::int64_t>(maps.width)};
        tensor.bytes.resize(maps.singles.size() * sizeof(float));
        if (!maps.singles.empty())
            std::memcpy(tensor.bytes.data(), maps.singles.data(), tensor.bytes.size());
        return {};
    }
    const auto info = value.GetTensorTypeAndShapeInfo();
    const auto type = dataTypeOf(info.GetElementType());
    if (!type)
        return Failure{Failure::Kind::Model, "the model answered with a type that cannot be sent"};
    tensor.type = *type;
    tensor.shape = info.GetShape();
    const std::size_t count = info.GetElementCount();
    if (*type == DataType::Text) {
        tensor.texts = textsOf(value, count);
        return {};
    }
    tensor.bytes.resize(count * dataTypeSize(*type));
    if (!tensor.bytes.empty())
        std::memcpy(tensor.bytes.data(), value.GetTensorRawData(), tensor.bytes.size());
    return {};
}

} // namespace vitrine::serving
#endif
