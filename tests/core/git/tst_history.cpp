// SPDX-License-Identifier: GPL-3.0-or-later
// The history of a path, judged by `git log`.
#include "core/git/repository.h"
#include "tests/support/scratchrepo.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using git::Repository;
using test::ScratchRepo;

namespace {

QStringList ids(const QList<git::Commit> &commits)
{
    QStringList list;
    for (const git::Commit &commit : commits)
        list << commit.id;
    return list;
}

QStringList byGit(ScratchRepo &scratch, const QStringList &arguments)
{
    const QString out = scratch.git(QStringList{u"log"_s, u"--format=%H"_s} + arguments);
    return out.isEmpty() ? QStringList() : out.split(u'\n');
}

} // namespace

class tst_History final : public QObject
{
    Q_OBJECT
private slots:
    void mergesAreSimplifiedAsGitDoes();
    void randomHistoriesAreThoseOfGit();
    void clocksThatRanBackwardsLoseNothing();
    void renamesOfAFileAreFollowed();
    void renamesOfAFolderAreFollowed();
    void aRemovedPathSaysWhereItEnded();
    void modesAreChanges();
    void stopsWhenAsked();
};

void tst_History::mergesAreSimplifiedAsGitDoes()
{
    ScratchRepo scratch;
    scratch.commitFile(u"a"_s, "1", u"Base"_s);
    scratch.git({u"checkout"_s, u"-q"_s, u"-b"_s, u"side"_s});
    scratch.commitFile(u"a"_s, "side", u"Changed, then given up"_s);
    scratch.commitFile(u"b"_s, "side", u"Other"_s);
    scratch.git({u"checkout"_s, u"-q"_s, u"main"_s});
    scratch.commitFile(u"c"_s, "main", u"Main"_s);
    scratch.git({u"merge"_s, u"-q"_s, u"-s"_s, u"ours"_s, u"-m"_s, u"Ours"_s, u"side"_s});
    scratch.commitFile(u"a"_s, "2", u"Two"_s);
    const auto repository = Repository::open(scratch.path());
    for (const QString &path : {u"a"_s, u"b"_s, u"c"_s, u"none"_s})
        QCOMPARE(ids(*repository->historyOf(path, {}, 0)), byGit(scratch, {u"--"_s, path}));
}

void tst_History::randomHistoriesAreThoseOfGit()
{
    for (quint32 seed = 1; seed <= 6; ++seed) {
        QRandomGenerator random(seed);
        ScratchRepo scratch;
        scratch.commitFile(u"f/0"_s, "start", u"Start"_s);
        const QStringList branches{u"main"_s, u"b1"_s, u"b2"_s};
        for (const QString &branch : branches.mid(1))
            scratch.git({u"branch"_s, branch});
        for (int i = 0; i < 25; ++i) {
            scratch.git({u"checkout"_s, u"-q"_s, branches.at(random.bounded(3))});
            if (random.bounded(4) == 0) {
                scratch.git({u"merge"_s, u"-q"_s, u"-X"_s, u"ours"_s, u"-m"_s, u"Merge %1"_s.arg(i),
                             branches.at(random.bounded(3))});
            } else {
                scratch.commitFile(u"f/%1"_s.arg(random.bounded(3)),
                                   QByteArray::number(random.bounded(4)) + "\n" + QByteArray::number(i),
                                   QString::number(i));
            }
        }
        const auto repository = Repository::open(scratch.path());
        for (const QString &path : {u"f/0"_s, u"f/1"_s, u"f/2"_s, u"f"_s})
            QCOMPARE(ids(*repository->historyOf(path, {}, 0)), byGit(scratch, {u"--"_s, path}));
        QStringList walked;
        QVERIFY(repository->walk({}, [&](const git::Commit &commit) {
            walked << commit.id;
            return true;
        }));
        QStringList all = byGit(scratch, {u"--topo-order"_s});
        QCOMPARE(walked.size(), all.size());
        walked.sort();
        all.sort();
        QCOMPARE(walked, all);
    }
}

void tst_History::clocksThatRanBackwardsLoseNothing()
{
    ScratchRepo scratch;
    auto repository = Repository::open(scratch.path());
    QStringList written;
    const QDateTime noon = QDateTime::fromString(u"2024-05-01T12:00:00Z"_s, Qt::ISODate);
    for (const int hours : {0, -5, 3, -8, -7, 1}) {
        Repository::Transaction transaction;
        transaction.changes = {{u"a"_s, QByteArray::number(hours), {}, false}};
        transaction.message = QString::number(hours);
        transaction.when = noon.addSecs(hours * 3600);
        const auto done = repository->write(transaction);
        QVERIFY(done);
        written.prepend(done->commit);
    }
    QCOMPARE(ids(*repository->historyOf(u"a"_s, {}, 0)), written);
    QCOMPARE(byGit(scratch, {u"--"_s, u"a"_s}), written);
}

