// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/handles.h"

#include <sys/stat.h>

#include <optional>
#include <vector>

namespace vitrine::git {

// The index of a working tree as a file of its own: read where Git keeps it, changed in a copy that then
// takes its place under a lock that is ours.
class IndexFile final
{
public:
    // An index that is not there is empty. Unsupported for one in a form that libgit2 cannot read.
    static Result<IndexFile> open(const QByteArray &path);

    // At stage 0; null when there is none.
    const git_index_entry *find(const QByteArray &path) const;
    bool isConflicted(const QByteArray &path) const;
    // An entry below a folder; empty when there is none.
    QByteArray firstBelow(const QByteArray &folder) const;
    // Whether there are entries below a folder, and each has its file left out of the working tree (a sparse
    // checkout).
    bool isLeftOut(const QByteArray &folder) const;
    // Whether a file is, by its size and times alone, the one that the entry was made of. False when in
    // doubt.
    bool isUntouched(const git_index_entry &entry, const struct stat &status) const;

    // As Git's own programs see it, by whole seconds, and without regard to the age of the index.
    bool looksUnchanged(const git_index_entry &entry, const struct stat &status) const;
    // Entries of files that were written in the same second as the index, or later.
    std::vector<git_index_entry> racyEntries() const;

    struct Update {
        QByteArray path;
        std::optional<git_oid> id; // nothing: the entry goes
        unsigned int mode = 0;
        std::optional<struct stat>
            status; // nothing: the entry keeps its own, or stays out of the working tree
        bool leaveOut = false;
        bool doubt = false; // Git is to look into the file
    };
    // Writes `to`, which is not there yet: this index with the updates.
    Result<> write(const std::vector<Update> &updates, const QByteArray &to) const;

private:
    IndexFile(QByteArray path, IndexPtr index);
    Result<> apply(git_index *index, const Update &update) const;
    bool isRacy(const git_index_entry &entry) const;
    bool isRacyForGit(const git_index_entry &entry) const;

    QByteArray m_path;
    IndexPtr m_index;
    struct stat m_status = {}; // of the file; all zero when it is not there
};

// What Git notes of a file besides its content.
void setStatus(git_index_entry *entry, const struct stat &status);

} // namespace vitrine::git
