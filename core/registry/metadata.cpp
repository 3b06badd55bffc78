// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/metadata.h"

#include "core/base/text.h"
#include "core/base/yaml.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

// Reads the known keys of a document; every fault names the key and, where the text shows it, its line.
class Reader
{
public:
    Reader(const QByteArray &yaml, const QJsonObject &document) : m_yaml(yaml), m_document(document) {}

    Result<QString> text(const QString &key) const
    {
        const QJsonValue value = m_document.value(key);
        if (value.isArray() || value.isObject())
            return wrong(key, Text::tr("text"));
        return value.toVariant().toString();
    }

    Result<QStringList> list(const QString &key) const
    {
        const QJsonValue value = m_document.value(key);
        if (value.isUndefined() || value.isNull())
            return QStringList();
        if (value.isString())
            return QStringList{value.toString()};
        if (!value.isArray())
            return wrong(key, Text::tr("a list"));
        QStringList items;
        for (const QJsonValue item : value.toArray()) {
            if (item.isArray() || item.isObject())
                return wrong(key, Text::tr("a list of plain values"));
            items.append(item.toVariant().toString());
        }
        return items;
    }

    Result<QJsonObject> object(const QString &key) const
    {
        const QJsonValue value = m_document.value(key);
        if (!value.isUndefined() && !value.isNull() && !value.isObject())
            return wrong(key, Text::tr("a mapping"));
        return value.toObject();
    }

    Result<QMap<QString, double>> numbers(const QString &key) const
    {
        VT_TRY(const QJsonObject values, object(key));
        QMap<QString, double> numbers;
        for (auto it = values.begin(); it != values.end(); ++it) {
            if (it.value().isDouble())
                numbers.insert(it.key(), it.value().toDouble());
            else if (!it.value().isNull())
                return wrong(key + u'.' + it.key(), Text::tr("a number"));
        }
        return numbers;
    }

    // {name: version}, or a list of names or of requirements such as "numpy==1.24.2".
    Result<QMap<QString, QString>> packages(const QString &key) const
    {
        QMap<QString, QString> packages;
        const QJsonValue value = m_document.value(key);
        if (!value.isArray()) {
            VT_TRY(const QJsonObject object, this->object(key));
            for (auto it = object.begin(); it != object.end(); ++it)
                packages.insert(it.key(), it.value().toVariant().toString());
            return packages;
        }
        VT_TRY(const QStringList items, list(key));
        for (const QString &item : items) {
            const qsizetype at = item.indexOf(u"==");
            packages.insert(item.left(at).trimmed(), at < 0 ? QString() : item.mid(at + 2).trimmed());
        }
        return packages;
    }

    Result<format::Prototype> prototype(const QString &key) const
    {
        auto prototype = format::prototypeFromList(m_document.value(key));
        if (!prototype)
            return prototype.error().within(where(key));
        return prototype;
    }

private:
    QString where(const QString &key) const
    {
        const QByteArray name = key.section(u'.', 0, 0).toUtf8();
        qsizetype line = 0;
        for (const QByteArray &text : m_yaml.split('\n')) {
            ++line;
            if (text.startsWith(name) && text.mid(name.size()).trimmed().startsWith(':'))
                return Text::tr("model.yaml, line %1").arg(line);
        }
        return u"model.yaml"_s;
    }

    Error wrong(const QString &key, const QString &expected) const
    {
        return {Error::Code::InvalidArgument,
                Text::tr("%1: “%2” must be %3.").arg(where(key), key, expected),
                {}};
    }

    const QByteArray &m_yaml;
    const QJsonObject &m_document;
};

} // namespace

Result<Metadata> parseMetadata(const QByteArray &yaml)
{
    const auto parsed = yaml::parse(yaml);
    if (!parsed)
        return parsed.error().within(u"model.yaml"_s);
    if (!parsed->isObject() && !parsed->isNull()) {
        return Error{
            Error::Code::InvalidArgument, Text::tr("model.yaml is not a list of “key: value” lines."), {}};
    }
    Metadata metadata;
    metadata.all = parsed->toObject();
    const Reader reader(yaml, metadata.all);
    VT_TRY(metadata.title, reader.text(u"title"_s));
    VT_TRY(metadata.description, reader.text(u"description"_s));
    VT_TRY(metadata.type, reader.text(u"type"_s));
    VT_TRY(metadata.labels, reader.list(u"labels"_s));
    VT_TRY(metadata.owners, reader.list(u"owners"_s));
    VT_TRY(metadata.licence, reader.text(metadata.all.contains(u"licence") ? u"licence"_s : u"license"_s));
    VT_TRY(metadata.mainMetric, reader.text(u"main_metric"_s));
    VT_TRY(metadata.links, reader.list(u"links"_s));
    VT_TRY(metadata.prototype, reader.prototype(u"prototype"_s));
    VT_TRY(metadata.packages, reader.packages(u"packages"_s));
    VT_TRY(metadata.metrics, reader.numbers(u"metrics"_s));
    VT_TRY(metadata.training, reader.object(u"training"_s));
    VT_TRY(metadata.protectedStages, reader.list(u"protected_stages"_s));
    return metadata;
}

QStringList changedKeys(const QJsonObject &before, const QJsonObject &after)
{
    QStringList keys;
    for (const QString &key : before.keys() + after.keys()) {
        if (before.value(key) != after.value(key) && !keys.contains(key))
            keys.append(key);
    }
    keys.sort();
    return keys;
}

} // namespace vitrine::registry
