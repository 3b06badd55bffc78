// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/repository.h"
#include "tests/support/scratchrepo.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using git::Repository;
using test::ScratchRepo;

class tst_Repository final : public QObject
{
    Q_OBJECT
private slots:
    void aFolderThatIsNoRepositorySaysSo();
    void anyFolderInsideOpensTheRepository();
    void linkedWorkTreesShareTheCommonFolder();
    void detachedHeadAndShallowClonesAreReported();
    void walkIsNewestFirstAndStops();
    void historyOfAPathLeavesOutOtherCommits();
    void tagsOfEveryKindAreListed();
    void brokenAndCyclicReferencesDoNotFailTheList();
    void entriesAndFilesAreRead();
    void largeBlobsAreRefusedByTheLimit();
    void objectsInAlternatesAreFound();
    void theFingerprintFollowsEveryReference();
    void verifyFindsMissingAndCorruptObjectsAndLocks();
    void creatingInAFullFolderIsAConflict();
};

void tst_Repository::aFolderThatIsNoRepositorySaysSo()
{
    QTemporaryDir dir;
    const auto opened = Repository::open(dir.path());
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, Error::Code::NotFound);
    QVERIFY(opened.error().message.contains(dir.path()));
    QVERIFY(Repository::open(dir.filePath(u"nowhere"_s)).error().message.contains(u"does not exist"_s));
}

void tst_Repository::anyFolderInsideOpensTheRepository()
{
    ScratchRepo scratch;
    scratch.commitFile(u"models/a/model.yaml"_s, "title: A\n", u"One"_s);
    const auto opened = Repository::open(scratch.path() + u"/models/a"_s);
    QVERIFY(opened);
    QCOMPARE(QFileInfo(opened->info().workTree).canonicalFilePath(),
             QFileInfo(scratch.path()).canonicalFilePath());
    QCOMPARE(opened->info().branch, u"refs/heads/main"_s);
}

void tst_Repository::linkedWorkTreesShareTheCommonFolder()
{
    ScratchRepo scratch;
    scratch.commitFile(u"a"_s, "1", u"One"_s);
    QTemporaryDir other;
    scratch.git({u"worktree"_s, u"add"_s, u"-q"_s, u"-b"_s, u"side"_s, other.filePath(u"side"_s)});
    const auto opened = Repository::open(other.filePath(u"side"_s));
    QVERIFY(opened);
    QCOMPARE(QFileInfo(opened->info().commonDir).canonicalFilePath(),
             QFileInfo(scratch.gitDir()).canonicalFilePath());
    QVERIFY(opened->info().gitDir != opened->info().commonDir);
    QCOMPARE(opened->info().branch, u"refs/heads/side"_s);
}

void tst_Repository::detachedHeadAndShallowClonesAreReported()
{
    ScratchRepo scratch;
    scratch.commitFile(u"a"_s, "1", u"One"_s);
    scratch.commitFile(u"a"_s, "2", u"Two"_s);
    QTemporaryDir dir;
    scratch.git(
        {u"clone"_s, u"-q"_s, u"--depth"_s, u"1"_s, u"file://"_s + scratch.path(), dir.filePath(u"cut"_s)});
    const auto cut = Repository::open(dir.filePath(u"cut"_s));
    QVERIFY(cut && cut->info().shallow);
    const auto history = cut->historyOf(u"a"_s, {}, 0);
    QVERIFY2(history.has_value(), history ? "" : qPrintable(history.error().message));
    QCOMPARE(history->size(), 1);
    scratch.git({u"checkout"_s, u"-q"_s, u"--detach"_s});
    QCOMPARE(Repository::open(scratch.path())->info().headState, git::HeadState::Detached);
}

void tst_Repository::walkIsNewestFirstAndStops()
{
    ScratchRepo scratch;
    for (const char *text : {"1", "2", "3"})
        scratch.commitFile(u"a"_s, text, QString::fromLatin1(text));
    const auto repository = Repository::open(scratch.path());
    QStringList seen;
    QVERIFY(repository->walk({}, [&](const git::Commit &commit) {
        seen << commit.summary();
        return seen.size() < 2;
    }));
    QCOMPARE(seen, QStringList({u"3"_s, u"2"_s}));
}

