// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/indexfile.h"

#include "core/base/text.h"
#include "core/git/fileio.h"
#include "core/git/gittext.h"

#include <QFile>

#include <limits>

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

constexpr qsizetype maxIndex = 1024 * 1024 * 1024;

Error cannotRead(const Error &error, const QByteArray &path)
{
    const auto unsupported = [&](const QString &form, const QString &command) {
        return Error{Error::Code::Unsupported,
                     Text::tr("%1 is a %2, which Vitrine does not write. Run “%3”, then try again.")
                         .arg(QFile::decodeName(path), form, command),
                     error.detail};
    };
    if (error.detail.contains(u"'sdir'"))
        return unsupported(Text::tr("sparse index"), u"git sparse-checkout reapply --no-sparse-index"_s);
    if (error.detail.contains(u"'link'"))
        return unsupported(Text::tr("split index"), u"git update-index --no-split-index"_s);
    if (error.detail.contains(u"checksum")) {
        return unsupported(Text::tr("damaged index, or one without a checksum"),
                           u"git -c index.skipHash=false update-index --force-write-index"_s);
    }
    return error;
}

int64_t seconds(const git_index_time &time)
{
    return static_cast<uint32_t>(time.seconds); // unsigned in the file
}

} // namespace

void setStatus(git_index_entry *entry, const struct stat &status)
{
    entry->ctime = {static_cast<int32_t>(status.st_ctim.tv_sec),
                    static_cast<uint32_t>(status.st_ctim.tv_nsec)};
    entry->mtime = {static_cast<int32_t>(status.st_mtim.tv_sec),
                    static_cast<uint32_t>(status.st_mtim.tv_nsec)};
    entry->dev = static_cast<uint32_t>(status.st_dev);
    entry->ino = static_cast<uint32_t>(status.st_ino);
    entry->uid = status.st_uid;
    entry->gid = status.st_gid;
    entry->file_size = static_cast<uint32_t>(status.st_size); // of large files the low bits, as Git does it
}

IndexFile::IndexFile(QByteArray path, IndexPtr index) : m_path(std::move(path)), m_index(std::move(index))
{
    if (lstat(m_path.constData(), &m_status) != 0)
        m_status = {};
}

Result<IndexFile> IndexFile::open(const QByteArray &path)
{
    IndexPtr index;
    const auto opened = check(git_index_open(out(index), path.constData()),
                              Text::tr("Couldn't read %1").arg(QFile::decodeName(path)));
    if (!opened)
        return cannotRead(opened.error(), path);
    return IndexFile(path, std::move(index));
}

const git_index_entry *IndexFile::find(const QByteArray &path) const
{
    return git_index_get_bypath(m_index.get(), path.constData(), 0);
}

bool IndexFile::isConflicted(const QByteArray &path) const
{
    for (int stage = 1; stage <= 3; ++stage) {
        if (git_index_get_bypath(m_index.get(), path.constData(), stage))
            return true;
    }
    return false;
}

QByteArray IndexFile::firstBelow(const QByteArray &folder) const
{
    size_t position = 0;
    if (git_index_find_prefix(&position, m_index.get(), (folder + '/').constData()) != 0)
        return {};
    return git_index_get_byindex(m_index.get(), position)->path;
}

bool IndexFile::isLeftOut(const QByteArray &folder) const
{
    const QByteArray prefix = folder.isEmpty() ? QByteArray() : folder + '/';
    size_t position = 0;
    if (git_index_find_prefix(&position, m_index.get(), prefix.constData()) != 0)
        return false;
    for (; position < git_index_entrycount(m_index.get()); ++position) {
        const git_index_entry *entry = git_index_get_byindex(m_index.get(), position);
        if (!QByteArrayView(entry->path).startsWith(prefix))
            break;
        if ((entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) == 0)
            return false;
    }
    return true;
}

// Written in the same tick as the index, or later: the file may have changed after that without a trace.
// Git's own programs look at whole seconds.
bool IndexFile::isRacyForGit(const git_index_entry &entry) const
{
    return seconds(entry.mtime) >= m_status.st_mtim.tv_sec;
}

bool IndexFile::isRacy(const git_index_entry &entry) const
{
    const int64_t second = seconds(entry.mtime);
    return second > m_status.st_mtim.tv_sec ||
           (second == m_status.st_mtim.tv_sec && entry.mtime.nanoseconds >= m_status.st_mtim.tv_nsec);
}

std::vector<git_index_entry> IndexFile::racyEntries() const
{
    std::vector<git_index_entry> racy;
    for (size_t i = 0; i < git_index_entrycount(m_index.get()); ++i) {
        const git_index_entry *entry = git_index_get_byindex(m_index.get(), i);
        const bool isFile = (entry->mode & 0170000) == 0100000;
        if (isFile && entry->file_size != 0 && git_index_entry_stage(entry) == 0 && isRacyForGit(*entry))
            racy.push_back(*entry);
    }
    return racy;
}

bool IndexFile::looksUnchanged(const git_index_entry &entry, const struct stat &status) const
{
    git_index_entry now = entry;
    setStatus(&now, status);
    const bool isExecutable = (status.st_mode & 0100) != 0;
    return entry.mtime.seconds == now.mtime.seconds && entry.ctime.seconds == now.ctime.seconds &&
           entry.ino == now.ino && entry.file_size == now.file_size && S_ISREG(status.st_mode) &&
           (entry.mode == GIT_FILEMODE_BLOB || entry.mode == GIT_FILEMODE_BLOB_EXECUTABLE) &&
           isExecutable == (entry.mode == GIT_FILEMODE_BLOB_EXECUTABLE);
}

bool IndexFile::isUntouched(const git_index_entry &entry, const struct stat &status) const
{
    return !isRacy(entry) && looksUnchanged(entry, status) &&
           entry.mtime.nanoseconds == static_cast<uint32_t>(status.st_mtim.tv_nsec) &&
           entry.ctime.nanoseconds == static_cast<uint32_t>(status.st_ctim.tv_nsec);
}

Result<> IndexFile::apply(git_index *index, const Update &update) const
{
    const QString what = Text::tr("Couldn't update the index entry of %1").arg(toPath(update.path));
    if (!update.id) {
        const int code = git_index_remove(index, update.path.constData(), 0);
        return code == GIT_ENOTFOUND ? Result<>() : check(code, what);
    }
    git_index_entry entry = {};
    if (const git_index_entry *known = git_index_get_bypath(index, update.path.constData(), 0))
        entry = *known;
    entry.path = update.path.constData();
    entry.id = *update.id;
    entry.mode = update.mode;
    if (update.status)
        setStatus(&entry, *update.status);
    if (update.doubt)
        entry.file_size = 0;
    if (update.leaveOut) {
        entry.flags |= GIT_INDEX_ENTRY_EXTENDED;
        entry.flags_extended |= GIT_INDEX_ENTRY_SKIP_WORKTREE;
    }
    return check(git_index_add(index, &entry), what);
}

Result<> IndexFile::write(const std::vector<Update> &updates, const QByteArray &to) const
{
    const auto content = readFile(m_path, maxIndex);
    if (content)
        VT_CHECK(createFile(to, *content, 0666));
    else if (content.error().code != Error::Code::NotFound)
        return content.error();
    const QString what = Text::tr("Couldn't write the index %1").arg(QFile::decodeName(m_path));
    IndexPtr index;
    VT_CHECK(check(git_index_open(out(index), to.constData()), what));
    for (const Update &update : updates)
        VT_CHECK(apply(index.get(), update));
    return check(git_index_write(index.get()), what);
}

} // namespace vitrine::git
