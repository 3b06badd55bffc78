// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/jsonorder.h"

#include "core/base/text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::format {

namespace {

qsizetype endOfString(const QByteArray &json, qsizetype quote)
{
    qsizetype at = quote + 1;
    while (at < json.size() && json.at(at) != '"')
        at += json.at(at) == '\\' ? 2 : 1;
    return std::min(at + 1, json.size());
}

QByteArray withoutBareNumbers(const QByteArray &json)
{
    QByteArray out;
    out.reserve(json.size());
    for (qsizetype at = 0; at < json.size();) {
        if (json.at(at) == '"') {
            const qsizetype end = endOfString(json, at);
            out.append(json.constData() + at, end - at);
            at = end;
            continue;
        }
        bool replaced = false;
        for (const char *word : {"-Infinity", "Infinity", "NaN"}) {
            if (QByteArrayView(json).sliced(at).startsWith(word)) {
                out.append("null");
                at += qstrlen(word);
                replaced = true;
                break;
            }
        }
        if (!replaced)
            out.append(json.at(at++));
    }
    return out;
}

QString stringOf(const QByteArray &quoted)
{
    return QJsonDocument::fromJson('[' + quoted + ']').array().at(0).toString();
}

// The text is valid JSON here, so the scan only has to find where each value ends.
qsizetype endOfValue(const QByteArray &json, qsizetype from)
{
    int depth = 0;
    for (qsizetype at = from; at < json.size();) {
        switch (json.at(at)) {
        case '"': at = endOfString(json, at); continue;
        case '{':
        case '[': ++depth; break;
        case ']':
        case '}':
            if (depth-- == 0)
                return at;
            break;
        case ',':
            if (depth == 0)
                return at;
            break;
        default: break;
        }
        ++at;
    }
    return json.size();
}

} // namespace

Result<QList<JsonMember>> jsonMembers(const QByteArray &json)
{
    const QByteArray text = withoutBareNumbers(json);
    QJsonParseError fault;
    const QJsonDocument document = QJsonDocument::fromJson(text, &fault);
    if (fault.error != QJsonParseError::NoError) {
        return Error{Error::Code::InvalidArgument,
                     Text::tr("The prototype is not valid JSON at character %1: %2.")
                         .arg(fault.offset + 1)
                         .arg(fault.errorString()),
                     {}};
    }
    if (!document.isObject())
        return Error{Error::Code::InvalidArgument, Text::tr("The prototype is not a JSON object."), {}};

    QList<JsonMember> members;
    qsizetype at = text.indexOf('{') + 1;
    while (true) {
        at = text.indexOf('"', at);
        if (at < 0)
            break;
        const qsizetype keyEnd = endOfString(text, at);
        const QString key = stringOf(text.mid(at, keyEnd - at));
        const qsizetype valueBegin = text.indexOf(':', keyEnd) + 1;
        const qsizetype valueEnd = endOfValue(text, valueBegin);
        members.removeIf([&](const JsonMember &member) { return member.key == key; });
        members.append({key, text.mid(valueBegin, valueEnd - valueBegin).trimmed()});
        at = valueEnd;
    }
    return members;
}

} // namespace vitrine::format
