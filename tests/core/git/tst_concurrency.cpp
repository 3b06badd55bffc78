// SPDX-License-Identifier: GPL-3.0-or-later
// Many processes of Vitrine's and stock git write at once: every update is in the final history.
#include "core/git/repository.h"
#include "tests/support/scratchrepo.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTest>
#include <QThread>

#include <atomic>
#include <csignal>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace vitrine;
using git::Repository;
using test::ScratchRepo;

namespace {

const QString notesRef = u"refs/notes/vitrine"_s;

Repository::Transaction numbered(const QString &who, int number)
{
    Repository::Transaction transaction;
    transaction.changes = {{u"%1/%2"_s.arg(who).arg(number), QByteArray::number(number) + '\n', {}, false}};
    transaction.message = u"%1 %2"_s.arg(who).arg(number);
    transaction.tags = {{u"%1@v0.0.%2"_s.arg(who).arg(number), {}, u"t"_s}};
    transaction.by = git::Person{u"Ada"_s, u"ada@example.com"_s};
    return transaction;
}

int childWrites(const QString &path, const QString &who, int count)
{
    auto repository = Repository::open(path);
    for (int i = 1; repository && i <= count; ++i) {
        const auto written = repository->write(numbered(who, i));
        const auto noted =
            written ? repository->setNote(notesRef, written->commit, who.toUtf8() + '\n', u"Note"_s)
                    : Result<>(written.error());
        if (!noted) {
            std::fprintf(stderr, "%s %d: %s\n", qPrintable(who), i, qPrintable(noted.error().message));
            return 1;
        }
    }
    return repository ? 0 : 1;
}

// What a person's scripts do: plumbing that moves the branch with `git update-ref <new> <old>` and tries
// again.
const QByteArray gitLoop = R"sh(
who=$1; count=$2
export GIT_INDEX_FILE=$(git rev-parse --absolute-git-dir)/index-of-$who
for i in $(seq $count); do
    blob=$(echo $i | git hash-object -w --stdin)
    while :; do
        old=$(git rev-parse refs/heads/main)
        git read-tree $old
        git update-index --add --cacheinfo 100644,$blob,$who/$i
        new=$(git commit-tree -p $old -m "$who $i" $(git write-tree))
        git update-ref refs/heads/main $new $old 2>> "$GIT_INDEX_FILE.log" && break
    done
    git tag -a -m t "$who@v0.0.$i" $new
done
rm -f "$GIT_INDEX_FILE" "$GIT_INDEX_FILE.log"
)sh";

// What a person does in a working tree.
const QByteArray commitLoop = R"sh(
who=$1; count=$2
mkdir -p $who
for i in $(seq $count); do
    echo $i > $who/$i
    until git add $who/$i 2> /dev/null; do :; done
    until git commit -q -m "$who $i" -- $who/$i 2> /dev/null; do :; done
    git tag -a -m t "$who@v0.0.$i"
done
)sh";

class Children
{
public:
    explicit Children(const QString &folder) : m_folder(folder) {}

    void startVitrine(const QString &who, int count)
    {
        start(QCoreApplication::applicationFilePath(),
              {u"--writer"_s, m_folder, who, QString::number(count)});
    }
    void startScript(const QByteArray &script, const QString &who, int count)
    {
        start(u"sh"_s, {u"-ec"_s, QString::fromUtf8(script), u"sh"_s, who, QString::number(count)});
    }
    bool allSucceed()
    {
        bool all = true;
        for (auto &child : m_children)
            all = child->waitForFinished(300'000) && child->exitStatus() == QProcess::NormalExit &&
                  child->exitCode() == 0 && all;
        return all;
    }

private:
    void start(const QString &program, const QStringList &arguments)
    {
        auto child = std::make_unique<QProcess>();
        child->setProcessChannelMode(QProcess::ForwardedChannels);
        child->setWorkingDirectory(m_folder);
        child->start(program, arguments);
        m_children.push_back(std::move(child));
    }

    QString m_folder;
    std::vector<std::unique_ptr<QProcess>> m_children;
};

} // namespace

class tst_Concurrency final : public QObject
{
    Q_OBJECT
private slots:
    void processesAndGitLoseNothing();
    void processesAndAPersonInAWorkTreeLoseNothing();
    void threadsLoseNothing();
    void oneChangeOfOnePathWins();
    void oneNoteWins();
    void packingLosesNothing();
    void readersSeeWholeStates();
    void aLockThatStaysIsExplained();
    void aLockThatIsHeldNamesItsHolder();
    void locksThatOthersTakeInTurnAreWaitedFor();
    void aWriterThatHangsIsNamed();
};

