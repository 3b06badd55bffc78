// SPDX-License-Identifier: GPL-3.0-or-later
// Working trees after writes, judged by stock git: clean where they were clean, and what is the user's stays
// so.
#include "core/git/repository.h"
#include "tests/support/scratchrepo.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace vitrine;
using git::Repository;
using test::ScratchRepo;

namespace {

Repository::Transaction writing(const QString &path, const QByteArray &content)
{
    Repository::Transaction transaction;
    transaction.changes = {{path, content, {}, false}};
    transaction.message = u"Written by Vitrine"_s;
    transaction.by = git::Person{u"Ada"_s, u"ada@example.com"_s};
    return transaction;
}

Repository::Transaction removing(const QString &path)
{
    Repository::Transaction transaction = writing(path, {});
    transaction.changes.first().content.reset();
    return transaction;
}

QString status(ScratchRepo &scratch, const QStringList &where = {})
{
    return scratch.git(where + QStringList{u"status"_s, u"--porcelain"_s});
}

// Sets the time of a file anew, so that Git has to look into it.
void touch(const QString &file)
{
    static time_t second = 1700000000;
    const timespec times[2] = {{++second, 0}, {second, 0}};
    QVERIFY(utimensat(AT_FDCWD, QFile::encodeName(file).constData(), times, 0) == 0);
}

} // namespace

class tst_WorkTree final : public QObject
{
    Q_OBJECT
private slots:
    void everyKindOfChangeLeavesACleanTree();
    void plumbingFindsNothingToRefresh();
    void whatTheUserDidStays_data();
    void whatTheUserDidStays();
    void touchedFilesCountAsUnchanged();
    void editsWithinTheSameSecondAreSeen();
    void theTreeOfAnotherWorkTreeFollows();
    void bareRepositoriesWithLinkedTreesFollow();
    void aLinkedTreeThatDoesNotLeadBackIsNotTouched();
    void aBranchThatIsNotCheckedOutTouchesNoFile();
    void aHeadMovedByGitMeanwhileIsSeen();
    void sparseCheckoutsStaySparse();
    void skippedAndAssumedFilesStay();
    void lineEndsOfEveryKindStayClean_data();
    void lineEndsOfEveryKindStayClean();
    void lfsFilesStayClean();
    void filtersThatArePrograms();
    void submodulesAreNoFolders();
    void nestedRepositoriesAreNotWrittenInto();
    void trackedLinksAreNotWrittenThrough();
    void linksPutInTheWayLeadNowhere();
    void filesAndFoldersDoNotReplaceEachOther();
    void aMergeInProgressKeepsItsState();
    void indexesThatCannotBeWrittenSayHow();
    void indexVersionsAndFlagsAreKept();
    void executablesAreExecutable();
    void reflogsTellTheSameStory();
    void refreshingTheIndexTakesItsLock();
};

void tst_WorkTree::everyKindOfChangeLeavesACleanTree()
{
    ScratchRepo scratch;
    scratch.commitFile(u"models/a/model.yaml"_s, "title: A\n", u"One"_s);
    scratch.commitFile(u"models/a/files/x.onnx"_s, "x", u"Two"_s);
    auto repository = Repository::open(scratch.path());
    Repository::Transaction transaction = writing(u"models/a/model.yaml"_s, "title: B\n");
    transaction.changes.append({u"models/b/files/deep/er/y.onnx"_s, "y", {}, false});
    transaction.changes.append({u"models/a/files/x.onnx"_s, {}, {}, false});
    transaction.changes.append({u"caf\u00e9 \"quoted\".md"_s, "card\n", {}, false});
    const auto written = repository->write(transaction);
    QVERIFY2(written.has_value(), written ? "" : qPrintable(written.error().message));
    QCOMPARE(status(scratch), QString());
    QCOMPARE(scratch.readFile(u"models/a/model.yaml"_s), "title: B\n");
    QCOMPARE(scratch.readFile(u"models/b/files/deep/er/y.onnx"_s), "y");
    QVERIFY(!QFile::exists(scratch.path() + u"/models/a/files"_s));
    QVERIFY(repository->write(removing(u"models/b/files/deep/er/y.onnx"_s)));
    QVERIFY(!QFile::exists(scratch.path() + u"/models/b"_s));
    QCOMPARE(status(scratch), QString());
    QVERIFY(scratch.isSound());
    // Nothing of the write is left beside it.
    QCOMPARE(QDir(scratch.gitDir() + u"/vitrine/writing"_s).entryList(QDir::Files),
             QStringList({u"locks"_s, u"owner"_s, u"plan"_s}));
}

void tst_WorkTree::plumbingFindsNothingToRefresh()
{
    ScratchRepo scratch;
    scratch.commitFile(u"a"_s, "1\n", u"One"_s);
    auto repository = Repository::open(scratch.path());
    QVERIFY(repository->write(writing(u"a"_s, "2\n")));
    QVERIFY(repository->write(writing(u"b/c"_s, "3\n")));
    // Without a refresh, the recorded times alone must say that nothing changed.
    QCOMPARE(scratch.git({u"diff-files"_s, u"--name-only"_s}), QString());
    QCOMPARE(scratch.git({u"diff-index"_s, u"--name-only"_s, u"HEAD"_s}), QString());
}

