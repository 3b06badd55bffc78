// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/writesession.h"

#include "core/base/text.h"
#include "core/git/durability.h"
#include "core/git/lockreport.h"
#include "core/git/steprunner.h"

#include <QDateTime>
#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QThread>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

constexpr int turnWaitMs = 30'000;
constexpr int turnPauseMs = 1;
constexpr qsizetype maxPlan = 1024 * 1024 * 1024;

} // namespace

WriteSession::WriteSession(const RepositoryInfo &info)
    : m_info(info)
    , m_commonDir(QFile::encodeName(info.commonDir) + '/')
    , m_folder(m_commonDir + "vitrine/writing/")
{
}

WriteSession::~WriteSession()
{
    if (m_turn)
        reset();
}

Result<WriteSession> WriteSession::begin(git_repository *repository, const RepositoryInfo &info)
{
    WriteSession session(info);
    session.m_syncs = wantsSync(repository);
    VT_CHECK(makeFolders(session.m_folder.chopped(1)));
    VT_CHECK(session.takeTurn(turnWaitMs));
    VT_CHECK(session.finish());
    VT_CHECK(session.signOwner());
    return session;
}

void WriteSession::recover(const RepositoryInfo &info)
{
    WriteSession session(info);
    struct stat status = {};
    // A session that ended well leaves nothing in it.
    if (stat((session.m_folder + "locks").constData(), &status) != 0 || status.st_size == 0 ||
        !session.takeTurn(0))
        return;
    (void)session.finish();
}

