// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/fileio.h"

#include <functional>

namespace vitrine::git {

// Refuses pack indexes (*.idx, multi-pack-index) that lead out of their packs: libgit2 1.5 follows them there
// and the process ends. Corrupt, with the command that makes a new one, or the pack that was cut off. A file
// is looked at once as long as it stays as it is.
Result<> checkPackIndexes(const QByteArray &objectFolder);

// The two formats, for a test: whether every offset in an index lies within a pack of that size.
bool isPackIndexSound(QByteArrayView index, qint64 packSize);
// The same of a multi-pack-index; `sizeOf` says how large the pack is whose index has that name, -1 when
// there is none.
bool isMultiPackIndexSound(QByteArrayView index, const std::function<qint64(const QByteArray &)> &sizeOf);

} // namespace vitrine::git
