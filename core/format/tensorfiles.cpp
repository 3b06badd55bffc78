// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/tensorfiles.h"

#include "core/base/text.h"
#include "core/format/bytereader.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QMap>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace Qt::StringLiterals;

namespace vitrine::format {

namespace {

constexpr std::uint64_t maxHeader = 100'000'000;
constexpr qint64 maxCount = qint64(1) << 50;
constexpr qsizetype maxShown = 1000;

QString text(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

void noteDamage(Inspection &inspection, const QString &name, const QString &why)
{
    inspection.add(Finding::Severity::Suspicious, u"structure"_s, name, why);
}

int bitsOf(const QString &type)
{
    static const QMap<QString, int> bits{
        {u"BOOL"_s, 8},    {u"U8"_s, 8},   {u"I8"_s, 8},   {u"F8_E5M2"_s, 8}, {u"F8_E4M3"_s, 8},
        {u"F8_E8M0"_s, 8}, {u"F4"_s, 4},   {u"I16"_s, 16}, {u"U16"_s, 16},    {u"F16"_s, 16},
        {u"BF16"_s, 16},   {u"I32"_s, 32}, {u"U32"_s, 32}, {u"F32"_s, 32},    {u"C64"_s, 64},
        {u"F64"_s, 64},    {u"I64"_s, 64}, {u"U64"_s, 64}};
    return bits.value(type, 0);
}

qint64 productOf(const QJsonArray &shape)
{
    qint64 count = 1;
    for (const QJsonValue each : shape) {
        const auto size = static_cast<qint64>(std::max(0.0, each.toDouble()));
        if (size != 0 && count > maxCount / size)
            return maxCount;
        count *= size;
    }
    return count;
}

// Tensors lie one behind the other, without gaps and without overlap.
void checkTensors(const QJsonObject &header, qint64 dataSize, Inspection &inspection)
{
    struct Span {
        qint64 begin;
        qint64 end;
        QString name;
    };
    std::vector<Span> spans;
    qint64 parameters = 0;
    for (auto it = header.begin(); it != header.end(); ++it) {
        if (it.key() == u"__metadata__")
            continue;
        const QJsonObject tensor = it.value().toObject();
        const QJsonArray offsets = tensor.value(u"data_offsets").toArray();
        const auto begin = static_cast<qint64>(offsets.at(0).toDouble(-1));
        const auto end = static_cast<qint64>(offsets.at(1).toDouble(-1));
        const qint64 count = productOf(tensor.value(u"shape").toArray());
        const int bits = bitsOf(tensor.value(u"dtype").toString());
        if (begin < 0 || end < begin || end > dataSize)
            return noteDamage(inspection, it.key(), Text::tr("The tensor lies beyond the end of the file."));
        if (bits > 0 && count < maxCount / 64 && end - begin != (count * bits + 7) / 8)
            return noteDamage(inspection, it.key(),
                              Text::tr("The tensor's size does not fit its shape and type."));
        parameters += count;
        spans.push_back({begin, end, it.key()});
    }
    std::sort(spans.begin(), spans.end(), [](const Span &a, const Span &b) { return a.begin < b.begin; });
    for (std::size_t i = 1; i < spans.size(); ++i) {
        if (spans[i].begin < spans[i - 1].end)
            return noteDamage(inspection, spans[i].name,
                              Text::tr("The tensor overlaps with %1.").arg(spans[i - 1].name));
    }
    inspection.parameters = parameters;
    inspection.metadata.insert(u"tensors"_s, static_cast<qint64>(spans.size()));
}

} // namespace

bool inspectSafetensors(std::string_view bytes, Inspection &inspection)
{
    ByteReader reader(bytes);
    const auto size = reader.little<std::uint64_t>();
    if (!reader.ok() || size < 2 || size > maxHeader || bytes.substr(8, 1) != "{")
        return false;
    const std::string_view header = reader.take(size);
    const QJsonDocument document = QJsonDocument::fromJson(
        QByteArray::fromRawData(header.data(), static_cast<qsizetype>(header.size())));
    if (!reader.ok() || !document.isObject()) {
        noteDamage(inspection, {}, Text::tr("The header is damaged or longer than the file."));
        return true;
    }
    const QJsonObject object = document.object();
    checkTensors(object, static_cast<qint64>(reader.left()), inspection);
    const QJsonObject metadata = object.value(u"__metadata__").toObject();
    for (auto it = metadata.begin(); it != metadata.end() && inspection.metadata.size() < maxShown; ++it)
        inspection.metadata.insert(it.key(), it.value());
    return true;
}

namespace {

// https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
class GgufReader final
{
public:
    GgufReader(std::string_view bytes, Inspection &inspection) : m_reader(bytes), m_inspection(inspection) {}

    bool read()
    {
        if (m_reader.take(4) != "GGUF")
            return false;
        const auto version = m_reader.little<std::uint32_t>();
        const auto tensors = m_reader.little<std::uint64_t>();
        const auto keys = m_reader.little<std::uint64_t>();
        m_inspection.metadata.insert(u"gguf_version"_s, static_cast<qint64>(version));
        // A key takes 13 bytes at the least, a tensor 24.
        if (!m_reader.ok() || version < 2 || keys > m_reader.left() / 13 || tensors > m_reader.left() / 24)
            return damaged();
        for (std::uint64_t i = 0; i < keys && m_reader.ok(); ++i) {
            const QString key = text(string());
            const QJsonValue value = readValue(m_reader.little<std::uint32_t>(), 0);
            if (!value.isUndefined() && m_inspection.metadata.size() < maxShown)
                m_inspection.metadata.insert(key, value);
        }
        qint64 parameters = 0;
        for (std::uint64_t i = 0; i < tensors && m_reader.ok(); ++i)
            parameters += readTensor();
        if (!m_reader.ok())
            return damaged();
        m_whole = true;
        m_inspection.metadata.insert(u"tensors"_s, static_cast<qint64>(tensors));
        m_inspection.parameters = parameters;
        if (m_inspection.metadata.contains(u"tokenizer.chat_template"))
            m_inspection.add(Finding::Severity::Info, u"template"_s, u"tokenizer.chat_template"_s,
                             Text::tr("It brings a chat template, which programs evaluate."));
        return true;
    }

