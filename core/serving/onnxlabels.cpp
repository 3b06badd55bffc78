// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/onnxlabels.h"

#include <cstdint>
#include <optional>

namespace vitrine::serving {

namespace {

// One field of a protobuf message; `bytes` for length-delimited ones.
struct Field {
    std::uint64_t number = 0;
    bool delimited = false;
    std::uint64_t value = 0;
    std::string_view bytes;
};

class Message final
{
public:
    explicit Message(std::string_view bytes) : m_rest(bytes) {}

    // The next field; none at the end or where the bytes make no sense.
    std::optional<Field> next()
    {
        if (m_rest.empty())
            return {};
        const auto key = varint();
        if (!key)
            return {};
        Field field{*key >> 3, false, 0, {}};
        switch (*key & 7) {
        case 0: {
            const auto value = varint();
            field.value = value.value_or(0);
            return value ? std::optional(field) : std::nullopt;
        }
        case 1: return skip(8) ? std::optional(field) : std::nullopt;
        case 2: {
            const auto size = varint();
            if (!size || *size > m_rest.size())
                return {};
            field.delimited = true;
            field.bytes = m_rest.substr(0, *size);
            m_rest.remove_prefix(*size);
            return field;
        }
        case 5: return skip(4) ? std::optional(field) : std::nullopt;
        default: return {};
        }
    }

    std::optional<std::uint64_t> varint()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (m_rest.empty())
                return {};
            const auto byte = static_cast<unsigned char>(m_rest.front());
            m_rest.remove_prefix(1);
            value |= std::uint64_t(byte & 0x7F) << shift;
            if ((byte & 0x80) == 0)
                return value;
        }
        return {};
    }

    bool atEnd() const { return m_rest.empty(); }

private:
    bool skip(std::size_t count)
    {
        if (m_rest.size() < count)
            return false;
        m_rest.remove_prefix(count);
        return true;
    }

    std::string_view m_rest;
};

// onnx.proto3: ModelProto.graph = 7, GraphProto.node = 1, NodeProto.attribute = 5,
// AttributeProto.name = 1, .ints = 8, .strings = 9.
constexpr std::uint64_t modelGraph = 7;
constexpr std::uint64_t graphNode = 1;
constexpr std::uint64_t nodeAttribute = 5;
constexpr std::uint64_t attributeName = 1;
constexpr std::uint64_t attributeInts = 8;
constexpr std::uint64_t attributeStrings = 9;

std::string textOf(std::uint64_t label)
{
    return std::to_string(static_cast<std::int64_t>(label));
}

std::vector<std::string> labelsOfAttribute(std::string_view bytes)
{
    std::vector<std::string> labels;
    std::string_view name;
    Message attribute(bytes);
    while (const auto field = attribute.next()) {
        if (field->number == attributeName && field->delimited) {
            name = field->bytes;
        } else if (field->number == attributeStrings && field->delimited) {
            labels.emplace_back(field->bytes);
        } else if (field->number == attributeInts && field->delimited) {
            for (Message packed(field->bytes); !packed.atEnd();) {
                const auto value = packed.varint();
                if (!value)
                    return {};
                labels.push_back(textOf(*value));
            }
        } else if (field->number == attributeInts) {
            labels.push_back(textOf(field->value));
        }
    }
    return name.starts_with("classlabels_") ? labels : std::vector<std::string>();
}

} // namespace

std::vector<std::string> classLabels(std::string_view model)
{
    std::vector<std::string> labels;
    Message whole(model);
    while (const auto graph = whole.next()) {
        if (graph->number != modelGraph || !graph->delimited)
            continue;
        Message nodes(graph->bytes);
        while (const auto node = nodes.next()) {
            if (node->number != graphNode || !node->delimited)
                continue;
            Message fields(node->bytes);
            while (const auto attribute = fields.next()) {
                if (attribute->number != nodeAttribute || !attribute->delimited)
                    continue;
                if (auto found = labelsOfAttribute(attribute->bytes); !found.empty())
                    labels = std::move(found);
            }
        }
    }
    return labels;
}

} // namespace vitrine::serving
