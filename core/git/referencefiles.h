// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/handles.h"

#include <optional>
#include <vector>

namespace vitrine::git {

// A reference as it lies on the disk. Neither an id nor a symbolic target: it cannot be read.
struct RawReference {
    QByteArray name; // full
    std::optional<git_oid> id;
    QByteArray symbolic;
};

// The references of a repository in Git's files format: one file each below refs, and packed-refs. Read here
// rather than through libgit2 because that leaves out what it cannot read, takes five times as long for ten
// thousand files, and cannot look again under locks that are ours (see WriteSession).
class ReferenceFiles final
{
public:
    explicit ReferenceFiles(const RepositoryInfo &info);

    // Those whose name begins with `prefix` ("refs/tags/"), sorted by the bytes of their names.
    Result<std::vector<RawReference>> list(const QByteArray &prefix) const;
    // The same, of those that have a file of their own.
    Result<std::vector<RawReference>> listLoose(const QByteArray &prefix) const;
    // One by its full name, or "HEAD"; nothing when there is none. Corrupt when it cannot be read.
    Result<std::optional<RawReference>> read(const QByteArray &name) const;
    // The same with packed-refs read before, for a reference that is locked.
    Result<std::optional<RawReference>> read(const QByteArray &name, const QByteArray &packedContent) const;
    // The last link of a chain of symbolic references: its name, and its id when it exists. Corrupt for a
    // chain that does not end.
    Result<RawReference> resolve(const QByteArray &name) const;

    // packed-refs as it is now, empty when there is none; and as it would be without some names (the same
    // bytes when none of them is in it).
    Result<QByteArray> packed() const;
    static QByteArray packedWithout(const QByteArray &content, const QList<QByteArray> &names);

    // What is in the way of a new reference, because one would be a folder of the other ("refs/tags/a" and
    // "refs/tags/a/b"); empty when nothing is.
    Result<QByteArray> inTheWayOf(const QByteArray &name, const QByteArray &packedContent) const;

    // packed-refs with other references added, or in place of those of their names. Nothing when it has lines
    // that are none of Git's.
    struct Packed {
        QByteArray name;
        git_oid id = {};
        std::optional<git_oid> peeled; // what an annotated tag leads to
    };
    static std::optional<QByteArray> packedWith(const QByteArray &content, const std::vector<Packed> &added);

    // Where the file of a reference, or its log, lies.
    QByteArray pathOf(const QByteArray &name) const;
    QByteArray logOf(const QByteArray &name) const;

    // Whether more than so many references with a prefix have a file of their own.
    Result<bool> hasMoreFilesThan(const QByteArray &prefix, int count) const;

private:
    Result<std::optional<RawReference>> readFile(const QByteArray &name) const;
    static std::optional<RawReference> findPacked(const QByteArray &name, const QByteArray &content);

    QByteArray m_gitDir; // with '/'
    QByteArray m_commonDir;
};

// How many symbolic references Git follows before it takes them for a circle.
inline constexpr int maxSymbolicLinks = 5;

// The content of a file below a reference's folder: an id, or "ref: " and a name.
RawReference parseReference(const QByteArray &name, QByteArrayView content);

} // namespace vitrine::git
