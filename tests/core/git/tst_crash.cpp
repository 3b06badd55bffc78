// SPDX-License-Identifier: GPL-3.0-or-later
// A writer that is killed, at every system call that changes the disk and at random moments: stock git
// accepts what it leaves, and the next write works without a repair.
#include "core/git/repository.h"
#include "tests/support/scratchrepo.h"

#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QTest>
#include <QThread>

#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <set>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace vitrine;
using git::Repository;
using test::ScratchRepo;

namespace {

const QString notesRef = u"refs/notes/vitrine"_s;

Repository::Transaction numbered(int number)
{
    Repository::Transaction transaction;
    const QByteArray text = QByteArray::number(number) + '\n';
    transaction.changes = {{u"models/a/model.yaml"_s, "title: " + text, {}, false},
                           {u"models/a/files/%1.onnx"_s.arg(number), text, {}, false}};
    if (number > 1)
        transaction.changes.append({u"models/a/files/%1.onnx"_s.arg(number - 1), {}, {}, false});
    transaction.message = u"Version %1"_s.arg(number);
    transaction.tags = {{u"a@v0.0.%1"_s.arg(number), {}, u"registered"_s},
                        {u"a#production#%1"_s.arg(number), {}, u"rolled back"_s}};
    transaction.by = git::Person{u"Ada"_s, u"ada@example.com"_s};
    return transaction;
}

// Writes version `number`, its note, and says so.
bool writeVersion(Repository &repository, int number)
{
    const auto written = repository.write(numbered(number));
    if (!written) {
        std::fprintf(stderr, "%s\n", qPrintable(written.error().message));
        return false;
    }
    return repository
        .setNote(notesRef, written->commit, "text: " + QByteArray::number(number) + '\n', u"Note"_s)
        .has_value();
}

int childWritesOnce(const QString &path, int number)
{
    auto repository = Repository::open(path);
    return repository && repository->write(numbered(number)) ? 0 : 1;
}

int childWritesForever(const QString &path, int first)
{
    auto repository = Repository::open(path);
    for (int number = first; repository; ++number) {
        if (!writeVersion(*repository, number))
            return 1;
        std::printf("%d\n", number);
        std::fflush(stdout);
    }
    return 1;
}

// What a call at which the disk changes is. Opening counts when it makes a file.
bool changesTheDisk(const __ptrace_syscall_info &info)
{
    static const std::set<long> calls = {SYS_write,   SYS_pwrite64, SYS_rename,   SYS_renameat, SYS_renameat2,
                                         SYS_link,    SYS_linkat,   SYS_unlink,   SYS_unlinkat, SYS_mkdir,
                                         SYS_mkdirat, SYS_rmdir,    SYS_ftruncate};
    const long number = static_cast<long>(info.entry.nr);
    if (number == SYS_openat)
        return (info.entry.args[2] & O_CREAT) != 0;
    if (number == SYS_open)
        return (info.entry.args[1] & O_CREAT) != 0;
    return calls.contains(number);
}

enum class Ended { Killed, Done, CannotTrace };

// Runs a child that writes once, and kills it just before the call of that number.
Ended killAtCall(const QString &path, int number, int call)
{
    const QByteArray program = QFile::encodeName(QCoreApplication::applicationFilePath());
    const QByteArray folder = QFile::encodeName(path);
    const QByteArray version = QByteArray::number(number);
    const pid_t child = fork();
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0)
            _exit(77);
        execl(program.constData(), program.constData(), "--once", folder.constData(), version.constData(),
              nullptr);
        _exit(78);
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (!WIFSTOPPED(status))
        return Ended::CannotTrace;
    ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
    int seen = 0;
    long passedSignal = 0;
    while (true) {
        ptrace(PTRACE_SYSCALL, child, nullptr, passedSignal);
        passedSignal = 0;
        if (waitpid(child, &status, 0) < 0 || WIFEXITED(status) || WIFSIGNALED(status))
            return Ended::Done;
        if (WSTOPSIG(status) != (SIGTRAP | 0x80)) {
            passedSignal = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
            continue;
        }
        __ptrace_syscall_info info = {};
        if (ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof info, &info) <= 0) {
            kill(child, SIGKILL);
            waitpid(child, &status, 0);
            return Ended::CannotTrace;
        }
        if (info.op == PTRACE_SYSCALL_INFO_ENTRY && changesTheDisk(info) && ++seen == call) {
            kill(child, SIGKILL);
            waitpid(child, &status, 0);
            return Ended::Killed;
        }
    }
}

QStringList lockFiles(const QString &gitDir)
{
    QStringList found;
    for (QDirIterator it(gitDir, {u"*.lock"_s}, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
         it.hasNext();)
        found << it.next();
    return found;
}

} // namespace

