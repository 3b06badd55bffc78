// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/artifact/dvc.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::artifact;

namespace {

const QString md5 = u"484fab565aec49c5f704a3783235d237"_s;
const QString directoryMd5 = u"20b786b6e6f80e2b3fcf17827ad18597.dir"_s;

QString text(const QList<DvcOutput> &outputs)
{
    QStringList lines;
    for (const DvcOutput &output : outputs)
        lines << u"%1 %2 %3%4"_s.arg(output.path, output.md5.left(4))
                     .arg(output.size)
                     .arg(output.legacy ? u" legacy"_s : QString());
    return lines.join(u'\n');
}

} // namespace

class tst_Dvc final : public QObject
{
    Q_OBJECT
private slots:
    void dvcFilesOfBothGenerationsAreRead();
    void directoriesListedInPlaceAreRead();
    void lockFilesOfBothSchemasAreRead();
    void stagesThatRunElsewhereAreFollowed();
    void pathsOutsideOfTheRepositoryAreLeftOut_data();
    void pathsOutsideOfTheRepositoryAreLeftOut();
    void damagedFilesAreCorrupt();
    void directoryListingsAreRead();
    void configurationSaysWhereTheCacheIs_data();
    void configurationSaysWhereTheCacheIs();
    void cacheOfBothLayoutsIsFound();
};

void tst_Dvc::dvcFilesOfBothGenerationsAreRead()
{
    const auto now =
        outputsOfDvcFile("outs:\n- md5: 484fab565aec49c5f704a3783235d237\n  size: 2206748\n  hash: md5\n"
                         "  path: model.pkl\n",
                         u"models/a"_s);
    QVERIFY(now);
    QCOMPARE(text(*now), u"models/a/model.pkl 484f 2206748"_s);
    QVERIFY(!now->first().isDirectory());

    const auto before =
        outputsOfDvcFile("md5: 0123456789abcdef0123456789abcdef\nwdir: ../data\nouts:\n"
                         "- md5: 20b786b6e6f80e2b3fcf17827ad18597.dir\n  cache: true\n  path: raw\n",
                         u"stages"_s);
    QVERIFY(before);
    QCOMPARE(text(*before), u"data/raw 20b7 -1 legacy"_s);
    QVERIFY(before->first().isDirectory());
}

void tst_Dvc::directoriesListedInPlaceAreRead()
{
    const auto outputs =
        outputsOfDvcFile("outs:\n- path: data\n  hash: md5\n  files:\n"
                         "  - relpath: a/b.csv\n    md5: 484fab565aec49c5f704a3783235d237\n    size: 3\n"
                         "  - relpath: ../../evil\n    md5: 484fab565aec49c5f704a3783235d237\n",
                         {});
    QVERIFY(outputs);
    QCOMPARE(outputs->size(), 1);
    QVERIFY(outputs->first().isDirectory());
    QCOMPARE(outputs->first().entries, (QList<DvcEntry>{{u"a/b.csv"_s, md5, 3}}));
}

void tst_Dvc::lockFilesOfBothSchemasAreRead()
{
    const QByteArray stages =
        "prepare:\n  cmd: python prepare.py\n  deps:\n  - path: raw\n    md5: "
        "a304afb96060aad90176268345e10355\n  outs:\n  - path: data/prepared\n    md5: "
        "20b786b6e6f80e2b3fcf17827ad18597.dir\n    size: 23861319\n    nfiles: 2\n"
        "train:\n  cmd: python train.py\n  outs:\n  - path: model.pkl\n    hash: md5\n    md5: "
        "484fab565aec49c5f704a3783235d237\n    size: 2206748\n";
    const QString expected = u"p/data/prepared 20b7 23861319 legacy\np/model.pkl 484f 2206748"_s;
    const auto first = outputsOfDvcLock(stages, {}, u"p"_s);
    QVERIFY(first);
    QCOMPARE(text(*first), expected);

    const auto second =
        outputsOfDvcLock("schema: '2.0'\nstages:\n  " + QByteArray(stages).replace("\n", "\n  "), {}, u"p"_s);
    QVERIFY2(second, second ? "" : qPrintable(second.error().message));
    QCOMPARE(text(*second), expected);
}

void tst_Dvc::stagesThatRunElsewhereAreFollowed()
{
    const auto outputs =
        outputsOfDvcLock("schema: '2.0'\nstages:\n  train:\n    cmd: make\n    outs:\n    - path: model.pkl\n"
                         "      hash: md5\n      md5: 484fab565aec49c5f704a3783235d237\n      size: 5\n",
                         "stages:\n  train:\n    wdir: work/deep\n    cmd: make\n", u"p"_s);
    QVERIFY(outputs);
    QCOMPARE(text(*outputs), u"p/work/deep/model.pkl 484f 5"_s);
}

