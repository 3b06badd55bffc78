// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/dialect/oip.h"

#include "core/serving/inferrequest.h"
#include "core/serving/jsontext.h"
#include "core/serving/tensorconversion.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace vitrine::serving::oip {

namespace {

void refuse(Exchange &exchange, int status, std::string_view message)
{
    exchange.response.status = status;
    exchange.response.contentType = "application/json";
    exchange.response.body = "{\"error\":";
    appendText(exchange.response.body, message);
    exchange.response.body += '}';
}

bool takesMethod(Exchange &exchange, Method method)
{
    const Method asked = exchange.request.method;
    if (asked == method || (asked == Method::Head && method == Method::Get))
        return true;
    const std::string allowed = method == Method::Get ? "GET, HEAD" : std::string(methodName(method));
    if (asked == Method::Options)
        exchange.response.status = 204;
    else
        refuse(exchange, 405, "This address takes " + allowed + ".");
    exchange.response.addHeader("Allow", allowed);
    return false;
}

bool isReady(const Catalogue &catalogue)
{
    return !catalogue.models().empty() &&
           std::all_of(catalogue.models().begin(), catalogue.models().end(),
                       [](const ServedModel &model) { return model.current() != nullptr; });
}

void server(Exchange &exchange)
{
    exchange.endpoint = Endpoint::Metadata;
    exchange.response.body = "{\"name\":\"vitrine\",\"version\":\"" VT_VERSION
                             "\",\"extensions\":[\"binary_tensor_data\",\"model_repository\"]}";
}

void ready(Exchange &exchange, const Catalogue &catalogue)
{
    exchange.endpoint = Endpoint::Health;
    exchange.response.status = isReady(catalogue) ? 200 : 503;
    exchange.response.body =
        isReady(catalogue) ? "{\"ready\":true,\"live\":true}" : "{\"ready\":false,\"live\":true}";
}

void repositoryIndex(Exchange &exchange, const Catalogue &catalogue)
{
    exchange.endpoint = Endpoint::Metadata;
    std::string &out = exchange.response.body;
    out += '[';
    for (const ServedModel &model : catalogue.models()) {
        for (const std::string &version : model.versions()) {
            out += out.size() > 1 ? ",{\"name\":" : "{\"name\":";
            appendText(out, model.name());
            out += ",\"version\":";
            appendText(out, version);
            out += ",\"state\":\"READY\",\"reason\":\"\"}";
        }
    }
    out += ']';
}

void appendSpecs(std::string &out, const std::vector<TensorSpec> &specs)
{
    out += '[';
    for (const TensorSpec &spec : specs) {
        out += out.back() == '[' ? "{\"name\":" : ",{\"name\":";
        appendText(out, spec.name);
        out += ",\"datatype\":\"";
        out += dataTypeName(spec.type);
        out += "\",\"shape\":[";
        for (std::size_t i = 0; i < spec.shape.size(); ++i) {
            out += i > 0 ? "," : "";
            appendInteger(out, spec.shape[i] < 0 ? -1 : spec.shape[i]);
        }
        out += "]}";
    }
    out += ']';
}

void metadata(Exchange &exchange)
{
    exchange.endpoint = Endpoint::Metadata;
    const EngineDescription &description = exchange.version->engine->description();
    std::string &out = exchange.response.body;
    out += "{\"name\":";
    appendText(out, exchange.version->model);
    out += ",\"versions\":[";
    for (const std::string &version : exchange.model->versions()) {
        out += out.back() == '[' ? "" : ",";
        appendText(out, version);
    }
    out += "],\"platform\":";
    appendText(out, description.platform);
    out += ",\"inputs\":";
    appendSpecs(out, description.inputs);
    out += ",\"outputs\":";
    appendSpecs(out, description.outputs);
    out += '}';
}

void modelReady(Exchange &exchange)
{
    exchange.endpoint = Endpoint::Health;
    exchange.response.body = "{\"name\":";
    appendText(exchange.response.body, exchange.version->model);
    exchange.response.body += ",\"ready\":true}";
}

// Columns of a data frame, one tensor each (MLServer's content type "pd"): written as JSON and read like any
// rows.
bool isColumns(const std::vector<Tensor> &inputs, const Schema &schema)
{
    return !inputs.empty() && std::any_of(inputs.begin(), inputs.end(),
                                          [&](const Tensor &input) { return schema.find(input.name) >= 0; });
}

bool areModelInputs(const std::vector<Tensor> &inputs, const EngineDescription &description)
{
    return std::all_of(inputs.begin(), inputs.end(), [&](const Tensor &input) {
        return std::any_of(description.inputs.begin(), description.inputs.end(),
                           [&](const TensorSpec &spec) { return spec.name == input.name; });
    });
}

bool predictColumns(Exchange &exchange, const std::vector<Tensor> &inputs, std::vector<Tensor> &outputs)
{
    const ServedVersion &version = *exchange.version;
    Workspace &workspace = exchange.workspace;
    std::string body = "{";
    for (const Tensor &input : inputs) {
        body += body.size() > 1 ? "," : "";
        appendKey(body, input.name);
        appendTensorData(body, input);
    }
    body += '}';
    workspace.faults.clear();
    workspace.parser.readRows({body, 0}, version.schema(), RowLists::Refused, workspace.frame,
                              workspace.faults);
    if (!workspace.faults.isEmpty()) {
        version.counters->faults.fetch_add(workspace.faults.count, std::memory_order_relaxed);
        refuse(exchange, 400, faultMessage(workspace.faults, version.schema()));
        return false;
    }
    int status = 500;
    std::string message;
    if (!runModel(exchange, AnswerType::Probabilities, status, message)) {
        refuse(exchange, status == 422 ? 400 : status, "The model could not answer: " + message + ".");
        return false;
    }
    addRemarks(exchange);
    for (const OutputColumn &column : workspace.output.columns)
        outputs.push_back(tensorOfColumn(column, workspace.output.rows));
    return true;
}

bool runTensors(Exchange &exchange, std::vector<Tensor> &inputs, std::vector<Tensor> &outputs)
{
    const ServedVersion &version = *exchange.version;
    for (Tensor &input : inputs) {
        const auto &specs = version.engine->description().inputs;
        const auto spec = std::find_if(specs.begin(), specs.end(),
                                       [&](const TensorSpec &each) { return each.name == input.name; });
        if (spec != specs.end() && !convertTensor(input, spec->type)) {
            refuse(exchange, 400,
                   "The input '" + input.name + "' is " + std::string(dataTypeName(spec->type)) + ", not " +
                       std::string(dataTypeName(input.type)) + ".");
            return false;
        }
    }
    const StageTimer timer(version, Stage::Infer);
    if (const auto failure = version.engine->infer(inputs, outputs)) {
        refuse(exchange,
               failure->kind == Failure::Kind::Input  ? 400
               : failure->kind == Failure::Kind::Busy ? 503
                                                      : 500,
               "The model could not answer: " + failure->message + ".");
        return false;
    }
    if (!inputs.empty() && !inputs.front().shape.empty())
        version.counters->rows.fetch_add(static_cast<std::uint64_t>(inputs.front().shape.front()),
                                         std::memory_order_relaxed);
    return true;
}

void appendBinary(std::string &out, const Tensor &tensor)
{
    if (tensor.type != DataType::Text) {
        out.append(reinterpret_cast<const char *>(tensor.bytes.data()), tensor.bytes.size());
        return;
    }
    for (const std::string &text : tensor.texts) {
        const auto length = static_cast<std::uint32_t>(text.size());
        char bytes[sizeof length];
        std::memcpy(bytes, &length, sizeof length);
        out.append(bytes, sizeof length);
        out += text;
    }
}

void appendOutput(std::string &out, std::string &binary, const Tensor &tensor, bool isBinary)
{
    out += out.back() == '[' ? "{\"name\":" : ",{\"name\":";
    appendText(out, tensor.name);
    out += ",\"datatype\":\"";
    out += dataTypeName(tensor.type);
    out += "\",\"shape\":[";
    for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
        out += i > 0 ? "," : "";
        appendInteger(out, tensor.shape[i]);
    }
    out += ']';
    if (isBinary) {
        const std::size_t before = binary.size();
        appendBinary(binary, tensor);
        out += ",\"parameters\":{\"binary_data_size\":";
        appendUnsigned(out, binary.size() - before);
        out += "}}";
        return;
    }
    out += ",\"data\":";
    appendTensorData(out, tensor);
    out += '}';
}

