// SPDX-License-Identifier: GPL-3.0-or-later
// Daily metrics of a CSV file of ten million scored rows, beside parsing the same bytes without measuring and
// beside pandas with scikit-learn, whose values are compared too.
//   VT_BENCH_ROWS    by default 10,000,000 (about 1 GB)
//   VT_BENCH_PYTHON  an interpreter with pandas and scikit-learn, by default /usr/bin/python3
#include "core/monitor/datasetmeasure.h"
#include "tests/bench/monitor/processortime.h"
#include "tests/bench/monitor/scoredfile.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::monitor;

namespace {

qint64 rowCount()
{
    bool ok = false;
    const qint64 rows = qEnvironmentVariable("VT_BENCH_ROWS").toLongLong(&ok);
    return ok && rows >= 10'000 ? rows : 10'000'000;
}

QString python()
{
    return qEnvironmentVariable("VT_BENCH_PYTHON", u"/usr/bin/python3"_s);
}

struct Cost {
    double seconds = 0;
    double processor = 0;
};

Cost costOf(const bench::ProcessorTime &time)
{
    return {time.seconds(), time.processorSeconds()};
}

// As one run says what the other's values should be.
bool isClose(double one, double other)
{
    return std::abs(one - other) <= 1e-9 * std::max(1.0, std::abs(other));
}

} // namespace

class bench_Metrics final : public QObject
{
    Q_OBJECT
private slots:
    void daily_data();
    void daily();

private:
    Cost runPython(const QString &path, bool classification, const QString &columns, QByteArray &out) const;
    QTemporaryDir m_folder;
};

void bench_Metrics::daily_data()
{
    QTest::addColumn<bool>("classification");
    QTest::newRow("regression: rmse mae rsq") << false;
    QTest::newRow("classification: accuracy roc_auc") << true;
}

Cost bench_Metrics::runPython(const QString &path, bool classification, const QString &columns,
                              QByteArray &out) const
{
    const bench::ProcessorTime time(RUSAGE_CHILDREN);
    QProcess process;
    process.start(python(), {QStringLiteral(VT_SOURCE_DIR "/tests/bench/monitor/daily_metrics.py"), path,
                             classification ? u"classification"_s : u"regression"_s, columns});
    if (!process.waitForFinished(-1) || process.exitCode() != 0)
        return {};
    out = process.readAllStandardOutput();
    return costOf(time);
}

void bench_Metrics::daily()
{
    QFETCH(bool, classification);
    const QString path = m_folder.filePath(u"scored.csv"_s);
    const qint64 rows = rowCount();
    const qint64 bytes = bench::writeScoredFile(path, rows, classification);
    MeasureRequest request;
    request.metrics = classification ? QStringList{u"accuracy"_s, u"roc_auc"_s}
                                     : QStringList{u"rmse"_s, u"mae"_s, u"rsq"_s};
    request.periods = Periods{};
    request.periods->unit = PeriodUnit::Day;
    QStringList wanted{u"time"_s, u"truth"_s, u"estimate"_s};
    if (classification) {
        wanted << u"prob_yes"_s;
        request.levels = {u"yes"_s, u"no"_s};
    }

    Cost parsing;
    {
        const bench::ProcessorTime time;
        const auto dataset = Dataset::open(path);
        QVERIFY(dataset);
        auto reader = dataset->read(wanted);
        QVERIFY(reader);
        Chunk chunk;
        while (reader->next(chunk).value_or(false)) {
        }
        parsing = costOf(time);
    }
    Cost measuring;
    Measurement measured;
    {
        const bench::ProcessorTime time;
        const auto dataset = Dataset::open(path);
        QVERIFY(dataset);
        request.roles = guessRoles(dataset->columns());
        auto result = measureDataset(*dataset, request);
        QVERIFY2(result, result ? "" : qPrintable(result.error().message));
        measured = *std::move(result);
        measuring = costOf(time);
    }
    qInfo("%lld rows, %.0f MB: %.2f s (%.2f s of processors), %.2f of parsing the same columns (%.2f of its "
          "processor time); peak memory %.0f MB",
          rows, double(bytes) / 1e6, measuring.seconds, measuring.processor,
          measuring.seconds / parsing.seconds, measuring.processor / parsing.processor,
          bench::peakMemory() / 1e6);

    for (const QString &columns : {u"wanted"_s, u"all"_s}) {
        QByteArray out;
        const Cost theirs = runPython(path, classification, columns, out);
        if (out.isEmpty())
            QSKIP("SKIPPED: pandas and scikit-learn are not installed (python3-pandas, python3-sklearn)");
        const QList<QByteArray> lines = out.trimmed().split('\n');
        QCOMPARE(lines.size(), measured.series[0].points.size());
        for (qsizetype day = 0; day < lines.size(); ++day) {
            const QList<QByteArray> words = lines[day].split(' ');
            for (qsizetype metric = 0; metric < measured.series.size(); ++metric) {
                const MetricPoint &point = measured.series[metric].points[day];
                QCOMPARE(QByteArray::number(point.n), words[1]);
                QVERIFY2(isClose(point.value, words[2 + metric].toDouble()), lines[day].constData());
            }
        }
        qInfo("pandas with scikit-learn, reading %s columns: %.1f s (%.1f s of processors): %.1f times as "
              "long (%.1f times the processor time); the same values to 1e-9",
              columns == u"all" ? "all" : "the wanted", theirs.seconds, theirs.processor,
              theirs.seconds / measuring.seconds, theirs.processor / measuring.processor);
    }
}

int main(int argc, char **argv)
{
    qputenv("QTEST_FUNCTION_TIMEOUT", "3600000"); // five minutes are too few for slow machines
    QCoreApplication application(argc, argv);
    bench_Metrics bench;
    return QTest::qExec(&bench, argc, argv);
}

#include "bench_metrics.moc"
