// SPDX-License-Identifier: GPL-3.0-or-later
// Every kind of repository that stock git makes, and sentences for those that are not read.
#include "core/git/repository.h"
#include "tests/support/scratchrepo.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTest>

#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace vitrine;
using git::Repository;
using test::ScratchRepo;

namespace {

QString canonical(const QString &path)
{
    return QFileInfo(path).canonicalFilePath();
}

// A repository with two commits of a file, a branch and a tag.
void fill(ScratchRepo &scratch)
{
    scratch.commitFile(u"models/a/model.yaml"_s, "title: A\n", u"One"_s);
    scratch.commitFile(u"models/a/model.yaml"_s, "title: B\n", u"Two"_s);
    scratch.git({u"branch"_s, u"side"_s});
    scratch.tag(u"a@v1.0.0"_s, u"first"_s);
}

// What a reader needs: commits, the tag, the file.
void verifyReadable(const Repository &repository, int commits = 2)
{
    int count = 0;
    const auto walked = repository.walk({}, [&](const git::Commit &) { return ++count > 0; });
    QVERIFY2(walked.has_value(), walked ? "" : qPrintable(walked.error().message));
    QCOMPARE(count, commits);
    const auto tag = repository.tag(u"a@v1.0.0"_s);
    QVERIFY2(tag.has_value(), tag ? "" : qPrintable(tag.error().message));
    QCOMPARE(repository.tags()->size(), 1);
    const auto file = repository.file(repository.info().head, u"models/a/model.yaml"_s);
    QVERIFY2(file.has_value(), file ? "" : qPrintable(file.error().message));
    QCOMPARE(*file, "title: B\n");
}

} // namespace

class tst_Opening final : public QObject
{
    Q_OBJECT
private slots:
    void packedInEveryWayThatGitPacks();
    void shallowHistoryEndsWhereItIsCut();
    void aShallowCutCountsEvenWhereOlderCommitsAreLeft();
    void partialClonesSayWhatIsNotDownloaded();
    void alternatesOfAlternatesAreFollowed();
    void gitFilesOfSubmodulesAndSeparateFoldersOpen();
    void workTreesElsewhereOpen();
    void linkedWorkTreesOfABareRepositoryOpen();
    void settingsOfOneWorkTreeCount();
    void anUnbornBranchHasNoHistoryAndNoFailure();
    void aDetachedHeadHasNoBranch();
    void aHeadThatLeadsInACircleLeavesTheRestReadable();
    void headAsASymbolicLinkIsABranch();
    void whatIsNotReadIsNamed_data();
    void whatIsNotReadIsNamed();
    void aGitFileThatLeadsNowhereSaysSo();
    void aGitFolderWithoutHeadSaysSo();
    void aForeignFolderNamesSafeDirectory();
    void safeDirectoryIsHonouredAsGitDoes();
    void aFailedCreationLeavesNothing();
};

void tst_Opening::packedInEveryWayThatGitPacks()
{
    ScratchRepo scratch;
    fill(scratch);
    scratch.git(
        {u"-c"_s, u"pack.writeReverseIndex=true"_s, u"repack"_s, u"-adq"_s, u"--write-bitmap-index"_s});
    scratch.git({u"commit-graph"_s, u"write"_s, u"--reachable"_s, u"--changed-paths"_s});
    scratch.git({u"multi-pack-index"_s, u"write"_s});
    scratch.git({u"pack-refs"_s, u"--all"_s});
    scratch.git({u"prune-packed"_s});
    QVERIFY(!QFile::exists(scratch.gitDir() + u"/refs/heads/main"_s));
    const auto repository = Repository::open(scratch.path());
    QVERIFY(repository);
    verifyReadable(*repository);
    QVERIFY(repository->verify(true)->isEmpty());
    scratch.git({u"gc"_s, u"-q"_s, u"--cruft"_s, u"--prune=now"_s});
    verifyReadable(*Repository::open(scratch.path()));
}

