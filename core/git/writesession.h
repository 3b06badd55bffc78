// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/git/fileio.h"
#include "core/git/writeplan.h"

#include <QHash>

namespace vitrine::git {

// One write of Vitrine's to a repository: it waits for its turn among Vitrine's own processes, takes Git's
// lock files against all others, stages what is to come in a folder of its own, and then only renames.
//
// A lock file is a second name (hard link) of one file in that folder. So whoever has the turn next can tell
// the locks of a writer that was killed from those of a live git, removes just them, and finishes the renames
// that the killed writer had begun. That is done when a repository is opened or written to; nobody has to
// repair anything.
//
// On disk, below the common Git folder:
//   vitrine/writing/owner      held by flock(2) while somebody writes, whom its text names; lock files are
//   links of it vitrine/writing/locks      what is locked, by name vitrine/writing/<number>   staged files
//   vitrine/writing/plan       the renames, from the moment at which they begin until they are done
// The first, second and last stay and are written over: some disks are slow to make files where many were
// removed.
class WriteSession final
{
public:
    // Busy when another Vitrine writes for half a minute; Io when the folder cannot be written.
    static Result<WriteSession> begin(git_repository *repository, const RepositoryInfo &info);
    // Finishes what a killed writer began, when there is such a thing and nobody writes now. Failures wait
    // for the next write, which reports them.
    static void recover(const RepositoryInfo &info);

    WriteSession(WriteSession &&) noexcept = default;
    WriteSession &operator=(WriteSession &&) noexcept = delete;
    ~WriteSession();

    // Takes `<name>.lock`; `name` is relative to the common Git folder. Busy when another program has it (see
    // lockedBy()).
    Result<> lock(const QByteArray &name);
    // Gives one back.
    void unlock(const QByteArray &name);
    // Gives back the locks and forgets what was staged.
    void reset();

    // Writes a file that a step will put in place; the name for the step.
    Result<QByteArray> stage(QByteArrayView content, mode_t mode);

    // Carries the plan out, all of it or nothing. When something fails in between, what was done is undone;
    // after the first reference has moved it is not, and the rest waits for the next write or opening.
    Result<> commit(const WritePlan &plan);

private:
    explicit WriteSession(const RepositoryInfo &info);
    Result<> takeTurn(int waitMs);
    Result<> signOwner();
    Result<> finish();
    Result<> carryOut(const WritePlan &plan, bool again);
    Result<> remember(const QByteArray &name, quint64 inode);
    Result<> overwrite(const char *name, const QByteArray &content, int flags) const;
    bool isOurs(const QByteArray &name) const;

    RepositoryInfo m_info;
    QByteArray m_commonDir; // with '/'
    QByteArray m_folder;    // vitrine/writing/, with '/'
    Descriptor m_turn;
    QList<QByteArray> m_locks;
    QHash<QByteArray, quint64> m_inodes; // of lock files that are no links, where the disk has none
    int m_staged = 0;
    int m_backups = 0;
    bool m_syncs = true;
    bool m_unfinished = false;
};

} // namespace vitrine::git
