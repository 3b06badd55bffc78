// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/repository.h"
#include "tests/support/scratchrepo.h"

#include <QDirIterator>
#include <QFile>
#include <QTest>
#include <QThread>

#include <thread>

using namespace Qt::StringLiterals;
using namespace vitrine;
using git::Repository;
using test::ScratchRepo;

namespace {

Repository::Transaction writing(const QString &path, const QByteArray &content, const QString &message)
{
    Repository::Transaction transaction;
    transaction.changes = {{path, content, {}, false}};
    transaction.message = message;
    transaction.by = git::Person{u"Ada"_s, u"ada@example.com"_s};
    return transaction;
}

} // namespace

class tst_Transaction final : public QObject
{
    Q_OBJECT
private slots:
    void firstCommitIsMadeOnAnUnbornBranch();
    void commitAndTagsAppearTogether();
    void anExistingTagIsAConflictAndNothingIsWritten();
    void aMovedHeadIsAConflictWhenExpected();
    void removingTheLastFileRemovesItsFolders();
    void pathsThatLeaveTheRepositoryAreRefused_data();
    void pathsThatLeaveTheRepositoryAreRefused();
    void theWorkingTreeFollowsAndStaysClean();
    void editedAndUntrackedFilesAreNeverTouched();
    void linksOutOfTheWorkingTreeAreNotFollowed();
    void aLockedReferenceSaysWhichLock();
    void twoWritersLoseNothing();
    void datesAndAuthorsAreKept();
    void manyTagsArePacked();
};

void tst_Transaction::firstCommitIsMadeOnAnUnbornBranch()
{
    ScratchRepo scratch(ScratchRepo::Kind::Bare);
    auto repository = Repository::open(scratch.path());
    QVERIFY(repository);
    QCOMPARE(repository->info().headState, git::HeadState::Unborn);
    const auto written = repository->write(writing(u"models/a/model.yaml"_s, "title: A\n", u"Start"_s));
    QVERIFY2(written.has_value(), written ? "" : qPrintable(written.error().message));
    QCOMPARE(scratch.git({u"rev-parse"_s, u"main"_s}), written->commit);
    QCOMPARE(scratch.git({u"show"_s, u"main:models/a/model.yaml"_s}), u"title: A"_s);
    QVERIFY(scratch.isSound());
}

void tst_Transaction::commitAndTagsAppearTogether()
{
    ScratchRepo scratch(ScratchRepo::Kind::Bare);
    auto repository = Repository::open(scratch.path());
    auto transaction = writing(u"a"_s, "1", u"One"_s);
    transaction.tags = {{u"a@v0.0.1"_s, {}, u"first"_s}, {u"a#production#1"_s, {}, u"go"_s}};
    const auto written = repository->write(transaction);
    QVERIFY(written);
    QCOMPARE(written->tags, QStringList({u"a@v0.0.1"_s, u"a#production#1"_s}));
    QCOMPARE(scratch.git({u"cat-file"_s, u"-t"_s, u"a@v0.0.1"_s}), u"tag"_s);
    QCOMPARE(scratch.git({u"rev-parse"_s, u"a#production#1^{commit}"_s}), written->commit);
    QVERIFY(scratch.isSound());
}

void tst_Transaction::anExistingTagIsAConflictAndNothingIsWritten()
{
    ScratchRepo scratch;
    const QString before = scratch.commitFile(u"a"_s, "1", u"One"_s);
    scratch.tag(u"a@v0.0.1"_s, u"first"_s);
    auto repository = Repository::open(scratch.path());
    auto transaction = writing(u"a"_s, "2", u"Two"_s);
    transaction.tags = {{u"a@v0.0.1"_s, {}, u"again"_s}};
    const auto written = repository->write(transaction);
    QVERIFY(!written);
    QCOMPARE(written.error().code, Error::Code::Conflict);
    QVERIFY(written.error().message.contains(u"a@v0.0.1"_s));
    QCOMPARE(scratch.git({u"rev-parse"_s, u"HEAD"_s}), before);
    QCOMPARE(scratch.readFile(u"a"_s), "1");
    QCOMPARE(scratch.git({u"status"_s, u"--porcelain"_s}), QString());
}

