// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/repository.h"
#include "core/registry/modelfolder.h"

namespace vitrine::registry {

// The files that `path`.dvc stands for in a commit, with whether DVC's cache has them; none when there is no
// such file. A folder (md5 ending in ".dir") is listed file by file when its listing is in the cache.
Result<QList<StoredFile>> dvcFiles(const git::Repository &repository, const git::Oid &commit,
                                   const QString &path);

// Where DVC keeps the content with that MD5: .dvc/cache/files/md5/ab/cdef… (3.x) or .dvc/cache/ab/cdef…;
// empty when neither is there.
QString dvcCachePath(const git::RepositoryInfo &info, const QString &md5);

} // namespace vitrine::registry
