// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/textmodels.h"

#include "core/base/text.h"

#include <QHash>
#include <QXmlStreamReader>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::format {

namespace {

constexpr qsizetype maxColumns = 10'000;

QString text(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

// "[0:1.5]" is numeric, "1:2:3" a category, "none" unused.
ModelPort lightgbmPort(const QString &name, const QString &info)
{
    ModelPort port{name, u"FP64"_s, {-1}, {}};
    if (info.contains(u':') && !info.startsWith(u'['))
        port.levels = info.split(u':').mid(0, 1000);
    return port;
}

QString pmmlType(const QString &dataType, const QString &use)
{
    if (dataType == u"integer")
        return u"INT64"_s;
    if (dataType == u"boolean")
        return u"BOOL"_s;
    if (dataType == u"double")
        return u"FP64"_s;
    if (dataType == u"float")
        return u"FP32"_s;
    return use == u"continuous" ? u"FP64"_s : u"BYTES"_s;
}

class PmmlReader final
{
public:
    PmmlReader(std::string_view bytes, Inspection &inspection)
        : m_xml(QByteArray::fromRawData(bytes.data(), static_cast<qsizetype>(bytes.size())))
        , m_inspection(inspection)
    {
    }

    bool read()
    {
        if (!m_xml.readNextStartElement() || m_xml.name() != u"PMML")
            return false;
        put(u"pmml_version"_s, m_xml.attributes().value(u"version"_s));
        while (m_xml.readNextStartElement()) {
            if (m_xml.name() == u"Header")
                readHeader();
            else if (m_xml.name() == u"DataDictionary")
                readFields();
            else if (m_xml.attributes().hasAttribute(u"functionName"_s))
                readModel();
            else
                m_xml.skipCurrentElement();
        }
        if (m_xml.hasError())
            m_inspection.add(Finding::Severity::Suspicious, u"structure"_s, {},
                             Text::tr("The XML is damaged in line %1.").arg(m_xml.lineNumber()));
        m_inspection.framework = u"pmml"_s;
        return true;
    }

private:
    void put(const QString &key, QStringView value)
    {
        if (!value.isEmpty())
            m_inspection.metadata.insert(key, value.toString());
    }

    void readHeader()
    {
        put(u"description"_s, m_xml.attributes().value(u"description"_s));
        while (m_xml.readNextStartElement()) {
            if (m_xml.name() == u"Application")
                put(u"application"_s, m_xml.attributes().value(u"name"_s));
            m_xml.skipCurrentElement();
        }
    }

    void readFields()
    {
        while (m_xml.readNextStartElement()) {
            const QXmlStreamAttributes attributes = m_xml.attributes();
            ModelPort port{attributes.value(u"name"_s).toString(),
                           pmmlType(attributes.value(u"dataType"_s).toString(),
                                    attributes.value(u"optype"_s).toString()),
                           {-1},
                           {}};
            while (m_xml.readNextStartElement()) {
                if (m_xml.name() == u"Value" && port.levels.size() < 1000)
                    port.levels.append(m_xml.attributes().value(u"value"_s).toString());
                m_xml.skipCurrentElement();
            }
            if (m_fields.size() < maxColumns)
                m_fields.insert(port.name, port);
        }
    }

    // The first model counts; ensembles hold others.
    void readModel()
    {
        if (m_inspection.metadata.contains(u"model"_s))
            return m_xml.skipCurrentElement();
        put(u"model"_s, m_xml.name());
        m_inspection.task = m_xml.attributes().value(u"functionName"_s).toString();
        put(u"algorithm"_s, m_xml.attributes().value(u"algorithmName"_s));
        while (m_xml.readNextStartElement()) {
            if (m_xml.name() == u"MiningSchema")
                readSchema();
            else
                m_xml.skipCurrentElement();
        }
    }

    void readSchema()
    {
        while (m_xml.readNextStartElement()) {
            const QString name = m_xml.attributes().value(u"name"_s).toString();
            const QString use = m_xml.attributes().value(u"usageType"_s).toString();
            const ModelPort port = m_fields.value(name, {name, {}, {-1}, {}});
            if (use == u"target" || use == u"predicted")
                m_inspection.outputs.append(port);
            else if (use.isEmpty() || use == u"active")
                m_inspection.inputs.append(port);
            m_xml.skipCurrentElement();
        }
    }

    QXmlStreamReader m_xml;
    Inspection &m_inspection;
    QHash<QString, ModelPort> m_fields;
};

} // namespace

bool inspectLightgbm(std::string_view bytes, Inspection &inspection)
{
    if (!bytes.starts_with("tree\n") && !bytes.starts_with("tree\r\n"))
        return false;
    inspection.framework = u"lightgbm"_s;
    QStringList names;
    QStringList infos;
    qint64 trees = 0;
    while (!bytes.empty()) {
        const std::size_t end = std::min(bytes.find('\n'), bytes.size());
        std::string_view line = bytes.substr(0, end);
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        const std::size_t equals = line.find('=');
        const std::string_view key = line.substr(0, equals);
        const std::string_view value =
            equals == std::string_view::npos ? std::string_view() : line.substr(equals + 1);
        if (key == "Tree")
            ++trees;
        else if (trees > 0)
            continue;
        else if (key == "feature_names")
            names = text(value).split(u' ', Qt::SkipEmptyParts);
        else if (key == "feature_infos")
            infos = text(value).split(u' ', Qt::SkipEmptyParts);
        else if (key == "objective" || key == "num_class" || key == "version")
            inspection.metadata.insert(text(key), text(value.substr(0, 1000)));
    }
    for (qsizetype i = 0; i < std::min(names.size(), maxColumns); ++i)
        inspection.inputs.append(lightgbmPort(names[i], infos.value(i)));
    const QString objective = inspection.metadata.value(u"objective").toString();
    if (objective.startsWith(u"binary") || objective.startsWith(u"multiclass"))
        inspection.task = u"classification"_s;
    else if (!objective.isEmpty())
        inspection.task = objective.startsWith(u"lambdarank") ? u"ranking"_s : u"regression"_s;
    inspection.metadata.insert(u"trees"_s, trees);
    return true;
}

bool inspectPmml(std::string_view bytes, Inspection &inspection)
{
    return PmmlReader(bytes, inspection).read();
}

} // namespace vitrine::format