void writeOutputs(Exchange &exchange, const InferRequest &request, const std::vector<Tensor> &outputs)
{
    const StageTimer timer(*exchange.version, Stage::Serialise);
    std::string &out = exchange.response.body;
    std::string binary;
    out += "{\"model_name\":";
    appendText(out, exchange.version->model);
    out += ",\"model_version\":";
    appendText(out, exchange.version->version);
    if (!request.id.empty()) {
        out += ",\"id\":";
        appendText(out, request.id);
    }
    out += ",\"outputs\":[";
    for (const Tensor &tensor : outputs) {
        const auto wanted = std::find_if(request.outputs.begin(), request.outputs.end(),
                                         [&](const auto &each) { return each.name == tensor.name; });
        if (!request.outputs.empty() && wanted == request.outputs.end())
            continue;
        const bool isBinary =
            wanted != request.outputs.end() && wanted->binary ? *wanted->binary : request.binaryOutputs;
        appendOutput(out, binary, tensor, isBinary);
    }
    out += "]}";
    if (binary.empty())
        return;
    exchange.response.contentType = "application/octet-stream";
    exchange.response.addHeader("Inference-Header-Content-Length", std::to_string(out.size()));
    out += binary;
}

void infer(Exchange &exchange)
{
    exchange.endpoint = Endpoint::Infer;
    InferRequest request;
    std::optional<std::size_t> headerLength;
    if (const std::string_view text = exchange.request.tensorHeaderLength; !text.empty()) {
        std::size_t length = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
        if (error != std::errc() || end != text.data() + text.size())
            return refuse(exchange, 400, "Inference-Header-Content-Length is not a number.");
        headerLength = length;
    }
    {
        const StageTimer timer(*exchange.version, Stage::Parse);
        const std::string problem = readInferRequest(
            {exchange.request.body, exchange.request.bodyReadableBeyond}, headerLength, request);
        if (!problem.empty())
            return refuse(exchange, 400, "The request cannot be read: " + problem + ".");
    }
    const Engine &engine = *exchange.version->engine;
    for (const auto &wanted : request.outputs) {
        const auto &specs = engine.description().outputs;
        if (std::none_of(specs.begin(), specs.end(),
                         [&](const TensorSpec &spec) { return spec.name == wanted.name; }))
            return refuse(exchange, 400, "The model has no output '" + wanted.name + "'.");
    }
    std::vector<Tensor> outputs;
    const bool tensors = areModelInputs(request.inputs, engine.description());
    const bool done = !tensors && isColumns(request.inputs, engine.schema())
                          ? predictColumns(exchange, request.inputs, outputs)
                          : runTensors(exchange, request.inputs, outputs);
    if (done)
        writeOutputs(exchange, request, outputs);
}

