// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/roworder.h"

#include "core/monitor/dataset/dataset.h"
#include "core/monitor/rowtext.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <stop_token>
#include <thread>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;

namespace {

constexpr std::size_t rowCount = 5000; // of several pages, the last one not full
constexpr qint64 day = 86'400'000;

const QList<ColumnInfo> columns{{u"time"_s, ColumnType::Time, false, false},
                                {u"wind"_s, ColumnType::Number, true, false},
                                {u"sky"_s, ColumnType::Text, false, false}};

// Row i: day i, wind i % 7 (missing for every 10th), sky "Sun, dry" or "rain" (missing for every 9th).
Chunk rowsFrom(std::size_t first, std::size_t count)
{
    Chunk chunk;
    chunk.firstRow = qint64(first);
    chunk.rows = count;
    chunk.columns.resize(3);
    chunk.columns[0].type = ColumnType::Time;
    chunk.columns[1].type = ColumnType::Number;
    chunk.columns[2].type = ColumnType::Text;
    chunk.columns[2].texts = first % 2 == 0 ? std::vector<std::string>{"rain", "Sun, dry"}
                                            : std::vector<std::string>{"Sun, dry", "rain"};
    for (std::size_t i = first; i < first + count; ++i) {
        chunk.columns[0].times.push_back(qint64(i) * day);
        chunk.columns[1].numbers.push_back(i % 10 == 0 ? std::nan("") : double(i % 7));
        const bool sun = i % 4 == 0;
        chunk.columns[2].codes.push_back(i % 9 == 0 ? missingText : (first % 2 == 0) == sun ? 1 : 0);
    }
    return chunk;
}

std::shared_ptr<RowPages> filled()
{
    auto pages = RowPages::create(columns);
    if (!pages)
        qFatal("no place");
    for (std::size_t at = 0; at < rowCount; at += 333) { // chunks and pages have nothing in common
        if (!(*pages)->append(rowsFrom(at, std::min<std::size_t>(333, rowCount - at))))
            qFatal("not appended");
    }
    if (!(*pages)->finish())
        qFatal("not finished");
    return *pages;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class tst_RowOrder final : public QObject
{
    Q_OBJECT
private slots:
    void anyRowIsFoundAgain();
    void rowsAreReadWhileTheyAreWritten();
    void conditionsAndTextsFilter_data();
    void conditionsAndTextsFilter();
    void aConditionThatMakesNoSenseSaysSo();
    void sortingKeepsMissingValuesLast();
    void allRowsAreWritten();
    void filteredAndSortedRowsAreWrittenInTheirOrder();
    void timesAreWrittenAsQtWritesThem();
    void aStoppedExportLeavesNothing();
    void aPlaceThatCannotBeWrittenSaysWhy();
};

void tst_RowOrder::anyRowIsFoundAgain()
{
    const QStringList before = QDir::temp().entryList({u"vitrine-rows-*"_s});
    const auto pages = filled();
    QCOMPARE(QDir::temp().entryList({u"vitrine-rows-*"_s}), before); // nobody else sees them
    QCOMPARE(pages->rows(), qint64(rowCount));
    QCOMPARE(pages->pages(), 5);
    for (const std::size_t row :
         {std::size_t(4999), std::size_t(0), std::size_t(1023), std::size_t(1024), std::size_t(2500)}) {
        const auto page = pages->page(qint64(row / RowPages::pageRows));
        QVERIFY(page.has_value());
        const std::size_t at = row % RowPages::pageRows;
        QCOMPARE((*page)->columns[0].times[at], qint64(row) * day);
        const double wind = (*page)->columns[1].numbers[at];
        QVERIFY(row % 10 == 0 ? std::isnan(wind) : wind == double(row % 7));
        const Column &sky = (*page)->columns[2];
        QCOMPARE(sky.codes[at] == missingText, row % 9 == 0);
        if (row % 9 != 0)
            QCOMPARE(sky.texts[std::size_t(sky.codes[at])], std::string(row % 4 == 0 ? "Sun, dry" : "rain"));
    }
    QCOMPARE((*pages->page(4))->rows, rowCount - 4 * RowPages::pageRows);
    QCOMPARE(pages->page(5).error().code, Error::Code::NotFound);
}

void tst_RowOrder::rowsAreReadWhileTheyAreWritten()
{
    auto pages = RowPages::create(columns);
    QVERIFY(pages.has_value());
    std::jthread writer([&pages] {
        for (std::size_t at = 0; at < 200'000; at += 500)
            (void)(*pages)->append(rowsFrom(at, 500));
        (void)(*pages)->finish();
    });
    qint64 seen = 0;
    while (seen < 200'000) {
        seen = (*pages)->rows();
        if (seen == 0)
            continue;
        const auto page = (*pages)->page((seen - 1) / qint64(RowPages::pageRows));
        QVERIFY(page.has_value());
        const std::size_t at = std::size_t(seen - 1) % RowPages::pageRows;
        QCOMPARE((*page)->columns[0].times[at], (seen - 1) * day);
    }
}

void tst_RowOrder::conditionsAndTextsFilter_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<qint64>("count");
    const auto count = [](auto matches) {
        qint64 n = 0;
        for (std::size_t i = 0; i < rowCount; ++i)
            n += matches(i) ? 1 : 0;
        return n;
    };
    const auto wind = [](std::size_t i) { return i % 10 == 0 ? std::nan("") : double(i % 7); };
    const auto sun = [](std::size_t i) { return i % 9 != 0 && i % 4 == 0; };
    QTest::newRow("none") << QString() << qint64(rowCount);
    QTest::newRow("number") << u"wind > 4"_s << count([&](std::size_t i) { return wind(i) > 4; });
    QTest::newRow("both") << u"wind == 3 and sky == \"Sun, dry\""_s
                          << count([&](std::size_t i) { return wind(i) == 3 && sun(i); });
    QTest::newRow("missing") << u"missing(wind)"_s << count([](std::size_t i) { return i % 10 == 0; });
    QTest::newRow("text") << u"sun"_s << count(sun); // whatever its case
    QTest::newRow("time") << u"1970-01-0"_s << qint64(9);
    QTest::newRow("word") << u"wind"_s << qint64(0); // no comparison, and no cell has it
    QTest::newRow("another column") << u"rainfall > 3"_s << qint64(0);
}

void tst_RowOrder::conditionsAndTextsFilter()
{
    QFETCH(const QString, filter);
    QFETCH(const qint64, count);
    const auto pages = filled();
    const auto rows = orderedRows(*pages, {filter, -1, false});
    QVERIFY2(rows.has_value(), rows ? "" : qPrintable(rows.error().message));
    QCOMPARE(qint64(rows->size()), count);
    QVERIFY(std::ranges::is_sorted(*rows)); // as they are
}

void tst_RowOrder::aConditionThatMakesNoSenseSaysSo()
{
    const auto pages = filled();
    const auto rows = orderedRows(*pages, {u"sky > 3"_s, -1, false});
    QVERIFY(!rows);
    QCOMPARE(rows.error().code, Error::Code::InvalidArgument);
    QVERIFY2(rows.error().message.contains(u"sky"), qPrintable(rows.error().message));
}

void tst_RowOrder::sortingKeepsMissingValuesLast()
{
    const auto pages = filled();
    for (const bool descending : {false, true}) {
        const auto rows = orderedRows(*pages, {{}, 1, descending});
        QVERIFY(rows.has_value());
        QCOMPARE(rows->size(), rowCount);
        QCOMPARE((*rows)[0], descending ? 6U : 7U); // the first of its value: 0 itself has none
        for (std::size_t i = 0; i < rowCount; ++i)
            QCOMPARE((*rows)[i] % 10 == 0, i >= rowCount - rowCount / 10);
        for (std::size_t i = 1; i < rowCount - rowCount / 10; ++i) {
            const auto before = std::pair((*rows)[i - 1] % 7, (*rows)[i - 1]);
            const auto after = std::pair((*rows)[i] % 7, (*rows)[i]);
            if (descending)
                QVERIFY(before.first > after.first ||
                        (before.first == after.first && before.second < after.second));
            else
                QVERIFY(before < after);
        }
    }
    const auto texts = orderedRows(*pages, {{}, 2, false});
    QCOMPARE((*texts)[0], 4U); // "Sun, dry" before "rain", by code points
}

void tst_RowOrder::allRowsAreWritten()
{
    const auto pages = filled();
    QTemporaryDir dir;
    const QString path = dir.filePath(u"rows.csv"_s);
    qint64 reported = -1;
    Job job;
    job.progress = [&reported](qint64 done, qint64 total) {
        QVERIFY(done >= reported && total == qint64(rowCount));
        reported = done;
    };
    QVERIFY(writeRows(*pages, nullptr, path, job).has_value());
    QVERIFY(reported > 0);
    const QByteArray text = contentOf(path);
    const QList<QByteArray> lines = text.split('\n');
    QCOMPARE(lines.size(), qsizetype(rowCount) + 2);
    QCOMPARE(lines[0], QByteArray("time,wind,sky\r"));
    QCOMPARE(lines[1], QByteArray("1970-01-01T00:00:00Z,,\r")); // missing ones are empty
    QCOMPARE(lines[5], QByteArray("1970-01-05T00:00:00Z,4,\"Sun, dry\"\r"));
    // And reads as what it was.
    const auto again = Dataset::open(path);
    QVERIFY(again.has_value());
    QCOMPARE(again->columns()[1].type, ColumnType::Number);
    auto reader = again->read({u"wind"_s, u"sky"_s});
    QVERIFY(reader.has_value());
    Chunk chunk;
    std::size_t rows = 0;
    while (reader->next(chunk).value_or(false))
        rows += chunk.rows;
    QCOMPARE(rows, rowCount);
}

void tst_RowOrder::filteredAndSortedRowsAreWrittenInTheirOrder()
{
    const auto pages = filled();
    const auto rows = orderedRows(*pages, {u"wind == 6"_s, 0, true});
    QVERIFY(rows.has_value());
    QTemporaryDir dir;
    const QString path = dir.filePath(u"rows.csv"_s);
    QVERIFY(writeRows(*pages, &*rows, path).has_value());
    const QList<QByteArray> lines = contentOf(path).trimmed().split('\n');
    QCOMPARE(lines.size(), qsizetype(rows->size()) + 1);
    QByteArray before("9");
    for (const QByteArray &line : lines.sliced(1)) {
        QVERIFY(line.contains(",6,") && line < before); // the latest first
        before = line;
    }
}

void tst_RowOrder::timesAreWrittenAsQtWritesThem()
{
    Column column;
    column.type = ColumnType::Time;
    for (const qint64 ms :
         {0LL, -1LL, -86'400'000LL, 951'782'399'999LL, 951'782'400'000LL, 1'709'251'199'000LL,
          4'102'444'800'123LL, -62'135'596'800'000LL, 253'402'300'799'999LL})
        column.times.push_back(ms);
    for (std::size_t row = 0; row < column.times.size(); ++row) {
        std::string text;
        appendCell(column, row, text);
        const QDateTime time = QDateTime::fromMSecsSinceEpoch(column.times[row], Qt::UTC);
        QCOMPARE(QString::fromStdString(text),
                 time.toString(column.times[row] % 1000 == 0 ? Qt::ISODate : Qt::ISODateWithMs));
    }
}

void tst_RowOrder::aStoppedExportLeavesNothing()
{
    const auto pages = filled();
    QTemporaryDir dir;
    const QString path = dir.filePath(u"rows.csv"_s);
    std::stop_source source;
    Job job;
    job.stop = source.get_token();
    job.progress = [&source](qint64 done, qint64) {
        if (done > 2000)
            source.request_stop();
    };
    const auto written = writeRows(*pages, nullptr, path, job);
    QVERIFY(!written);
    QCOMPARE(written.error().code, Error::Code::Cancelled);
    QVERIFY(QDir(dir.path()).isEmpty());
}

void tst_RowOrder::aPlaceThatCannotBeWrittenSaysWhy()
{
    const auto pages = filled();
    QTemporaryDir dir;
    const auto written = writeRows(*pages, nullptr, dir.filePath(u"no/rows.csv"_s));
    QVERIFY(!written);
    QVERIFY2(written.error().message.contains(u"rows.csv"), qPrintable(written.error().message));
}

QTEST_GUILESS_MAIN(tst_RowOrder)
#include "tst_roworder.moc"