void tst_Transaction::aMovedHeadIsAConflictWhenExpected()
{
    ScratchRepo scratch;
    const QString first = scratch.commitFile(u"a"_s, "1", u"One"_s);
    scratch.commitFile(u"a"_s, "2", u"Two"_s);
    auto repository = Repository::open(scratch.path());
    auto transaction = writing(u"b"_s, "x", u"Late"_s);
    transaction.expectedHead = first;
    const auto written = repository->write(transaction);
    QVERIFY(!written);
    QCOMPARE(written.error().code, Error::Code::Conflict);
}

void tst_Transaction::removingTheLastFileRemovesItsFolders()
{
    ScratchRepo scratch;
    scratch.commitFile(u"models/a/files/x"_s, "1", u"One"_s);
    scratch.commitFile(u"keep"_s, "1", u"Two"_s);
    auto repository = Repository::open(scratch.path());
    Repository::Transaction transaction;
    transaction.changes = {{u"models/a/files/x"_s, {}, {}, false}};
    transaction.message = u"Remove"_s;
    QVERIFY(repository->write(transaction));
    QCOMPARE(scratch.git({u"ls-tree"_s, u"-r"_s, u"--name-only"_s, u"HEAD"_s}), u"keep"_s);
    QVERIFY(!QFile::exists(scratch.path() + u"/models"_s));
    QCOMPARE(scratch.git({u"status"_s, u"--porcelain"_s}), QString());
}

void tst_Transaction::pathsThatLeaveTheRepositoryAreRefused_data()
{
    QTest::addColumn<QString>("path");
    for (const char *path :
         {"../a", "/etc/passwd", "a/../../b", ".git/config", "a/.GIT/hooks/x", "", "a//b", "a\\b"})
        QTest::newRow(path) << QString::fromLatin1(path);
}

void tst_Transaction::pathsThatLeaveTheRepositoryAreRefused()
{
    QFETCH(QString, path);
    ScratchRepo scratch(ScratchRepo::Kind::Bare);
    auto repository = Repository::open(scratch.path());
    const auto written = repository->write(writing(path, "x", u"Bad"_s));
    QVERIFY(!written);
    QCOMPARE(written.error().code, Error::Code::InvalidArgument);
}

void tst_Transaction::theWorkingTreeFollowsAndStaysClean()
{
    ScratchRepo scratch;
    scratch.commitFile(u"models/a/model.yaml"_s, "title: A\n", u"One"_s);
    scratch.writeFile(u"mine.txt"_s, "not committed");
    auto repository = Repository::open(scratch.path());
    QVERIFY(repository->write(writing(u"models/a/model.yaml"_s, "title: B\n", u"Two"_s)));
    QCOMPARE(scratch.readFile(u"models/a/model.yaml"_s), "title: B\n");
    QCOMPARE(scratch.git({u"status"_s, u"--porcelain"_s}), u"?? mine.txt"_s);
    QVERIFY(scratch.isSound());
}

void tst_Transaction::editedAndUntrackedFilesAreNeverTouched()
{
    ScratchRepo scratch;
    const QString before = scratch.commitFile(u"a"_s, "1", u"One"_s);
    scratch.writeFile(u"a"_s, "edited");
    scratch.writeFile(u"new"_s, "untracked");
    auto repository = Repository::open(scratch.path());
    for (const QString &path : {u"a"_s, u"new"_s}) {
        const auto written = repository->write(writing(path, "ours", u"Clash"_s));
        QVERIFY(!written);
        QCOMPARE(written.error().code, Error::Code::Conflict);
        QVERIFY(written.error().message.contains(path));
    }
    QCOMPARE(scratch.readFile(u"a"_s), "edited");
    QCOMPARE(scratch.readFile(u"new"_s), "untracked");
    QCOMPARE(scratch.git({u"rev-parse"_s, u"HEAD"_s}), before);
}

void tst_Transaction::linksOutOfTheWorkingTreeAreNotFollowed()
{
    ScratchRepo scratch;
    scratch.commitFile(u"a"_s, "1", u"One"_s);
    QTemporaryDir outside;
    QVERIFY(QFile::link(outside.path(), scratch.path() + u"/models"_s));
    auto repository = Repository::open(scratch.path());
    const auto written = repository->write(writing(u"models/x"_s, "ours", u"Clash"_s));
    QVERIFY(!written);
    QCOMPARE(written.error().code, Error::Code::Conflict);
    QVERIFY(!QFile::exists(outside.filePath(u"x"_s)));
}

