// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/inferrequest.h"

#include "core/serving/tensorconversion.h"

#include <simdjson.h>

#include <cmath>
#include <cstring>
#include <utility>

namespace vitrine::serving {

namespace dom = simdjson::dom;

namespace {

constexpr std::size_t mostElements = 256u << 20;
constexpr std::size_t mostDimensions = 32;

std::string inQuotes(std::string_view name)
{
    return "'" + std::string(name) + "'";
}

template<typename T>
void append(std::vector<std::byte> &bytes, T value)
{
    const auto *begin = reinterpret_cast<const std::byte *>(&value);
    bytes.insert(bytes.end(), begin, begin + sizeof(T));
}

template<typename T>
bool appendWhole(const dom::element &element, std::vector<std::byte> &bytes)
{
    if (element.is_uint64()) {
        const std::uint64_t value = element.get_uint64().value();
        if (!std::in_range<T>(value))
            return false;
        append(bytes, static_cast<T>(value));
        return true;
    }
    if (element.is_int64()) {
        const std::int64_t value = element.get_int64().value();
        if (!std::in_range<T>(value))
            return false;
        append(bytes, static_cast<T>(value));
        return true;
    }
    double number = 0;
    if (element.get_double().get(number) != simdjson::SUCCESS || number != std::floor(number) ||
        std::fabs(number) > 9007199254740992.0 || !std::in_range<T>(static_cast<std::int64_t>(number)))
        return false;
    append(bytes, static_cast<T>(number));
    return true;
}

bool appendElement(const dom::element &element, Tensor &tensor)
{
    double number = 0;
    const auto isNumber = [&] {
        if (element.is_null())
            number = std::nan("");
        return element.is_null() || element.get_double().get(number) == simdjson::SUCCESS;
    };
    switch (tensor.type) {
    case DataType::Bool: {
        bool truth = false;
        std::uint64_t whole = 0;
        if (element.get_bool().get(truth) != simdjson::SUCCESS) {
            if (element.get_uint64().get(whole) != simdjson::SUCCESS || whole > 1)
                return false;
            truth = whole == 1;
        }
        append(tensor.bytes, static_cast<std::uint8_t>(truth ? 1 : 0));
        return true;
    }
    case DataType::UInt8: return appendWhole<std::uint8_t>(element, tensor.bytes);
    case DataType::UInt16: return appendWhole<std::uint16_t>(element, tensor.bytes);
    case DataType::UInt32: return appendWhole<std::uint32_t>(element, tensor.bytes);
    case DataType::UInt64: return appendWhole<std::uint64_t>(element, tensor.bytes);
    case DataType::Int8: return appendWhole<std::int8_t>(element, tensor.bytes);
    case DataType::Int16: return appendWhole<std::int16_t>(element, tensor.bytes);
    case DataType::Int32: return appendWhole<std::int32_t>(element, tensor.bytes);
    case DataType::Int64: return appendWhole<std::int64_t>(element, tensor.bytes);
    case DataType::Float16:
        if (!isNumber())
            return false;
        append(tensor.bytes, halfFromFloat(static_cast<float>(number)));
        return true;
    case DataType::BFloat16:
        if (!isNumber())
            return false;
        append(tensor.bytes, brainFromFloat(static_cast<float>(number)));
        return true;
    case DataType::Float32:
        if (!isNumber())
            return false;
        append(tensor.bytes, static_cast<float>(number));
        return true;
    case DataType::Float64:
        if (!isNumber())
            return false;
        append(tensor.bytes, number);
        return true;
    case DataType::Text: {
        std::string_view text;
        if (element.get_string().get(text) != simdjson::SUCCESS)
            return false;
        tensor.texts.emplace_back(text);
        return true;
    }
    }
    return false;
}

// Row-major, nested or flat. The parser's limit on depth bounds the recursion.
bool appendData(const dom::element &data, Tensor &tensor)
{
    dom::array list;
    if (data.get_array().get(list) != simdjson::SUCCESS)
        return appendElement(data, tensor);
    for (const dom::element element : list) {
        if (!appendData(element, tensor))
            return false;
    }
    return true;
}

std::string readShape(const dom::object &object, Tensor &tensor, std::size_t &count)
{
    dom::array shape;
    if (object["shape"].get_array().get(shape) != simdjson::SUCCESS)
        return "the input " + inQuotes(tensor.name) + " has no list 'shape'";
    count = 1;
    for (const dom::element element : shape) {
        std::int64_t size = 0;
        if (element.get_int64().get(size) != simdjson::SUCCESS || size < 0)
            return "the shape of " + inQuotes(tensor.name) + " holds something other than sizes";
        if (size > 0 && count > mostElements / static_cast<std::size_t>(size))
            return "the input " + inQuotes(tensor.name) + " is too large";
        count *= static_cast<std::size_t>(size);
        tensor.shape.push_back(size);
        if (tensor.shape.size() > mostDimensions)
            return "the input " + inQuotes(tensor.name) + " has too many dimensions";
    }
    return {};
}

// Texts are each preceded by their length in four bytes, least significant first.
bool takeTexts(std::string_view bytes, Tensor &tensor)
{
    while (!bytes.empty()) {
        std::uint32_t length = 0;
        if (bytes.size() < sizeof length)
            return false;
        std::memcpy(&length, bytes.data(), sizeof length);
        bytes.remove_prefix(sizeof length);
        if (length > bytes.size())
            return false;
        tensor.texts.emplace_back(bytes.substr(0, length));
        bytes.remove_prefix(length);
    }
    return true;
}

std::string takeBinary(const dom::object &parameters, std::string_view &binary, Tensor &tensor, bool &taken)
{
    std::uint64_t size = 0;
    taken = parameters["binary_data_size"].get_uint64().get(size) == simdjson::SUCCESS;
    if (!taken)
        return {};
    if (size > binary.size())
        return "the binary data of " + inQuotes(tensor.name) + " is shorter than it says";
    const std::string_view bytes = binary.substr(0, size);
    binary.remove_prefix(size);
    if (tensor.type == DataType::Text)
        return takeTexts(bytes, tensor) ? std::string()
                                        : "the texts of " + inQuotes(tensor.name) + " are cut off";
    tensor.bytes.resize(bytes.size());
    if (!bytes.empty())
        std::memcpy(tensor.bytes.data(), bytes.data(), bytes.size());
    return {};
}

std::string readInput(const dom::element &element, std::string_view &binary, Tensor &tensor)
{
    dom::object object;
    std::string_view text;
    if (element.get_object().get(object) != simdjson::SUCCESS ||
        object["name"].get_string().get(text) != simdjson::SUCCESS)
        return "each of 'inputs' is an object with 'name', 'shape', 'datatype' and 'data'";
    tensor.name = text;
    if (object["datatype"].get_string().get(text) != simdjson::SUCCESS)
        return "the input " + inQuotes(tensor.name) + " has no 'datatype'";
    const auto type = dataTypeFromName(text);
    if (!type)
        return "the datatype " + inQuotes(text) + " of " + inQuotes(tensor.name) + " is not known";
    tensor.type = *type;
    std::size_t count = 0;
    if (std::string problem = readShape(object, tensor, count); !problem.empty())
        return problem;
    bool isBinary = false;
    dom::object parameters;
    if (object["parameters"].get_object().get(parameters) == simdjson::SUCCESS) {
        if (std::string problem = takeBinary(parameters, binary, tensor, isBinary); !problem.empty())
            return problem;
    }
    dom::element data;
    if (!isBinary && object["data"].get(data) != simdjson::SUCCESS)
        return "the input " + inQuotes(tensor.name) + " has no 'data'";
    if (!isBinary && !appendData(data, tensor))
        return "a value of " + inQuotes(tensor.name) + " is not " + std::string(dataTypeName(tensor.type));
    const std::size_t found =
        tensor.type == DataType::Text ? tensor.texts.size() : tensor.bytes.size() / dataTypeSize(tensor.type);
    const bool whole = tensor.type == DataType::Text || tensor.bytes.size() % dataTypeSize(tensor.type) == 0;
    if (found != count || !whole)
        return "the input " + inQuotes(tensor.name) + " has " + std::to_string(found) +
               " values and its shape says " + std::to_string(count);
    return {};
}

std::string readOutputs(const dom::object &object, InferRequest &request)
{
    dom::array outputs;
    if (object["outputs"].get_array().get(outputs) != simdjson::SUCCESS)
        return {};
    for (const dom::element element : outputs) {
        InferRequest::WantedOutput output;
        std::string_view name;
        if (element["name"].get_string().get(name) != simdjson::SUCCESS)
            return "each of 'outputs' is an object with 'name'";
        output.name = name;
        bool binary = false;
        if (element["parameters"]["binary_data"].get_bool().get(binary) == simdjson::SUCCESS)
            output.binary = binary;
        request.outputs.push_back(std::move(output));
    }
    return {};
}

} // namespace

std::string readInferRequest(BodyText body, std::optional<std::size_t> headerLength, InferRequest &request)
{
    static thread_local dom::parser parser;
    std::string_view binary;
    std::string_view json = body.text;
    if (headerLength) {
        if (*headerLength > json.size())
            return "Inference-Header-Content-Length is larger than the body";
        binary = json.substr(*headerLength);
        json = json.substr(0, *headerLength);
    }
    dom::element root;
    dom::object object;
    if (const auto error = parser.parse(json.data(), json.size()).get(root); error != simdjson::SUCCESS)
        return "the body is not valid JSON: " + std::string(simdjson::error_message(error));
    if (root.get_object().get(object) != simdjson::SUCCESS)
        return "the body is not an object with 'inputs'";
    std::string_view id;
    if (object["id"].get_string().get(id) == simdjson::SUCCESS)
        request.id = id;
    dom::object parameters;
    if (object["parameters"].get_object().get(parameters) == simdjson::SUCCESS) {
        bool wanted = false;
        if (parameters["binary_data_output"].get_bool().get(wanted) == simdjson::SUCCESS)
            request.binaryOutputs = wanted;
    }
    dom::array inputs;
    if (object["inputs"].get_array().get(inputs) != simdjson::SUCCESS)
        return "the body is not an object with a list 'inputs'";
    for (const dom::element element : inputs) {
        Tensor tensor;
        if (std::string problem = readInput(element, binary, tensor); !problem.empty())
            return problem;
        request.inputs.push_back(std::move(tensor));
    }
    return readOutputs(object, request);
}

} // namespace vitrine::serving
