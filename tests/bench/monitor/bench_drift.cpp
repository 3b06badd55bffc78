// SPDX-License-Identifier: GPL-3.0-or-later
// Drift of 50 columns by day over a year of ten million rows: how long and in how much memory, beside sorting
// the same values with the standard library and beside parsing them.
//   VT_BENCH_ROWS      rows in memory, by default 10,000,000
//   VT_BENCH_FILE_ROWS rows of the CSV file, by default 1,000,000 (430 MB)
#include "core/monitor/dataset/dataset.h"
#include "core/monitor/drift/driftrun.h"
#include "core/monitor/drift/driftsweep.h"
#include "core/monitor/sketch/columnsketch.h"
#include "tests/bench/monitor/processortime.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cstdio>
#include <random>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;

namespace {

constexpr int columns = 50;
constexpr int days = 365;
constexpr double targetSeconds = 30;
constexpr qint64 targetMemory = 1LL << 30;
constexpr qint64 firstMs = 1'704'067'200'000; // 2024-01-01
constexpr std::size_t chunkRows = 20'000;

qint64 rowsFrom(const char *variable, qint64 usual)
{
    bool ok = false;
    const qint64 rows = qEnvironmentVariable(variable).toLongLong(&ok);
    return ok && rows >= days * 10 ? rows : usual;
}

const std::vector<double> &pool()
{
    static const std::vector<double> values = [] {
        std::vector<double> made(4'000'000);
        std::mt19937_64 random(2);
        std::normal_distribution<double> normal;
        for (double &value : made)
            value = normal(random);
        return made;
    }();
    return values;
}

QList<DriftColumn> numberColumns()
{
    QList<DriftColumn> result;
    for (int i = 0; i < columns; ++i)
        result.append({u"x%1"_s.arg(i), ColumnKind::Number, ColumnRole::Feature});
    return result;
}

// The training data: 100,000 values a column, as a sketch.
QList<ColumnProfile> reference()
{
    QList<ColumnProfile> result;
    for (const DriftColumn &column : numberColumns()) {
        ColumnSketch sketch(column.name, column.kind);
        sketch.add(std::span(pool()).first(100'000));
        result.append(sketch.profile());
    }
    return result;
}

// Every column from another place of the pool; the same for the same row.
void fill(Chunk &chunk, qint64 firstRow, std::size_t rows, qint64 total)
{
    chunk.firstRow = firstRow;
    chunk.rows = rows;
    chunk.columns.resize(columns + 1);
    chunk.columns[0].type = ColumnType::Time;
    chunk.columns[0].times.resize(rows);
    for (std::size_t row = 0; row < rows; ++row) {
        const auto share = double(firstRow + qint64(row)) / double(total);
        chunk.columns[0].times[row] = firstMs + qint64(share * days * 86'400'000.0);
    }
    for (std::size_t i = 0; i < columns; ++i) {
        const std::size_t offset =
            (static_cast<std::size_t>(firstRow) * 7 + i * 70'001) % (pool().size() - chunkRows);
        chunk.columns[i + 1].numbers.assign(pool().begin() + std::ptrdiff_t(offset),
                                            pool().begin() + std::ptrdiff_t(offset + rows));
    }
}

Periods daily()
{
    Periods periods;
    periods.unit = PeriodUnit::Day;
    return periods;
}

struct Swept {
    double seconds = 0;
    DriftSeries series;
};

Swept sweepInMemory(qint64 total, DriftSweep::Order order, const DriftOptions &options = {})
{
    QElapsedTimer timer;
    timer.start();
    DriftSweep sweep(numberColumns(), reference(), daily(), options, order, driftMemory);
    Chunk chunk;
    for (qint64 row = 0; row < total; row += qint64(chunkRows)) {
        fill(chunk, row, static_cast<std::size_t>(std::min<qint64>(chunkRows, total - row)), total);
        if (!sweep.add(chunk, true).value_or(false))
            qFatal("the rows are not in order");
    }
    Swept result{0, sweep.finish()};
    result.seconds = double(timer.nsecsElapsed()) / 1e9;
    return result;
}

// Sorting each day's values is the least that an exact comparison has to do.
double standardSortSeconds(qint64 total)
{
    constexpr int part = 20; // of the days
    const auto rows = static_cast<std::size_t>(total / days);
    std::vector<std::vector<double>> values;
    for (int i = 0; i < days * columns / part; ++i) {
        const std::size_t offset = static_cast<std::size_t>(i) * 7919 % (pool().size() - rows);
        values.emplace_back(pool().begin() + std::ptrdiff_t(offset),
                            pool().begin() + std::ptrdiff_t(offset + rows));
    }
    QElapsedTimer timer;
    timer.start();
    for (std::vector<double> &day : values)
        std::sort(day.begin(), day.end());
    return part * double(timer.nsecsElapsed()) / 1e9;
}

QString writeCsv(const QTemporaryDir &folder, qint64 total)
{
    const QString path = folder.filePath(u"rows.csv"_s);
    std::FILE *file = std::fopen(path.toUtf8().constData(), "w");
    std::fputs("time", file);
    for (int i = 0; i < columns; ++i)
        std::fprintf(file, ",x%d", i);
    std::fputc('\n', file);
    Chunk chunk;
    for (qint64 row = 0; row < total; row += qint64(chunkRows)) {
        fill(chunk, row, static_cast<std::size_t>(std::min<qint64>(chunkRows, total - row)), total);
        for (std::size_t i = 0; i < chunk.rows; ++i) {
            const QDateTime time = QDateTime::fromMSecsSinceEpoch(chunk.columns[0].times[i], Qt::UTC);
            std::fputs(time.toString(Qt::ISODate).toUtf8().constData(), file);
            for (std::size_t column = 1; column <= columns; ++column)
                std::fprintf(file, ",%.6g", chunk.columns[column].numbers[i]);
            std::fputc('\n', file);
        }
    }
    std::fclose(file);
    return path;
}

} // namespace

class bench_Drift final : public QObject
{
    Q_OBJECT
private slots:
    void yearOfDays();
    void unsortedYearOfDays();
    void yearOfDaysFromCsv();
};

void bench_Drift::yearOfDays()
{
    const qint64 total = rowsFrom("VT_BENCH_ROWS", 10'000'000);
    const double sorting = standardSortSeconds(total);
    const Swept swept = sweepInMemory(total, DriftSweep::Order::Ascending);
    QCOMPARE(swept.series.periods.size(), qsizetype(days));
    QCOMPARE(swept.series.periods.first().comparison.findings.size(), qsizetype(columns));
    qInfo("drift of %d columns x %d days over %lld rows: %.1f s, %.2f of the target of %.0f s, %.2f of "
          "std::sort "
          "on one core; peak memory %.2f of 1 GiB",
          columns, days, total, swept.seconds, swept.seconds / targetSeconds, targetSeconds,
          swept.seconds / sorting, bench::peakMemory() / double(targetMemory));
}

void bench_Drift::unsortedYearOfDays()
{
    const qint64 total = rowsFrom("VT_BENCH_ROWS", 10'000'000);
    const Swept swept = sweepInMemory(total, DriftSweep::Order::Any);
    QCOMPARE(swept.series.periods.size(), qsizetype(days));
    QVERIFY(swept.series.periods.first().comparison.findings.first().rankError < 0.02);
    qInfo("the same when rows may be in any order, by sketches: %.1f s, %.2f of the target; peak memory %.2f "
          "of "
          "1 GiB",
          swept.seconds, swept.seconds / targetSeconds, bench::peakMemory() / double(targetMemory));
}

void bench_Drift::yearOfDaysFromCsv()
{
    const qint64 total = rowsFrom("VT_BENCH_FILE_ROWS", 1'000'000);
    QTemporaryDir folder;
    const auto dataset = Dataset::open(writeCsv(folder, total));
    QVERIFY(dataset);
    QStringList names{u"time"_s};
    for (const DriftColumn &column : numberColumns())
        names << column.name;
    QElapsedTimer timer;
    timer.start();
    auto reader = dataset->read(names);
    QVERIFY(reader);
    Chunk chunk;
    while (reader->next(chunk).value_or(false)) {
    }
    const double parsing = double(timer.nsecsElapsed()) / 1e9;
    timer.restart();
    DriftRequest request;
    request.time = u"time"_s;
    request.periods = daily();
    DriftReference training;
    training.columns = reference();
    const auto series = driftOverTime(*dataset, training, request);
    QVERIFY(series);
    QCOMPARE(series->periods.size(), qsizetype(days));
    const double seconds = double(timer.nsecsElapsed()) / 1e9;
    qInfo("from a CSV file of %lld rows: %.1f s, %.2f of the time to parse it; peak memory %.2f of 1 GiB",
          total, seconds, seconds / parsing, bench::peakMemory() / double(targetMemory));
}

QTEST_GUILESS_MAIN(bench_Drift)
#include "bench_drift.moc"