void tst_Repository::historyOfAPathLeavesOutOtherCommits()
{
    ScratchRepo scratch;
    scratch.commitFile(u"a"_s, "1", u"a one"_s);
    scratch.commitFile(u"b"_s, "1", u"b"_s);
    scratch.commitFile(u"a"_s, "2", u"a two"_s);
    scratch.git({u"rm"_s, u"-q"_s, u"a"_s});
    scratch.git({u"commit"_s, u"-q"_s, u"-m"_s, u"a gone"_s});
    const auto repository = Repository::open(scratch.path());
    const auto history = repository->historyOf(u"a"_s, {}, 0);
    QVERIFY(history);
    QStringList seen;
    for (const git::Commit &commit : *history)
        seen << commit.summary();
    QCOMPARE(seen, QStringList({u"a gone"_s, u"a two"_s, u"a one"_s}));
    QCOMPARE(repository->historyOf(u"a"_s, {}, 1)->size(), 1);
}

void tst_Repository::tagsOfEveryKindAreListed()
{
    ScratchRepo scratch;
    const QString commit = scratch.commitFile(u"a"_s, "1", u"One"_s);
    const QString object = scratch.tag(u"m@v1.0.0"_s, u"reason"_s);
    scratch.git({u"tag"_s, u"m@v1.0.1"_s});
    scratch.tag(u"tree"_s, u"t"_s, u"HEAD^{tree}"_s);
    scratch.tag(u"nested"_s, u"n"_s, u"m@v1.0.0"_s);
    const auto tags = Repository::open(scratch.path())->tags();
    QVERIFY(tags);
    QMap<QString, git::Tag> byName;
    for (const git::Tag &tag : *tags)
        byName.insert(tag.name, tag);
    QCOMPARE(byName.size(), 4);
    QCOMPARE(byName[u"m@v1.0.0"_s].object, object);
    QCOMPARE(byName[u"m@v1.0.0"_s].target, commit);
    QCOMPARE(byName[u"m@v1.0.0"_s].message.trimmed(), u"reason"_s);
    QCOMPARE(byName[u"m@v1.0.0"_s].tagger.person.name, u"Ada Test"_s);
    QVERIFY(!byName[u"m@v1.0.1"_s].annotated());
    QCOMPARE(byName[u"m@v1.0.1"_s].target, commit);
    QCOMPARE(byName[u"tree"_s].targetType, git::Tag::TargetType::Tree);
    QCOMPARE(byName[u"nested"_s].target, commit);
}

