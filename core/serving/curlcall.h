// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/prototype.h"

#include <QByteArray>
#include <QUrl>

#include <functional>

namespace vitrine::serving {

// The body of a request with one row: its columns in the prototype's order, which a QJsonObject sorts away.
// An undefined value is written as null.
QByteArray rowBody(const format::Prototype &prototype,
                   const std::function<QJsonValue(const format::Column &)> &value);

// Sends `body` to /predict of `server`, to be pasted into a POSIX shell as it is.
QString curlCall(const QUrl &server, const QByteArray &body);

} // namespace vitrine::serving
