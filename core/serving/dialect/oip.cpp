// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/dialect/oip.h"

#include "core/serving/inferrequest.h"
#include "core/serving/jsontext.h"
#include "core/serving/predictionrecorder.h"
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
    exchange.response.error = errorKindOf(status);
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
    exchange.response.body =
        "{\"name\":\"vitrine\",\"version\":\"" VT_VERSION
        "\",\"extensions\":[\"binary_tensor_data\",\"model_repository\",\"statistics\"]}";
}

void ready(Exchange &exchange, const Catalogue &catalogue)
{
    exchange.endpoint = Endpoint::Health;
    const bool ready = isReady(catalogue) && !exchange.draining;
    exchange.response.status = ready ? 200 : 503;
    exchange.response.body = ready ? "{\"ready\":true,\"live\":true}" : "{\"ready\":false,\"live\":true}";
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

void refuseFailure(Exchange &exchange, int status, std::string_view message)
{
    refuse(exchange, status == 422 ? 400 : status,
           "The model could not answer: " + std::string(message) + ".");
    exchange.response.error = errorKindOf(status);
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
    exchange.clock.lap(Stage::Validate);
    if (!workspace.faults.isEmpty()) {
        version.counters->faults.fetch_add(workspace.faults.count, std::memory_order_relaxed);
        refuse(exchange, 400, faultMessage(workspace.faults, version.schema()));
        exchange.response.error = ErrorKind::Validation;
        return false;
    }
    if (exchange.mostRows > 0 && workspace.frame.rows() > exchange.mostRows) {
        refuse(exchange, 413,
               "This server takes at most " + std::to_string(exchange.mostRows) + " rows in one request.");
        return false;
    }
    int status = 500;
    std::string message;
    if (!runModel(exchange, AnswerType::Probabilities, status, message)) {
        refuseFailure(exchange, status, message);
        return false;
    }
    addRemarks(exchange);
    if (exchange.recorder != nullptr)
        exchange.recorder->fill(version, workspace, workspace.record);
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
            const bool kinds = input.type == DataType::Text || spec->type == DataType::Text;
            const std::string given(dataTypeName(input.type));
            refuse(exchange, 400,
                   "The input '" + input.name + "' is " + std::string(dataTypeName(spec->type)) +
                       (kinds ? ", not " + given + "."
                              : ", and not all of its values (" + given + ") can be that."));
            exchange.response.error = ErrorKind::Validation;
            return false;
        }
    }
    exchange.clock.lap(Stage::Validate);
    const auto failure = version.engine->infer(inputs, outputs);
    exchange.clock.lap(Stage::Infer);
    if (failure) {
        refuseFailure(exchange, statusOf(*failure), failure->message);
        return false;
    }
    exchange.predicted = Predicted::Answered;
    if (exchange.recorder != nullptr)
        exchange.recorder->fill(inputs, outputs, exchange.workspace.record);
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
    exchange.predicted = Predicted::Refused;
    const std::string problem =
        readInferRequest({exchange.request.body, exchange.request.bodyReadableBeyond}, headerLength, request);
    exchange.clock.lap(Stage::Parse);
    if (!problem.empty())
        return refuse(exchange, 400, "The request cannot be read: " + problem + ".");
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
    if (!done)
        return;
    writeOutputs(exchange, request, outputs);
    exchange.clock.lap(Stage::Serialise);
}

void appendCount(std::string &out, std::string_view name, std::uint64_t count, std::uint64_t nanoseconds)
{
    out += out.back() == '{' ? "" : ",";
    appendKey(out, name);
    out += "{\"count\":";
    appendUnsigned(out, count);
    out += ",\"ns\":";
    appendUnsigned(out, nanoseconds);
    out += '}';
}

