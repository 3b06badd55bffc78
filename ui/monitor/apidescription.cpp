// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/apidescription.h"

#include "core/serving/curlcall.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Wording {
    Q_DECLARE_TR_FUNCTIONS(ApiDescription)
};

} // namespace

Result<ApiDescription> apiDescription(const QByteArray &openApi)
{
    const QJsonObject document = QJsonDocument::fromJson(openApi).object();
    const QJsonObject paths = document.value(u"paths").toObject();
    if (paths.isEmpty())
        return Error{Error::Code::Corrupt,
                     Wording::tr("The server's description of itself cannot be read. Start it again with "
                                 "the version of this program."),
                     QString::fromUtf8(openApi.first(std::min<qsizetype>(openApi.size(), 200)))};
    ApiDescription description;
    const QJsonObject info = document.value(u"info").toObject();
    description.title = info.value(u"title").toString();
    description.version = info.value(u"version").toString();
    for (auto path = paths.begin(); path != paths.end(); ++path) {
        const QJsonObject methods = path.value().toObject();
        for (const QString &method : {u"get"_s, u"post"_s, u"put"_s, u"delete"_s}) {
            if (methods.contains(method))
                description.endpoints << ApiDescription::Endpoint{
                    method.toUpper(), path.key(),
                    methods.value(method).toObject().value(u"summary").toString()};
        }
    }
    std::stable_partition(
        description.endpoints.begin(), description.endpoints.end(),
        [](const ApiDescription::Endpoint &endpoint) { return endpoint.path.startsWith(u"/predict"); });
    description.example = document.value(u"components")
                              .toObject()
                              .value(u"schemas")
                              .toObject()
                              .value(u"prototype")
                              .toObject()
                              .value(u"example")
                              .toObject();
    return description;
}

QString curlExample(const QUrl &server, const format::Prototype &prototype, const QJsonObject &example)
{
    return serving::curlCall(server, serving::rowBody(prototype, [&example](const format::Column &column) {
                                 return column.example.isUndefined() ? example.value(column.name)
                                                                     : column.example;
                             }));
}

} // namespace vitrine::ui