void tst_Concurrency::processesAndGitLoseNothing()
{
    constexpr int each = 15;
    ScratchRepo scratch(ScratchRepo::Kind::Bare);
    {
        auto repository = Repository::open(scratch.path());
        QVERIFY(repository->write(numbered(u"start"_s, 1)));
    }
    const QStringList ours{u"v1"_s, u"v2"_s, u"v3"_s, u"v4"_s};
    const QStringList theirs{u"g1"_s, u"g2"_s};
    Children children(scratch.path());
    for (const QString &who : ours)
        children.startVitrine(who, each);
    for (const QString &who : theirs)
        children.startScript(gitLoop, who, each);
    QVERIFY(children.allSucceed());

    const int total = static_cast<int>((ours + theirs).size()) * each + 1;
    QCOMPARE(scratch.git({u"ls-tree"_s, u"-r"_s, u"--name-only"_s, u"main"_s}).split(u'\n').size(), total);
    QCOMPARE(scratch.git({u"rev-list"_s, u"--count"_s, u"main"_s}).toInt(), total);
    QCOMPARE(scratch.git({u"tag"_s, u"--merged"_s, u"main"_s}).split(u'\n').size(), total);
    QCOMPARE(scratch.git({u"notes"_s, u"--ref=vitrine"_s, u"list"_s}).split(u'\n').size(),
             ours.size() * each);
    QCOMPARE(scratch.git({u"rev-list"_s, u"--count"_s, notesRef}).toInt(), ours.size() * each);
    QVERIFY(scratch.isSound());
}

void tst_Concurrency::processesAndAPersonInAWorkTreeLoseNothing()
{
    constexpr int each = 10;
    ScratchRepo scratch;
    scratch.commitFile(u"start"_s, "1\n", u"Start"_s);
    scratch.writeFile(u"untracked"_s, "mine\n");
    Children children(scratch.path());
    for (const QString &who : {u"v1"_s, u"v2"_s})
        children.startVitrine(who, each);
    children.startScript(commitLoop, u"person"_s, each);
    QVERIFY(children.allSucceed());

    QCOMPARE(scratch.git({u"ls-tree"_s, u"-r"_s, u"--name-only"_s, u"main"_s}).split(u'\n').size(),
             3 * each + 1);
    QCOMPARE(scratch.git({u"rev-list"_s, u"--count"_s, u"main"_s}).toInt(), 3 * each + 1);
    QCOMPARE(scratch.git({u"tag"_s, u"--merged"_s, u"main"_s}).split(u'\n').size(), 3 * each);
    QCOMPARE(scratch.git({u"status"_s, u"--porcelain"_s}), u"?? untracked"_s);
    QVERIFY(scratch.isSound());
}

void tst_Concurrency::threadsLoseNothing()
{
    constexpr int each = 15;
    ScratchRepo scratch;
    scratch.commitFile(u"start"_s, "1\n", u"Start"_s);
    std::atomic<int> failures = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] { failures += childWrites(scratch.path(), u"t%1"_s.arg(t), each); });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(failures.load(), 0);
    QCOMPARE(scratch.git({u"rev-list"_s, u"--count"_s, u"main"_s}).toInt(), 4 * each + 1);
    QCOMPARE(scratch.git({u"status"_s, u"--porcelain"_s}), QString());
    QVERIFY(scratch.isSound());
}

// A change of what was read, by two who read the same.
void tst_Concurrency::oneChangeOfOnePathWins()
{
    for (const auto kind : {ScratchRepo::Kind::Bare, ScratchRepo::Kind::WorkTree}) {
        ScratchRepo scratch(kind);
        auto one = Repository::open(scratch.path());
        auto two = Repository::open(scratch.path());
        QVERIFY(one->write(numbered(u"a"_s, 1)));
        const QString base = one->entry(one->info().head, u"a/1"_s)->id;
        Repository::Transaction change;
        change.message = u"Change"_s;
        change.changes = {{u"a/1"_s, "one\n", {}, false, base}};
        QVERIFY(two->write(numbered(u"b"_s, 1))); // another path is in nobody's way
        QVERIFY(one->write(change));
        change.changes.first().content = "two\n";
        const auto late = two->write(change);
        QVERIFY(!late);
        QCOMPARE(late.error().code, Error::Code::Conflict);
        QVERIFY2(late.error().message.contains(u"a/1"), qPrintable(late.error().message));
        QCOMPARE(scratch.git({u"show"_s, u"main:a/1"_s}), u"one"_s);
        // Neither does a file come where there was none, nor go where it changed.
        const QList<git::Change> stale = {{u"a/1"_s, "three\n", {}, false, git::Oid()},
                                          {u"a/1"_s, {}, {}, false, base},
                                          {u"a/none"_s, {}, {}, false, base},
                                          {u"none/below"_s, {}, {}, false, base}};
        for (const git::Change &each : stale) {
            change.changes = {each};
            const auto refused = two->write(change);
            QVERIFY2(!refused, qPrintable(each.path));
            QCOMPARE(refused.error().code, Error::Code::Conflict);
        }
        change.changes = {{u"a/2"_s, "new\n", {}, false, git::Oid()}};
        QVERIFY(two->write(change));
    }
}

