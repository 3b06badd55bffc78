// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/registrystate.h"
#include "core/registry/version.h"
#include "core/registry/versionfacts.h"

#include <QJsonObject>

namespace vitrine::registry {

// What marks a single version as deprecated.
inline const QString deprecatedLabel = QStringLiteral("deprecated");

// The content of a Git note; one that somebody wrote as plain text becomes {"text": …}.
QJsonObject noteFrom(const QByteArray &content);

// The row of a version from its parts.
Version versionOf(const QString &model, const VersionRecord &record, const VersionFacts &facts,
                  const QJsonObject &note);

// Whether a label of its note says not to use it: deprecated, harmful, broken or do-not-use. Such a version
// is not offered to be rolled back to; people may still choose it.
bool isUnfit(const Version &version);

} // namespace vitrine::registry
