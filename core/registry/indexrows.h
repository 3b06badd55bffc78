// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/database.h"
#include "core/registry/model.h"
#include "core/registry/registrystate.h"
#include "core/registry/version.h"
#include "core/registry/versionfacts.h"

#include <QJsonObject>

namespace vitrine::registry {

// The tables of the index, and their rows as values. `PRAGMA user_version` is the number of the schema.
inline constexpr qint64 indexSchemaVersion = 4;
extern const char *const indexSchema;

// Milliseconds since 1970 and the offset from UTC in seconds, in two columns.
void bindDate(Statement &statement, int index, const QDateTime &date);
QDateTime dateAt(const Statement &statement, int column);

// Columns: name, object, model, commit, date, offset, author, message, lightweight. `target`: what the
// reference points at.
inline constexpr const char *tagColumns =
    "name, object, model, commitid, date, zone, author, message, lightweight";
TagRecord tagAt(const Statement &statement);

inline constexpr const char *modelColumns = "name, directory, folder, type, format, title, description, "
                                            "labels, owners, licence, metric, latest, stages, "
                                            "versions, date, zone, deprecated";
Model modelAt(const Statement &statement);
void bindModel(Statement &statement, const Model &model); // from parameter 1, in that order

inline constexpr const char *versionColumns = "model, name, commitid, tag, date, zone, author, message, "
                                              "size, stages, metrics, labels, note, registered, "
                                              "deregistered, lightweight";
Version versionAt(const Statement &statement);
void bindVersion(Statement &statement, const Version &version); // from parameter 1, in that order

QByteArray toJson(const QMap<QString, double> &numbers);
QMap<QString, double> numbersFrom(const QByteArray &json);
QByteArray toJson(const QStringList &list);
QStringList listFrom(const QByteArray &json);

} // namespace vitrine::registry
