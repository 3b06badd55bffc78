// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/deploy/requestsnippet.h"

#include "core/serving/curlcall.h"

#include <QJsonValue>

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

} // namespace

QByteArray requestBody(const format::Prototype &prototype, const QMap<QString, QString> &typed)
{
    return serving::rowBody(prototype, [&typed](const format::Column &column) {
        return typedValue(column.type, typed.value(column.name));
    });
}

QString requestSnippet(Client client, const QUrl &server, const QByteArray &body)
{
    const QString url = server.toString(QUrl::RemovePath) + u"/predict"_s;
    const QString json = QString::fromUtf8(body);
    switch (client) {
    case Client::Curl: return serving::curlCall(server, body);
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