// As Triton's statistics extension has it; parsing and validating are its "compute_input".
void statistics(Exchange &exchange)
{
    exchange.endpoint = Endpoint::Metadata;
    const VersionCounters &counters = *exchange.version->counters;
    const auto stage = [&](Stage which) -> const Histogram & {
        return counters.stages[static_cast<std::size_t>(which)];
    };
    const Histogram &runs = stage(Stage::Infer);
    const std::uint64_t asked = counters.total.count();
    std::string &out = exchange.response.body;
    out += "{\"model_stats\":[{\"name\":";
    appendText(out, exchange.version->model);
    out += ",\"version\":";
    appendText(out, exchange.version->version);
    out += ",\"inference_count\":";
    appendUnsigned(out, counters.rows.load(std::memory_order_relaxed));
    out += ",\"execution_count\":";
    appendUnsigned(out, runs.count());
    out += ",\"inference_stats\":{";
    appendCount(out, "success", stage(Stage::Serialise).count(), counters.total.nanoseconds());
    appendCount(out, "fail", asked - std::min(asked, stage(Stage::Serialise).count()), 0);
    appendCount(out, "queue", stage(Stage::Queue).count(), stage(Stage::Queue).nanoseconds());
    appendCount(out, "compute_input", stage(Stage::Parse).count(),
                stage(Stage::Parse).nanoseconds() + stage(Stage::Validate).nanoseconds());
    appendCount(out, "compute_infer", runs.count(), runs.nanoseconds());
    appendCount(out, "compute_output", stage(Stage::Serialise).count(),
                stage(Stage::Serialise).nanoseconds());
    out += "}}]}";
}

// What a path behind /v2/models/ asks for.
struct Address {
    enum class Question { Metadata, Ready, Infer, Statistics } question = Question::Metadata;
    std::string model;
    std::string version; // empty: the current one
};

bool take(std::string_view &path, std::string_view suffix)
{
    if (!path.ends_with(suffix))
        return false;
    path.remove_suffix(suffix.size());
    return true;
}

Address addressOf(std::string_view path)
{
    Address address;
    if (take(path, "/infer"))
        address.question = Address::Question::Infer;
    else if (take(path, "/ready"))
        address.question = Address::Question::Ready;
    else if (take(path, "/stats"))
        address.question = Address::Question::Statistics;
    constexpr std::string_view versions = "/versions/";
    if (const auto at = path.rfind(versions); at != std::string_view::npos) {
        address.version = percentDecoded(path.substr(at + versions.size()));
        path = path.substr(0, at);
    }
    address.model = percentDecoded(path);
    return address;
}

ServedVersionPtr versionAt(const ServedModel &model, const Address &address)
{
    return address.version.empty() ? model.current() : model.find(address.version);
}

void model(Exchange &exchange, const Catalogue &catalogue, std::string_view path)
{
    const Address address = addressOf(path);
    exchange.model = catalogue.find(address.model);
    if (exchange.model == nullptr)
        return refuse(exchange, 404, "This server has no model '" + address.model + "'.");
    const bool isInfer = address.question == Address::Question::Infer;
    if (!takesMethod(exchange, isInfer ? Method::Post : Method::Get))
        return;
    exchange.version = versionAt(*exchange.model, address);
    if (!exchange.version)
        return refuse(exchange, address.version.empty() ? 503 : 404,
                      address.version.empty()
                          ? std::string("No version is loaded yet.")
                          : "This server does not offer the version '" + address.version + "'.");
    switch (address.question) {
    case Address::Question::Infer: return infer(exchange);
    case Address::Question::Ready: return modelReady(exchange);
    case Address::Question::Statistics: return statistics(exchange);
    case Address::Question::Metadata: return metadata(exchange);
    }
}

// {"ready":true} asks for models that are ready, which all are that this server knows.
void repository(Exchange &exchange, const Catalogue &catalogue, std::string_view rest)
{
    if (rest == "/index") {
        if (takesMethod(exchange, Method::Post))
            repositoryIndex(exchange, catalogue);
        return;
    }
    if (rest.ends_with("/load") || rest.ends_with("/unload"))
        return refuse(exchange, 403,
                      "Models are not loaded or unloaded over HTTP: use vitrine-cli deployments switch.");
    refuse(exchange, 404, "There is nothing at this address.");
}

constexpr std::string_view models = "/models/";

} // namespace

const ServedModel *modelOf(const Catalogue &catalogue, std::string_view rest)
{
    return rest.starts_with(models) ? catalogue.find(addressOf(rest.substr(models.size())).model) : nullptr;
}

ServedVersionPtr versionOf(const ServedModel &model, std::string_view rest)
{
    return versionAt(model, addressOf(rest.substr(models.size())));
}

void answer(Exchange &exchange, const Catalogue &catalogue, std::string_view rest)
{
    constexpr std::string_view repositories = "/repository";
    if (rest.starts_with(models))
        return model(exchange, catalogue, rest.substr(models.size()));
    if (rest.starts_with(repositories))
        return repository(exchange, catalogue, rest.substr(repositories.size()));
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