class tst_Crash final : public QObject
{
    Q_OBJECT
private slots:
    void killedAtEveryCall_data();
    void killedAtEveryCall();
    void killedAtRandomMoments_data();
    void killedAtRandomMoments();
    void gitMayGoOnBeforeVitrineDoes();
    void editsMadeAfterTheCrashStay();
    void aPlanThatLeadsElsewhereIsNotCarriedOut();
    void aWriterThatWaitsFinishesWhatTheKilledOneBegan();
};

void tst_Crash::killedAtEveryCall_data()
{
    QTest::addColumn<ScratchRepo::Kind>("kind");
    QTest::newRow("bare") << ScratchRepo::Kind::Bare;
    QTest::newRow("with a working tree") << ScratchRepo::Kind::WorkTree;
}

void tst_Crash::killedAtEveryCall()
{
    QFETCH(ScratchRepo::Kind, kind);
    ScratchRepo original(kind);
    QString before;
    {
        auto repository = Repository::open(original.path());
        const auto first = repository->write(numbered(1));
        QVERIFY(first);
        before = first->commit;
    }
    QTemporaryDir dir;
    const QString copy = dir.filePath(u"copy"_s);
    const auto git = [&](const QStringList &arguments) {
        return original.git(QStringList{u"-C"_s, copy} + arguments);
    };
    const auto isSound = [&] { return git({u"fsck"_s, u"--strict"_s, u"--no-dangling"_s}).isEmpty(); };
    const bool hasFiles = kind == ScratchRepo::Kind::WorkTree;
    int call = 1;
    int kills = 0;
    int finished = 0;
    for (Ended ended = Ended::Killed; ended == Ended::Killed; ++call) {
        QDir(copy).removeRecursively();
        QCOMPARE(QProcess::execute(u"cp"_s, {u"-a"_s, original.path(), copy}), 0);
        ended = killAtCall(copy, 2, call);
        if (ended == Ended::CannotTrace)
            QSKIP("this system does not allow one process to trace another (ptrace)");
        if (ended == Ended::Killed)
            ++kills;
        // At once, before anybody of Vitrine has looked at it.
        QVERIFY2(isSound(), qPrintable(u"call %1"_s.arg(call)));

        auto repository = Repository::open(copy);
        QVERIFY2(repository.has_value(), repository ? "" : qPrintable(repository.error().message));
        QCOMPARE(lockFiles(copy), QStringList());
        // All of it or nothing: the branch, both tags, the index and the files.
        const bool isDone = repository->info().head != before;
        finished += isDone;
        QCOMPARE(repository->tag(u"a@v0.0.2"_s).has_value(), isDone);
        QCOMPARE(repository->tag(u"a#production#2"_s).has_value(), isDone);
        if (hasFiles) {
            QCOMPARE(git({u"status"_s, u"--porcelain"_s}), QString());
            QFile file(copy + u"/models/a/model.yaml"_s);
            QVERIFY(file.open(QIODevice::ReadOnly));
            QCOMPARE(file.readAll(), isDone ? "title: 2\n" : "title: 1\n");
        }
        // And on it goes.
        const auto next = repository->write(numbered(isDone ? 3 : 2));
        QVERIFY2(next.has_value(), next ? "" : qPrintable(next.error().message));
        if (hasFiles)
            QCOMPARE(git({u"status"_s, u"--porcelain"_s}), QString());
        QVERIFY(isSound());
    }
    qInfo("killed before each of %d calls; the write was finished later after %d of them", kills,
          finished - 1);
    QVERIFY(kills > 30);
    QVERIFY(finished > 5);
}

void tst_Crash::killedAtRandomMoments_data()
{
    killedAtEveryCall_data();
}

