// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace vitrine::format {

// One member of a JSON object as it was written: QJsonObject sorts its keys and forgets whether a number
// had a decimal point, and both mean something in a prototype.
struct JsonMember {
    QString key;
    QByteArray value; // the text, without surrounding space
};

// The members of a JSON object in the order of the text; a repeated key is listed once, with its last value.
// The bare NaN and Infinity that Python writes are read as null. InvalidArgument when it is not an object.
Result<QList<JsonMember>> jsonMembers(const QByteArray &json);

} // namespace vitrine::format