void tst_Concurrency::oneNoteWins()
{
    ScratchRepo scratch;
    const QString commit = scratch.commitFile(u"a"_s, "1\n", u"One"_s);
    auto one = Repository::open(scratch.path());
    auto two = Repository::open(scratch.path());
    QVERIFY(one->setNote(notesRef, commit, "one\n", u"Note"_s, {}, {}, QByteArray()));
    const auto late = two->setNote(notesRef, commit, "two\n", u"Note"_s, {}, {}, QByteArray());
    QVERIFY(!late);
    QCOMPARE(late.error().code, Error::Code::Conflict);
    QVERIFY(two->setNote(notesRef, commit, "one and two\n", u"Note"_s, {}, {}, QByteArray("one\n")));
    QCOMPARE(scratch.git({u"notes"_s, u"--ref=vitrine"_s, u"show"_s, commit}), u"one and two"_s);
    QCOMPARE(one->noteHistory(notesRef, commit)->size(), 2);
}

void tst_Concurrency::packingLosesNothing()
{
    // `git pack-refs` moves references out of their files all the while.
    constexpr int each = 20;
    ScratchRepo scratch(ScratchRepo::Kind::Bare);
    {
        auto repository = Repository::open(scratch.path());
        QVERIFY(repository->write(numbered(u"start"_s, 1)));
    }
    Children children(scratch.path());
    for (const QString &who : {u"v1"_s, u"v2"_s})
        children.startVitrine(who, each);
    children.startScript("for i in $(seq $2); do git pack-refs --all --prune || :; done", u"p"_s, 3 * each);
    QVERIFY(children.allSucceed());
    QCOMPARE(scratch.git({u"rev-list"_s, u"--count"_s, u"main"_s}).toInt(), 2 * each + 1);
    QCOMPARE(scratch.git({u"tag"_s, u"--merged"_s, u"main"_s}).split(u'\n').size(), 2 * each + 1);
    // Tags go from packed-refs as well.
    auto repository = Repository::open(scratch.path());
    QVERIFY(QFile::exists(scratch.path() + u"/packed-refs"_s));
    Repository::Transaction transaction;
    transaction.deleteTags = {u"v1@v0.0.1"_s, u"v2@v0.0.3"_s, u"never@v0.0.1"_s};
    QVERIFY(repository->write(transaction));
    QCOMPARE(scratch.git({u"tag"_s}).split(u'\n').size(), 2 * each - 1);
    QVERIFY(!scratch.gitSucceeds({u"rev-parse"_s, u"--verify"_s, u"-q"_s, u"refs/tags/v1@v0.0.1"_s}));
    QVERIFY(scratch.isSound());
}

void tst_Concurrency::readersSeeWholeStates()
{
    // A commit and its two tags come together for whoever reads the references in one listing or later.
    ScratchRepo scratch(ScratchRepo::Kind::Bare);
    {
        auto repository = Repository::open(scratch.path());
        QVERIFY(repository->write(numbered(u"start"_s, 1)));
    }
    Children children(scratch.path());
    children.startVitrine(u"v1"_s, 30);
    int looks = 0;
    for (int seen = 0; seen < 30; ++looks) {
        const auto repository = Repository::open(scratch.path());
        QVERIFY(repository);
        const auto tags = repository->tags();
        QVERIFY2(tags.has_value(), tags ? "" : qPrintable(tags.error().message));
        QVERIFY(tags->size() - 1 >= seen);
        seen = static_cast<int>(tags->size()) - 1;
        for (const git::Tag &tag : *tags) {
            QCOMPARE(tag.targetType, git::Tag::TargetType::Commit);
            if (tag.name.startsWith(u"v1@"))
                QVERIFY(repository->file(tag.target, u"v1/"_s + tag.name.section(u'.', -1)));
        }
    }
    QVERIFY(children.allSucceed());
    qInfo("looked %d times", looks);
}