void tst_Opening::shallowHistoryEndsWhereItIsCut()
{
    ScratchRepo scratch;
    for (int i = 0; i < 5; ++i)
        scratch.commitFile(u"a"_s, QByteArray::number(i), QString::number(i));
    QTemporaryDir dir;
    scratch.git(
        {u"clone"_s, u"-q"_s, u"--depth"_s, u"2"_s, u"file://"_s + scratch.path(), dir.filePath(u"cut"_s)});
    const auto cut = Repository::open(dir.filePath(u"cut"_s));
    QVERIFY(cut && cut->info().shallow);
    QStringList seen;
    QVERIFY(cut->walk({}, [&](const git::Commit &commit) {
        seen << commit.summary();
        return true;
    }));
    QCOMPARE(seen, QStringList({u"4"_s, u"3"_s}));
    // At the cut, Git shows the whole tree as new.
    const auto history = cut->historyOf(u"a"_s, {}, 0);
    QVERIFY2(history.has_value(), history ? "" : qPrintable(history.error().message));
    QCOMPARE(history->size(), 2);
    QVERIFY(cut->verify(true)->isEmpty());
}

void tst_Opening::aShallowCutCountsEvenWhereOlderCommitsAreLeft()
{
    ScratchRepo scratch;
    for (int i = 0; i < 4; ++i)
        scratch.commitFile(u"a"_s, QByteArray::number(i), QString::number(i));
    QTemporaryDir dir;
    const QString clone = dir.filePath(u"clone"_s);
    scratch.git({u"clone"_s, u"-q"_s, u"file://"_s + scratch.path(), clone});
    scratch.git({u"-C"_s, clone, u"fetch"_s, u"-q"_s, u"--depth"_s, u"1"_s});
    const auto repository = Repository::open(clone);
    QVERIFY(repository && repository->info().shallow);
    const int byGit = scratch.git({u"-C"_s, clone, u"rev-list"_s, u"--count"_s, u"HEAD"_s}).toInt();
    int count = 0;
    QVERIFY(repository->walk({}, [&](const git::Commit &) { return ++count > 0; }));
    QCOMPARE(count, byGit);
    QCOMPARE(repository->historyOf(u"a"_s, {}, 0)->size(), byGit);
}

void tst_Opening::partialClonesSayWhatIsNotDownloaded()
{
    ScratchRepo scratch;
    fill(scratch);
    scratch.git({u"config"_s, u"uploadpack.allowFilter"_s, u"true"_s});
    QTemporaryDir dir;
    const QString clone = dir.filePath(u"clone"_s);
    scratch.git(
        {u"clone"_s, u"-q"_s, u"--bare"_s, u"--filter=blob:none"_s, u"file://"_s + scratch.path(), clone});
    const auto repository = Repository::open(clone);
    QVERIFY2(repository.has_value(), repository ? "" : qPrintable(repository.error().message));
    QVERIFY(repository->info().partial);
    QCOMPARE(repository->entries(repository->info().head, {}, true)->size(), 1);
    const auto file = repository->file(repository->info().head, u"models/a/model.yaml"_s);
    QVERIFY(!file);
    QCOMPARE(file.error().code, Error::Code::NotFound);
    QVERIFY2(file.error().message.contains(u"not downloaded"), qPrintable(file.error().message));
    // The command that it names works.
    scratch.git({u"-C"_s, clone, u"cat-file"_s, u"-p"_s, file.error().detail});
    QCOMPARE(*Repository::open(clone)->file(repository->info().head, u"models/a/model.yaml"_s), "title: B\n");
}

void tst_Opening::alternatesOfAlternatesAreFollowed()
{
    ScratchRepo scratch;
    fill(scratch);
    scratch.git({u"repack"_s, u"-adq"_s});
    QTemporaryDir dir;
    scratch.git({u"clone"_s, u"-q"_s, u"--shared"_s, scratch.path(), dir.filePath(u"one"_s)});
    scratch.git({u"clone"_s, u"-q"_s, u"--shared"_s, dir.filePath(u"one"_s), dir.filePath(u"two"_s)});
    const auto repository = Repository::open(dir.filePath(u"two"_s));
    QVERIFY(repository);
    verifyReadable(*repository);
    // What is borrowed is gone: a sentence, no crash.
    QVERIFY(QDir(scratch.gitDir() + u"/objects"_s).removeRecursively());
    const auto broken = Repository::open(dir.filePath(u"two"_s));
    QVERIFY(broken);
    QVERIFY(!broken->file(repository->info().head, u"models/a/model.yaml"_s));
    QVERIFY(!broken->verify(false)->isEmpty());
}