void tst_Repository::brokenAndCyclicReferencesDoNotFailTheList()
{
    ScratchRepo scratch;
    scratch.commitFile(u"a"_s, "1", u"One"_s);
    scratch.tag(u"good"_s, u"g"_s);
    const auto plant = [&](const QString &name, const QByteArray &content) {
        QFile file(scratch.gitDir() + u"/refs/tags/"_s + name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    };
    plant(u"cycle1"_s, "ref: refs/tags/cycle2\n");
    plant(u"cycle2"_s, "ref: refs/tags/cycle1\n");
    plant(u"garbage"_s, "not an id\n");
    plant(u"missing"_s, "0123456789012345678901234567890123456789\n");
    const auto tags = Repository::open(scratch.path())->tags();
    QVERIFY2(tags.has_value(), tags ? "" : qPrintable(tags.error().message));
    QStringList names;
    for (const git::Tag &tag : *tags) {
        names << tag.name;
        QCOMPARE(tag.targetType == git::Tag::TargetType::Commit, tag.name == u"good");
    }
    QVERIFY(names.contains(u"good"_s) && names.contains(u"cycle1"_s) && names.contains(u"missing"_s));
}

void tst_Repository::entriesAndFilesAreRead()
{
    ScratchRepo scratch;
    scratch.commitFile(u"models/a/model.yaml"_s, "title: A\n", u"One"_s);
    const QString head = scratch.commitFile(u"models/a/files/x.onnx"_s, "data", u"Two"_s);
    const auto repository = Repository::open(scratch.path());
    QStringList paths;
    for (const git::TreeEntry &entry : *repository->entries(head, u"models"_s, true))
        paths << entry.path;
    QCOMPARE(paths, QStringList({u"models/a/files/x.onnx"_s, u"models/a/model.yaml"_s}));
    QCOMPARE(*repository->file(head, u"models/a/model.yaml"_s), "title: A\n");
    QCOMPARE(repository->file(head, u"models/a"_s).error().code, Error::Code::NotFound);
    QCOMPARE(repository->file(head, u"nothing"_s).error().code, Error::Code::NotFound);
}

void tst_Repository::largeBlobsAreRefusedByTheLimit()
{
    ScratchRepo scratch;
    const QString head = scratch.commitFile(u"big"_s, QByteArray(100'000, 'x'), u"Big"_s);
    const auto repository = Repository::open(scratch.path());
    QCOMPARE(repository->file(head, u"big"_s, 1000).error().code, Error::Code::InvalidArgument);
    QCOMPARE(repository->file(head, u"big"_s)->size(), 100'000);
}

void tst_Repository::objectsInAlternatesAreFound()
{
    ScratchRepo scratch;
    const QString head = scratch.commitFile(u"a"_s, "1", u"One"_s);
    scratch.git({u"gc"_s, u"-q"_s});
    QTemporaryDir dir;
    scratch.git({u"clone"_s, u"-q"_s, u"--shared"_s, scratch.path(), dir.filePath(u"other"_s)});
    const auto other = Repository::open(dir.filePath(u"other"_s));
    QCOMPARE(*other->file(head, u"a"_s), "1");
    QVERIFY(other->verify(true)->isEmpty());
}

void tst_Repository::theFingerprintFollowsEveryReference()
{
    ScratchRepo scratch;
    scratch.commitFile(u"a"_s, "1", u"One"_s);
    const auto now = [&] { return *Repository::open(scratch.path())->fingerprint(); };
    const QByteArray first = now();
    QCOMPARE(now(), first);
    scratch.tag(u"x"_s, u"x"_s);
    const QByteArray second = now();
    QVERIFY(second != first);
    scratch.commitFile(u"a"_s, "2", u"Two"_s);
    QVERIFY(now() != second);
}

void tst_Repository::verifyFindsMissingAndCorruptObjectsAndLocks()
{
    ScratchRepo scratch;
    scratch.commitFile(u"a"_s, "the content", u"One"_s);
    scratch.commitFile(u"b"_s, "other content", u"Two"_s);
    QVERIFY(Repository::open(scratch.path())->verify(true)->isEmpty());
    const auto objectFile = [&](const QString &revision) {
        const QString id = scratch.git({u"rev-parse"_s, revision});
        return scratch.gitDir() + u"/objects/"_s + id.left(2) + u'/' + id.mid(2);
    };
    QVERIFY(QFile::remove(objectFile(u"HEAD:a"_s)));
    QFile corrupt(objectFile(u"HEAD:b"_s));
    corrupt.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    QVERIFY(corrupt.open(QIODevice::ReadWrite));
    corrupt.seek(5);
    corrupt.write("garbage");
    corrupt.close();
    QFile lock(scratch.gitDir() + u"/packed-refs.lock"_s);
    QVERIFY(lock.open(QIODevice::WriteOnly));
    lock.close(); // who has it open is told as its holder
    const auto problems = Repository::open(scratch.path())->verify(true);
    QVERIFY(problems);
    QStringList kinds;
    for (const auto &problem : *problems)
        kinds << problem.what;
    kinds.sort();
    QCOMPARE(kinds, QStringList({u"corrupt object"_s, u"missing object"_s, u"stale lock"_s}));
}

void tst_Repository::creatingInAFullFolderIsAConflict()
{
    QTemporaryDir dir;
    QVERIFY(Repository::create(dir.filePath(u"lib.git"_s), true));
    QCOMPARE(Repository::create(dir.filePath(u"lib.git"_s), true).error().code, Error::Code::Conflict);
}

QTEST_GUILESS_MAIN(tst_Repository)
#include "tst_repository.moc"
