// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/base/yaml.h"
#include "core/registry/metadata.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

constexpr qsizetype maxTitle = 200;
constexpr qsizetype maxLabel = 64;

bool isOneLine(const QString &text)
{
    return std::none_of(text.begin(), text.end(), [](QChar c) {
        return c.category() == QChar::Other_Control || c == QChar::LineSeparator ||
               c == QChar::ParagraphSeparator;
    });
}

QString titleProblem(const QString &title)
{
    if (title.trimmed().isEmpty())
        return Text::tr("Give the model a title.");
    if (title.size() > maxTitle)
        return Text::tr("The title is %1 characters long; at most %2 fit.").arg(title.size()).arg(maxTitle);
    return isOneLine(title) ? QString() : Text::tr("The title must be one line.");
}

QString labelsProblem(const QStringList &labels)
{
    static const QRegularExpression grammar(u"\\A[\\p{L}\\p{N}._-]+\\z"_s);
    QSet<QString> seen;
    for (const QString &label : labels) {
        if (label.isEmpty())
            return Text::tr("A label is empty.");
        if (label.size() > maxLabel)
            return Text::tr("The label “%1…” is longer than %2 characters.")
                .arg(label.left(20))
                .arg(maxLabel);
        if (!grammar.match(label).hasMatch())
            return Text::tr("The label “%1” may contain letters, digits, dots, - and _ only.").arg(label);
        if (seen.contains(label))
            return Text::tr("The label “%1” is listed twice.").arg(label);
        seen.insert(label);
    }
    return {};
}

QString ownersProblem(const QStringList &owners)
{
    for (const QString &owner : owners) {
        if (owner.trimmed().isEmpty())
            return Text::tr("An owner is empty.");
        if (!isOneLine(owner))
            return Text::tr("The owner “%1” must be one line.").arg(owner.simplified());
    }
    return {};
}

QString licenceProblem(const QString &licence)
{
    static const QRegularExpression grammar(
        u"\\A[A-Za-z0-9][A-Za-z0-9.+-]*(?: (?:AND|OR|WITH) [A-Za-z0-9][A-Za-z0-9.+-]*)*\\z"_s);
    if (licence.isEmpty() || (licence.size() <= maxTitle && grammar.match(licence).hasMatch()))
        return {};
    return Text::
        tr("“%1” is not a licence identifier. Use one of spdx.org/licenses, for example MIT or CC-BY-4.0.")
            .arg(licence.left(60));
}

QJsonValue orRemoved(const QString &text)
{
    return text.isEmpty() ? QJsonValue(QJsonValue::Undefined) : QJsonValue(text);
}

QJsonValue orRemoved(const QStringList &list)
{
    return list.isEmpty() ? QJsonValue(QJsonValue::Undefined) : QJsonValue(QJsonArray::fromStringList(list));
}

} // namespace

MetadataForm formOf(const Metadata &metadata)
{
    return {metadata.title,  metadata.description, metadata.type,
            metadata.labels, metadata.owners,      metadata.licence};
}

QMap<QString, QString> problems(const MetadataForm &form)
{
    QMap<QString, QString> found;
    const auto note = [&found](const QString &field, const QString &why) {
        if (!why.isEmpty())
            found.insert(field, why);
    };
    note(u"title"_s, titleProblem(form.title));
    note(u"type"_s, isOneLine(form.type) && form.type.size() <= maxLabel
                        ? QString()
                        : Text::tr("The type must be one line of at most %1 characters.").arg(maxLabel));
    note(u"labels"_s, labelsProblem(form.labels));
    note(u"owners"_s, ownersProblem(form.owners));
    note(u"licence"_s, licenceProblem(form.licence));
    return found;
}

Result<QByteArray> withForm(const QByteArray &yaml, const MetadataForm &form)
{
    VT_TRY(const Metadata metadata, parseMetadata(yaml));
    const MetadataForm before = formOf(metadata);
    QByteArray text = yaml;
    const auto set = [&text](const QString &key, const QJsonValue &value) -> Result<> {
        VT_TRY(text, yaml::withKey(text, key, value));
        return {};
    };
    if (form.title != before.title)
        VT_CHECK(set(u"title"_s, orRemoved(form.title)));
    if (form.description != before.description)
        VT_CHECK(set(u"description"_s, orRemoved(form.description)));
    if (form.type != before.type)
        VT_CHECK(set(u"type"_s, orRemoved(form.type)));
    if (form.labels != before.labels)
        VT_CHECK(set(u"labels"_s, orRemoved(form.labels)));
    if (form.owners != before.owners)
        VT_CHECK(set(u"owners"_s, orRemoved(form.owners)));
    if (form.licence != before.licence) {
        const bool american = !metadata.all.contains(u"licence") && metadata.all.contains(u"license");
        VT_CHECK(set(american ? u"license"_s : u"licence"_s, orRemoved(form.licence)));
    }
    return text;
}

} // namespace vitrine::registry