void tst_Concurrency::aLockThatStaysIsExplained()
{
    ScratchRepo scratch;
    scratch.commitFile(u"start"_s, "1\n", u"One"_s);
    auto repository = Repository::open(scratch.path());
    for (const QString &file : {u"refs/heads/main"_s, u"refs/tags/a@v0.0.1"_s, u"index"_s}) {
        QFile lock(scratch.gitDir() + u'/' + file + u".lock"_s);
        QVERIFY(QDir().mkpath(QFileInfo(lock.fileName()).path()));
        QVERIFY(lock.open(QIODevice::WriteOnly));
        lock.close();
        const timespec threeDays[2] = {{time(nullptr) - 3 * 86400, 0}, {time(nullptr) - 3 * 86400, 0}};
        utimensat(AT_FDCWD, QFile::encodeName(lock.fileName()).constData(), threeDays, 0);
        const QString head = scratch.git({u"rev-parse"_s, u"HEAD"_s});
        const auto refused = repository->write(numbered(u"a"_s, 1));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, Error::Code::Busy);
        const QString message = refused.error().message;
        for (const QString &word : {lock.fileName(), u"3 day"_s, u"delete that file"_s, scratch.path()})
            QVERIFY2(message.contains(word), qPrintable(message));
        QCOMPARE(scratch.git({u"rev-parse"_s, u"HEAD"_s}), head);
        // It is told when the repository is checked, too, and never taken for one of ours.
        const auto problems = repository->verify(false);
        QCOMPARE(problems->size(), 1);
        QCOMPARE(problems->first().what, u"stale lock"_s);
        QVERIFY(Repository::open(scratch.path()));
        QVERIFY(QFile::exists(lock.fileName()));
        QVERIFY(lock.remove());
    }
    QVERIFY(repository->write(numbered(u"a"_s, 1)));
    QCOMPARE(scratch.git({u"status"_s, u"--porcelain"_s}), QString());
}

void tst_Concurrency::aLockThatIsHeldNamesItsHolder()
{
    ScratchRepo scratch;
    scratch.commitFile(u"a"_s, "1\n", u"One"_s);
    auto repository = Repository::open(scratch.path());
    // An editor is open for the message of `git commit -a`, which keeps the index locked.
    scratch.writeFile(u"a"_s, "2\n");
    QProcess commit;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"GIT_EDITOR"_s,
                       u"echo $$ > .git/editor; mv .git/editor .git/editing; exec sleep 1000; :"_s);
    commit.setProcessEnvironment(environment);
    commit.setWorkingDirectory(scratch.path());
    commit.start(u"git"_s, {u"commit"_s, u"-a"_s});
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(scratch.gitDir() + u"/editing"_s), 30'000);
    const auto refused = repository->write(numbered(u"b"_s, 1));
    const QString pid = QString::number(commit.processId());
    kill(scratch.readFile(u".git/editing"_s).toInt(), SIGTERM); // git gives up without its editor
    QVERIFY(commit.waitForFinished());
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, Error::Code::Busy);
    for (const QString &word :
         {u"git (process %1)"_s.arg(pid), scratch.gitDir() + u"/index.lock"_s, u"Wait"_s})
        QVERIFY2(refused.error().message.contains(word), qPrintable(refused.error().message));
}

void tst_Concurrency::locksThatOthersTakeInTurnAreWaitedFor()
{
    // For longer than one lock may stay, but never one for so long.
    ScratchRepo scratch(ScratchRepo::Kind::Bare);
    auto repository = Repository::open(scratch.path());
    QVERIFY(repository->write(numbered(u"a"_s, 1)));
    const QByteArray lock = QFile::encodeName(scratch.gitDir() + u"/refs/heads/main.lock"_s);
    std::atomic<bool> stop = false;
    std::thread others([&] {
        for (int i = 0; i < 12 && !stop; ++i) {
            const QByteArray next = lock + QByteArray::number(i);
            close(::open(next.constData(), O_CREAT | O_WRONLY, 0644));
            rename(next.constData(), lock.constData()); // without a gap
            QThread::msleep(300);
        }
        unlink(lock.constData());
    });
    const auto written = repository->write(numbered(u"a"_s, 2));
    stop = true;
    others.join();
    QVERIFY2(written.has_value(), written ? "" : qPrintable(written.error().message));
}

void tst_Concurrency::aWriterThatHangsIsNamed()
{
    if (qEnvironmentVariableIsEmpty("VT_SLOW_TESTS"))
        QSKIP("waits for half a minute; set VT_SLOW_TESTS to run it");
    ScratchRepo scratch(ScratchRepo::Kind::Bare);
    auto repository = Repository::open(scratch.path());
    QVERIFY(repository->write(numbered(u"a"_s, 1)));
    const int held =
        ::open(QFile::encodeName(scratch.path() + u"/vitrine/writing/owner"_s).constData(), O_RDWR);
    QVERIFY(flock(held, LOCK_EX) == 0);
    const auto refused = repository->write(numbered(u"a"_s, 2));
    close(held);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, Error::Code::Busy);
    QVERIFY2(refused.error().message.contains(u"process %1"_s.arg(getpid())),
             qPrintable(refused.error().message));
    QVERIFY(repository->write(numbered(u"a"_s, 2)));
}

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    if (argc == 5 && qstrcmp(argv[1], "--writer") == 0)
        return childWrites(QFile::decodeName(argv[2]), QString::fromUtf8(argv[3]), atoi(argv[4]));
    tst_Concurrency test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_concurrency.moc"
