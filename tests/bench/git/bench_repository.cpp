// SPDX-License-Identifier: GPL-3.0-or-later
// Reading and writing ten thousand versions, beside stock git in the same run. VT_BENCH_VERSIONS sets how
// many.
#include "core/git/repository.h"
#include "tests/support/scratchrepo.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTest>

#include <algorithm>
#include <cstdio>
#include <functional>

using namespace Qt::StringLiterals;
using namespace vitrine;
using git::Repository;
using test::ScratchRepo;

namespace {

constexpr int models = 200;

// For git fast-import: one commit and one tag a version.
QByteArray history(int versions)
{
    QByteArray stream;
    const auto data = [](const QByteArray &bytes) {
        return "data " + QByteArray::number(bytes.size()) + '\n' + bytes + '\n';
    };
    for (int i = 0; i < versions; ++i) {
        const QByteArray model = "models/m" + QByteArray::number(i % models);
        const QByteArray time = QByteArray::number(1500000000 + i * 60);
        stream += "commit refs/heads/main\nmark :" + QByteArray::number(i + 1) + "\ncommitter Ada <a@b> " +
                  time + " +0000\n" + data("Version") + "M 100644 inline " + model + "/model.yaml\n" +
                  data("title: Model\nrun: " + QByteArray::number(i) + '\n' +
                       QByteArray("key: value\n").repeated(60)) +
                  "M 100644 inline " + model + "/files/model.onnx\n" +
                  data("pointer " + QByteArray::number(i));
    }
    for (int i = 0; i < versions; ++i) {
        stream += "tag m" + QByteArray::number(i % models) + "@v0.0." + QByteArray::number(i / models + 1) +
                  "\nfrom :" + QByteArray::number(i + 1) + "\ntagger Ada <a@b> " +
                  QByteArray::number(1500000000 + i * 60) + " +0000\n" + data("registered");
    }
    return stream;
}

// The best of some runs, in milliseconds: what others do on the machine only adds.
double best(int runs, const std::function<void()> &work)
{
    double fastest = 1e9;
    for (int i = 0; i < runs; ++i) {
        QElapsedTimer timer;
        timer.start();
        work();
        fastest = std::min(fastest, static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    return fastest;
}

void print(const char *what, double ours, double theirs)
{
    if (theirs > 0)
        std::printf("%-46s %9.2f ms   git %9.2f ms   %6.1f times as fast\n", what, ours, theirs,
                    theirs / ours);
    else
        std::printf("%-46s %9.2f ms\n", what, ours);
    std::fflush(stdout);
}

} // namespace

class bench_Repository final : public QObject
{
    Q_OBJECT
private slots:
    void reading_data();
    void reading();
    void writing_data();
    void writing();
};

void bench_Repository::reading_data()
{
    QTest::addColumn<bool>("packed");
    QTest::newRow("packed references") << true;
    QTest::newRow("a file for each reference") << false;
}

void bench_Repository::reading()
{
    QFETCH(bool, packed);
    const int versions = qEnvironmentVariableIsSet("VT_BENCH_VERSIONS")
                             ? qEnvironmentVariableIntValue("VT_BENCH_VERSIONS")
                             : 10'000;
    ScratchRepo scratch(ScratchRepo::Kind::Bare);
    scratch.git({u"fast-import"_s, u"--quiet"_s}, history(versions));
    if (packed)
        scratch.git({u"pack-refs"_s, u"--all"_s});
    const auto git = [&](const QStringList &arguments) { return best(3, [&] { scratch.git(arguments); }); };
    std::printf("%d versions of %d models, %s\n", versions, models, QTest::currentDataTag());

    const QString path = u"models/m7/model.yaml"_s;
    print("open", best(20, [&] { QVERIFY(Repository::open(scratch.path())); }),
          git({u"rev-parse"_s, u"--git-dir"_s}));
    print("list the references",
          best(5,
               [&] {
                   QCOMPARE(Repository::open(scratch.path())->references(u"refs/tags/"_s)->size(), versions);
               }),
          git({u"for-each-ref"_s, u"--format=%(refname) %(objectname)"_s, u"refs/tags"_s}));
    print("read every tag",
          best(5, [&] { QCOMPARE(Repository::open(scratch.path())->tags()->size(), versions); }),
          git({u"for-each-ref"_s,
               u"--format=%(refname) %(*objectname) %(taggerdate) %(taggername) %(contents)"_s,
               u"refs/tags"_s}));
    print("has anything moved?", best(20, [&] { QVERIFY(Repository::open(scratch.path())->fingerprint()); }),
          0);
    print("walk all commits",
          best(5,
               [&] {
                   int count = 0;
                   QVERIFY(Repository::open(scratch.path())->walk({}, [&](const git::Commit &) {
                       return ++count > 0;
                   }));
                   QCOMPARE(count, versions);
               }),
          git({u"log"_s, u"--format=%H %T %P %an %ae %at %cn %ce %ct %B"_s}));
    print("history of one path",
          best(5,
               [&] {
                   QCOMPARE(Repository::open(scratch.path())->historyOf(path, {}, 0)->size(),
                            versions / models);
               }),
          git({u"log"_s, u"--format=%H"_s, u"--"_s, path}));
    print("the same, following renames",
          best(5,
               [&] {
                   const auto revisions =
                       Repository::open(scratch.path())->pathHistory(path, {}, git::Renames::Follow, 0);
                   QCOMPARE(revisions->size(), versions / models);
               }),
          git({u"log"_s, u"--format=%H"_s, u"--follow"_s, u"--"_s, path}));
    print("list the files of a commit",
          best(5,
               [&] {
                   QCOMPARE(Repository::open(scratch.path())
                                ->entries(scratch.git({u"rev-parse"_s, u"main"_s}), {}, true)
                                ->size(),
                            2 * models);
               }),
          git({u"ls-tree"_s, u"-r"_s, u"main"_s}));
}

void bench_Repository::writing_data()
{
    QTest::addColumn<ScratchRepo::Kind>("kind");
    QTest::addColumn<QString>("sync");
    QTest::newRow("bare, to the disk") << ScratchRepo::Kind::Bare << u"committed"_s;
    QTest::newRow("bare, core.fsync=none") << ScratchRepo::Kind::Bare << u"none"_s;
    QTest::newRow("with a working tree, to the disk") << ScratchRepo::Kind::WorkTree << u"committed"_s;
}

void bench_Repository::writing()
{
    QFETCH(ScratchRepo::Kind, kind);
    QFETCH(QString, sync);
    ScratchRepo scratch(kind);
    scratch.git({u"config"_s, u"core.fsync"_s, sync});
    auto repository = Repository::open(scratch.path());
    QList<double> times;
    for (int i = 0; i < 300; ++i) {
        Repository::Transaction transaction;
        const QString model = u"m%1"_s.arg(i % 50);
        transaction.changes = {
            {u"models/%1/model.yaml"_s.arg(model), "title: " + QByteArray::number(i) + '\n', {}, false},
            {u"models/%1/files/model.onnx"_s.arg(model),
             "pointer " + QByteArray::number(i) + '\n',
             {},
             false}};
        transaction.message = u"Version"_s;
        transaction.tags = {{u"%1@v0.0.%2"_s.arg(model).arg(i / 50 + 1), {}, u"registered"_s}};
        times << best(1, [&] { QVERIFY(repository->write(transaction)); });
    }
    std::ranges::sort(times);
    std::printf("commit and tag, %-34s median %.2f ms, 95 %% within %.2f ms\n", QTest::currentDataTag(),
                times.at(150), times.at(285));
    QVERIFY(scratch.isSound());
}

QTEST_GUILESS_MAIN(bench_Repository)
#include "bench_repository.moc"