Result<> WriteSession::takeTurn(int waitMs)
{
    const QByteArray file = m_folder + "owner";
    Descriptor descriptor(::open(file.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
    if (!descriptor)
        return systemError(Text::tr("Couldn't write %1").arg(QFile::decodeName(file)), errno);
    const QDeadlineTimer deadline(waitMs);
    while (flock(descriptor.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return systemError(Text::tr("Couldn't lock %1").arg(QFile::decodeName(file)), errno);
        if (deadline.hasExpired()) {
            const QByteArray words = readFile(file, 1000).value_or({}).trimmed();
            return Error{Error::Code::Busy,
                         Text::tr("Another Vitrine is writing to %1 (%2). Try again when it has finished.")
                             .arg(m_info.path, QString::fromLatin1(words)),
                         QFile::decodeName(file)};
        }
        QThread::msleep(turnPauseMs);
    }
    m_turn = std::move(descriptor);
    return {};
}

// Whoever comes upon one of our lock files reads whose it is.
Result<> WriteSession::signOwner()
{
    const QByteArray words = "Vitrine, process " + QByteArray::number(qlonglong{getpid()}) + ", since " +
                             QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toLatin1() + '\n';
    return overwrite("owner", words, O_TRUNC);
}

Result<> WriteSession::overwrite(const char *name, const QByteArray &content, int flags) const
{
    const QByteArray path = m_folder + name;
    const Descriptor file(::open(path.constData(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0666));
    const int error = file ? writeAll(file.get(), content) : errno;
    if (error != 0)
        return systemError(Text::tr("Couldn't write in %1").arg(QFile::decodeName(m_folder)), error);
    return {};
}

bool WriteSession::isOurs(const QByteArray &name) const
{
    const QByteArray lock = m_commonDir + name + ".lock";
    struct stat status = {};
    if (isSameFile(lock, m_folder + "owner"))
        return true;
    return lstat(lock.constData(), &status) == 0 &&
           m_inodes.value(name) == static_cast<quint64>(status.st_ino);
}

Result<> WriteSession::lock(const QByteArray &name)
{
    const QByteArray lock = m_commonDir + name + ".lock";
    const QByteArray owner = m_folder + "owner";
    if (m_locks.contains(name))
        return {};
    VT_CHECK(remember(name, 0));
    int failed = link(owner.constData(), lock.constData()) == 0 ? 0 : errno;
    if (failed == ENOENT) {
        VT_CHECK(makeFolders(lock.first(lock.lastIndexOf('/'))));
        failed = link(owner.constData(), lock.constData()) == 0 ? 0 : errno;
    }
    if (failed == 0) {
        m_locks.append(name);
        return {};
    }
    if (failed == EEXIST)
        return lockedBy(m_info, QFile::decodeName(m_commonDir + name));
    const bool cannotLink =
        failed == EPERM || failed == ENOTSUP || failed == EMLINK || failed == ENOSYS || failed == EXDEV;
    if (!cannotLink)
        return systemError(Text::tr("Couldn't lock %1").arg(QFile::decodeName(m_commonDir + name)), failed);
    // A disk without hard links: then only the moment between these two lines leaves a lock that nobody can
    // claim.
    const auto made = createFile(lock, "Vitrine is writing.\n", 0666);
    if (!made && made.error().code == Error::Code::Conflict)
        return lockedBy(m_info, QFile::decodeName(m_commonDir + name));
    VT_CHECK(made);
    m_locks.append(name);
    struct stat status = {};
    lstat(lock.constData(), &status);
    m_inodes.insert(name, status.st_ino);
    return remember(name, status.st_ino);
}

Result<> WriteSession::remember(const QByteArray &name, quint64 inode)
{
    return overwrite("locks", name + '\0' + QByteArray::number(inode) + '\0', O_APPEND);
}

void WriteSession::unlock(const QByteArray &name)
{
    m_locks.removeOne(name);
    if (isOurs(name))
        unlink((m_commonDir + name + ".lock").constData());
}

void WriteSession::reset()
{
    if (m_unfinished)
        return; // the next writer finishes it, with all that it needs
    for (const QByteArray &name : std::exchange(m_locks, {}))
        unlock(name);
    for (int i = 1; i <= m_staged; ++i)
        unlink((m_folder + QByteArray::number(i)).constData());
    for (int i = 1; i <= m_backups; ++i)
        unlink((m_folder + "backup" + QByteArray::number(i)).constData());
    (void)overwrite("plan", {}, O_TRUNC);
    (void)overwrite("locks", {}, O_TRUNC);

    m_inodes.clear();
    m_staged = 0;
    m_backups = 0;
}

Result<QByteArray> WriteSession::stage(QByteArrayView content, mode_t mode)
{
    const QByteArray name = QByteArray::number(++m_staged);
    VT_CHECK(createFile(m_folder + name, content, mode));
    return name;
}

Result<> WriteSession::commit(const WritePlan &plan)
{
    VT_CHECK(overwrite("plan", plan.toBytes(), O_TRUNC));
    if (m_syncs) {
        for (int i = 1; i <= m_staged; ++i)
            VT_CHECK(syncFile(m_folder + QByteArray::number(i)));
        VT_CHECK(syncFile(m_folder + "plan"));
    }
    const Result<> done = carryOut(plan, false);
    if (!done && m_unfinished) {
        return done.error().within(
            Text::tr("The write to %1 stopped half-way and is finished when the repository is next opened")
                .arg(m_info.path));
    }
    return done;
}

Result<> WriteSession::carryOut(const WritePlan &plan, bool again)
{
    VT_TRY(StepRunner runner, StepRunner::open(m_info, m_folder));
    const auto indexOf = [](const QByteArray &workTree) {
        return workTree.isEmpty() ? QByteArray("index") : workTree + "/index";
    };
    const auto run = [&]() -> Result<> {
        QMap<QByteArray, std::vector<WriteStep>> indexes;
        for (const WriteStep &step : plan.steps) {
            const bool mayWrite = !again || isOurs(indexOf(step.fields.first()));
            if (step.kind == WriteStep::Kind::File && mayWrite)
                VT_CHECK(runner.runFile(step, again));
            else if (step.kind == WriteStep::Kind::Index && mayWrite)
                indexes[step.fields.first()].push_back(step);
        }
        for (auto it = indexes.cbegin(); it != indexes.cend(); ++it)
            VT_CHECK(runner.runIndex(it.key(), it.value()));
        for (const WriteStep &step : plan.steps) {
            const bool isPacked = step.kind == WriteStep::Kind::PackedRefs;
            const bool mayWrite =
                !again || isOurs(isPacked ? QByteArray("packed-refs") : step.fields.first());
            if (!mayWrite || step.kind == WriteStep::Kind::File || step.kind == WriteStep::Kind::Index)
                continue;
            VT_CHECK(isPacked                                  ? runner.runPackedRefs(step)
                     : step.kind == WriteStep::Kind::Reference ? runner.runReference(step)
                                                               : runner.runRemoval(step));
            m_unfinished = true; // until the last one
        }
        return {};
    };
    const Result<> done = run();
    if (done)
        m_unfinished = false;
    else if (!again && !m_unfinished)
        runner.undo();
    m_backups = std::max(m_backups, runner.backups());
    return done;
}

Result<> WriteSession::finish()
{
    const QList<QByteArray> records = readFile(m_folder + "locks", maxPlan).value_or({}).split('\0');
    if (records.size() < 2)
        return {};
    for (qsizetype i = 0; i + 1 < records.size(); i += 2) {
        const QByteArray &name = records.at(i);
        if (name.startsWith('/') || name.split('/').contains(".."))
            continue;
        m_locks.append(name);
        if (const quint64 inode = records.at(i + 1).toULongLong())
            m_inodes.insert(name, inode);
    }
    if (const auto plan = WritePlan::fromBytes(readFile(m_folder + "plan", maxPlan).value_or({}))) {
        m_unfinished = true; // should it fail now, it waits further
        VT_CHECK(carryOut(*plan, true));
    }
    const QDir folder(QFile::decodeName(m_folder));
    for (const QString &name : folder.entryList(QDir::Files | QDir::Hidden | QDir::System)) {
        if (name != u"owner" && name != u"locks" && name != u"plan")
            QFile::remove(folder.filePath(name));
    }
    reset();
    return {};
}

} // namespace vitrine::git