void tst_Opening::gitFilesOfSubmodulesAndSeparateFoldersOpen()
{
    ScratchRepo inner;
    fill(inner);
    ScratchRepo outer;
    outer.commitFile(u"a"_s, "1", u"One"_s);
    outer.git({u"-c"_s, u"protocol.file.allow=always"_s, u"submodule"_s, u"--quiet"_s, u"add"_s, inner.path(),
               u"models/sub"_s});
    outer.git({u"commit"_s, u"-q"_s, u"-m"_s, u"Submodule"_s});
    const auto repository = Repository::open(outer.path());
    QVERIFY(repository);
    QCOMPARE(repository->entry(repository->info().head, u"models/sub"_s)->type,
             git::TreeEntry::Type::Submodule);
    QCOMPARE(repository->entry(repository->info().head, u"models/sub/models/a"_s).error().code,
             Error::Code::NotFound);
    const auto sub = Repository::open(outer.path() + u"/models/sub/models"_s);
    QVERIFY(sub);
    QCOMPARE(canonical(sub->info().workTree), canonical(outer.path() + u"/models/sub"_s));
    QCOMPARE(canonical(sub->info().commonDir), canonical(outer.gitDir() + u"/modules/models/sub"_s));
    QCOMPARE(*sub->file(sub->info().head, u"models/a/model.yaml"_s), "title: B\n");

    QTemporaryDir dir;
    inner.git({u"clone"_s, u"-q"_s, u"--separate-git-dir"_s, dir.filePath(u"elsewhere.git"_s), inner.path(),
               dir.filePath(u"work"_s)});
    const auto separate = Repository::open(dir.filePath(u"work"_s));
    QVERIFY(separate);
    QCOMPARE(canonical(separate->info().gitDir), canonical(dir.filePath(u"elsewhere.git"_s)));
    verifyReadable(*separate);
}

void tst_Opening::workTreesElsewhereOpen()
{
    ScratchRepo scratch;
    fill(scratch);
    QTemporaryDir dir;
    const QString work = dir.filePath(u"work"_s);
    QVERIFY(QDir().mkpath(work));
    scratch.git({u"config"_s, u"core.worktree"_s, work});
    const auto repository = Repository::open(scratch.gitDir());
    QVERIFY(repository);
    QCOMPARE(canonical(repository->info().workTree), canonical(work));
    verifyReadable(*repository);
}

void tst_Opening::linkedWorkTreesOfABareRepositoryOpen()
{
    ScratchRepo scratch;
    fill(scratch);
    QTemporaryDir dir;
    const QString bare = dir.filePath(u"bare.git"_s);
    scratch.git({u"clone"_s, u"-q"_s, u"--bare"_s, scratch.path(), bare});
    scratch.git({u"-C"_s, bare, u"worktree"_s, u"add"_s, u"-q"_s, dir.filePath(u"side"_s), u"side"_s});
    const auto repository = Repository::open(dir.filePath(u"side"_s));
    QVERIFY(repository);
    QCOMPARE(repository->info().branch, u"refs/heads/side"_s);
    QCOMPARE(canonical(repository->info().commonDir), canonical(bare));
    verifyReadable(*repository);
    QCOMPARE(Repository::open(bare)->info().workTree, QString());
    QCOMPARE(Repository::open(bare)->linkedWorkTrees()->size(), 1);
}

void tst_Opening::settingsOfOneWorkTreeCount()
{
    ScratchRepo scratch;
    fill(scratch);
    scratch.git({u"config"_s, u"core.repositoryFormatVersion"_s, u"1"_s});
    scratch.git({u"config"_s, u"extensions.worktreeConfig"_s, u"true"_s});
    scratch.git({u"config"_s, u"--worktree"_s, u"user.name"_s, u"Only Here"_s});
    const auto repository = Repository::open(scratch.path());
    QVERIFY2(repository.has_value(), repository ? "" : qPrintable(repository.error().message));
    QCOMPARE(repository->identity().name, u"Only Here"_s);
}