void tst_Crash::killedAtRandomMoments()
{
    QFETCH(ScratchRepo::Kind, kind);
    ScratchRepo scratch(kind);
    QRandomGenerator random(20240501);
    int last = 0;
    int kills = 0;
    for (int round = 0; round < 30; ++round) {
        QProcess child;
        child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        child.start(QCoreApplication::applicationFilePath(),
                    {u"--forever"_s, scratch.path(), QString::number(last + 1)});
        QVERIFY(child.waitForReadyRead(60'000)); // the first version is written
        QThread::usleep(static_cast<unsigned long>(random.bounded(40'000)));
        child.kill();
        QVERIFY(child.waitForFinished(60'000));
        kills += child.exitStatus() == QProcess::CrashExit;
        const int reported = QByteArray(child.readAllStandardOutput()).trimmed().split('\n').last().toInt();
        QVERIFY(reported > last);
        QVERIFY2(scratch.isSound(), qPrintable(scratch.lastError()));

        auto repository = Repository::open(scratch.path());
        QVERIFY(repository);
        QCOMPARE(lockFiles(scratch.gitDir()), QStringList());
        // What was reported is there, with its note; one more may be.
        const auto tag = repository->tag(u"a@v0.0.%1"_s.arg(reported));
        QVERIFY(tag);
        QCOMPARE(*repository->note(notesRef, tag->target), "text: " + QByteArray::number(reported) + '\n');
        QVERIFY(repository->tag(u"a#production#%1"_s.arg(reported)));
        const bool oneMore = repository->tag(u"a@v0.0.%1"_s.arg(reported + 1)).has_value();
        QCOMPARE(repository->tag(u"a#production#%1"_s.arg(reported + 1)).has_value(), oneMore);
        QCOMPARE(*repository->file(repository->info().head, u"models/a/model.yaml"_s),
                 "title: " + QByteArray::number(reported + (oneMore ? 1 : 0)) + '\n');
        if (kind == ScratchRepo::Kind::WorkTree)
            QCOMPARE(scratch.git({u"status"_s, u"--porcelain"_s}), QString());
        last = reported + (oneMore ? 1 : 0);
    }
    QCOMPARE(kills, 30);
    QCOMPARE(scratch.git({u"rev-list"_s, u"--count"_s, u"main"_s}), QString::number(last));
    QVERIFY(scratch.isSound());
}

// Kills a writer once its branch has moved, and says so; false when it could not be done.
namespace {

bool killWhile(ScratchRepo &scratch, int number, const std::function<bool()> &reached)
{
    for (int call = 1;; ++call) {
        const Ended ended = killAtCall(scratch.path(), number, call);
        if (ended != Ended::Killed)
            return false;
        if (reached())
            return true;
        (void)Repository::open(scratch.path()); // clears it away
    }
}

} // namespace

void tst_Crash::gitMayGoOnBeforeVitrineDoes()
{
    ScratchRepo scratch;
    {
        auto repository = Repository::open(scratch.path());
        QVERIFY(repository->write(numbered(1)));
    }
    const QString before = scratch.git({u"rev-parse"_s, u"main"_s});
    const auto branchMoved = [&] { return scratch.git({u"rev-parse"_s, u"main"_s}) != before; };
    if (!killWhile(scratch, 2, branchMoved))
        QSKIP("this system does not allow one process to trace another (ptrace)");
    // The person only has git, deletes the locks as it says, and works on.
    for (const QString &lock : lockFiles(scratch.gitDir()))
        QVERIFY(QFile::remove(lock));
    QCOMPARE(scratch.git({u"status"_s, u"--porcelain"_s}), QString());
    const QString mine = scratch.commitFile(u"models/a/model.yaml"_s, "title: mine\n", u"Mine"_s);
    auto repository = Repository::open(scratch.path());
    QCOMPARE(repository->info().head, mine);
    QCOMPARE(scratch.readFile(u"models/a/model.yaml"_s), "title: mine\n");
    QCOMPARE(scratch.git({u"status"_s, u"--porcelain"_s}), QString());
    QVERIFY(scratch.isSound());
}

void tst_Crash::editsMadeAfterTheCrashStay()
{
    ScratchRepo scratch;
    {
        auto repository = Repository::open(scratch.path());
        QVERIFY(repository->write(numbered(1)));
    }
    // Killed as soon as the plan is there, before any file of the working tree has changed.
    const auto planned = [&] { return QFileInfo(scratch.gitDir() + u"/vitrine/writing/plan"_s).size() > 0; };
    if (!killWhile(scratch, 2, planned))
        QSKIP("this system does not allow one process to trace another (ptrace)");
    QCOMPARE(scratch.readFile(u"models/a/model.yaml"_s), "title: 1\n");
    scratch.writeFile(u"models/a/model.yaml"_s, "title: edited in between\n");
    auto repository = Repository::open(scratch.path());
    QCOMPARE(scratch.readFile(u"models/a/model.yaml"_s), "title: edited in between\n");
    QCOMPARE(scratch.git({u"show"_s, u"HEAD:models/a/model.yaml"_s}), u"title: 2"_s);
    QCOMPARE(scratch.git({u"status"_s, u"--porcelain"_s}), u"M models/a/model.yaml"_s);
    QVERIFY(scratch.isSound());
}

void tst_Crash::aPlanThatLeadsElsewhereIsNotCarriedOut()
{
    QTemporaryDir outside;
    const QByteArray out = QFile::encodeName(outside.path());
    const QByteArray zero = QByteArray(40, '0');
    const QByteArray begin = QByteArray("vitrine write 1") + '\0';
    const auto fields = [](std::initializer_list<QByteArray> list) {
        QByteArray bytes;
        for (const QByteArray &each : list)
            bytes += each + '\0';
        return bytes;
    };
    const QList<QByteArray> plans = {
        begin + 'f' + fields({"", "../" + out + "/x", "1", ""}) + 'e',
        begin + 'f' + fields({"", out + "/x", "1", ""}) + 'e',
        begin + 'f' + fields({"", ".git/hooks/pre-commit", "1", ""}) + 'e',
        begin + 'f' + fields({"", "a/../../x", "1", ""}) + 'e',
        begin + 'f' + fields({"../..", "x", "1", ""}) + 'e',
        begin + 'f' + fields({"", "x", "../../../config", ""}) + 'e',
        begin + 'r' + fields({"refs/../../hooks/x", "1", zero, zero, "", ""}) + 'e',
        begin + 'r' + fields({"refs/heads/x", "1", zero, zero, "line", "../logs/HEAD"}) + 'e',
        begin + 'r' + fields({"refs/heads/x", "1", zero, zero, "line", "logs/../../x"}) + 'e',
        begin + 'd' + fields({"HEAD"}) + 'e',
        begin + 'd' + fields({"refs/../config"}) + 'e',
        begin + 'p' + fields({"../config"}) + 'e',
        begin + 'r' + fields({"refs/heads/x", "1", zero}),
        begin + "x",
        "rubbish",
    };
    for (const QByteArray &plan : plans) {
        ScratchRepo scratch;
        scratch.commitFile(u"a"_s, "1\n", u"One"_s);
        const QByteArray config = scratch.readFile(u".git/config"_s);
        scratch.writeFile(u".git/vitrine/writing/owner"_s, "Vitrine\n");
        scratch.writeFile(u".git/vitrine/writing/1"_s, "0123456789012345678901234567890123456789\n");
        scratch.writeFile(u".git/vitrine/writing/plan"_s, plan);
        QByteArray locks;
        for (const char *name :
             {"index", "refs/heads/x", "refs/../../hooks/x", "HEAD", "packed-refs", "../a", "/etc/passwd"})
            locks += QByteArray(name) + '\0' + "0" + '\0';
        scratch.writeFile(u".git/vitrine/writing/locks"_s, locks);
        for (const QString &name :
             {u"index.lock"_s, u"HEAD.lock"_s, u"packed-refs.lock"_s, u"refs/heads/x.lock"_s})
            QVERIFY(::link(QFile::encodeName(scratch.gitDir() + u"/vitrine/writing/owner"_s).constData(),
                           QFile::encodeName(scratch.gitDir() + u'/' + name).constData()) == 0);
        auto repository = Repository::open(scratch.path());
        QVERIFY(repository);
        QVERIFY(repository->tags());
        QCOMPARE(QDir(outside.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
                 QStringList());
        QCOMPARE(scratch.readFile(u".git/config"_s), config);
        QVERIFY(!QFile::exists(scratch.gitDir() + u"/hooks/pre-commit"_s));
        QVERIFY(!QFile::exists(scratch.gitDir() + u"/hooks/x"_s));
        QCOMPARE(scratch.git({u"status"_s, u"--porcelain"_s}), QString());
        QVERIFY(repository->write(numbered(1)));
        QVERIFY(scratch.isSound());
    }
}

void tst_Crash::aWriterThatWaitsFinishesWhatTheKilledOneBegan()
{
    // The second process was open all the time, so it is its write() that finds the rest.
    ScratchRepo scratch;
    auto waiting = Repository::open(scratch.path());
    QVERIFY(waiting->write(numbered(1)));
    const auto planned = [&] { return QFileInfo(scratch.gitDir() + u"/vitrine/writing/plan"_s).size() > 0; };
    if (!killWhile(scratch, 2, planned))
        QSKIP("this system does not allow one process to trace another (ptrace)");
    QVERIFY(!lockFiles(scratch.gitDir()).isEmpty());
    const auto written = waiting->write(numbered(3));
    QVERIFY2(written.has_value(), written ? "" : qPrintable(written.error().message));
    QVERIFY(waiting->tag(u"a@v0.0.2"_s) && waiting->tag(u"a@v0.0.3"_s));
    QCOMPARE(scratch.git({u"rev-list"_s, u"--count"_s, u"main"_s}), u"3"_s);
    QCOMPARE(scratch.git({u"status"_s, u"--porcelain"_s}), QString());
    QVERIFY(scratch.isSound());
}

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    if (argc == 4 && qstrcmp(argv[1], "--once") == 0)
        return childWritesOnce(QFile::decodeName(argv[2]), atoi(argv[3]));
    if (argc == 4 && qstrcmp(argv[1], "--forever") == 0)
        return childWritesForever(QFile::decodeName(argv[2]), atoi(argv[3]));
    tst_Crash test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_crash.moc"
