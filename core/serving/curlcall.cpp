// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/curlcall.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace vitrine::serving {

namespace {

QString jsonText(const QJsonValue &value)
{
    const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(list.sliced(1, list.size() - 2));
}

} // namespace

QByteArray rowBody(const format::Prototype &prototype,
                   const std::function<QJsonValue(const format::Column &)> &value)
{
    QStringList cells;
    for (const format::Column &column : prototype.columns) {
        const QJsonValue cell = value(column);
        cells << jsonText(column.name) + u": "_s + jsonText(cell.isUndefined() ? QJsonValue() : cell);
    }
    return (u"[{"_s + cells.join(u", "_s) + u"}]"_s).toUtf8();
}

QString curlCall(const QUrl &server, const QByteArray &body)
{
    QString quoted = QString::fromUtf8(body);
    quoted.replace(u'\'', u"'\\''"_s);
    return u"curl -s %1/predict \\\n  -H 'Content-Type: application/json' \\\n  -d '%2'"_s.arg(
        server.toString(QUrl::RemovePath), quoted);
}

} // namespace vitrine::serving
