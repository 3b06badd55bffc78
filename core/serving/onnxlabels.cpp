// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/onnxlabels.h"

#include "core/format/protobufreader.h"

namespace vitrine::serving {

namespace {

using Message = format::ProtobufReader;

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
