// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/handles.h"

#include <QSet>

#include <vector>

namespace vitrine::git {

inline QByteArray keyOf(const git_oid &id)
{
    return QByteArray(reinterpret_cast<const char *>(id.id), GIT_OID_RAWSZ);
}

// A commit as it is stored, with what a walk needs. People wrote commits with broken names, dates and time
// zones, which libgit2 refuses as a whole; here only the broken part is missing.
class CommitRecord final
{
public:
    // Corrupt unless it begins with a tree and parents.
    static Result<CommitRecord> parse(const git_oid &id, QByteArrayView content);

    git_oid id = {};
    git_oid tree = {};
    std::vector<git_oid> parents;
    qint64 time = 0; // of the committer, seconds since 1970; 0 when it cannot be read

    // All of it. `content`: the same that was parsed.
    Commit value(QByteArrayView content) const;
};

// "Ada Lovelace <ada@example.com> 1704067200 +0100". What cannot be read is left empty.
Signature parseSignature(QByteArrayView line, const char *encoding = nullptr);

class CommitReader final
{
public:
    static Result<CommitReader> open(git_repository *repository, const RepositoryInfo &info);

    // In a shallow clone, a commit at the cut has no parents.
    Result<CommitRecord> read(const git_oid &id) const;
    Result<Commit> value(const git_oid &id) const;
    // The commit that a tag, or a tag of tags, leads to; InvalidArgument for other objects.
    Result<git_oid> peel(const git_oid &id) const;

private:
    CommitReader(git_repository *repository, OdbPtr odb, QSet<QByteArray> shallow);
    Result<OdbObjectPtr> object(const git_oid &id) const;

    git_repository *m_repository;
    OdbPtr m_odb;
    QSet<QByteArray> m_shallow;
};

// How many tags of tags are followed.
inline constexpr int maxTagChain = 64;

} // namespace vitrine::git
