// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/prototype.h"

#include <QMap>
#include <QUrl>

namespace vitrine::ui {

enum class Client { Curl, Python, R };

// What a person typed for the columns of a prototype, as the JSON row that /predict takes. Numbers and
// booleans are written as such; anything that is not one is sent as typed, so that the server says what is
// wrong.
QByteArray requestBody(const format::Prototype &prototype, const QMap<QString, QString> &typed);

// A complete piece of code that sends `body` to the server: to be pasted and run as it is.
QString requestSnippet(Client client, const QUrl &server, const QByteArray &body);

} // namespace vitrine::ui