void tst_Transaction::aLockedReferenceSaysWhichLock()
{
    ScratchRepo scratch(ScratchRepo::Kind::Bare);
    auto repository = Repository::open(scratch.path());
    QVERIFY(repository->write(writing(u"a"_s, "1", u"One"_s)));
    QFile lock(scratch.gitDir() + u"/refs/heads/main.lock"_s);
    QVERIFY(lock.open(QIODevice::WriteOnly));
    const auto written = repository->write(writing(u"a"_s, "2", u"Two"_s));
    QVERIFY(!written);
    QCOMPARE(written.error().code, Error::Code::Busy);
    QVERIFY2(written.error().message.contains(u"refs/heads/main.lock"_s),
             qPrintable(written.error().message));
    lock.remove();
    QVERIFY(repository->write(writing(u"a"_s, "2", u"Two"_s)));
}

void tst_Transaction::twoWritersLoseNothing()
{
    ScratchRepo scratch(ScratchRepo::Kind::Bare);
    {
        auto repository = Repository::open(scratch.path());
        QVERIFY(repository->write(writing(u"start"_s, "1", u"Start"_s)));
    }
    constexpr int each = 40;
    std::atomic<int> failures = 0;
    const auto work = [&](const QString &who) {
        auto repository = Repository::open(scratch.path());
        for (int i = 0; i < each; ++i) {
            auto transaction = writing(u"%1/%2"_s.arg(who).arg(i), QByteArray::number(i), who);
            transaction.tags = {{u"%1@v0.0.%2"_s.arg(who).arg(i), {}, u"t"_s}};
            if (!repository->write(transaction))
                ++failures;
        }
    };
    std::thread one(work, u"one"_s);
    std::thread two(work, u"two"_s);
    one.join();
    two.join();
    QCOMPARE(failures.load(), 0);
    QCOMPARE(scratch.git({u"ls-tree"_s, u"-r"_s, u"--name-only"_s, u"main"_s}).split(u'\n').size(),
             2 * each + 1);
    QCOMPARE(scratch.git({u"rev-list"_s, u"--count"_s, u"main"_s}), QString::number(2 * each + 1));
    QVERIFY(scratch.isSound());
}

void tst_Transaction::datesAndAuthorsAreKept()
{
    ScratchRepo scratch(ScratchRepo::Kind::Bare);
    auto repository = Repository::open(scratch.path());
    auto transaction = writing(u"a"_s, "1", u"One"_s);
    transaction.when = QDateTime::fromString(u"2014-06-10T09:30:00-07:00"_s, Qt::ISODate);
    const auto written = repository->write(transaction);
    QVERIFY(written);
    QCOMPARE(scratch.git({u"log"_s, u"-1"_s, u"--format=%aI %an"_s}), u"2014-06-10T09:30:00-07:00 Ada"_s);
    QCOMPARE(repository->commit(written->commit)->author.when, *transaction.when);
    QCOMPARE(repository->commit(written->commit)->author.when.offsetFromUtc(), -7 * 3600);
}

void tst_Transaction::manyTagsArePacked()
{
    ScratchRepo scratch(ScratchRepo::Kind::Bare);
    auto repository = Repository::open(scratch.path()).value();
    QVERIFY(repository.write(writing(u"a"_s, "a", u"Start"_s)));
    const auto tagged = [&repository](int first, int last) {
        Repository::Transaction transaction;
        for (int i = first; i < last; ++i)
            transaction.tags.append({u"m/%1@v1.%2.0"_s.arg(i % 7).arg(i), {}, u"Tag %1"_s.arg(i)});
        return repository.write(transaction).has_value();
    };
    const auto looseTags = [&scratch] {
        QDirIterator it(scratch.path() + u"/refs/tags"_s, QDir::Files, QDirIterator::Subdirectories);
        int count = 0;
        for (; it.hasNext(); it.next())
            ++count;
        return count;
    };
    QVERIFY(tagged(0, 900));
    QCOMPARE(looseTags(), 900); // few enough to be left alone
    QVERIFY(tagged(900, 1100));
    QCOMPARE(looseTags(), 0);
    QCOMPARE(repository.tags().value().size(), 1100);
    QCOMPARE(scratch.git({u"tag"_s, u"-l"_s}).split(u'\n').size(), 1100);
    QVERIFY(scratch.git({u"fsck"_s, u"--strict"_s}).isEmpty());
    QVERIFY(tagged(1100, 1101));
    QCOMPARE(repository.tag(u"m/1@v1.1100.0"_s).value().message, u"Tag 1100\n"_s);
}

QTEST_GUILESS_MAIN(tst_Transaction)
#include "tst_transaction.moc"
