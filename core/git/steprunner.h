// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/indexfile.h"
#include "core/git/workfolder.h"
#include "core/git/worktreeplace.h"
#include "core/git/writeplan.h"

namespace vitrine::git {

// Carries out the steps of a plan: each is one rename, so that it has happened or has not.
class StepRunner final
{
public:
    // `folder`: where the staged files are, with '/'.
    static Result<StepRunner> open(const RepositoryInfo &info, const QByteArray &folder);

    // Puts a file into a working tree or takes it out. Conflict when it is not what it was when the plan was
    // made; with `again` such a file, and one that is done, is left as it is.
    Result<> runFile(const WriteStep &step, bool again);
    // Writes the index of one working tree: all Index steps of it at once.
    Result<> runIndex(const QByteArray &workTree, const std::vector<WriteStep> &steps);
    // Moves, makes or removes a reference, and writes its logs; replaces packed-refs.
    Result<> runReference(const WriteStep &step);
    Result<> runRemoval(const WriteStep &step);
    Result<> runPackedRefs(const WriteStep &step);

    // Puts back the working trees and their indexes.
    void undo();
    // How many files of these names it has made: backup1, backup2, …
    int backups() const { return m_backups; }

private:
    struct Done {
        QByteArray workTree;
        QByteArray path; // empty: the index
        QByteArray backup;
        bool existed = false;
    };
    StepRunner(const RepositoryInfo &info, QByteArray folder, Descriptor descriptor);
    const WorkTreePlace *place(const QByteArray &name) const;
    void appendToLogs(const WriteStep &step) const;
    QByteArray nextBackup();

    RepositoryInfo m_info;
    QByteArray m_commonDir; // with '/'
    QByteArray m_folder;    // with '/'
    Descriptor m_descriptor;
    std::vector<WorkTreePlace> m_places;
    std::vector<Done> m_done;
    int m_backups = 0;
};

} // namespace vitrine::git
