// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/feedbackreader.h"

#include "core/monitor/predictionlog.h"
#include "core/serving/requestid.h"

#include <simdjson.h>

#include <limits>

namespace vitrine::serving {

namespace dom = simdjson::dom;

namespace {

constexpr std::size_t mostTruths = 100'000; // in one request
constexpr std::string_view form = "send {\"id\":\"…\",\"truth\":…} or a list of such objects";

bool readValue(const dom::element &element, monitor::Truth &truth)
{
    double number = 0;
    bool truthValue = false;
    std::string_view text;
    if (element.get_string().get(text) == simdjson::SUCCESS)
        truth.value = std::string(text);
    else if (element.get_bool().get(truthValue) == simdjson::SUCCESS)
        truth.value = std::string(truthValue ? "true" : "false");
    else if (element.get_double().get(number) == simdjson::SUCCESS)
        truth.value = number;
    else
        return false;
    return true;
}

std::string readTruth(const dom::element &element, std::vector<monitor::Truth> &truths)
{
    dom::object object;
    std::string_view id;
    dom::element value;
    if (element.get_object().get(object) != simdjson::SUCCESS ||
        object["id"].get_string().get(id) != simdjson::SUCCESS ||
        object["truth"].get(value) != simdjson::SUCCESS)
        return std::string(form);
    if (!isSensibleRequestId(id))
        return "an id is 1 to 128 letters, digits and -_.: as the header X-Request-Id had it";
    monitor::Truth truth;
    truth.id = id;
    std::uint64_t row = 0;
    dom::element given;
    if (object["row"].get(given) == simdjson::SUCCESS &&
        (given.get_uint64().get(row) != simdjson::SUCCESS || row > std::numeric_limits<std::uint32_t>::max()))
        return "row is the number of the row in the request, from 0";
    truth.row = static_cast<std::uint32_t>(row);
    dom::array list;
    if (value.get_array().get(list) != simdjson::SUCCESS) {
        if (!readValue(value, truth))
            return "truth is a number, a text, true or false, or a list of them";
        truths.push_back(std::move(truth));
        return {};
    }
    for (const dom::element each : list) {
        // null: not known yet
        if (!each.is_null() && !readValue(each, truth))
            return "truth is a number, a text, true or false, or a list of them";
        if (!each.is_null())
            truths.push_back(truth);
        ++truth.row;
    }
    return {};
}

void appendTexts(std::string &out, const std::vector<std::string> &texts)
{
    out += '[';
    for (const std::string &text : texts) {
        out += out.back() == '[' ? "" : ",";
        appendText(out, text);
    }
    out += ']';
}

} // namespace

std::string readFeedback(std::string_view body, std::vector<monitor::Truth> &truths)
{
    static thread_local dom::parser parser;
    dom::element root;
    if (const auto error = parser.parse(body.data(), body.size()).get(root); error != simdjson::SUCCESS)
        return "the body is not valid JSON (" + std::string(simdjson::error_message(error)) + ")";
    dom::array list;
    if (root.get_array().get(list) != simdjson::SUCCESS)
        return readTruth(root, truths);
    for (const dom::element element : list) {
        if (std::string problem = readTruth(element, truths); !problem.empty())
            return problem;
        if (truths.size() > mostTruths)
            return "at most " + std::to_string(mostTruths) + " truths are taken at once";
    }
    return {};
}

void answerFeedback(Exchange &exchange, monitor::PredictionLog *log)
{
    Response &response = exchange.response;
    if (log == nullptr)
        return setError(response, 409,
                        "This server records no predictions, so there is nothing to attach to.");
    std::vector<monitor::Truth> truths;
    if (const std::string problem = readFeedback(exchange.request.body, truths); !problem.empty()) {
        setError(response, 422, "The feedback cannot be read: " + problem + ".");
        response.error = ErrorKind::Malformed;
        return;
    }
    const auto feedback = log->attach(std::move(truths));
    if (!feedback)
        return setError(response, 503, feedback.error().message.toStdString());
    response.status = feedback->matched == 0 && !feedback->unknown.empty() ? 404 : 200;
    std::string &out = response.body;
    out += "{\"matched\":";
    appendUnsigned(out, feedback->matched);
    out += ",\"unknown\":";
    appendTexts(out, feedback->unknown);
    out += ",\"problems\":";
    appendTexts(out, feedback->unfit);
    if (response.status == 404)
        out += ",\"error\":\"404 - Resource Not Found\",\"message\":\"No recorded request has this id; it "
               "may not "
               "be in the sample, or too old.\"";
    out += '}';
}

} // namespace vitrine::serving
