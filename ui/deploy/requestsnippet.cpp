// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deploy/requestsnippet.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

bool isNumeric(format::ColumnType type)
{
    return type == format::ColumnType::Number || type == format::ColumnType::Integer;
}

QJsonValue typedValue(format::ColumnType type, const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return QJsonValue::Null;
    if (isNumeric(type)) {
        bool ok = false;
        const double number = trimmed.toDouble(&ok);
        return ok ? QJsonValue(number) : QJsonValue(text);
    }
    if (type == format::ColumnType::Boolean && (trimmed == u"true" || trimmed == u"false"))
        return trimmed == u"true";
    return text;
}

QString jsonText(const QString &key)
{
    const QByteArray list = QJsonDocument(QJsonArray{key}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(list.sliced(1, list.size() - 2));
}

} // namespace

// Written by hand to keep the prototype's order of columns, which a QJsonObject sorts away.
QByteArray requestBody(const format::Prototype &prototype, const QMap<QString, QString> &typed)
{
    QStringList fields;
    for (const format::Column &column : prototype.columns) {
        const QJsonValue value = typedValue(column.type, typed.value(column.name));
        const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
        fields << jsonText(column.name) + u": "_s + QString::fromUtf8(list.sliced(1, list.size() - 2));
    }
    return (u"[{"_s + fields.join(u", "_s) + u"}]"_s).toUtf8();
}

QString requestSnippet(Client client, const QUrl &server, const QByteArray &body)
{
    const QString url = server.toString(QUrl::RemovePath) + u"/predict"_s;
    const QString json = QString::fromUtf8(body);
    switch (client) {
    case Client::Curl: {
        QString quoted = json;
        quoted.replace(u'\'', u"'\\''"_s);
        return u"curl -s %1 \\\n  -H 'Content-Type: application/json' \\\n  -d '%2'"_s.arg(url, quoted);
    }
    case Client::Python:
        return u"import json, urllib.request\n\nrows = json.loads(r'''%2''')\nrequest = "
               u"urllib.request.Request(\n"
               "    \"%1\", json.dumps(rows).encode(), {\"Content-Type\": \"application/json\"})\n"
               "print(json.load(urllib.request.urlopen(request)))"_s.arg(url, json);
    case Client::R:
        return u"library(vetiver)\nendpoint <- vetiver_endpoint(\"%1\")\n"
               "rows <- jsonlite::fromJSON(r\"---(%2)---\")\npredict(endpoint, rows)"_s.arg(url, json);
    }
    return {};
}

} // namespace vitrine::ui