bool take(std::string_view &path, std::string_view suffix)
{
    if (!path.ends_with(suffix))
        return false;
    path.remove_suffix(suffix.size());
    return true;
}

void model(Exchange &exchange, const Catalogue &catalogue, std::string_view path)
{
    const bool isInfer = take(path, "/infer");
    const bool isReadyQuestion = !isInfer && take(path, "/ready");
    std::string version;
    if (const auto at = path.rfind("/versions/"); at != std::string_view::npos) {
        version = percentDecoded(path.substr(at + 10));
        path = path.substr(0, at);
    }
    const std::string name = percentDecoded(path);
    exchange.model = catalogue.find(name);
    if (exchange.model == nullptr)
        return refuse(exchange, 404, "This server has no model '" + name + "'.");
    if (!takesMethod(exchange, isInfer ? Method::Post : Method::Get))
        return;
    exchange.version = version.empty() ? exchange.model->current() : exchange.model->find(version);
    if (!exchange.version)
        return refuse(exchange, version.empty() ? 503 : 404,
                      "This server does not offer the version '" + version + "'.");
    if (isInfer)
        infer(exchange);
    else if (isReadyQuestion)
        modelReady(exchange);
    else
        metadata(exchange);
}

} // namespace

void answer(Exchange &exchange, const Catalogue &catalogue, std::string_view rest)
{
    constexpr std::string_view models = "/models/";
    if (rest.starts_with(models))
        return model(exchange, catalogue, rest.substr(models.size()));
    if (rest == "/repository/index") {
        if (takesMethod(exchange, Method::Post))
            repositoryIndex(exchange, catalogue);
        return;
    }
    if (rest != "" && rest != "/health/live" && rest != "/health/ready")
        return refuse(exchange, 404, "There is nothing at this address.");
    if (!takesMethod(exchange, Method::Get))
        return;
    if (rest.empty())
        return server(exchange);
    if (rest == "/health/ready")
        return ready(exchange, catalogue);
    exchange.endpoint = Endpoint::Health;
    exchange.response.body = "{\"live\":true}";
}

} // namespace vitrine::serving::oip
