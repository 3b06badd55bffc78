// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/dialect/vetiver.h"

#include "core/serving/jsontext.h"

#include <array>
#include <ctime>

namespace vitrine::serving::vetiver {

namespace {

enum class BodyFormat { Lists, Records };

struct Wish {
    AnswerType type = AnswerType::Prediction;
    BodyFormat format = BodyFormat::Lists;
};

bool refuse(Exchange &exchange, std::string_view message)
{
    setError(exchange.response, 400, message);
    return false;
}

// What the query and the path ask for; false, with the answer, when it makes no sense for this model.
bool readWish(Exchange &exchange, Wish &wish)
{
    const bool classifier = exchange.version->engine->description().classifier;
    wish.type =
        exchange.endpoint == Endpoint::PredictProba ? AnswerType::Probabilities : AnswerType::Prediction;
    wish.format = exchange.flavour == Flavour::R ? BodyFormat::Records : BodyFormat::Lists;
    if (const auto type = exchange.request.parameter("type")) {
        if (*type == "prob")
            wish.type = AnswerType::Probabilities;
        else if (*type == "class" && !classifier)
            return refuse(exchange, "This model does not classify: use type=numeric.");
        else if (*type == "numeric" && classifier)
            return refuse(exchange, "This model classifies: use type=class or type=prob.");
        else if (*type != "class" && *type != "numeric")
            return refuse(exchange, "The parameter type is one of class, prob, numeric.");
    }
    if (wish.type == AnswerType::Probabilities && !classifier)
        return refuse(exchange, "This model does not classify, so it has no probabilities.");
    if (const auto format = exchange.request.parameter("format")) {
        if (*format != "lists" && *format != "records")
            return refuse(exchange, "The parameter format is one of lists, records.");
        wish.format = *format == "records" ? BodyFormat::Records : BodyFormat::Lists;
    }
    return true;
}

void refuseRows(Exchange &exchange)
{
    const Faults &faults = exchange.workspace.faults;
    const Schema &schema = exchange.version->schema();
    exchange.version->counters->faults.fetch_add(faults.count, std::memory_order_relaxed);
    Response &response = exchange.response;
    response.status = 422;
    response.body += "{\"error\":\"422 - Unprocessable Entity\",\"message\":";
    appendText(response.body, faultMessage(faults, schema));
    response.body += ",\"detail\":";
    appendFaultDetail(response.body, faults, schema);
    response.body += ",\"count\":";
    appendUnsigned(response.body, faults.count);
    response.body += '}';
}

// A text that can stand in a column's name: ".pred_" and the level.
void appendRecordKeys(std::vector<std::string> &keys, const OutputColumn &column, AnswerType type)
{
    const auto key = [&](std::string_view suffix) {
        std::string text;
        appendKey(text, std::string(".pred") + std::string(suffix));
        keys.push_back(std::move(text));
    };
    if (type == AnswerType::Probabilities) {
        for (std::size_t i = 0; i < column.width; ++i)
            key("_" + (i < column.levels.size() ? column.levels[i] : std::to_string(i + 1)));
    } else if (column.role == OutputColumn::Role::Label) {
        key("_class");
    } else if (column.width == 1) {
        key("");
    } else {
        for (std::size_t i = 0; i < column.width; ++i)
            key("_" + std::to_string(i + 1));
    }
}

void writeRecords(std::string &out, const OutputColumn &column, std::size_t rows, AnswerType type,
                  NotANumber special)
{
    std::vector<std::string> keys;
    appendRecordKeys(keys, column, type);
    // A label is a class in R, and a class is a text.
    const bool quoted =
        column.role == OutputColumn::Role::Label && column.kind == OutputColumn::Kind::Integer;
    out += '[';
    for (std::size_t row = 0; row < rows; ++row) {
        out += row > 0 ? ",{" : "{";
        for (std::size_t i = 0; i < keys.size(); ++i) {
            if (i > 0)
                out += ',';
            out += keys[i];
            out += quoted ? "\"" : "";
            appendCell(out, column, row * column.width + i, special);
            out += quoted ? "\"" : "";
        }
        out += '}';
    }
    out += ']';
}

void writeLists(std::string &out, const OutputColumn &column, std::size_t rows, std::string_view name,
                NotANumber special)
{
    out += '{';
    appendKey(out, name);
    out += '[';
    for (std::size_t row = 0; row < rows; ++row) {
        if (row > 0)
            out += ',';
        appendRow(out, column, row, special);
    }
    out += "]}";
}

} // namespace

void ping(Exchange &exchange)
{
    std::array<char, 32> now{};
    const std::time_t time = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&time, &utc);
    const std::size_t length = std::strftime(now.data(), now.size(), "%Y-%m-%d %H:%M:%S", &utc);
    const std::string online = "\"status\":\"online\",\"time\":\"" + std::string(now.data(), length) + "\"";
    switch (exchange.flavour) {
    case Flavour::Python: exchange.response.body = "{\"ping\":\"pong\"}"; return;
    case Flavour::R: exchange.response.body = '{' + online + '}'; return;
    case Flavour::Default: exchange.response.body = "{\"ping\":\"pong\"," + online + '}'; return;
    }
}

void metadata(Exchange &exchange)
{
    exchange.response.body =
        exchange.flavour == Flavour::R ? exchange.version->metadataR : exchange.version->metadataPython;
}

void prototype(Exchange &exchange)
{
    if (!exchange.version->hasPrototype) {
        setError(exchange.response, 404,
                 "This version has no prototype; requests are checked against the model's own "
                 "inputs only.");
        return;
    }
    exchange.response.body =
        exchange.flavour == Flavour::R ? exchange.version->prototypeR : exchange.version->prototypePython;
}

void pinUrl(Exchange &exchange)
{
    if (exchange.version->pinUrl.empty())
        setError(exchange.response, 404, "This version is not published anywhere, so it has no URL.");
    else
        exchange.response.body = exchange.version->pinUrl;
}

void predict(Exchange &exchange)
{
    Wish wish;
    if (!readWish(exchange, wish))
        return;
    const ServedVersion &version = *exchange.version;
    Workspace &workspace = exchange.workspace;
    {
        const StageTimer timer(version, Stage::Parse);
        workspace.faults.clear();
        workspace.parser.readRows(
            {exchange.request.body, exchange.request.bodyReadableBeyond}, version.schema(),
            version.hasPrototype ? RowLists::Refused : RowLists::Accepted, workspace.frame, workspace.faults);
    }
    if (!workspace.faults.isEmpty()) {
        refuseRows(exchange);
        return;
    }
    int status = 500;
    std::string message;
    if (!runModel(exchange, wish.type, status, message)) {
        setError(exchange.response, status, "The model could not answer: " + message + ".");
        return;
    }
    const OutputColumn *answer = answerColumn(workspace.output, wish.type);
    if (answer == nullptr) {
        setError(exchange.response, 500, "The model gave no answer of that kind.");
        return;
    }
    const StageTimer timer(version, Stage::Serialise);
    addRemarks(exchange);
    const NotANumber special = exchange.flavour == Flavour::R ? NotANumber::RText : NotANumber::Null;
    std::string &out = exchange.response.body;
    if (wish.format == BodyFormat::Records)
        writeRecords(out, *answer, workspace.output.rows, wish.type, special);
    else
        writeLists(out, *answer, workspace.output.rows, endpointName(exchange.endpoint), special);
}

} // namespace vitrine::serving::vetiver