    GgufTensors tensors() const
    {
        if (!m_whole)
            return {};
        const double wanted = m_inspection.metadata.value(u"general.alignment").toDouble(32);
        const auto alignment = static_cast<std::size_t>(wanted >= 1 && wanted <= 1 << 20 ? wanted : 32);
        return {m_tensors, (m_reader.offset() + alignment - 1) / alignment * alignment};
    }

private:
    bool damaged()
    {
        noteDamage(m_inspection, {}, Text::tr("The header is damaged or claims more than the file holds."));
        return true;
    }

    std::string_view string() { return m_reader.take(m_reader.little<std::uint64_t>()); }

    QJsonValue readValue(std::uint32_t type, int depth)
    {
        switch (type) {
        case 0: return m_reader.little<std::uint8_t>();
        case 1: return m_reader.little<std::int8_t>();
        case 2: return m_reader.little<std::uint16_t>();
        case 3: return m_reader.little<std::int16_t>();
        case 4: return static_cast<qint64>(m_reader.little<std::uint32_t>());
        case 5: return m_reader.little<std::int32_t>();
        case 6: return finite(static_cast<double>(m_reader.little<float>()));
        case 7: return m_reader.little<std::uint8_t>() != 0;
        case 8: return text(string().substr(0, 100'000));
        case 9: return readArray(depth);
        case 10: return static_cast<double>(m_reader.little<std::uint64_t>());
        case 11: return static_cast<qint64>(m_reader.little<std::int64_t>());
        case 12: return finite(m_reader.little<double>());
        default: m_reader.fail(); return QJsonValue::Undefined;
        }
    }

    static QJsonValue finite(double value) { return std::isfinite(value) ? QJsonValue(value) : QJsonValue(); }

    // Vocabularies are long; only short arrays are kept.
    QJsonValue readArray(int depth)
    {
        constexpr std::uint64_t kept = 64;
        const auto type = m_reader.little<std::uint32_t>();
        const auto count = m_reader.little<std::uint64_t>();
        if (depth > 4 || count > m_reader.left())
            m_reader.fail();
        QJsonArray list;
        for (std::uint64_t i = 0; i < count && m_reader.ok(); ++i) {
            const QJsonValue value = readValue(type, depth + 1);
            if (count <= kept)
                list.append(value);
        }
        return count <= kept ? QJsonValue(list) : QJsonValue(Text::tr("%1 values").arg(count));
    }

    qint64 readTensor()
    {
        GgufTensor tensor;
        tensor.name = text(string());
        const auto dimensions = m_reader.little<std::uint32_t>();
        if (dimensions > 8)
            m_reader.fail();
        qint64 count = 1;
        for (std::uint32_t i = 0; i < dimensions && m_reader.ok(); ++i) {
            const auto size = m_reader.little<std::uint64_t>();
            tensor.shape.push_back(size);
            count = size != 0 && static_cast<std::uint64_t>(count) > std::uint64_t(maxCount) / size
                        ? maxCount
                        : count * static_cast<qint64>(size);
        }
        tensor.type = m_reader.little<std::uint32_t>();
        tensor.offset = m_reader.little<std::uint64_t>();
        m_tensors.push_back(std::move(tensor));
        return std::min(count, maxCount / 1'000'000);
    }

    ByteReader m_reader;
    Inspection &m_inspection;
    std::vector<GgufTensor> m_tensors;
    bool m_whole = false;
};

} // namespace

bool inspectGguf(std::string_view bytes, Inspection &inspection)
{
    return GgufReader(bytes, inspection).read();
}

GgufTensors readGgufTensors(std::string_view bytes)
{
    Inspection unused;
    GgufReader reader(bytes, unused);
    return reader.read() ? reader.tensors() : GgufTensors();
}

bool inspectNpy(std::string_view bytes, Inspection &inspection)
{
    ByteReader reader(bytes);
    if (reader.take(6) != "\x93NUMPY")
        return false;
    const auto major = reader.little<std::uint8_t>();
    reader.skip(1);
    const std::uint32_t size =
        major >= 2 ? reader.little<std::uint32_t>() : std::uint32_t(reader.little<std::uint16_t>());
    const std::string_view header = reader.take(std::min<std::uint32_t>(size, 1'000'000));
    if (!reader.ok()) {
        noteDamage(inspection, {}, Text::tr("The header is longer than the file."));
        return true;
    }
    inspection.metadata.insert(u"header"_s, text(header.substr(0, 10'000)).trimmed());
    inspection.framework = u"numpy"_s;
    // "|O": Python objects, which are a pickle behind the header.
    const auto type = header.find("'descr'");
    if (type != std::string_view::npos && header.find('O', type) < header.find("'fortran_order'"))
        inspection.canRunCode = true;
    return true;
}

} // namespace vitrine::format
