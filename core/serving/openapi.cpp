// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/openapi.h"

#include "core/serving/jsontext.h"

#include <string_view>
#include <utility>
#include <vector>

namespace vitrine::serving {

namespace {

std::string quoted(std::string_view text)
{
    std::string out;
    appendText(out, text);
    return out;
}

std::string columnSchema(const ColumnSpec &column)
{
    switch (column.type) {
    case format::ColumnType::Number: return R"({"type":"number"})";
    case format::ColumnType::Integer: return R"({"type":"integer"})";
    case format::ColumnType::Boolean: return R"({"type":"boolean"})";
    case format::ColumnType::Date: return R"({"type":"string","format":"date"})";
    case format::ColumnType::DateTime: return R"({"type":"string","format":"date-time"})";
    case format::ColumnType::String:
    case format::ColumnType::Category:
    case format::ColumnType::OrderedCategory: break;
    }
    if (column.levels.empty())
        return R"({"type":"string"})";
    std::string out = R"({"type":"string","enum":[)";
    for (std::size_t i = 0; i < column.levels.size(); ++i)
        out += (i > 0 ? "," : "") + quoted(column.levels[i]);
    return out + "]}";
}

std::string rowSchema(const ServedVersion &version)
{
    std::string properties;
    std::string required;
    for (const ColumnSpec &column : version.schema().columns) {
        properties += (properties.empty() ? "" : ",") + quoted(column.name) + ":" + columnSchema(column);
        required += (required.empty() ? "" : ",") + quoted(column.name);
    }
    return R"({"type":"object","title":"prototype","properties":{)" + properties + R"(},"required":[)" +
           required + R"(],"example":)" + version.exampleRow + "}";
}

std::string json(std::string_view schema)
{
    return R"({"application/json":{"schema":)" + std::string(schema) + "}}";
}

std::string answers(std::string_view schema, bool canRefuse)
{
    std::string out = R"({"200":{"description":"Done","content":)" + json(schema) + "}";
    if (canRefuse)
        out += R"(,"422":{"description":"Rows do not fit the prototype","content":)" +
               json(R"({"$ref":"#/components/schemas/HTTPValidationError"})") + "}";
    return out + "}";
}

std::string queryParameter(std::string_view name, std::string_view schema, std::string_view description)
{
    return R"({"name":)" + quoted(name) + R"(,"in":"query","required":false,"schema":)" +
           std::string(schema) + R"(,"description":)" + quoted(description) + "}";
}

std::string versionParameter()
{
    return queryParameter("version", R"({"type":"string"})",
                          "A version that this server offers besides the current one");
}

std::string predictParameters(bool classifier)
{
    return queryParameter("type",
                          classifier ? R"({"type":"string","enum":["class","prob"]})"
                                     : R"({"type":"string","enum":["numeric"]})",
                          "What to predict") +
           "," +
           queryParameter(
               "format", R"({"type":"string","enum":["lists","records"]})",
               "The form of the answer: a list under the endpoint's name, or tidymodels' records") +
           "," + versionParameter();
}

std::string get(std::string_view path, std::string_view id, std::string_view summary)
{
    return quoted(path) + R"(:{"get":{"operationId":)" + quoted(id) + R"(,"summary":)" + quoted(summary) +
           R"(,"responses":)" + answers(R"({"type":"object"})", false) + "}}";
}

std::string post(std::string_view path, std::string_view id, std::string_view summary, std::string_view body,
                 std::string_view answer, std::string_view parameters = {})
{
    return quoted(path) + R"(:{"post":{"operationId":)" + quoted(id) + R"(,"summary":)" + quoted(summary) +
           (parameters.empty() ? std::string() : R"(,"parameters":[)" + std::string(parameters) + "]") +
           R"(,"requestBody":{"required":true,"content":)" + json(body) + R"(},"responses":)" +
           answers(answer, true) + "}}";
}

std::string listAnswer(std::string_view name, std::string_view items)
{
    return R"({"type":"object","properties":{)" + quoted(name) + R"(:{"type":"array","items":)" +
           std::string(items) + "}}}";
}

std::string errorSchemas()
{
    return R"("ValidationError":{"title":"ValidationError","type":"object","required":["loc","msg","type"],"properties":{)"
           R"("loc":{"type":"array","items":{"anyOf":[{"type":"string"},{"type":"integer"}]}},"msg":{"type":"string"},)"
           R"("type":{"type":"string"},"input":{}}},)"
           R"("HTTPValidationError":{"title":"HTTPValidationError","type":"object","properties":{"error":{"type":"string"},)"
           R"("message":{"type":"string"},"detail":{"type":"array","items":{"$ref":"#/components/schemas/ValidationError"}}}})";
}

} // namespace

std::string openApi(const ServedVersion &version)
{
    constexpr std::string_view rows =
        R"({"type":"array","minItems":1,"items":{"$ref":"#/components/schemas/prototype"}})";
    const bool classifier = version.engine->description().classifier;
    const std::string features = std::to_string(version.schema().columns.size());
    std::vector<std::string> paths{
        get("/ping", "ping", "Health check"),
        get("/metadata", "metadata", "Get all metadata of the version that is served"),
        get("/prototype", "prototype", "Get the input data prototype"),
        post("/predict", "predict", "Return predictions from the model using " + features + " features", rows,
             listAnswer("predict", classifier ? "{}" : R"({"type":["number","null"]})"),
             predictParameters(classifier))};
    for (const auto &[name, summary] :
         {std::pair{"predict_proba", "Return the probability of each class"},
          std::pair{"predict_log_proba", "Return the logarithms of the probabilities"}}) {
        if (classifier)
            paths.push_back(post("/" + std::string(name), name, summary, rows,
                                 listAnswer(name, R"({"type":"array","items":{"type":["number","null"]}})"),
                                 versionParameter()));
    }
    paths.push_back(post(
        "/feedback", "feedback", "Attach what came true to a recorded prediction, by its X-Request-Id",
        R"({"type":"object","required":["id","truth"],"properties":{"id":{"type":"string"},"row":{"type":"integer",)"
        R"("minimum":0},"truth":{}}})",
        R"({"type":"object","properties":{"matched":{"type":"integer"},"unknown":{"type":"array","items":)"
        R"({"type":"string"}},"problems":{"type":"array","items":{"type":"string"}}}})"));
    paths.push_back(post("/invocations", "invocations", "MLflow's and SageMaker's scoring protocol",
                         R"({"type":"object","properties":{"dataframe_records":)" + std::string(rows) + "}}",
                         listAnswer("predictions", "{}")));
    paths.push_back(
        get("/v2/models/" + version.model, "v2_metadata", "Open Inference Protocol: the model's tensors"));
    paths.push_back(post(
        "/v2/models/" + version.model + "/infer", "v2_infer", "Open Inference Protocol: inference",
        R"({"type":"object","required":["inputs"],"properties":{"inputs":{"type":"array","items":{"type":"object"}}}})",
        R"({"type":"object"})"));
    std::string out = R"({"openapi":"3.1.0","info":{"title":)" + quoted(version.model + " model API") +
                      R"(,"description":)" +
                      quoted(version.description.empty() ? version.title : version.description) +
                      R"(,"version":)" + quoted(version.version) + R"(},"paths":{)";
    for (std::size_t i = 0; i < paths.size(); ++i)
        out += (i > 0 ? "," : "") + paths[i];
    return out + R"(},"components":{"schemas":{"prototype":)" + rowSchema(version) + "," + errorSchemas() +
           "}}}";
}

} // namespace vitrine::serving
