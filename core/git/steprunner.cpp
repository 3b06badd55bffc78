// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/steprunner.h"

#include "core/base/text.h"
#include "core/git/gittext.h"
#include "core/git/referencefiles.h"

#include <QDir>
#include <QFile>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

Error cannotMove(const QByteArray &name, int error)
{
    return systemError(Text::tr("Couldn't write the reference %1").arg(toPath(name)), error);
}

// Folders without references in them, left by deleted ones, make room for a reference of their name.
void removeEmptyFolders(const QString &path)
{
    const QDir folder(path);
    for (const QString &below :
         folder.entryList(QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot | QDir::NoSymLinks))
        removeEmptyFolders(folder.filePath(below));
    folder.rmdir(u"."_s);
}

// All of a line or none of it: half a line would be damage.
void appendLine(const QByteArray &path, const QByteArray &line, bool create)
{
    if (create)
        (void)makeFolders(path.first(path.lastIndexOf('/')));
    const Descriptor log(
        ::open(path.constData(), O_WRONLY | O_APPEND | O_CLOEXEC | (create ? O_CREAT : 0), 0666));
    struct stat status = {};
    if (!log || fstat(log.get(), &status) != 0)
        return;
    if (write(log.get(), line.constData(), static_cast<size_t>(line.size())) != line.size()) [[maybe_unused]]
        const int cut = ftruncate(log.get(), status.st_size);
}

} // namespace

StepRunner::StepRunner(const RepositoryInfo &info, QByteArray folder, Descriptor descriptor)
    : m_info(info)
    , m_commonDir(QFile::encodeName(info.commonDir) + '/')
    , m_folder(std::move(folder))
    , m_descriptor(std::move(descriptor))
    , m_places(workTreePlaces(info))
{
}

