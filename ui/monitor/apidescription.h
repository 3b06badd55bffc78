// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/format/prototype.h"

#include <QJsonObject>
#include <QList>
#include <QUrl>

namespace vitrine::ui {

// What a server says about itself (https://spec.openapis.org/oas/v3.1.0).
struct ApiDescription {
    struct Endpoint {
        QString method; // "GET"
        QString path;
        QString summary;
        bool operator==(const Endpoint &) const = default;
    };
    QString title;
    QString version;           // of the model
    QList<Endpoint> endpoints; // predictions first
    QJsonObject example;       // of a row
};

// Corrupt when the document is not one of OpenAPI with paths.
Result<ApiDescription> apiDescription(const QByteArray &openApi);

// A complete call of /predict for a terminal: one row of the prototype's columns in their order, each with
// its example, else with that of the server.
QString curlExample(const QUrl &server, const format::Prototype &prototype, const QJsonObject &example);

} // namespace vitrine::ui