void tst_Opening::anUnbornBranchHasNoHistoryAndNoFailure()
{
    ScratchRepo scratch;
    const auto repository = Repository::open(scratch.path());
    QVERIFY(repository);
    QCOMPARE(repository->info().headState, git::HeadState::Unborn);
    QCOMPARE(repository->info().branch, u"refs/heads/main"_s);
    QCOMPARE(repository->info().head, QString());
    QCOMPARE(repository->info().headProblem, QString());
    QVERIFY(repository->tags()->isEmpty());
    QVERIFY(repository->historyOf(u"a"_s, {}, 0)->isEmpty());
    QVERIFY(repository->entries({}, {}, true)->isEmpty());
    QVERIFY(repository->notes(u"refs/notes/vitrine"_s)->isEmpty());
    QVERIFY(repository->verify(true)->isEmpty());
}

void tst_Opening::aDetachedHeadHasNoBranch()
{
    ScratchRepo scratch;
    fill(scratch);
    scratch.git({u"checkout"_s, u"-q"_s, u"--detach"_s});
    auto repository = Repository::open(scratch.path());
    QVERIFY(repository);
    QCOMPARE(repository->info().headState, git::HeadState::Detached);
    QCOMPARE(repository->info().branch, QString());
    verifyReadable(*repository);
    Repository::Transaction transaction;
    transaction.changes = {{u"b"_s, "x", {}, false}};
    transaction.message = u"Nowhere"_s;
    const auto refused = repository->write(transaction);
    QVERIFY(!refused);
    QVERIFY2(refused.error().message.contains(u"detached"), qPrintable(refused.error().message));
    // Stages and versions are tags, which need no branch.
    transaction.changes.clear();
    transaction.tags = {{u"a#production#1"_s, repository->info().head, u"go"_s}};
    QVERIFY(repository->write(transaction));
    QVERIFY(scratch.isSound());
}

void tst_Opening::aHeadThatLeadsInACircleLeavesTheRestReadable()
{
    ScratchRepo scratch;
    fill(scratch);
    const QString commit = scratch.git({u"rev-parse"_s, u"HEAD"_s});
    scratch.writeFile(u".git/refs/heads/main"_s, "ref: refs/heads/other\n");
    scratch.writeFile(u".git/refs/heads/other"_s, "ref: refs/heads/main\n");
    auto repository = Repository::open(scratch.path());
    QVERIFY(repository);
    QVERIFY2(repository->info().headProblem.contains(u"circle"), qPrintable(repository->info().headProblem));
    QCOMPARE(repository->tag(u"a@v1.0.0"_s)->target, commit);
    Repository::Transaction transaction;
    transaction.changes = {{u"b"_s, "x", {}, false}};
    transaction.message = u"Nowhere"_s;
    const auto refused = repository->write(transaction);
    QVERIFY(!refused);
    QVERIFY2(refused.error().message.contains(u"circle"), qPrintable(refused.error().message));
}

void tst_Opening::headAsASymbolicLinkIsABranch()
{
    ScratchRepo scratch;
    fill(scratch);
    QVERIFY(QFile::remove(scratch.gitDir() + u"/HEAD"_s));
    QVERIFY(symlink("refs/heads/main", QFile::encodeName(scratch.gitDir() + u"/HEAD"_s).constData()) == 0);
    QCOMPARE(scratch.git({u"symbolic-ref"_s, u"HEAD"_s}), u"refs/heads/main"_s);
    const auto repository = Repository::open(scratch.path());
    QVERIFY(repository);
    QCOMPARE(repository->info().branch, u"refs/heads/main"_s);
    verifyReadable(*repository);
}

void tst_Opening::whatIsNotReadIsNamed_data()
{
    QTest::addColumn<QStringList>("settings");
    QTest::addColumn<QString>("word");
    QTest::newRow("SHA-256") << QStringList{u"extensions.objectFormat=sha256"_s} << u"SHA-256"_s;
    QTest::newRow("reftable") << QStringList{u"extensions.refStorage=reftable"_s} << u"reftable"_s;
    QTest::newRow("extension") << QStringList{u"extensions.fromTheFuture=true"_s} << u"fromthefuture"_s;
    QTest::newRow("version") << QStringList{u"core.repositoryFormatVersion=7"_s} << u"version 7"_s;
    QTest::newRow("setting") << QStringList{u"core.bare=perhaps"_s} << u"perhaps"_s;
}

