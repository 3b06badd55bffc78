// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/tensorcontent.h"

#include "core/base/text.h"
#include "core/format/bytereader.h"
#include "core/format/tensorfiles.h"

#include <QHashFunctions>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::format {

namespace {

constexpr qsizetype mostTensors = 2000;

StructureEntry entryOf(const QString &name, const QString &type, const QStringList &shape,
                       std::string_view content)
{
    const QString kind = shape.isEmpty() ? Text::tr("%1 scalar").arg(type) : type + u' ' + shape.join(u'×');
    return {name,
            kind + u", "_s + formatBytes(static_cast<qint64>(content.size())),
            {},
            qHashBits(content.data(), content.size(), 1)};
}

// https://github.com/ggml-org/ggml/blob/master/include/ggml.h: enum ggml_type
QString ggmlType(std::uint32_t type)
{
    static const QStringList names{
        u"F32"_s,     u"F16"_s,    u"Q4_0"_s,    u"Q4_1"_s,  {},          {},         u"Q5_0"_s,  u"Q5_1"_s,
        u"Q8_0"_s,    u"Q8_1"_s,   u"Q2_K"_s,    u"Q3_K"_s,  u"Q4_K"_s,   u"Q5_K"_s,  u"Q6_K"_s,  u"Q8_K"_s,
        u"IQ2_XXS"_s, u"IQ2_XS"_s, u"IQ3_XXS"_s, u"IQ1_S"_s, u"IQ4_NL"_s, u"IQ3_S"_s, u"IQ2_S"_s, u"IQ4_XS"_s,
        u"I8"_s,      u"I16"_s,    u"I32"_s,     u"I64"_s,   u"F64"_s,    u"IQ1_M"_s, u"BF16"_s};
    const QString name = names.value(qsizetype(type));
    return name.isEmpty() ? Text::tr("type %1").arg(type) : name;
}

} // namespace

Result<StructureGroup> safetensorsContent(std::string_view bytes, const Job &job)
{
    StructureGroup group;
    group.kind = StructureGroup::Kind::Tensors;
    ByteReader reader(bytes);
    const std::string_view header = reader.take(reader.little<std::uint64_t>());
    const QJsonObject tensors =
        QJsonDocument::fromJson(QByteArray::fromRawData(header.data(), qsizetype(header.size()))).object();
    const std::string_view data = bytes.substr(std::min(bytes.size(), reader.offset()));
    for (auto it = tensors.begin(); it != tensors.end() && reader.ok(); ++it) {
        if (it.key() == u"__metadata__")
            continue;
        if (group.entries.size() == mostTensors) {
            ++group.leftOut;
            continue;
        }
        VT_CHECK(job.check());
        const QJsonObject tensor = it.value().toObject();
        const QJsonArray offsets = tensor.value(u"data_offsets").toArray();
        const double begin = offsets.at(0).toDouble(-1);
        const double end = offsets.at(1).toDouble(-1);
        if (begin < 0 || end < begin || end > double(data.size()))
            continue;
        QStringList shape;
        for (const QJsonValue size : tensor.value(u"shape").toArray())
            shape << QString::number(size.toInteger());
        group.entries << entryOf(it.key(), tensor.value(u"dtype").toString(), shape,
                                 data.substr(std::size_t(begin), std::size_t(end - begin)));
        job.report(qint64(begin), qint64(data.size()));
    }
    return group;
}

Result<StructureGroup> ggufContent(std::string_view bytes, const Job &job)
{
    StructureGroup group;
    group.kind = StructureGroup::Kind::Tensors;
    const GgufTensors tensors = readGgufTensors(bytes);
    const std::string_view data = bytes.substr(std::min(bytes.size(), tensors.data));
    // How long one is follows from where the next one begins.
    std::vector<std::uint64_t> begins{data.size()};
    for (const GgufTensor &tensor : tensors.list)
        begins.push_back(tensor.offset);
    std::sort(begins.begin(), begins.end());
    for (const GgufTensor &tensor : tensors.list) {
        if (group.entries.size() == mostTensors) {
            ++group.leftOut;
            continue;
        }
        VT_CHECK(job.check());
        const auto next = std::upper_bound(begins.begin(), begins.end(), tensor.offset);
        if (tensor.offset > data.size() || next == begins.end())
            continue;
        QStringList shape;
        for (const std::uint64_t size : tensor.shape)
            shape << QString::number(size);
        group.entries << entryOf(
            tensor.name, ggmlType(tensor.type), shape,
            data.substr(tensor.offset, std::min<std::uint64_t>(*next, data.size()) - tensor.offset));
        job.report(qint64(tensor.offset), qint64(data.size()));
    }
    return group;
}

} // namespace vitrine::format
