// SPDX-License-Identifier: GPL-3.0-or-later
// A backtest of many versions over a million rows in a file, beside what the engine takes for the same
// predictions alone, from frames that are ready, on as many threads. For boosted trees and for the cheapest
// model there is.
//   VT_BENCH_ROWS      by default 1,000,000
//   VT_BENCH_VERSIONS  by default 50
#include "core/monitor/backtest/backtest.h"
#include "core/registry/library.h"
#include "core/sample/samplelibrary.h"
#include "core/serving/enginepredictor.h"
#include "tests/bench/monitor/processortime.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>
#include <QtConcurrentMap>

#include <cmath>
#include <cstdio>
#include <random>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;

namespace {

constexpr std::size_t frameRows = 20'000;

qint64 setting(const char *variable, qint64 usual)
{
    bool ok = false;
    const qint64 value = qEnvironmentVariable(variable).toLongLong(&ok);
    return ok && value > 0 ? value : usual;
}

struct Weather {
    double tempMax, tempMin, precipitation, wind, truth;
    int day;
};

Weather weather(std::mt19937_64 &random)
{
    std::normal_distribution<double> normal;
    Weather row;
    row.day = int(random() % 366) + 1;
    row.tempMax = 15 + 8 * std::sin(row.day / 58.0) + 3 * normal(random);
    row.tempMin = row.tempMax - 7 - std::abs(normal(random));
    row.precipitation = random() % 3 ? 0 : std::abs(5 * normal(random));
    row.wind = std::abs(3 + normal(random));
    row.truth = row.tempMax + normal(random);
    return row;
}

} // namespace

class bench_Backtest final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void manyVersions_data();
    void manyVersions();

private:
    struct Cost {
        double seconds = 0;
        double processor = 0;
    };
    Cost engineCost(const QString &version, qint64 versions);
    Result<std::unique_ptr<serving::Engine>> engine(const QString &version) const
    {
        VT_TRY(const registry::VersionDetails details, m_library->details(u"seattle-tmax"_s, version));
        VT_TRY(const QString path, m_library->artefactPath(details.version));
        return serving::loadEngine(path, details.metadata.prototype);
    }
    QTemporaryDir m_folder;
    std::optional<registry::Library> m_library;
    QString m_path;
    qint64 m_rows = 0;
};

void bench_Backtest::initTestCase()
{
    const QString path = m_folder.filePath(u"sample.git"_s);
    const auto made = sample::create(path);
    QVERIFY2(made, made ? "" : qPrintable(made.error().message));
    m_library.emplace(registry::Library::open(path).value());
    m_rows = setting("VT_BENCH_ROWS", 1'000'000);
    m_path = m_folder.filePath(u"rows.csv"_s);
    std::FILE *file = std::fopen(m_path.toUtf8().constData(), "w");
    QVERIFY(file);
    std::fputs("time,temp_max,temp_min,precipitation,wind,day_of_year,truth\n", file);
    std::mt19937_64 random(1);
    const QDate first(2023, 1, 1);
    for (qint64 i = 0; i < m_rows; ++i) {
        const Weather row = weather(random);
        const QDate date = first.addDays(i * 365 / m_rows);
        std::fprintf(file, "%04d-%02d-%02d,%.2f,%.2f,%.2f,%.2f,%d,%.2f\n", date.year(), date.month(),
                     date.day(), row.tempMax, row.tempMin, row.precipitation, row.wind, row.day, row.truth);
    }
    std::fclose(file);
}