void tst_Opening::whatIsNotReadIsNamed()
{
    QFETCH(QStringList, settings);
    QFETCH(QString, word);
    ScratchRepo scratch(ScratchRepo::Kind::Bare);
    scratch.git({u"config"_s, u"core.repositoryFormatVersion"_s, u"1"_s});
    for (const QString &setting : settings)
        scratch.git(
            {u"config"_s, u"--file"_s, u"config"_s, setting.section(u'=', 0, 0), setting.section(u'=', 1)});
    const auto opened = Repository::open(scratch.path());
    QVERIFY(!opened);
    QVERIFY2(opened.error().message.contains(word), qPrintable(opened.error().message));
    QVERIFY2(opened.error().message.contains(scratch.path()), qPrintable(opened.error().message));
}

void tst_Opening::aGitFileThatLeadsNowhereSaysSo()
{
    QTemporaryDir dir;
    QFile file(dir.filePath(u".git"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("gitdir: /nowhere/worktrees/x\n");
    file.close();
    const auto opened = Repository::open(dir.path());
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, Error::Code::NotFound);
    QVERIFY2(opened.error().message.contains(u"/nowhere/worktrees/x"), qPrintable(opened.error().message));
}

void tst_Opening::aGitFolderWithoutHeadSaysSo()
{
    ScratchRepo scratch;
    QVERIFY(QFile::remove(scratch.gitDir() + u"/HEAD"_s));
    const auto opened = Repository::open(scratch.path());
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, Error::Code::Corrupt);
    QVERIFY2(opened.error().message.contains(scratch.gitDir()), qPrintable(opened.error().message));
}

void tst_Opening::aForeignFolderNamesSafeDirectory()
{
    if (geteuid() != 0)
        QSKIP("only root can give a folder to another user");
    for (const auto kind : {ScratchRepo::Kind::Bare, ScratchRepo::Kind::WorkTree}) {
        ScratchRepo scratch(kind);
        QVERIFY(chown(QFile::encodeName(scratch.path()).constData(), 65534, 65534) == 0);
        QVERIFY(!scratch.gitSucceeds({u"rev-parse"_s, u"--git-dir"_s}));
        const auto opened = Repository::open(scratch.path());
        QVERIFY(!opened);
        QVERIFY2(opened.error().message.contains(u"safe.directory "_s + canonical(scratch.path())),
                 qPrintable(opened.error().message));
    }
}

// libgit2 looks for the user's settings below HOME when it is first used, so this needs a process of its own.
void tst_Opening::safeDirectoryIsHonouredAsGitDoes()
{
    if (geteuid() != 0)
        QSKIP("only root can give a folder to another user");
    ScratchRepo scratch;
    fill(scratch);
    QVERIFY(chown(QFile::encodeName(scratch.path()).constData(), 65534, 65534) == 0);
    const QString folder = canonical(scratch.path());
    const QList<std::pair<QByteArray, bool>> cases = {
        {"directory = *", true},
        {"directory = " + folder.toUtf8(), true},
        {"directory = " + folder.toUtf8() + "/.", true},
        {"directory = /elsewhere", false},
        {"directory = *\n\tdirectory =", false},
        {"directory =\n\tdirectory = " + folder.toUtf8(), true},
    };
    for (const auto &[setting, safe] : cases) {
        QTemporaryDir home;
        QFile config(home.filePath(u".gitconfig"_s));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write("[safe]\n\t" + setting + "\n");
        config.close();
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"HOME"_s, home.path());
        environment.remove(u"GIT_CONFIG_GLOBAL"_s);
        environment.remove(u"XDG_CONFIG_HOME"_s);
        process.setProcessEnvironment(environment);
        process.start(QCoreApplication::applicationFilePath(), {u"--open"_s, scratch.path()});
        QVERIFY(process.waitForFinished());
        QVERIFY2((process.exitCode() == 0) == safe, setting.constData());
    }
}

void tst_Opening::aFailedCreationLeavesNothing()
{
    QTemporaryDir dir;
    QFile file(dir.filePath(u"file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    const auto created = Repository::create(dir.filePath(u"file/library.git"_s), true);
    QVERIFY(!created);
    QVERIFY2(created.error().message.contains(u"library.git"), qPrintable(created.error().message));
    QCOMPARE(QDir(dir.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList{u"file"_s});
}

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    if (argc == 3 && qstrcmp(argv[1], "--open") == 0)
        return Repository::open(QFile::decodeName(argv[2])) ? 0 : 1;
    tst_Opening test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_opening.moc"
