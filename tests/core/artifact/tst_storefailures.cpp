// SPDX-License-Identifier: GPL-3.0-or-later
// What the object store does when the disk, its permissions or a signal stop it.
#include "core/artifact/objectstore.h"

#include "tests/core/artifact/childprocess.h"

#include <QDir>
#include <QDirIterator>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::artifact;

namespace {

void write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(path));
}

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : "cannot be read"_ba;
}

QStringList filesBelow(const QString &folder)
{
    QStringList files;
    QDirIterator it(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    while (it.hasNext())
        files << it.next().mid(folder.size() + 1);
    files.sort();
    return files;
}

template<typename T>
QString messageOf(const Result<T> &result)
{
    return result ? u"it worked"_s : errorCodeName(result.error().code) + u": "_s + result.error().message;
}

// "<code>: <message>|<files that are left>", so that a child can report both.
template<typename T>
QString report(const Result<T> &result, const QString &folder)
{
    return messageOf(result) + u'|' + filesBelow(folder).join(u',');
}

} // namespace

class tst_StoreFailures final : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void aFullDiskLeavesNothing();
    void aDiskThatOthersFillMeanwhileDoesNotMatter();
    void aWriteThatFailsHalfWayLeavesNothing();
    void aReadOnlyDiskIsNamed();
    void forbiddenFoldersAreNamed();
    void unreadableSourcesAreNamed();
    void aKilledPutIsContinued();
    void aKilledGetIsContinued();

private:
    QString file(const QString &name) const { return m_dir->filePath(name); }

    std::unique_ptr<QTemporaryDir> m_dir;
    QByteArray m_content;
};

void tst_StoreFailures::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    QVERIFY(QDir(m_dir->path()).mkpath(u"repo.git"_s));
    m_content.resize(5'000'000);
    for (qsizetype i = 0; i < m_content.size(); ++i)
        m_content[i] = static_cast<char>((i * 2654435761U) >> 13);
    write(file(u"model.onnx"_s), m_content);
}

void tst_StoreFailures::aFullDiskLeavesNothing()
{
    const QString repo = file(u"repo.git"_s);
    const auto outcome = test::inChild([&] {
        if (!test::mountSmallDisk(repo, "size=2m"))
            return u"cannot mount"_s;
        return report(ObjectStore(repo).put(file(u"model.onnx"_s)), repo);
    });
    if (outcome.skipped())
        QSKIP("SKIPPED: this user may not mount a small disk");
    QVERIFY2(outcome.text.startsWith(
                 u"io: The disk of %1/lfs/tmp has 2.1 MB free, but 5.0 MB are needed"_s.arg(repo)),
             qPrintable(outcome.text));
    QVERIFY2(outcome.text.endsWith(u'|'), qPrintable(outcome.text));

    const auto got = test::inChild([&] {
        ObjectStore store(repo);
        const auto pointer = store.put(file(u"model.onnx"_s));
        const QString out = file(u"out"_s);
        QDir().mkpath(out);
        if (!test::mountSmallDisk(out, "size=2m"))
            return u"cannot mount"_s;
        return report(store.get(*pointer, out + u"/model.onnx"_s, true), out);
    });
    QVERIFY2(got.text.startsWith(u"io: The disk of "_s), qPrintable(got.text));
    QVERIFY2(got.text.endsWith(u'|'), qPrintable(got.text));
}

