// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace vitrine::format {

// What a file is by its name: "onnx", "joblib", "pickle", "rds", …; the suffix in lower case for others.
QString formatOfName(const QString &path);

// Whether that is a format that models are kept in. Formats that hold anything (JSON, text, zip) are not.
bool isModelFormat(const QString &format);

// How much of a file modelFormat() wants to see.
inline constexpr qint64 modelFileHead = 4096;

// What a file is by its first bytes, with the name's help where bytes alone do not tell (a pickle may be a
// joblib file, a zip archive many things). Empty when it is no model file, or when the bytes deny what the
// name says: an HTML page called model.joblib. Only looks; nothing is decoded or executed.
QString modelFormat(const QString &name, const QByteArray &head);

} // namespace vitrine::format
