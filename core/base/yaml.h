// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QJsonValue>
#include <QString>
#include <QStringList>

namespace vitrine::yaml {

// Limits against hostile documents: 10 MB of text, 64 levels, 1,000,000 nodes after aliases are expanded.

// The first document as JSON values. Scalars are resolved as in YAML 1.2's core schema (null, booleans
// true/false only, integers, floats, else strings); quoted scalars are strings. Duplicate keys: the
// last wins. InvalidArgument names line and column (from 1).
Result<QJsonValue> parse(const QByteArray &text);

// Block style, keys in the order of the object (QJsonObject: sorted), strings quoted only when needed.
QByteArray write(const QJsonValue &value);

// Sets the top-level `key` to `value` and leaves every other byte (comments, order, spacing, unknown keys)
// as it was. A missing key is appended; an undefined `value` removes it.
// The text must be a mapping in block style at the top level, or empty.
Result<QByteArray> withKey(const QByteArray &text, const QString &key, const QJsonValue &value);

// The same for a key inside of other mappings: {"artifacts", "churn", "path"}. Missing mappings are made; one
// that is not in block style is written anew with the key set.
Result<QByteArray> withPath(const QByteArray &text, const QStringList &path, const QJsonValue &value);

} // namespace vitrine::yaml