void tst_StoreFailures::aDiskThatOthersFillMeanwhileDoesNotMatter()
{
    const QString repo = file(u"repo.git"_s);
    const auto outcome = test::inChild([&] {
        if (!test::mountSmallDisk(repo, "size=6m"))
            return u"cannot mount"_s;
        Job job;
        job.progress = [&](qint64, qint64) {
            QFile other(repo + u"/other"_s);
            if (other.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
                other.write(QByteArray(6'000'000, 'x'));
        };
        return report(ObjectStore(repo).put(file(u"model.onnx"_s), job), repo);
    });
    if (outcome.skipped())
        QSKIP("SKIPPED: this user may not mount a small disk");
    QVERIFY2(outcome.text.startsWith(u"it worked|lfs/objects/"_s), qPrintable(outcome.text));
}

void tst_StoreFailures::aWriteThatFailsHalfWayLeavesNothing()
{
    const QString repo = file(u"repo.git"_s);
    const auto limitFileSize = [](rlim_t bytes) {
        ::signal(SIGXFSZ, SIG_IGN);
        const struct rlimit limit = {bytes, bytes};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    };
    const auto atOnce = test::inChild([&] {
        limitFileSize(2'000'000);
        return report(ObjectStore(repo).put(file(u"model.onnx"_s)), repo);
    });
    const auto halfWay = test::inChild([&] {
        Job job;
        job.progress = [&](qint64 done, qint64) {
            if (done > 2'000'000)
                limitFileSize(2'000'000);
        };
        return report(ObjectStore(repo).put(file(u"model.onnx"_s), job), repo);
    });
    for (const test::ChildOutcome &outcome : {atOnce, halfWay}) {
        QVERIFY2(outcome.text.contains(u"is larger than this file system or user may store"_s),
                 qPrintable(outcome.text));
        QVERIFY2(outcome.text.endsWith(u'|'), qPrintable(outcome.text));
    }
}

void tst_StoreFailures::aReadOnlyDiskIsNamed()
{
    const QString repo = file(u"repo.git"_s);
    const auto outcome = test::inChild([&] {
        if (!test::mountSmallDisk(repo, "size=9m,ro"))
            return u"cannot mount"_s;
        return report(ObjectStore(repo).put(file(u"model.onnx"_s)), repo);
    });
    if (outcome.skipped())
        QSKIP("SKIPPED: this user may not mount a disk");
    QVERIFY2(outcome.text.startsWith(u"io: "_s + repo) && outcome.text.contains(u"read-only"_s),
             qPrintable(outcome.text));
}

void tst_StoreFailures::forbiddenFoldersAreNamed()
{
    // Root may do everything, so the child first becomes somebody who may not.
    const QString repo = file(u"repo.git"_s);
    QCOMPARE(::chmod(QFile::encodeName(m_dir->path()).constData(), 0755), 0);
    QCOMPARE(::chmod(QFile::encodeName(file(u"model.onnx"_s)).constData(), 0644), 0);
    QCOMPARE(::chmod(QFile::encodeName(repo).constData(), 0555), 0);
    const auto outcome = test::inChild([&] {
        if (::getuid() == 0 && ::setresuid(65534, 65534, 65534) != 0)
            return u"cannot change the user"_s;
        return report(ObjectStore(repo).put(file(u"model.onnx"_s)), repo);
    });
    QVERIFY(!outcome.skipped());
    QVERIFY2(outcome.text.startsWith(u"io: %1/lfs may not be written: change the permissions"_s.arg(repo)),
             qPrintable(outcome.text));
}

void tst_StoreFailures::unreadableSourcesAreNamed()
{
    const QString source = file(u"model.onnx"_s);
    QCOMPARE(::chmod(QFile::encodeName(m_dir->path()).constData(), 0777), 0);
    QCOMPARE(::chmod(QFile::encodeName(file(u"repo.git"_s)).constData(), 0777), 0);
    QCOMPARE(::chmod(QFile::encodeName(source).constData(), 0), 0);
    const auto outcome = test::inChild([&] {
        if (::getuid() == 0 && ::setresuid(65534, 65534, 65534) != 0)
            return u"cannot change the user"_s;
        return report(ObjectStore(file(u"repo.git"_s)).put(source), file(u"repo.git"_s));
    });
    QVERIFY(!outcome.skipped());
    QVERIFY2(outcome.text.startsWith(u"io: %1 may not be read"_s.arg(source)), qPrintable(outcome.text));
    QVERIFY2(outcome.text.endsWith(u'|'), qPrintable(outcome.text));
}

void tst_StoreFailures::aKilledPutIsContinued()
{
    const QString repo = file(u"repo.git"_s);
    ObjectStore store(repo);
    const auto outcome = test::inChild([&] {
        Job job;
        job.progress = [](qint64 done, qint64) {
            if (done > 4'000'000)
                ::raise(SIGKILL);
        };
        return messageOf(ObjectStore(repo).put(file(u"model.onnx"_s), job));
    });
    QCOMPARE(outcome.signal, SIGKILL);
    const QStringList left = filesBelow(repo);
    QCOMPARE(left.size(), 1);
    QVERIFY2(left[0].startsWith(u"lfs/tmp/vitrine-"), qPrintable(left[0]));

    const auto pointer = store.put(file(u"model.onnx"_s));
    QVERIFY(pointer);
    QCOMPARE(read(store.pathOf(pointer->sha256)), m_content);
    QCOMPARE(filesBelow(repo).size(), 1);
    QVERIFY(store.verify(*pointer));
}

void tst_StoreFailures::aKilledGetIsContinued()
{
    ObjectStore store(file(u"repo.git"_s));
    const auto pointer = store.put(file(u"model.onnx"_s));
    QVERIFY(pointer);
    const QString out = file(u"out"_s);
    write(file(u"before"_s), "the file of before");
    QDir().mkpath(out);
    QVERIFY(QFile::copy(file(u"before"_s), out + u"/model.onnx"_s));
    const auto outcome = test::inChild([&] {
        Job job;
        job.progress = [](qint64, qint64) { ::raise(SIGKILL); };
        return messageOf(store.get(*pointer, out + u"/model.onnx"_s, false, job));
    });
    if (outcome.signal == 0)
        QSKIP("SKIPPED: the file system clones, so there is nothing to interrupt");
    QCOMPARE(read(out + u"/model.onnx"_s), "the file of before"_ba);
    QCOMPARE(filesBelow(out).size(), 2);
    QVERIFY(store.get(*pointer, out + u"/model.onnx"_s, false));
    QCOMPARE(read(out + u"/model.onnx"_s), m_content);
    QCOMPARE(filesBelow(out).size(), 1);
}

QTEST_GUILESS_MAIN(tst_StoreFailures)
#include "tst_storefailures.moc"
