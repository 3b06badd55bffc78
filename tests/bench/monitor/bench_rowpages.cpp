// SPDX-License-Identifier: GPL-3.0-or-later
// What it costs to hold, find, sort and write millions of rows by their place, against what a single pass
// over the file costs, and how much memory it takes.
#include "core/monitor/dataset/dataset.h"
#include "core/monitor/roworder.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>
#include <random>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;

namespace {

double residentMb()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmRSS:"))
            return line.simplified().split(' ').value(1).toDouble() / 1024;
    }
    return 0;
}

} // namespace

class bench_RowPages final : public QObject
{
    Q_OBJECT
private slots:
    void rows_data();
    void rows();

private:
    QString write(int rows);
    QTemporaryDir m_dir;
};

QString bench_RowPages::write(int rows)
{
    QFile data(m_dir.filePath(u"rows%1.csv"_s.arg(rows)));
    if (!data.open(QIODevice::WriteOnly))
        return {};
    QByteArray text("time,temp,wind,sky\n");
    for (int i = 0; i < rows; ++i) {
        text += "2015-01-" + QByteArray::number(i % 28 + 1).rightJustified(2, '0') + "T12:00:00Z," +
                QByteArray::number(i % 400 / 10.0) + ',' + QByteArray::number((i * 7) % 1000) +
                (i % 4 ? ",rain\n" : ",sun\n");
        if (text.size() > 1 << 20 || i + 1 == rows) {
            data.write(text);
            text.clear();
        }
    }
    return data.fileName();
}

void bench_RowPages::rows_data()
{
    QTest::addColumn<int>("count");
    for (const int count : {100'000, 1'000'000, 5'000'000})
        QTest::addRow("%d rows", count) << count;
}

void bench_RowPages::rows()
{
    QFETCH(const int, count);
    const auto dataset = Dataset::open(write(count));
    QVERIFY(dataset.has_value());
    const QStringList names{u"time"_s, u"temp"_s, u"wind"_s, u"sky"_s};
    const auto pass = [&](RowPages *into) {
        auto reader = dataset->read(names);
        Chunk chunk;
        while (reader->next(chunk).value_or(false)) {
            if (into && !into->append(chunk))
                qFatal("not appended");
        }
    };
    QElapsedTimer timer;
    timer.start();
    pass(nullptr);
    const double once = double(timer.nsecsElapsed()) / 1e6;
    const double before = residentMb();
    auto pages = RowPages::create(dataset->columns());
    QVERIFY(pages.has_value());
    const auto relative = [&](const char *what, auto work) {
        timer.start();
        work();
        const double ms = double(timer.nsecsElapsed()) / 1e6;
        std::printf("  %-34s %9.1f ms  %6.2f passes  %7.1f MB\n", what, ms, ms / once, residentMb() - before);
    };
    std::printf("%d rows, one pass over the file %.1f ms\n", count, once);
    relative("read into pages", [&] {
        pass(pages->get());
        QVERIFY((*pages)->finish().has_value());
    });
    QCOMPARE((*pages)->rows(), qint64(count));
    std::mt19937 random(7);
    relative("1,000 pages here and there", [&] {
        for (int i = 0; i < 1000; ++i)
            QVERIFY((*pages)->page(qint64(random() % quint64((*pages)->pages()))).has_value());
    });
    relative("filtered by a condition", [&] {
        QVERIFY(orderedRows(**pages, {u"wind > 500 and sky == \"sun\""_s, -1, false}).has_value());
    });
    RowOrder sorted;
    relative("sorted by a number", [&] {
        sorted = orderedRows(**pages, {{}, 1, true}).value_or(RowOrder());
    });
    const QString path = m_dir.filePath(u"out.csv"_s);
    relative("written", [&] { QVERIFY(writeRows(**pages, nullptr, path).has_value()); });
    relative("written in another order", [&] { QVERIFY(writeRows(**pages, &sorted, path).has_value()); });
    std::fflush(stdout);
}

QTEST_GUILESS_MAIN(bench_RowPages)
#include "bench_rowpages.moc"
