// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/handles.h"

#include <cstring>
#include <optional>

namespace vitrine::git {

// One record of a tree object: "<octal mode> <name>\0<20 bytes of id>".
struct TreeRecord {
    unsigned int mode = 0;
    QByteArrayView name; // in the tree's own memory
    git_oid id = {};
    bool isTree() const { return (mode & 0170000) == 0040000; }
    TreeEntry::Type type() const;
};

// Trees as they are stored. libgit2 keeps its parsed ones only while they are small, refuses a tree as a
// whole for one bad record, and misses entries that are out of order; Git itself reads from front to back, as
// here.
class TreeReader final
{
public:
    static Result<TreeReader> open(git_repository *repository);

    // The tree of a commit, of a tag of one, or of itself; nothing for an empty id.
    Result<std::optional<git_oid>> root(const Oid &treeish) const;

    // `visit(record)` returns false to stop. Corrupt when the tree is malformed, after what comes before the
    // fault.
    template<typename Visit>
    Result<> forEach(const git_oid &tree, const Visit &visit) const
    {
        VT_TRY(const OdbObjectPtr object, read(tree));
        QByteArrayView rest(static_cast<const char *>(git_odb_object_data(object.get())),
                            static_cast<qsizetype>(git_odb_object_size(object.get())));
        TreeRecord record;
        while (!rest.isEmpty()) {
            if (!takeRecord(&rest, &record))
                return malformed(tree);
            if (!visit(record))
                break;
        }
        return {};
    }

    // What a tree has under one name; its memory is not kept, so `name` is empty. Nothing when it is not
    // there.
    Result<std::optional<TreeRecord>> find(const git_oid &tree, QByteArrayView name) const;
    // The same for a path of several names, as toPath() writes it.
    Result<std::optional<TreeRecord>> findPath(const git_oid &tree, const QString &path) const;

    // Takes the first record off `rest`; false when it is malformed. Most of the time of a long history is
    // spent here.
    static bool takeRecord(QByteArrayView *rest, TreeRecord *record)
    {
        constexpr qsizetype longestMode = 6;
        const char *data = rest->data();
        const qsizetype size = rest->size();
        qsizetype space = 0;
        record->mode = 0;
        while (space < size && space < longestMode && data[space] >= '0' && data[space] <= '7')
            record->mode = record->mode * 8 + static_cast<unsigned int>(data[space++] - '0');
        if (space == 0 || space >= size || data[space] != ' ')
            return false;
        const char *name = data + space + 1;
        const qsizetype length = static_cast<qsizetype>(strnlen(name, static_cast<size_t>(size - space - 1)));
        const qsizetype end = space + 1 + length + 1 + GIT_OID_RAWSZ;
        if (end > size)
            return false;
        record->name = QByteArrayView(name, length);
        memcpy(record->id.id, name + length + 1, GIT_OID_RAWSZ);
        *rest = rest->sliced(end);
        return true;
    }

private:
    TreeReader(git_repository *repository, OdbPtr odb);
    Result<OdbObjectPtr> read(const git_oid &tree) const;
    static Error malformed(const git_oid &tree);

    git_repository *m_repository;
    OdbPtr m_odb;
};

} // namespace vitrine::git
