// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/repository.h"

#include <optional>

namespace vitrine::git {

// For those who follow ten thousand references: as long as the stamp of packed-refs is the same, only
// references with a file of their own, or that had one, can have moved. Take the stamp before the list.
QByteArray packedStamp(const RepositoryInfo &info);
// Those with a file of their own whose name begins with `prefix`, sorted by name.
Result<QList<Reference>> looseReferences(const RepositoryInfo &info, const QString &prefix);
// One by its full name, wherever it is; nothing when there is none.
Result<std::optional<Reference>> reference(const RepositoryInfo &info, const QString &name);

} // namespace vitrine::git
