// SPDX-License-Identifier: GPL-3.0-or-later
// How fast, and in how little memory, a large artefact goes into the store and out again.
//   VT_BENCH_BYTES   its size, by default 1 GiB; three times as much is needed on the disk
//   VT_BENCH_FOLDER  where, by default the folder for temporary files
#include "core/artifact/objectstore.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <sys/resource.h>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::artifact;

namespace {

constexpr int runs = 3;
constexpr qint64 memoryLimit = 64LL * 1024 * 1024;

qint64 wantedBytes()
{
    bool ok = false;
    const qint64 bytes = qEnvironmentVariable("VT_BENCH_BYTES").toLongLong(&ok);
    return ok && bytes > 0 ? bytes : 1LL << 30;
}

// Bytes that no file system can make smaller (xorshift64).
bool generate(const QString &path, qint64 bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
        return false;
    std::vector<quint64> block(1 << 17);
    quint64 state = 0x9E3779B97F4A7C15ULL;
    for (qint64 left = bytes; left > 0;) {
        for (quint64 &word : block) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            word = state;
        }
        const qint64 count = std::min<qint64>(left, static_cast<qint64>(block.size() * sizeof(quint64)));
        if (file.write(reinterpret_cast<const char *>(block.data()), count) != count)
            return false;
        left -= count;
    }
    return true;
}

// The memory that the process has had at most.
qint64 peakMemory()
{
    struct rusage usage = {};
    ::getrusage(RUSAGE_SELF, &usage);
    return qint64(usage.ru_maxrss) * 1024;
}

double secondsOf(const std::function<void()> &work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return double(timer.nsecsElapsed()) / 1e9;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

} // namespace

class bench_ObjectStore final : public QObject
{
    Q_OBJECT
private slots:
    void aLargeFileGoesInAndOut();
    void aSmallFileGoesIn();

private:
    static void print(const char *what, qint64 bytes, double seconds, double reference)
    {
        std::printf("  %-28s %8.3f s %8.0f MB/s", what, seconds, double(bytes) / 1e6 / seconds);
        if (reference > 0)
            std::printf("   %.2f of hashing alone", reference / seconds);
        std::printf("\n");
        std::fflush(stdout);
    }
};

void bench_ObjectStore::aLargeFileGoesInAndOut()
{
    const qint64 bytes = wantedBytes();
    const QString base = qEnvironmentVariable("VT_BENCH_FOLDER", QDir::tempPath());
    const QTemporaryDir dir(base + u"/vitrine-bench-XXXXXX"_s);
    QVERIFY2(dir.isValid(), qPrintable(base));
    const QString source = dir.filePath(u"model.bin"_s);
    QVERIFY2(generate(source, bytes), "the file could not be generated");
    ObjectStore store(dir.filePath(u"repo.git"_s));
    QVERIFY(QDir(dir.path()).mkpath(u"repo.git"_s));
    std::printf("%lld bytes below %s, the median of %d runs\n", static_cast<long long>(bytes),
                qPrintable(base), runs);

    const QString target = dir.filePath(u"out.bin"_s);
    QString hash;
    Pointer pointer;
    bool good = true;
    const auto put = [&] { pointer = store.put(source).value_or(Pointer{}); };
    const auto get = [&](bool hardLink) { good = good && store.get(pointer, target, hardLink); };
    std::vector<double> hashing, putting, again, getting, linking, verifying;
    // In turns, so that what else the machine does weighs on all alike.
    for (int run = 0; run < runs; ++run) {
        hashing.push_back(secondsOf([&] { hash = sha256OfFile(source).value_or(QString()); }));
        QVERIFY(store.remove(hash));
        putting.push_back(secondsOf(put));
        QCOMPARE(pointer, (Pointer{hash, bytes}));
        again.push_back(secondsOf(put));
        QCOMPARE(pointer, (Pointer{hash, bytes}));
        QFile::remove(target);
        getting.push_back(secondsOf([&] { get(false); }));
        QCOMPARE(sha256OfFile(target).value_or(QString()), hash);
        QFile::remove(target);
        linking.push_back(secondsOf([&] { get(true); }));
        verifying.push_back(secondsOf([&] { good = good && store.verify(pointer); }));
        QVERIFY(good);
    }
    const double reference = median(hashing);
    print("hash alone", bytes, reference, 0);
    print("put, on the disk", bytes, median(putting), reference);
    print("put again, already there", bytes, median(again), reference);
    print("get, copied", bytes, median(getting), reference);
    print("get, hard-linked", bytes, median(linking), reference);
    print("verify", bytes, median(verifying), reference);

    const qint64 peak = peakMemory();
    std::printf("  peak memory of the process   %.1f MiB\n", double(peak) / 1024 / 1024);
#ifndef __SANITIZE_ADDRESS__
    QVERIFY2(peak < memoryLimit, "more than 64 MiB of memory were used");
#endif
}

void bench_ObjectStore::aSmallFileGoesIn()
{
    const QTemporaryDir dir;
    ObjectStore store(dir.filePath(u"repo.git"_s));
    QVERIFY(QDir(dir.path()).mkpath(u"repo.git"_s));
    constexpr int files = 200;
    std::vector<double> milliseconds;
    for (int i = 0; i < files; ++i) {
        const QString source = dir.filePath(QString::number(i));
        QVERIFY(generate(source, 50'000 + i));
        QElapsedTimer timer;
        timer.start();
        QVERIFY(store.put(source));
        milliseconds.push_back(double(timer.nsecsElapsed()) / 1e6);
    }
    std::sort(milliseconds.begin(), milliseconds.end());
    std::printf("50 kB, %d times: median %.2f ms, 99th percentile %.2f ms\n", files, milliseconds[files / 2],
                milliseconds[files * 99 / 100]);
}

QTEST_GUILESS_MAIN(bench_ObjectStore)
#include "bench_objectstore.moc"