void tst_WorkTree::whatTheUserDidStays_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("word");
    QTest::newRow("edited") << u"echo mine > a"_s << u"a"_s << u"not committed"_s;
    QTest::newRow("staged") << u"echo mine > a; git add a"_s << u"a"_s << u"staged"_s;
    QTest::newRow("staged, then edited back")
        << u"echo mine > a; git add a; echo 1 > a"_s << u"a"_s << u"staged"_s;
    QTest::newRow("deleted") << u"rm a"_s << u"a"_s << u"deleted"_s;
    QTest::newRow("removed") << u"git rm -q a"_s << u"a"_s << u"removed"_s;
    QTest::newRow("removed from the index only") << u"git rm -q --cached a"_s << u"a"_s << u"removed"_s;
    QTest::newRow("untracked") << u"echo mine > new"_s << u"new"_s << u"version control"_s;
    QTest::newRow("ignored") << u"echo new > .git/info/exclude; echo mine > new"_s << u"new"_s
                             << u"version control"_s;
    QTest::newRow("added") << u"echo mine > new; git add new"_s << u"new"_s << u"added"_s;
    QTest::newRow("intended to add") << u"echo mine > new; git add -N new"_s << u"new"_s << u"added"_s;
    QTest::newRow("a folder") << u"mkdir new"_s << u"new"_s << u"folder"_s;
    QTest::newRow("a file above") << u"echo mine > new"_s << u"new/x"_s << u"behind"_s;
    QTest::newRow("a file added above") << u"echo mine > new; git add new"_s << u"new/x"_s << u"added"_s;
    QTest::newRow("a file added below")
        << u"mkdir new; echo mine > new/x; git add new/x"_s << u"new"_s << u"added"_s;
    QTest::newRow("made executable") << u"chmod +x a"_s << u"a"_s << u"not committed"_s;
    QTest::newRow("made a link") << u"ln -sf b a"_s << u"a"_s << u"not committed"_s;
    QTest::newRow("made a folder") << u"rm a; mkdir a"_s << u"a"_s << u"not committed"_s;
    QTest::newRow("same size, same time")
        << u"touch -d @1700000000 a; git update-index --refresh; echo 2 > a; touch -d @1700000000 a"_s
        << u"a"_s << u"not committed"_s;
}

void tst_WorkTree::whatTheUserDidStays()
{
    QFETCH(QString, command);
    QFETCH(QString, path);
    QFETCH(QString, word);
    ScratchRepo scratch;
    scratch.commitFile(u"b"_s, "other\n", u"Other"_s);
    const QString head = scratch.commitFile(u"a"_s, "1\n", u"One"_s);
    scratch.git({u"-c"_s, u"alias.do=!"_s + command, u"do"_s});
    const QString before = status(scratch);
    const QString index = scratch.git({u"ls-files"_s, u"-s"_s});
    auto repository = Repository::open(scratch.path());
    const auto written = repository->write(writing(path, "ours\n"));
    QVERIFY(!written);
    QCOMPARE(written.error().code, Error::Code::Conflict);
    QVERIFY2(written.error().message.contains(word), qPrintable(written.error().message));
    QCOMPARE(scratch.git({u"rev-parse"_s, u"HEAD"_s}), head);
    QCOMPARE(status(scratch), before);
    QCOMPARE(scratch.git({u"ls-files"_s, u"-s"_s}), index);
    // It is in nobody's way elsewhere.
    const auto other = repository->write(writing(u"b"_s, "ours\n"));
    QVERIFY2(other.has_value(), other ? "" : qPrintable(other.error().message));
    QCOMPARE(status(scratch), before);
    QVERIFY(scratch.isSound());
}

void tst_WorkTree::touchedFilesCountAsUnchanged()
{
    ScratchRepo scratch;
    scratch.commitFile(u"a"_s, "1\n", u"One"_s);
    touch(scratch.path() + u"/a"_s);
    auto repository = Repository::open(scratch.path());
    QVERIFY(repository->write(writing(u"a"_s, "2\n")));
    QCOMPARE(status(scratch), QString());
}

void tst_WorkTree::editsWithinTheSameSecondAreSeen()
{
    // Git's index cannot tell an edit of the same size within the second in which the index was written.
    // Whoever writes the index next must not make that final.
    ScratchRepo scratch;
    scratch.commitFile(u"a"_s, "1\n", u"One"_s);
    scratch.commitFile(u"b"_s, "1\n", u"Two"_s);
    const QString index = scratch.gitDir() + u"/index"_s;
    for (int attempt = 0; attempt < 20; ++attempt) {
        scratch.git({u"checkout"_s, u"-q"_s, u"a"_s});
        struct stat before = {};
        lstat(QFile::encodeName(scratch.path() + u"/a"_s).constData(), &before);
        scratch.git({u"update-index"_s, u"--refresh"_s});
        scratch.writeFile(u"a"_s, "2\n");
        const timespec times[2] = {before.st_atim, before.st_mtim};
        utimensat(AT_FDCWD, QFile::encodeName(scratch.path() + u"/a"_s).constData(), times, 0);
        utimensat(AT_FDCWD, QFile::encodeName(index).constData(), times,
                  0); // the index is as old as the file
        auto repository = Repository::open(scratch.path());
        QVERIFY(repository->write(writing(u"b"_s, QByteArray::number(attempt) + "\n")));
        QCOMPARE(status(scratch), u"M a"_s);
    }
}