// Frames that are ready, version by version side by side: nothing but the engine.
bench_Backtest::Cost bench_Backtest::engineCost(const QString &version, qint64 versions)
{
    std::vector<std::unique_ptr<serving::Engine>> engines;
    for (qint64 i = 0; i < versions; ++i)
        engines.push_back(engine(version).value());
    const serving::Schema &schema = engines.front()->schema();
    std::vector<serving::Frame> frames;
    std::mt19937_64 random(1);
    for (qint64 done = 0; done < m_rows; done += qint64(frameRows)) {
        const auto count = std::size_t(std::min<qint64>(frameRows, m_rows - done));
        serving::Frame &frame = frames.emplace_back();
        frame.reset(schema);
        frame.setRows(count);
        for (std::size_t row = 0; row < count; ++row) {
            const Weather of = weather(random);
            for (std::size_t column = 0; column < schema.columns.size(); ++column) {
                const std::string &name = schema.columns[column].name;
                const double value = name == "temp_max"        ? of.tempMax
                                     : name == "temp_min"      ? of.tempMin
                                     : name == "precipitation" ? of.precipitation
                                     : name == "wind"          ? of.wind
                                                               : of.day;
                if (schema.columns[column].cell == serving::CellType::Integer)
                    frame.setInteger(column, row, std::int64_t(value));
                else
                    frame.setNumber(column, row, value);
            }
        }
    }
    QThreadPool pool;
    const bench::ProcessorTime time;
    QtConcurrent::blockingMap(&pool, engines, [&](const std::unique_ptr<serving::Engine> &one) {
        serving::Output output;
        for (const serving::Frame &frame : frames) {
            if (one->predict(frame, serving::Wanted::Prediction, output))
                qFatal("the model failed");
        }
    });
    return {time.seconds(), time.processorSeconds()};
}

void bench_Backtest::manyVersions_data()
{
    QTest::addColumn<QString>("version");
    QTest::newRow("boosted trees") << u"v2.0.0"_s;
    QTest::newRow("a line") << u"v1.1.0"_s;
}

void bench_Backtest::manyVersions()
{
    QFETCH(QString, version);
    const qint64 count = setting("VT_BENCH_VERSIONS", 50);
    QList<BacktestVersion> versions;
    for (qint64 i = 0; i < count; ++i)
        versions.append({u"v0.0.%1"_s.arg(i), QString::number(i), 0,
                         [this, version]() -> Result<std::unique_ptr<Predictor>> {
                             VT_TRY(auto loaded, engine(version));
                             return serving::predictorOf(std::move(loaded));
                         }});
    BacktestRequest request;
    request.roles.time = u"time"_s;
    request.roles.truth = u"truth"_s;
    request.periods = Periods{};
    request.cachePath = m_folder.filePath(version + u".sqlite"_s);
    const Cost alone = engineCost(version, count);
    const bench::ProcessorTime time;
    const auto dataset = Dataset::open(m_path);
    QVERIFY(dataset);
    const auto first = backtest(*dataset, versions, request);
    const double seconds = time.seconds();
    const double processor = time.processorSeconds();
    QVERIFY2(first, first ? "" : qPrintable(first.error().message));
    QCOMPARE(first->series.size(), qsizetype(count * 3));
    QCOMPARE(first->predictedRows, count * m_rows);
    QElapsedTimer timer;
    timer.start();
    const auto again = backtest(*dataset, versions, request);
    const double cached = double(timer.nsecsElapsed()) / 1e9;
    QCOMPARE(again->predictedRows, 0);
    qInfo("%s: %lld versions x %lld rows x 12 months: %.1f s, %.2f of the engine alone (%.1f s), %.2f of its "
          "processor time; again, from the cache: %.2f of the first time; peak memory %.0f MB",
          QTest::currentDataTag(), count, m_rows, seconds, seconds / alone.seconds, alone.seconds,
          processor / alone.processor, cached / seconds, bench::peakMemory() / 1e6);
}

int main(int argc, char **argv)
{
    qputenv("QTEST_FUNCTION_TIMEOUT", "3600000"); // five minutes are too few for slow machines
    QCoreApplication application(argc, argv);
    bench_Backtest bench;
    return QTest::qExec(&bench, argc, argv);
}

#include "bench_backtest.moc"
