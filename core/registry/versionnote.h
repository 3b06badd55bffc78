// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/registrystate.h"
#include "core/registry/version.h"
#include "core/registry/versionfacts.h"

#include <QJsonObject>

namespace vitrine::registry {

// The content of a Git note; one that somebody wrote as plain text becomes {"text": …}.
QJsonObject noteFrom(const QByteArray &content);

// The row of a version from its parts.
Version versionOf(const QString &model, const VersionRecord &record, const VersionFacts &facts,
                  const QJsonObject &note);

} // namespace vitrine::registry