void tst_WorkTree::theTreeOfAnotherWorkTreeFollows()
{
    ScratchRepo scratch;
    scratch.commitFile(u"a"_s, "1\n", u"One"_s);
    QTemporaryDir other;
    const QString side = other.filePath(u"side"_s);
    scratch.git({u"worktree"_s, u"add"_s, u"-q"_s, u"-b"_s, u"side"_s, side});
    // Written from the main tree to the branch of the linked one, and the other way round.
    auto fromMain = Repository::open(scratch.path());
    auto transaction = writing(u"a"_s, "2\n");
    transaction.branch = u"refs/heads/side"_s;
    QVERIFY(fromMain->write(transaction));
    QCOMPARE(scratch.readFile(u"a"_s), "1\n");
    QCOMPARE(scratch.git({u"-C"_s, side, u"show"_s, u"HEAD:a"_s}), u"2"_s);
    QCOMPARE(status(scratch, {u"-C"_s, side}), QString());
    auto fromSide = Repository::open(side);
    transaction.branch = u"refs/heads/main"_s;
    transaction.changes = {{u"b"_s, "3\n", {}, false}};
    QVERIFY(fromSide->write(transaction));
    QCOMPARE(scratch.readFile(u"b"_s), "3\n");
    QCOMPARE(status(scratch), QString());
    QCOMPARE(status(scratch, {u"-C"_s, side}), QString());
    // Its edits are in the way as well.
    QFile edited(side + u"/a"_s);
    QVERIFY(edited.open(QIODevice::WriteOnly));
    edited.write("mine\n");
    edited.close();
    transaction.branch = u"refs/heads/side"_s;
    transaction.changes = {{u"a"_s, "4\n", {}, false}};
    QCOMPARE(fromMain->write(transaction).error().code, Error::Code::Conflict);
    QVERIFY(scratch.isSound());
}

void tst_WorkTree::bareRepositoriesWithLinkedTreesFollow()
{
    ScratchRepo origin;
    origin.commitFile(u"a"_s, "1\n", u"One"_s);
    QTemporaryDir dir;
    const QString bare = dir.filePath(u"bare.git"_s);
    const QString tree = dir.filePath(u"tree"_s);
    origin.git({u"clone"_s, u"-q"_s, u"--bare"_s, origin.path(), bare});
    origin.git({u"-C"_s, bare, u"worktree"_s, u"add"_s, u"-q"_s, tree, u"main"_s});
    auto repository = Repository::open(bare);
    QVERIFY(repository->write(writing(u"a"_s, "2\n")));
    QCOMPARE(status(origin, {u"-C"_s, tree}), QString());
    QCOMPARE(origin.git({u"-C"_s, tree, u"diff-files"_s, u"--name-only"_s}), QString());
    QFile file(tree + u"/a"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), "2\n");
    // A tree that went away (its disk is not mounted) is no obstacle.
    QVERIFY(QDir(tree).removeRecursively());
    QVERIFY(repository->write(writing(u"a"_s, "3\n")));
    QVERIFY(!QFile::exists(tree));
}

