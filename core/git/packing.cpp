// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/packing.h"

#include "core/git/handles.h"

#include <QDirIterator>

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

constexpr int manyReferences = 1000;

bool hasManyLooseTags(const QString &commonDir)
{
    QDirIterator it(commonDir + u"/refs/tags"_s, QDir::Files, QDirIterator::Subdirectories);
    int count = 0;
    while (it.hasNext() && count <= manyReferences) {
        it.next();
        ++count;
    }
    return count > manyReferences;
}

} // namespace

void packManyReferences(git_repository *repository, const QString &commonDir)
{
    if (!hasManyLooseTags(commonDir))
        return;
    RefdbPtr references;
    if (git_repository_refdb(out(references), repository) == 0)
        git_refdb_compress(references.get());
}

} // namespace vitrine::git
