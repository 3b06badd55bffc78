// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/targets.h"

#include "core/serving/feedbackreader.h"
#include "core/serving/inferrequest.h"
#include "core/serving/requestreader.h"
#include "core/serving/responsetext.h"
#include "core/serving/router.h"
#include "core/serving/rowstream.h"
#include "core/serving/spool.h"

#include <simdjson.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace vitrine::fuzz {

using namespace serving;

namespace {

format::Prototype everyType()
{
    using format::ColumnType;
    const auto column = [](const char *name, ColumnType type, const QStringList &levels = {}) {
        format::Column made;
        made.name = QString::fromUtf8(name);
        made.type = type;
        made.levels = levels;
        return made;
    };
    return {{column("n", ColumnType::Number), column("i", ColumnType::Integer),
             column("t", ColumnType::String), column("b", ColumnType::Boolean), column("d", ColumnType::Date),
             column("m", ColumnType::DateTime),
             column("g", ColumnType::Category, {QStringLiteral("a"), QStringLiteral("4")})}};
}

// A classifier that answers anything without ever failing: what goes wrong is the server's doing.
class PatientEngine final : public Engine
{
public:
    PatientEngine() : m_schema(schemaOf(everyType()))
    {
        m_description.platform = "fuzz";
        m_description.inputs = {{"X", DataType::Float32, {-1, 2}}, {"S", DataType::Text, {-1}}};
        m_description.outputs = {{"label", DataType::Text, {-1}},
                                 {"probabilities", DataType::Float64, {-1, 2}}};
        m_description.classifier = true;
        m_description.levels = {"a", "\"4\\"};
    }
    const EngineDescription &description() const override { return m_description; }
    const Schema &schema() const override { return m_schema; }

    std::optional<Failure> predict(const Frame &frame, Wanted, Output &output) const override
    {
        output = {};
        output.rows = frame.rows();
        output.columns.resize(2);
        OutputColumn &label = output.columns[0];
        label.role = OutputColumn::Role::Label;
        label.kind = OutputColumn::Kind::Text;
        OutputColumn &probabilities = output.columns[1];
        probabilities.role = OutputColumn::Role::Probabilities;
        probabilities.width = 2;
        probabilities.levels = m_description.levels;
        for (std::size_t row = 0; row < frame.rows(); ++row) {
            // Every cell is read: what was left unset would show under a sanitizer.
            label.texts.push_back(std::string(frame.column(2).texts[row]) +
                                  std::string(frame.column(6).texts[row]));
            probabilities.numbers.push_back(frame.column(0).numbers[row]);
            probabilities.numbers.push_back(static_cast<double>(frame.column(1).integers[row]) +
                                            static_cast<double>(frame.column(3).integers[row]));
        }
        return {};
    }
    std::optional<Failure> infer(std::span<const Tensor> inputs, std::vector<Tensor> &outputs) const override
    {
        outputs.assign(inputs.begin(), inputs.end());
        return {};
    }

private:
    Schema m_schema;
    EngineDescription m_description;
};

// A server without sockets, made once.
class Desk final
{
public:
    Desk()
    {
        auto version = std::make_shared<ServedVersion>();
        version->model = "fuzz";
        version->version = "v1";
        version->engine = std::make_unique<PatientEngine>();
        version->hasPrototype = true;
        version->exampleRow = "{}";
        version->metadataPython = version->metadataR = version->prototypePython = version->prototypeR = "{}";
        version->counters = m_metrics.of("fuzz", "v1");
        m_catalogue.add("fuzz").exchange(version);
    }