void tst_WorkTree::aLinkedTreeThatDoesNotLeadBackIsNotTouched()
{
    ScratchRepo scratch;
    scratch.commitFile(u"a"_s, "1\n", u"One"_s);
    QTemporaryDir victim;
    QFile precious(victim.filePath(u"a"_s));
    QVERIFY(precious.open(QIODevice::WriteOnly));
    precious.write("precious\n");
    precious.close();
    // A repository that claims somebody's folder as a working tree of its branch.
    scratch.git({u"branch"_s, u"side"_s});
    const QString fake = u".git/worktrees/fake/"_s;
    scratch.writeFile(fake + u"gitdir"_s, QFile::encodeName(victim.filePath(u".git"_s)) + '\n');
    scratch.writeFile(fake + u"HEAD"_s, "ref: refs/heads/side\n");
    scratch.writeFile(fake + u"commondir"_s, "../..\n");
    auto repository = Repository::open(scratch.path());
    auto transaction = writing(u"a"_s, "2\n");
    transaction.branch = u"refs/heads/side"_s;
    QVERIFY(repository->write(transaction));
    QVERIFY(precious.open(QIODevice::ReadOnly));
    QCOMPARE(precious.readAll(), "precious\n");
    QCOMPARE(QDir(victim.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList{u"a"_s});
}

void tst_WorkTree::aBranchThatIsNotCheckedOutTouchesNoFile()
{
    ScratchRepo scratch;
    scratch.commitFile(u"a"_s, "1\n", u"One"_s);
    scratch.git({u"branch"_s, u"side"_s});
    scratch.writeFile(u"a"_s, "edited\n");
    auto repository = Repository::open(scratch.path());
    auto transaction = writing(u"a"_s, "2\n");
    transaction.branch = u"refs/heads/side"_s;
    QVERIFY(repository->write(transaction));
    QCOMPARE(scratch.readFile(u"a"_s), "edited\n");
    QCOMPARE(status(scratch), u"M a"_s);
    QCOMPARE(scratch.git({u"show"_s, u"side:a"_s}), u"2"_s);
}

void tst_WorkTree::aHeadMovedByGitMeanwhileIsSeen()
{
    ScratchRepo scratch;
    scratch.commitFile(u"a"_s, "1\n", u"One"_s);
    auto repository = Repository::open(scratch.path());
    scratch.git({u"checkout"_s, u"-q"_s, u"-b"_s, u"elsewhere"_s});
    const QString main = scratch.git({u"rev-parse"_s, u"main"_s});
    QVERIFY(repository->write(writing(u"a"_s, "2\n")));
    QCOMPARE(scratch.git({u"rev-parse"_s, u"main"_s}), main);
    QCOMPARE(scratch.git({u"show"_s, u"elsewhere:a"_s}), u"2"_s);
    QCOMPARE(repository->info().branch, u"refs/heads/elsewhere"_s);
    QCOMPARE(status(scratch), QString());
}

void tst_WorkTree::sparseCheckoutsStaySparse()
{
    ScratchRepo scratch;
    for (const QString &model : {u"a"_s, u"b"_s})
        scratch.commitFile(u"models/%1/model.yaml"_s.arg(model), "title\n", model);
    scratch.git({u"sparse-checkout"_s, u"set"_s, u"models/a"_s});
    QVERIFY(!QFile::exists(scratch.path() + u"/models/b"_s));
    auto repository = Repository::open(scratch.path());
    QVERIFY(repository->write(writing(u"models/b/model.yaml"_s, "changed\n")));
    QVERIFY(repository->write(writing(u"models/b/files/new.onnx"_s, "new\n")));
    QVERIFY(repository->write(writing(u"models/a/files/new.onnx"_s, "new\n")));
    QVERIFY(!QFile::exists(scratch.path() + u"/models/b"_s));
    QVERIFY(QFile::exists(scratch.path() + u"/models/a/files/new.onnx"_s));
    QCOMPARE(status(scratch), QString());
    QCOMPARE(scratch.git({u"ls-files"_s, u"-t"_s}), u"H models/a/files/new.onnx\nH models/a/model.yaml\n"
                                                    "S models/b/files/new.onnx\nS models/b/model.yaml"_s);
    QVERIFY(repository->write(removing(u"models/b/model.yaml"_s)));
    QCOMPARE(status(scratch), QString());
    scratch.git({u"sparse-checkout"_s, u"disable"_s});
    QCOMPARE(scratch.readFile(u"models/b/files/new.onnx"_s), "new\n");
    QCOMPARE(status(scratch), QString());
    QVERIFY(scratch.isSound());
}

void tst_WorkTree::skippedAndAssumedFilesStay()
{
    ScratchRepo scratch;
    scratch.commitFile(u"a"_s, "1\n", u"One"_s);
    scratch.commitFile(u"b"_s, "1\n", u"Two"_s);
    scratch.git({u"update-index"_s, u"--skip-worktree"_s, u"a"_s});
    scratch.git({u"update-index"_s, u"--assume-unchanged"_s, u"b"_s});
    scratch.writeFile(u"a"_s, "local settings\n");
    scratch.writeFile(u"b"_s, "local settings\n");
    auto repository = Repository::open(scratch.path());
    for (const QString &path : {u"a"_s, u"b"_s}) {
        const auto written = repository->write(writing(path, "2\n"));
        QVERIFY(!written);
        QCOMPARE(written.error().code, Error::Code::Conflict);
        QCOMPARE(scratch.readFile(path), "local settings\n");
    }
    QVERIFY(repository->write(writing(u"c"_s, "2\n")));
    QCOMPARE(scratch.git({u"ls-files"_s, u"-v"_s}), u"S a\nh b\nH c"_s);
}

void tst_WorkTree::lineEndsOfEveryKindStayClean_data()
{
    QTest::addColumn<QByteArray>("attributes");
    QTest::addColumn<QString>("autocrlf");
    for (const char *autocrlf : {"false", "true", "input"}) {
        for (const char *attributes : {"", "* text=auto\n", "* text=auto eol=crlf\n",
                                       "*.yaml text eol=crlf\n", "* -text\n", "*.yaml ident\n"}) {
            QTest::addRow("%s, autocrlf=%s", QByteArray(attributes).trimmed().constData(), autocrlf)
                << QByteArray(attributes) << QString::fromLatin1(autocrlf);
        }
    }
}

void tst_WorkTree::lineEndsOfEveryKindStayClean()
{
    QFETCH(QByteArray, attributes);
    QFETCH(QString, autocrlf);
    ScratchRepo scratch;
    scratch.git({u"config"_s, u"core.autocrlf"_s, autocrlf});
    scratch.git({u"config"_s, u"core.safecrlf"_s, u"false"_s});
    scratch.commitFile(u".gitattributes"_s, attributes, u"Attributes"_s);
    scratch.commitFile(u"a.yaml"_s, "title: A\n# $Id$\n", u"One"_s);
    QVERIFY(QFile::remove(scratch.path() + u"/a.yaml"_s));
    scratch.git({u"checkout"_s, u"--"_s, u"a.yaml"_s}); // in the form that this Git gives it
    touch(scratch.path() + u"/a.yaml"_s);
    auto repository = Repository::open(scratch.path());
    const auto written = repository->write(writing(u"a.yaml"_s, "title: B\n# $Id$\n"));
    QVERIFY2(written.has_value(), written ? "" : qPrintable(written.error().message));
    QVERIFY(repository->write(writing(u"new.yaml"_s, "title: C\n")));
    QCOMPARE(status(scratch), QString());
    QCOMPARE(scratch.git({u"show"_s, u"HEAD:a.yaml"_s}), u"title: B\n# $Id$"_s);
    touch(scratch.path() + u"/a.yaml"_s);
    touch(scratch.path() + u"/new.yaml"_s);
    QCOMPARE(status(scratch), QString());
    QVERIFY(repository->write(writing(u"a.yaml"_s, "title: D\n")));
    QCOMPARE(status(scratch), QString());
}

void tst_WorkTree::lfsFilesStayClean()
{
    ScratchRepo scratch;
    if (!scratch.gitSucceeds({u"lfs"_s, u"version"_s}))
        QSKIP("git-lfs is not installed");
    scratch.git({u"lfs"_s, u"install"_s, u"--local"_s});
    scratch.commitFile(u".gitattributes"_s, "*.onnx filter=lfs diff=lfs merge=lfs -text\n", u"Attributes"_s);
    const QByteArray weights = QByteArray("weights").repeated(1000);
    scratch.commitFile(u"model.onnx"_s, weights, u"Model"_s);
    QVERIFY(scratch.git({u"show"_s, u"HEAD:model.onnx"_s}).startsWith(u"version https://git-lfs"));
    QCOMPARE(scratch.readFile(u"model.onnx"_s), weights);
    auto repository = Repository::open(scratch.path());
    const QByteArray pointer =
        "version https://git-lfs.github.com/spec/v1\noid sha256:" + QByteArray(64, 'a') + "\nsize 12345\n";
    // The file is what the pointer stands for, also when only its content can tell.
    touch(scratch.path() + u"/model.onnx"_s);
    const auto written = repository->write(writing(u"model.onnx"_s, pointer));
    QVERIFY2(written.has_value(), written ? "" : qPrintable(written.error().message));
    QCOMPARE(scratch.readFile(u"model.onnx"_s), pointer);
    QCOMPARE(status(scratch), QString());
    touch(scratch.path() + u"/model.onnx"_s);
    QCOMPARE(status(scratch), QString());
    // An edited one is not.
    scratch.commitFile(u"model.onnx"_s, weights, u"Model"_s);
    scratch.writeFile(u"model.onnx"_s, QByteArray("WEIGHTS").repeated(1000));
    QCOMPARE(repository->write(writing(u"model.onnx"_s, pointer)).error().code, Error::Code::Conflict);
    QVERIFY(scratch.isSound());
}

void tst_WorkTree::filtersThatArePrograms()
{
    ScratchRepo scratch;
    scratch.git({u"config"_s, u"filter.rot.clean"_s, u"tr a-z n-za-m"_s});
    scratch.git({u"config"_s, u"filter.rot.smudge"_s, u"tr a-z n-za-m"_s});
    scratch.commitFile(u".gitattributes"_s, "secret/** filter=rot\n*.csv working-tree-encoding=UTF-16\n",
                       u"Attributes"_s);
    scratch.commitFile(u"secret/a"_s, "hello\n", u"Secret"_s);
    QCOMPARE(scratch.git({u"cat-file"_s, u"blob"_s, u"HEAD:secret/a"_s}), u"uryyb"_s);
    const QString head = scratch.git({u"rev-parse"_s, u"HEAD"_s});
    auto repository = Repository::open(scratch.path());
    for (const QString &path : {u"secret/a"_s, u"secret/new"_s, u"x.csv"_s}) {
        const auto written = repository->write(writing(path, "plain\n"));
        QVERIFY(!written);
        QCOMPARE(written.error().code, Error::Code::Unsupported);
        QVERIFY2(written.error().message.contains(path.endsWith(u"csv") ? u"UTF-16"_s : u"rot"_s),
                 qPrintable(written.error().message));
    }
    QCOMPARE(scratch.git({u"rev-parse"_s, u"HEAD"_s}), head);
    QVERIFY(repository->write(removing(u"secret/a"_s))); // there is nothing to filter
    QCOMPARE(status(scratch), QString());
}

void tst_WorkTree::submodulesAreNoFolders()
{
    ScratchRepo inner;
    inner.commitFile(u"a"_s, "1\n", u"One"_s);
    ScratchRepo scratch;
    scratch.commitFile(u"a"_s, "1\n", u"One"_s);
    scratch.git({u"-c"_s, u"protocol.file.allow=always"_s, u"submodule"_s, u"--quiet"_s, u"add"_s,
                 inner.path(), u"models/sub"_s});
    scratch.git({u"commit"_s, u"-q"_s, u"-m"_s, u"Submodule"_s});
    auto repository = Repository::open(scratch.path());
    for (const QString &path : {u"models/sub"_s, u"models/sub/a"_s, u"models/sub/deep/new"_s}) {
        const auto written = repository->write(writing(path, "ours\n"));
        QVERIFY(!written);
        QCOMPARE(written.error().code, Error::Code::Conflict);
        QVERIFY2(written.error().message.contains(u"submodule"), qPrintable(written.error().message));
    }
    QVERIFY(repository->write(writing(u"models/other"_s, "ours\n")));
    QCOMPARE(status(scratch), QString());
    QCOMPARE(scratch.readFile(u"models/sub/a"_s), "1\n");
    QVERIFY(scratch.isSound());
}

void tst_WorkTree::nestedRepositoriesAreNotWrittenInto()
{
    ScratchRepo scratch;
    scratch.commitFile(u"a"_s, "1\n", u"One"_s);
    scratch.git({u"init"_s, u"-q"_s, u"models/nested"_s});
    auto repository = Repository::open(scratch.path());
    const auto written = repository->write(writing(u"models/nested/x"_s, "ours\n"));
    QVERIFY(!written);
    QCOMPARE(written.error().code, Error::Code::Conflict);
    QVERIFY(!QFile::exists(scratch.path() + u"/models/nested/x"_s));
}

void tst_WorkTree::trackedLinksAreNotWrittenThrough()
{
    QTemporaryDir outside;
    QFile victim(outside.filePath(u"victim"_s));
    QVERIFY(victim.open(QIODevice::WriteOnly));
    victim.write("precious\n");
    victim.close();
    for (const auto kind : {ScratchRepo::Kind::WorkTree, ScratchRepo::Kind::Bare}) {
        ScratchRepo scratch;
        QVERIFY(QFile::link(victim.fileName(), scratch.path() + u"/model.yaml"_s));
        QVERIFY(QFile::link(outside.path(), scratch.path() + u"/models"_s));
        scratch.git({u"add"_s, u"."_s});
        scratch.git({u"commit"_s, u"-q"_s, u"-m"_s, u"Links"_s});
        QTemporaryDir dir;
        QString path = scratch.path();
        if (kind == ScratchRepo::Kind::Bare) {
            path = dir.filePath(u"bare.git"_s);
            scratch.git({u"clone"_s, u"-q"_s, u"--bare"_s, scratch.path(), path});
        }
        auto repository = Repository::open(path);
        for (const QString &target : {u"model.yaml"_s, u"models/victim"_s, u"models"_s}) {
            const auto written = repository->write(writing(target, "ours\n"));
            QVERIFY(!written);
            QCOMPARE(written.error().code, Error::Code::Conflict);
            QVERIFY2(written.error().message.contains(u"link"), qPrintable(written.error().message));
        }
        QVERIFY(repository->write(removing(u"model.yaml"_s)));
        QCOMPARE(status(scratch), kind == ScratchRepo::Kind::Bare ? QString() : status(scratch));
    }
    QVERIFY(victim.open(QIODevice::ReadOnly));
    QCOMPARE(victim.readAll(), "precious\n");
}

void tst_WorkTree::linksPutInTheWayLeadNowhere()
{
    QTemporaryDir outside;
    ScratchRepo scratch;
    scratch.commitFile(u"models/a/model.yaml"_s, "title\n", u"One"_s);
    auto repository = Repository::open(scratch.path());
    // The folder of a tracked file becomes a link with the same file behind it.
    QVERIFY(QFile::copy(scratch.path() + u"/models/a/model.yaml"_s, outside.filePath(u"model.yaml"_s)));
    QVERIFY(QDir(scratch.path() + u"/models/a"_s).removeRecursively());
    QVERIFY(QFile::link(outside.path(), scratch.path() + u"/models/a"_s));
    for (const auto &transaction :
         {writing(u"models/a/model.yaml"_s, "ours\n"), writing(u"models/a/new"_s, "ours\n"),
          removing(u"models/a/model.yaml"_s)}) {
        const auto written = repository->write(transaction);
        QVERIFY(!written);
        QCOMPARE(written.error().code, Error::Code::Conflict);
    }
    QCOMPARE(QDir(outside.path()).entryList(QDir::Files), QStringList{u"model.yaml"_s});
    QFile kept(outside.filePath(u"model.yaml"_s));
    QVERIFY(kept.open(QIODevice::ReadOnly));
    QCOMPARE(kept.readAll(), "title\n");
}

void tst_WorkTree::filesAndFoldersDoNotReplaceEachOther()
{
    for (const auto kind : {ScratchRepo::Kind::WorkTree, ScratchRepo::Kind::Bare}) {
        ScratchRepo scratch(kind);
        {
            auto repository = Repository::open(scratch.path());
            QVERIFY(repository->write(writing(u"models/a/x"_s, "1\n")));
            QVERIFY(repository->write(writing(u"file"_s, "1\n")));
            for (const auto &transaction : {writing(u"models"_s, "ours\n"), writing(u"models/a"_s, "ours\n"),
                                            removing(u"models/a"_s), writing(u"file/below"_s, "ours\n")}) {
                const auto written = repository->write(transaction);
                QVERIFY(!written);
                QCOMPARE(written.error().code, Error::Code::Conflict);
            }
            // What is not there can be removed any number of times.
            QVERIFY(repository->write(removing(u"file/below"_s)));
            QVERIFY(repository->write(removing(u"none/below"_s)));
        }
        QCOMPARE(scratch.git({u"ls-tree"_s, u"-r"_s, u"--name-only"_s, u"main"_s}), u"file\nmodels/a/x"_s);
        QVERIFY(scratch.isSound());
    }
}

void tst_WorkTree::aMergeInProgressKeepsItsState()
{
    ScratchRepo scratch;
    scratch.commitFile(u"a"_s, "1\n", u"One"_s);
    scratch.git({u"checkout"_s, u"-q"_s, u"-b"_s, u"side"_s});
    scratch.commitFile(u"a"_s, "side\n", u"Side"_s);
    scratch.git({u"checkout"_s, u"-q"_s, u"main"_s});
    scratch.commitFile(u"a"_s, "main\n", u"Main"_s);
    QVERIFY(!scratch.gitSucceeds({u"merge"_s, u"side"_s}));
    const QString before = status(scratch);
    auto repository = Repository::open(scratch.path());
    const auto clash = repository->write(writing(u"a"_s, "ours\n"));
    QCOMPARE(clash.error().code, Error::Code::Conflict);
    QVERIFY2(clash.error().message.contains(u"merge"), qPrintable(clash.error().message));
    QVERIFY(repository->write(writing(u"b"_s, "ours\n")));
    QCOMPARE(status(scratch), before);
    scratch.writeFile(u"a"_s, "resolved\n");
    scratch.git({u"add"_s, u"a"_s});
    scratch.git({u"commit"_s, u"-q"_s, u"-m"_s, u"Merged"_s});
    QCOMPARE(scratch.git({u"show"_s, u"HEAD:b"_s}), u"ours"_s);
    QCOMPARE(scratch.git({u"rev-list"_s, u"--parents"_s, u"-1"_s, u"HEAD"_s}).split(u' ').size(), 3);
    QVERIFY(scratch.isSound());
}

void tst_WorkTree::indexesThatCannotBeWrittenSayHow()
{
    const QList<std::pair<QStringList, QString>> forms = {
        {{u"update-index"_s, u"--split-index"_s}, u"git update-index --no-split-index"_s},
        {{u"sparse-checkout"_s, u"set"_s, u"--cone"_s, u"--sparse-index"_s, u"models/a"_s},
         u"git sparse-checkout reapply --no-sparse-index"_s},
    };
    for (const auto &[command, remedy] : forms) {
        ScratchRepo scratch;
        for (const QString &model : {u"a"_s, u"b"_s})
            scratch.commitFile(u"models/%1/model.yaml"_s.arg(model), "title\n", model);
        const QString head = scratch.git({u"rev-parse"_s, u"HEAD"_s});
        scratch.git(command);
        auto repository = Repository::open(scratch.path());
        const auto written = repository->write(writing(u"models/a/model.yaml"_s, "changed\n"));
        QVERIFY(!written);
        QCOMPARE(written.error().code, Error::Code::Unsupported);
        QVERIFY2(written.error().message.contains(remedy), qPrintable(written.error().message));
        QCOMPARE(scratch.git({u"rev-parse"_s, u"HEAD"_s}), head);
        QCOMPARE(scratch.readFile(u"models/a/model.yaml"_s), "title\n");
        scratch.git(remedy.mid(4).split(u' '));
        QVERIFY(repository->write(writing(u"models/a/model.yaml"_s, "changed\n")));
        QCOMPARE(status(scratch), QString());
    }
    ScratchRepo scratch;
    scratch.commitFile(u"a"_s, "1\n", u"One"_s);
    QFile index(scratch.gitDir() + u"/index"_s);
    QVERIFY(index.open(QIODevice::ReadWrite));
    index.seek(20);
    index.write("garbage");
    index.close();
    auto repository = Repository::open(scratch.path());
    const auto written = repository->write(writing(u"a"_s, "2\n"));
    QVERIFY(!written);
    QVERIFY2(written.error().message.contains(u"index"), qPrintable(written.error().message));
}

void tst_WorkTree::indexVersionsAndFlagsAreKept()
{
    for (const QString &version : {u"2"_s, u"3"_s, u"4"_s}) {
        ScratchRepo scratch;
        scratch.commitFile(u"models/a/x"_s, "1\n", u"One"_s);
        scratch.commitFile(u"models/a/y"_s, "1\n", u"Two"_s);
        scratch.git({u"update-index"_s, u"--index-version"_s, version});
        scratch.git({u"update-index"_s, u"--untracked-cache"_s});
        status(scratch);
        auto repository = Repository::open(scratch.path());
        QVERIFY(repository->write(writing(u"models/a/x"_s, "2\n")));
        QVERIFY(repository->write(writing(u"models/b/z"_s, "2\n")));
        QCOMPARE(status(scratch), QString());
        scratch.writeFile(u"models/c"_s, "new\n");
        QCOMPARE(status(scratch), u"?? models/c"_s);
        QVERIFY(scratch.gitSucceeds({u"fsck"_s, u"--cache"_s}));
    }
}

void tst_WorkTree::executablesAreExecutable()
{
    ScratchRepo scratch;
    scratch.commitFile(u"a"_s, "1\n", u"One"_s);
    auto repository = Repository::open(scratch.path());
    auto transaction = writing(u"run.sh"_s, "echo\n");
    transaction.changes.first().executable = true;
    QVERIFY(repository->write(transaction));
    QVERIFY(QFileInfo(scratch.path() + u"/run.sh"_s).isExecutable());
    QVERIFY(!QFileInfo(scratch.path() + u"/a"_s).isExecutable());
    QCOMPARE(status(scratch), QString());
    QCOMPARE(scratch.git({u"ls-files"_s, u"-s"_s, u"run.sh"_s}).left(6), u"100755"_s);
    QVERIFY(repository->write(writing(u"run.sh"_s, "echo\n")));
    QVERIFY(!QFileInfo(scratch.path() + u"/run.sh"_s).isExecutable());
    QCOMPARE(status(scratch), QString());
}

void tst_WorkTree::reflogsTellTheSameStory()
{
    ScratchRepo scratch;
    scratch.commitFile(u"a"_s, "1\n", u"One"_s);
    auto repository = Repository::open(scratch.path());
    auto transaction = writing(u"a"_s, "2\n");
    transaction.message = u"Second\nand more"_s;
    transaction.tags = {{u"a@v1.0.0"_s, {}, u"x"_s}};
    QVERIFY(repository->write(transaction));
    for (const QString &name : {u"HEAD"_s, u"main"_s}) {
        QCOMPARE(scratch.git({u"reflog"_s, u"show"_s, u"-1"_s, u"--format=%H %gs %gn"_s, name}),
                 scratch.git({u"rev-parse"_s, u"HEAD"_s}) + u" commit: Second Ada"_s);
    }
    QCOMPARE(scratch.git({u"rev-parse"_s, u"main@{1}"_s}), scratch.git({u"rev-parse"_s, u"main~"_s}));
    QVERIFY(!QFile::exists(scratch.gitDir() + u"/logs/refs/tags"_s)); // Git logs no tags either
    QVERIFY(repository->setNote(u"refs/notes/vitrine"_s, repository->info().head, "note\n", u"Note"_s));
    QCOMPARE(scratch.git({u"reflog"_s, u"show"_s, u"-1"_s, u"--format=%gs"_s, u"refs/notes/vitrine"_s}),
             u"commit (initial): Note"_s);
    ScratchRepo bare(ScratchRepo::Kind::Bare);
    auto other = Repository::open(bare.path());
    QVERIFY(other->write(writing(u"a"_s, "1\n")));
    QVERIFY(!QFile::exists(bare.path() + u"/logs"_s)); // nor anything of a bare repository
    bare.git({u"config"_s, u"core.logAllRefUpdates"_s, u"always"_s});
    transaction.changes = {{u"a"_s, "3\n", {}, false}};
    QVERIFY(other->write(transaction));
    QCOMPARE(bare.git({u"reflog"_s, u"show"_s, u"--format=%gs"_s, u"main"_s}), u"commit: Second"_s);
    QVERIFY(QFile::exists(bare.path() + u"/logs/refs/tags/a@v1.0.0"_s));
    QVERIFY(bare.isSound() && scratch.isSound());
}

void tst_WorkTree::refreshingTheIndexTakesItsLock()
{
    ScratchRepo scratch;
    scratch.commitFile(u"a"_s, "1\n", u"One"_s);
    touch(scratch.path() + u"/a"_s);
    auto repository = Repository::open(scratch.path());
    QCOMPARE(scratch.git({u"diff-files"_s, u"--name-only"_s}), u"a"_s);
    QFile lock(scratch.gitDir() + u"/index.lock"_s);
    QVERIFY(lock.open(QIODevice::WriteOnly));
    const auto refused = repository->refreshIndex({u"a"_s});
    QCOMPARE(refused.error().code, Error::Code::Busy);
    QVERIFY2(refused.error().message.contains(u"index.lock"), qPrintable(refused.error().message));
    lock.remove();
    QVERIFY(repository->refreshIndex({u"a"_s, u"not there"_s}));
    QCOMPARE(scratch.git({u"diff-files"_s, u"--name-only"_s}), QString());
}

QTEST_GUILESS_MAIN(tst_WorkTree)
#include "tst_worktree.moc"
