// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/requestlists.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <simdjson.h>

namespace vitrine::monitor {

namespace {

namespace dom = simdjson::dom;

JsonScalar scalarOf(const dom::element &element)
{
    JsonScalar scalar;
    std::string_view text;
    bool truth = false;
    if (element.get(text) == simdjson::SUCCESS) {
        scalar.missing = false;
        scalar.text = text;
    } else if (element.get(scalar.number) == simdjson::SUCCESS) {
        scalar.missing = false;
        scalar.isNumber = true;
        std::array<char, 32> digits;
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), scalar.number).ptr;
        scalar.text.assign(digits.data(), end);
    } else if (element.get(truth) == simdjson::SUCCESS) {
        scalar.missing = false;
        scalar.text = truth ? "true" : "false";
    }
    return scalar;
}

} // namespace

struct RequestLists::State {
    dom::parser parser;
    dom::object object;
    std::size_t rows = 0;
    bool known = false;
};

RequestLists::RequestLists() : m_state(std::make_unique<State>()) {}
RequestLists::RequestLists(RequestLists &&) noexcept = default;
RequestLists &RequestLists::operator=(RequestLists &&) noexcept = default;
RequestLists::~RequestLists() = default;

void RequestLists::parse(const std::string &json)
{
    State &state = *m_state;
    state.rows = 0;
    dom::element element;
    state.known = !json.empty() && state.parser.parse(json).get(element) == simdjson::SUCCESS &&
                  element.get(state.object) == simdjson::SUCCESS;
    if (!state.known)
        return;
    for (const auto &[key, value] : state.object) {
        dom::array values;
        if (value.get(values) == simdjson::SUCCESS)
            state.rows = std::max(state.rows, values.size());
    }
}

std::size_t RequestLists::rows() const
{
    return m_state->rows;
}

std::vector<std::string> RequestLists::names() const
{
    std::vector<std::string> names;
    if (m_state->known) {
        for (const auto &[key, value] : m_state->object)
            names.emplace_back(key);
    }
    return names;
}

void RequestLists::visit(const std::string &name, const std::function<void(const JsonScalar &)> &value) const
{
    dom::array values;
    if (!m_state->known || m_state->object.at_key(name).get(values) != simdjson::SUCCESS)
        return;
    for (const dom::element element : values)
        value(scalarOf(element));
}

} // namespace vitrine::monitor