Result<StepRunner> StepRunner::open(const RepositoryInfo &info, const QByteArray &folder)
{
    Descriptor descriptor(::open(folder.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!descriptor)
        return systemError(Text::tr("Couldn't open %1").arg(QFile::decodeName(folder)), errno);
    return StepRunner(info, folder, std::move(descriptor));
}

const WorkTreePlace *StepRunner::place(const QByteArray &name) const
{
    const auto found = std::ranges::find(m_places, name, &WorkTreePlace::name);
    return found == m_places.end() ? nullptr : &*found;
}

QByteArray StepRunner::nextBackup()
{
    return "backup" + QByteArray::number(++m_backups);
}

Result<> StepRunner::runFile(const WriteStep &step, bool again)
{
    const QByteArray &path = step.fields[1];
    const QByteArray &staged = step.fields[2];
    const WorkTreePlace *where = place(step.fields[0]);
    if (!where)
        return {}; // the working tree went away
    if (again && !staged.isEmpty() && !QFile::exists(QFile::decodeName(m_folder + staged)))
        return {}; // done
    VT_TRY(const WorkFolder folder, WorkFolder::open(where->root));
    VT_TRY(const std::optional<struct stat> now, folder.status(path));
    const std::optional<FileState> before = FileState::fromBytes(step.fields[3]);
    if ((now ? std::optional(FileState::of(*now)) : std::nullopt) != before) {
        if (again)
            return {};
        return Error{Error::Code::Conflict,
                     Text::tr("%1 in the working tree was changed by another program meanwhile. Try again.")
                         .arg(toPath(path)),
                     {}};
    }
    const QByteArray backup = nextBackup();
    const char *kept = again ? nullptr : backup.constData(); // what is finished is not undone
    const auto done = staged.isEmpty() ? folder.remove(path, m_descriptor.get(), kept)
                                       : folder.place(path, m_descriptor.get(), staged.constData(), kept);
    if (done)
        m_done.push_back({where->name, path, backup, before.has_value()});
    return done;
}

Result<> StepRunner::runIndex(const QByteArray &workTree, const std::vector<WriteStep> &steps)
{
    const WorkTreePlace *where = place(workTree);
    if (!where)
        return {};
    VT_TRY(const WorkFolder folder, WorkFolder::open(where->root));
    VT_TRY(const IndexFile index, IndexFile::open(where->gitDir + "index"));
    std::vector<IndexFile::Update> updates;
    for (const WriteStep &step : steps) {
        IndexFile::Update update{
            step.fields[1],           {}, step.fields[3].toUInt(nullptr, 8), {}, step.fields[4] == leftOut,
            step.fields[4] == doubted};
        git_oid id;
        if (git_oid_fromstrn(&id, step.fields[2].constData(), static_cast<size_t>(step.fields[2].size())) ==
                0 &&
            !step.fields[2].isEmpty())
            update.id = id;
        // What the file is now; should the user have edited it since, Git sees that its content is another.
        if (update.id && !update.leaveOut && !update.doubt) {
            VT_TRY(const std::optional<struct stat> status, folder.status(update.path));
            static constexpr struct stat nothing = {};
            update.status = status.value_or(nothing);
        }
        updates.push_back(update);
    }
    const QByteArray file = where->gitDir + "index";
    for (const char *left : {"index", "index.lock"}) // by a writer that was killed
        unlink((m_folder + left).constData());
    VT_CHECK(index.write(updates, m_folder + "index"));
    const QByteArray backup = nextBackup();
    const bool existed = link(file.constData(), (m_folder + backup).constData()) == 0;
    if (!existed && (errno == ENOSPC || errno == EDQUOT))
        return systemError(Text::tr("Couldn't write the index %1").arg(QFile::decodeName(file)), errno);
    if (rename((m_folder + "index").constData(), file.constData()) != 0)
        return systemError(Text::tr("Couldn't write the index %1").arg(QFile::decodeName(file)), errno);
    m_done.push_back({where->name, {}, backup, existed});
    return {};
}

Result<> StepRunner::runReference(const WriteStep &step)
{
    const QByteArray &name = step.fields[0];
    const QByteArray staged = m_folder + step.fields[1];
    const QByteArray path = ReferenceFiles(m_info).pathOf(name);
    if (!QFile::exists(QFile::decodeName(staged)))
        return {}; // done
    VT_CHECK(makeFolders(path.first(path.lastIndexOf('/'))));
    if (rename(staged.constData(), path.constData()) != 0) {
        if (errno == EISDIR || errno == ENOTEMPTY || errno == EEXIST)
            removeEmptyFolders(QFile::decodeName(path));
        if (rename(staged.constData(), path.constData()) != 0)
            return cannotMove(name, errno);
    }
    appendToLogs(step);
    return {};
}

void StepRunner::appendToLogs(const WriteStep &step) const
{
    if (step.fields[5].isEmpty())
        return;
    const QByteArray line = step.fields[2] + ' ' + step.fields[3] + ' ' + step.fields[4] + '\n';
    for (const QByteArray &log : step.fields[5].split('\n'))
        appendLine(m_commonDir + log, line, true);
}

Result<> StepRunner::runRemoval(const WriteStep &step)
{
    const ReferenceFiles files(m_info);
    const QByteArray path = files.pathOf(step.fields[0]);
    if (unlink(path.constData()) != 0 && errno != ENOENT && errno != ENOTDIR && errno != EISDIR)
        return cannotMove(step.fields[0], errno);
    unlink(files.logOf(step.fields[0]).constData());
    return {};
}

Result<> StepRunner::runPackedRefs(const WriteStep &step)
{
    const QByteArray staged = m_folder + step.fields[0];
    if (!QFile::exists(QFile::decodeName(staged)) ||
        rename(staged.constData(), (m_commonDir + "packed-refs").constData()) == 0)
        return {};
    return cannotMove("packed-refs", errno);
}

void StepRunner::undo()
{
    for (auto done = m_done.rbegin(); done != m_done.rend(); ++done) {
        const WorkTreePlace *where = place(done->workTree);
        const QByteArray backup = m_folder + done->backup;
        if (done->path.isEmpty()) {
            const QByteArray file = where->gitDir + "index";
            if (done->existed)
                rename(backup.constData(), file.constData());
            else
                unlink(file.constData());
            continue;
        }
        const auto folder = WorkFolder::open(where->root);
        if (folder && done->existed)
            (void)folder->place(done->path, m_descriptor.get(), done->backup.constData(), nullptr);
        else if (folder)
            (void)folder->remove(done->path, m_descriptor.get(), nullptr);
    }
    m_done.clear();
}

} // namespace vitrine::git