void tst_Dvc::pathsOutsideOfTheRepositoryAreLeftOut_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("absolute") << "/etc/passwd"_ba;
    QTest::newRow("above") << "../../x"_ba;
    QTest::newRow("above in the middle") << "a/../../../x"_ba;
    QTest::newRow("a bucket") << "s3://bucket/model"_ba;
    QTest::newRow("nothing") << "''"_ba;
    QTest::newRow("the folder itself") << "."_ba;
    QTest::newRow("a number") << "12"_ba;
}

void tst_Dvc::pathsOutsideOfTheRepositoryAreLeftOut()
{
    QFETCH(QByteArray, path);
    const auto outputs =
        outputsOfDvcFile("outs:\n- md5: 484fab565aec49c5f704a3783235d237\n  path: " + path + "\n", u"a"_s);
    QVERIFY(outputs);
    if (path != ".") // the folder in which the file lies is inside
        QCOMPARE(text(*outputs), QString());
}

void tst_Dvc::damagedFilesAreCorrupt()
{
    for (const QByteArray &damaged : {""_ba, "just text"_ba, "outs: 3\n"_ba, "- a\n- b\n"_ba}) {
        const auto outputs = outputsOfDvcFile(damaged, {});
        QVERIFY2(!outputs, damaged.constData());
        QCOMPARE(outputs.error().code, Error::Code::Corrupt);
    }
    const auto hash = outputsOfDvcFile("outs:\n- md5: ../../../../etc/passwd\n  path: a\n", {});
    QVERIFY(hash);
    QVERIFY(hash->isEmpty());
}

void tst_Dvc::directoryListingsAreRead()
{
    const auto entries =
        entriesOfDvcDirectory("[{\"md5\": \"484fab565aec49c5f704a3783235d237\", \"relpath\": \"a/b\"}, "
                              "{\"md5\": \"20b786b6e6f80e2b3fcf17827ad18597\", \"relpath\": \"c\"}]");
    QVERIFY(entries);
    QCOMPARE(entries->size(), 2);
    QCOMPARE(entries->first(), (DvcEntry{u"a/b"_s, md5, -1}));

    for (const QByteArray &damaged :
         {""_ba, "{}"_ba, "[1]"_ba,
          "[{\"md5\": \"484fab565aec49c5f704a3783235d237\", \"relpath\": \"../a\"}]"_ba,
          "[{\"md5\": \"48\", \"relpath\": \"a\"}]"_ba}) {
        const auto read = entriesOfDvcDirectory(damaged);
        QVERIFY2(!read, damaged.constData());
        QCOMPARE(read.error().code, Error::Code::Corrupt);
    }
}

void tst_Dvc::configurationSaysWhereTheCacheIs_data()
{
    QTest::addColumn<QByteArray>("config");
    QTest::addColumn<QString>("folder");
    QTest::newRow("none") << ""_ba << QString();
    QTest::newRow("other sections")
        << "[core]\n    remote = storage\n['remote \"storage\"']\n    dir = /no\n"_ba << QString();
    QTest::newRow("absolute") << "[core]\nanalytics = false\n[cache]\n    dir = /mnt/dvc cache\n"_ba
                              << u"/mnt/dvc cache"_s;
    QTest::newRow("relative, quoted")
        << "[cache]\n# dir = /no\ntype = symlink\nDir = \"../../c\"\n[core]\n"_ba << u"../../c"_s;
    QTest::newRow("CRLF") << "[cache]\r\ndir = /mnt/c\r\n"_ba << u"/mnt/c"_s;
}

void tst_Dvc::configurationSaysWhereTheCacheIs()
{
    QFETCH(QByteArray, config);
    QFETCH(QString, folder);
    QCOMPARE(cacheFolderOfDvcConfig(config), folder);
}

void tst_Dvc::cacheOfBothLayoutsIsFound()
{
    const QTemporaryDir dir;
    const DvcCache cache(dir.path());
    const auto add = [&](const QString &path) {
        QVERIFY(QDir().mkpath(QFileInfo(dir.filePath(path)).path()));
        QFile file(dir.filePath(path));
        QVERIFY(file.open(QIODevice::WriteOnly));
    };
    QCOMPARE(cache.find(md5, false), QString());
    const QString old = u"48/4fab565aec49c5f704a3783235d237"_s;
    add(old);
    QCOMPARE(cache.find(md5, true), dir.filePath(old));
    QCOMPARE(cache.find(md5, false), dir.filePath(old));
    add(u"files/md5/"_s + old);
    QCOMPARE(cache.find(md5, true), dir.filePath(old));
    QCOMPARE(cache.find(md5, false), dir.filePath(u"files/md5/"_s + old));
    add(u"files/md5/20/b786b6e6f80e2b3fcf17827ad18597.dir"_s);
    QCOMPARE(cache.find(directoryMd5, false),
             dir.filePath(u"files/md5/20/b786b6e6f80e2b3fcf17827ad18597.dir"_s));
    QCOMPARE(cache.find(u"../../etc/passwd"_s, false), QString());
    QCOMPARE(DvcCache({}).find(md5, false), QString());
}

QTEST_GUILESS_MAIN(tst_Dvc)
#include "tst_dvc.moc"