void tst_History::renamesOfAFileAreFollowed()
{
    ScratchRepo scratch;
    const QByteArray long1 = QByteArray("line of a model card\n").repeated(30);
    scratch.commitFile(u"first.md"_s, long1, u"One"_s);
    scratch.commitFile(u"noise"_s, "x", u"Noise"_s);
    scratch.git({u"mv"_s, u"first.md"_s, u"second.md"_s});
    scratch.commitFile(u"second.md"_s, long1 + "and more\n", u"Rename and edit"_s);
    QDir(scratch.path()).mkpath(u"deep"_s);
    scratch.git({u"mv"_s, u"second.md"_s, u"deep/third.md"_s});
    scratch.git({u"commit"_s, u"-q"_s, u"-m"_s, u"Rename"_s});
    scratch.commitFile(u"deep/third.md"_s, long1 + "and even more\n", u"Edit"_s);

    const auto repository = Repository::open(scratch.path());
    const auto history = repository->pathHistory(u"deep/third.md"_s, {}, git::Renames::Follow, 0);
    QVERIFY(history);
    QStringList commits;
    QStringList paths;
    for (const git::PathRevision &revision : *history) {
        commits << revision.commit.id;
        paths << revision.path;
        QCOMPARE(repository->entry(revision.commit.id, revision.path)->id, revision.entry->id);
    }
    QCOMPARE(commits, byGit(scratch, {u"--follow"_s, u"--"_s, u"deep/third.md"_s}));
    QCOMPARE(paths, QStringList({u"deep/third.md"_s, u"deep/third.md"_s, u"second.md"_s, u"first.md"_s}));
    QCOMPARE(repository->historyOf(u"deep/third.md"_s, {}, 0)->size(), 2);
    QCOMPARE(repository->pathHistory(u"deep/third.md"_s, {}, git::Renames::Follow, 3)->size(), 3);
}

void tst_History::renamesOfAFolderAreFollowed()
{
    ScratchRepo scratch;
    scratch.commitFile(u"models/old/files/model.onnx"_s, QByteArray("weights ").repeated(50), u"One"_s);
    scratch.commitFile(u"models/old/model.yaml"_s, "title: Old\n", u"Two"_s);
    scratch.git({u"mv"_s, u"models/old"_s, u"models/new"_s});
    scratch.git({u"commit"_s, u"-q"_s, u"-m"_s, u"Rename"_s});
    scratch.commitFile(u"models/new/model.yaml"_s, "title: New\n", u"Three"_s);
    const auto history =
        Repository::open(scratch.path())->pathHistory(u"models/new"_s, {}, git::Renames::Follow, 0);
    QVERIFY(history);
    QStringList lines;
    for (const git::PathRevision &revision : *history)
        lines << revision.commit.summary() + u' ' + revision.path;
    QCOMPARE(lines, QStringList({u"Three models/new"_s, u"Rename models/new"_s, u"Two models/old"_s,
                                 u"One models/old"_s}));
}

void tst_History::aRemovedPathSaysWhereItEnded()
{
    ScratchRepo scratch;
    scratch.commitFile(u"a"_s, "1", u"One"_s);
    scratch.git({u"rm"_s, u"-q"_s, u"a"_s});
    scratch.git({u"commit"_s, u"-q"_s, u"-m"_s, u"Gone"_s});
    scratch.commitFile(u"a"_s, "2", u"Again"_s);
    const auto history = Repository::open(scratch.path())->pathHistory(u"a"_s, {}, git::Renames::Follow, 0);
    QCOMPARE(history->size(), 3);
    QVERIFY(history->at(0).entry && !history->at(1).entry && history->at(2).entry);
    QCOMPARE(history->at(1).commit.summary(), u"Gone"_s);
}

void tst_History::modesAreChanges()
{
    ScratchRepo scratch;
    scratch.commitFile(u"run.sh"_s, "echo\n", u"One"_s);
    scratch.git({u"update-index"_s, u"--chmod=+x"_s, u"run.sh"_s});
    scratch.git({u"commit"_s, u"-q"_s, u"-m"_s, u"Executable"_s});
    const auto repository = Repository::open(scratch.path());
    QCOMPARE(ids(*repository->historyOf(u"run.sh"_s, {}, 0)), byGit(scratch, {u"--"_s, u"run.sh"_s}));
    QCOMPARE(repository->entry(repository->info().head, u"run.sh"_s)->type, git::TreeEntry::Type::Executable);
}

void tst_History::stopsWhenAsked()
{
    ScratchRepo scratch;
    for (int i = 0; i < 5; ++i)
        scratch.commitFile(u"a"_s, QByteArray::number(i), QString::number(i));
    std::stop_source stop;
    stop.request_stop();
    const Job job{stop.get_token(), {}};
    const auto repository = Repository::open(scratch.path());
    QCOMPARE(repository->historyOf(u"a"_s, {}, 0, job).error().code, Error::Code::Cancelled);
    QCOMPARE(repository->entries(repository->info().head, {}, true, job).error().code,
             Error::Code::Cancelled);
}

QTEST_GUILESS_MAIN(tst_History)
#include "tst_history.moc"