    void handle(const Request &request, Response &response)
    {
        m_router.handle(request, m_workspace, response);
    }
    const Router &router() const { return m_router; }
    Workspace &workspace() { return m_workspace; }

private:
    ServerMetrics m_metrics;
    Catalogue m_catalogue;
    Router m_router{m_catalogue, m_metrics, RouterOptions{{}, Flavour::Default, 10'000, nullptr}};
    Workspace m_workspace;
};

Desk &desk()
{
    static Desk made;
    return made;
}

void checkResponse(const Response &response)
{
    static simdjson::dom::parser parser;
    if (response.status == 500)
        broken("no request makes the server fail", response.body);
    if (!response.headers.starts_with("X-Request-Id: "))
        broken("every answer carries the request's id", response.headers);
    if (response.headers.find("\r\n\r\n") != std::string::npos)
        broken("headers do not end before their end", response.headers);
    if (response.contentType == "application/json" && !response.spool && !response.body.empty() &&
        parser.parse(response.body).error() != simdjson::SUCCESS)
        broken("an answer in JSON is JSON", response.body);
}

Request post(std::string_view target, std::string_view body, std::string_view contentType = {})
{
    Request request;
    request.method = Method::Post;
    request.target = target;
    request.host = "localhost";
    request.contentType = contentType;
    request.body = body;
    return request;
}

Response ask(const Request &request)
{
    Response response;
    desk().handle(request, response);
    checkResponse(response);
    return response;
}

// As a connection does: bytes as they come, an answer for each whole request.
void converse(std::string_view bytes, std::size_t piece)
{
    RequestReader reader(4096, 1 << 20);
    reader.restart();
    std::string waiting;
    while (!bytes.empty()) {
        waiting += bytes.substr(0, piece);
        bytes.remove_prefix(std::min(piece, bytes.size()));
        while (!waiting.empty()) {
            boost::system::error_code error;
            const std::size_t used = reader.put(waiting.data(), waiting.size(), error);
            waiting.erase(0, used);
            if (error && error != boost::beast::http::error::need_more)
                return; // refused
            if (reader.hasHeader() && reader.refusal() != 0)
                return;
            if (reader.isDone()) {
                const Response response = ask(reader.request());
                std::string out;
                appendResponse(out, response, {"date", reader.keepAlive(), reader.isOldVersion(), false});
                reader.restart();
            } else if (used == 0) {
                break;
            }
        }
    }
}

} // namespace

void broken(std::string_view promise, std::string_view detail)
{
    std::fprintf(stderr, "broken promise: %.*s\n%.*s\n", static_cast<int>(promise.size()), promise.data(),
                 static_cast<int>(std::min<std::size_t>(detail.size(), 2000)), detail.data());
    std::abort();
}

void http(std::string_view bytes)
{
    for (const std::size_t piece : {std::size_t(1), std::size_t(7), std::max<std::size_t>(1, bytes.size())})
        converse(bytes, piece);
}

void rows(std::string_view bytes)
{
    for (const std::string_view target : {"/predict", "/predict_proba?format=records", "/predict?type=prob",
                                          "/invocations", "/fuzz/predict/"}) {
        for (const std::string_view type : {"", "application/json", "text/csv", "application/jsonlines"})
            ask(post(target, bytes, type));
    }
    Request csv = post("/invocations", bytes, "text/csv");
    csv.accept = "text/csv";
    ask(csv);
}

void stream(std::string_view bytes)
{
    for (const std::string_view type : {"", "text/csv", "application/x-ndjson"}) {
        const Response whole = ask(post("/predict", bytes, type));
        for (const std::size_t piece :
             {std::size_t(1), std::size_t(13), std::max<std::size_t>(1, bytes.size())}) {
            Request request = post("/predict", bytes, type);
            const auto rows = desk().router().openStream(request, desk().workspace());
            if (!rows)
                continue;
            request.body = {};
            for (std::size_t at = 0; at < bytes.size(); at += piece)
                rows->feed(bytes.substr(at, piece), desk().workspace());
            Response response;
            desk().router().finishStream(request, *rows, desk().workspace(), response);
            checkResponse(response);
            if (response.status != whole.status)
                broken("a stream is answered as the whole is",
                       std::to_string(whole.status) + " " + whole.body + "\n" +
                           std::to_string(response.status) + " " + response.body);
            std::string text;
            if (response.spool &&
                (!response.spool->read(bytes.size() * 64 + 4096, text) || text != whole.body))
                broken("a stream is answered as the whole is", whole.body + "\n" + text);
        }
    }
}

void infer(std::string_view bytes)
{
    if (bytes.empty())
        return;
    const std::string length = std::to_string(static_cast<unsigned char>(bytes.front()));
    Request request = post("/v2/models/fuzz/infer", bytes.substr(1));
    ask(request);
    request.tensorHeaderLength = length;
    ask(request);
}

void feedback(std::string_view bytes)
{
    std::vector<monitor::Truth> truths;
    readFeedback(bytes, truths);
    ask(post("/feedback", bytes));
}

std::span<const Target> targets()
{
    static constexpr std::array all{Target{"http", http}, Target{"rows", rows}, Target{"stream", stream},
                                    Target{"infer", infer}, Target{"feedback", feedback}};
    return all;
}

} // namespace vitrine::fuzz
