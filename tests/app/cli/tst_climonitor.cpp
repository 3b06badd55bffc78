// SPDX-License-Identifier: GPL-3.0-or-later
// monitor ingest, metrics and export as programs: what they print, where, and with which exit code.
#include "core/monitor/store.h"
#include "tests/app/cli/clirun.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::test;

class tst_CliMonitor final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void metricsOfAFile();
    void metricsAsCsv();
    void metricsOfStandardInput();
    void metricsByGroupWithIntervalsAndOnesOwn();
    void windowsOfPython();
    void problemsAreToldOnStandardError();
    void wrongUse_data();
    void wrongUse();
    void failures_data();
    void failures();
    void theModelPredicts();
    void ingestThenMeasureThenSaveThenExport();
    void truthsThatArriveLater();
    void aTableOfMetricsComesIn();
    void aBoardOfPins();
    void anotherStore();
    void oldObservationsAreRemoved();
    void killingTheWriterLosesAtMostTheLastSecond();

private:
    Ran run(const QStringList &arguments, const QByteArray &input = {}) const;
    QString write(const QByteArray &bytes, const QString &name = u"data.csv"_s) const;

    QTemporaryDir m_libraries;
    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_library; // a fresh copy of the sample
};

void tst_CliMonitor::initTestCase()
{
    QCOMPARE(runCli({u"--quiet"_s, u"demo"_s, m_libraries.filePath(u"sample.git"_s)}).code, 0);
}

void tst_CliMonitor::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_library = m_dir->filePath(u"library.git"_s);
    QProcess copy;
    copy.start(u"cp"_s, {u"-r"_s, m_libraries.filePath(u"sample.git"_s), m_library});
    QVERIFY(copy.waitForFinished(60'000) && copy.exitCode() == 0);
}

Ran tst_CliMonitor::run(const QStringList &arguments, const QByteArray &input) const
{
    return runCli(QStringList{u"monitor"_s} + arguments, m_library, {}, input);
}

QString tst_CliMonitor::write(const QByteArray &bytes, const QString &name) const
{
    QFile file(m_dir->filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write the file");
    return file.fileName();
}

void tst_CliMonitor::metricsOfAFile()
{
    const QString file = write("date,truth,pred\n2024-01-01,1,2\n2024-01-31,3,3\n2024-02-01,5,3\n");
    const Ran table = run({u"metrics"_s, u"--data"_s, file, u"--metrics"_s, u"mae,rsq"_s});
    QCOMPARE(table.err, QString());
    QCOMPARE(table.out, u".index      .n  .metric  .estimator  .estimate\n"
                        "2024-01-01  3   mae      standard    1\n"
                        "2024-01-01  3   rsq      standard    0.75\n"_s);
    const Ran json = run({u"metrics"_s, u"--data"_s, file, u"--period"_s, u"month"_s, u"--metrics"_s,
                          u"mae,rsq"_s, u"--json"_s});
    QCOMPARE(json.code, 0);
    const QJsonArray rows = json.array();
    QCOMPARE(rows.size(), 4);
    QCOMPARE(rows[3].toObject(), (QJsonObject{{u".index"_s, u"2024-02-01"_s},
                                              {u".n"_s, 1},
                                              {u".metric"_s, u"rsq"_s},
                                              {u".estimator"_s, u"standard"_s},
                                              {u".estimate"_s, QJsonValue()},
                                              {u".why"_s, u"Needs at least 2 rows."_s}}));
}

void tst_CliMonitor::metricsAsCsv()
{
    const QString file = write(R"({"when":"2024-01-01 10:00","actual":"yes","p":0.75}
{"when":"2024-01-01 11:00","actual":"no","p":0.5}
)",
                               u"data.jsonl"_s);
    const Ran csv = run({u"metrics"_s, u"--data"_s, file, u"--truth"_s, u"actual"_s, u"--prob"_s, u"yes=p"_s,
                         u"--levels"_s, u"yes,no"_s, u"--period"_s, u"hour"_s, u"--metrics"_s,
                         u"accuracy_score"_s, u"--csv"_s});
    QCOMPARE(csv.err, QString());
    QCOMPARE(csv.out, u".index,.n,.metric,.estimator,.estimate\n2024-01-01T10:00:00Z,1,accuracy,binary,1\n"
                      "2024-01-01T11:00:00Z,1,accuracy,binary,0\n"_s);
}

void tst_CliMonitor::metricsOfStandardInput()
{
    const Ran ran = run({u"metrics"_s, u"--data"_s, u"-"_s, u"--metrics"_s, u"mae"_s, u"--csv"_s},
                        "truth;pred\n1,5;2,5\n");
    QCOMPARE(ran.err, u"vitrine-cli: Numbers were read with a decimal comma.\n"_s);
    QCOMPARE(ran.out, u".index,.n,.metric,.estimator,.estimate\n,1,mae,standard,1\n"_s);
}

void tst_CliMonitor::metricsByGroupWithIntervalsAndOnesOwn()
{
    const QString file = write("truth,pred,shop,price\n1,2,b,10\n3,3,b,20\n5,3,a,30\n7,7,a,40\n");
    const Ran ran = run({u"metrics"_s, u"--data"_s, file, u"--group"_s, u"shop"_s, u"--metrics"_s, u"mae"_s,
                         u"--ci"_s, u"--custom"_s, u"lost=sum(abs(truth - pred) * price)"_s, u"--csv"_s});
    QCOMPARE(ran.err, QString());
    const QStringList lines = ran.out.split(u'\n');
    QCOMPARE(lines[0], u"shop,.index,.n,.metric,.estimator,.estimate,.lower,.upper"_s);
    QVERIFY2(lines[1].startsWith(u"a,,2,mae,standard,1,0,"), qPrintable(lines[1]));
    QCOMPARE(lines[2], u"a,,2,lost,custom,60,NA,NA"_s);
    QCOMPARE(lines[4], u"b,,2,lost,custom,10,NA,NA"_s);
}

void tst_CliMonitor::windowsOfPython()
{
    const QString file = write("date,truth,pred\n2024-01-03,1,2\n2024-01-09,3,3\n2024-01-10,5,3\n");
    const Ran ran = run({u"metrics"_s, u"--data"_s, file, u"--windows"_s, u"python"_s, u"--period"_s,
                         u"day"_s, u"--every"_s, u"7"_s, u"--metrics"_s, u"mae"_s, u"--csv"_s});
    QCOMPARE(
        ran.out,
        u".index,.n,.metric,.estimator,.estimate\n2024-01-03,2,mae,standard,0.5\n2024-01-10,1,mae,standard,2\n"_s);
}

void tst_CliMonitor::problemsAreToldOnStandardError()
{
    const QString file = write("truth,pred\n1,2\n3\n5,6\n");
    const QStringList arguments{u"metrics"_s, u"--data"_s, file, u"--metrics"_s, u"mae"_s, u"--csv"_s};
    const Ran ran = run(arguments);
    QCOMPARE(ran.code, 0);
    QCOMPARE(ran.err,
             u"vitrine-cli: Left out 1 row that could not be read. Line 3 has 1 cell instead of 2.\n"_s);
    QCOMPARE(ran.out.section(u'\n', 1, 1), u",2,mae,standard,1"_s);
    QCOMPARE(run(arguments + QStringList{u"--quiet"_s}).err, QString());
}

void tst_CliMonitor::wrongUse_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("metrics of nothing") << QStringList{u"metrics"_s};
    QTest::newRow("period") << QStringList{u"metrics"_s, u"--data"_s, u"x"_s, u"--period"_s, u"fortnight"_s};
    QTest::newRow("event") << QStringList{u"metrics"_s, u"--data"_s, u"x"_s, u"--event"_s, u"third"_s};
    QTest::newRow("convention") << QStringList{u"metrics"_s, u"--data"_s, u"x"_s, u"--convention"_s,
                                               u"mine"_s};
    QTest::newRow("custom") << QStringList{u"metrics"_s, u"--data"_s, u"x"_s, u"--custom"_s, u"a=mean("_s};
    QTest::newRow("windows") << QStringList{u"metrics"_s, u"--data"_s, u"x"_s, u"--windows"_s, u"r"_s};
    QTest::newRow("save without a model") << QStringList{u"metrics"_s, u"--data"_s, u"x"_s, u"--save"_s};
    QTest::newRow("ci of the store") << QStringList{u"metrics"_s, u"seattle-tmax"_s, u"--ci"_s};
    QTest::newRow("ingest without data") << QStringList{u"ingest"_s, u"seattle-tmax"_s};
    QTest::newRow("both overlaps") << QStringList{u"ingest"_s, u"seattle-tmax"_s, u"--data"_s,
                                                  u"x"_s,      u"--add"_s,        u"--only-new"_s};
    QTest::newRow("format") << QStringList{u"export"_s, u"seattle-tmax"_s, u"--format"_s, u"xlsx"_s};
    QTest::newRow("since") << QStringList{u"export"_s, u"seattle-tmax"_s, u"--since"_s, u"yesterday"_s};
}

void tst_CliMonitor::wrongUse()
{
    QFETCH(QStringList, arguments);
    const Ran ran = run(arguments);
    QCOMPARE(ran.code, 2);
    QCOMPARE(ran.out, QString());
    QCOMPARE(ran.err.count(u'\n'), 1);
}

void tst_CliMonitor::failures_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("why");
    QTest::newRow("no file") << QStringList{u"metrics"_s, u"--data"_s, u"/nowhere.csv"_s}
                             << u"There is no such file"_s;
    QTest::newRow("no column") << QStringList{u"metrics"_s, u"--data"_s, u"DATA"_s, u"--truth"_s, u"y"_s}
                               << u"no column “y” for the truth"_s;
    QTest::newRow("no metric") << QStringList{u"metrics"_s, u"--data"_s, u"DATA"_s, u"--metrics"_s,
                                              u"rmsee"_s}
                               << u"'rmsee'"_s;
    QTest::newRow("zone") << QStringList{u"metrics"_s, u"--data"_s,       u"DATA"_s, u"--zone"_s,
                                         u"UTC"_s,     u"--date-order"_s, u"ymd"_s}
                          << u"--date-order takes dmy or mdy"_s;
    QTest::newRow("type") << QStringList{u"metrics"_s, u"--data"_s, u"DATA"_s, u"--type"_s, u"truth=date"_s}
                          << u"“date” is not a type of column"_s;
    QTest::newRow("no model") << QStringList{u"ingest"_s, u"nobody"_s, u"--data"_s, u"DATA"_s} << u"nobody"_s;
    QTest::newRow("no table of metrics")
        << QStringList{u"ingest"_s, u"seattle-tmax"_s, u"--data"_s, u"DATA"_s, u"--metrics-table"_s}
        << u"is not a table of metrics"_s;
    QTest::newRow("no board") << QStringList{u"export"_s, u"seattle-tmax"_s, u"--board"_s, u"/nowhere"_s}
                              << u"no board"_s;
    QTest::newRow("no log") << QStringList{u"metrics"_s, u"seattle-tmax"_s, u"--data"_s, u"@log"_s}
                            << u"No predictions of seattle-tmax"_s;
}

void tst_CliMonitor::failures()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, why);
    arguments.replaceInStrings(u"DATA"_s, write("date,truth,pred\n2024-01-01,1,2\n"));
    const Ran ran = run(arguments);
    QCOMPARE(ran.code, 1);
    QCOMPARE(ran.out, QString());
    QCOMPARE(ran.err.count(u'\n'), 1);
    QVERIFY2(ran.err.contains(why), qPrintable(ran.err));
}

void tst_CliMonitor::theModelPredicts()
{
    // What it needs is not there: the sentence names it instead of asking for an estimate.
    const QString file = write("date,truth\n2024-01-01,1\n");
    const Ran ran = run({u"metrics"_s, u"seattle-tmax@v2.2.0"_s, u"--data"_s, file});
    QCOMPARE(ran.code, 1);
    QVERIFY2(ran.err.contains(u"seattle-tmax@v2.2.0 cannot predict these rows"), qPrintable(ran.err));
}

void tst_CliMonitor::ingestThenMeasureThenSaveThenExport()
{
    const QString file = write("date,truth,pred\n2030-01-01,1,2\n2030-01-31,3,3\n2030-02-01,5,3\n");
    const Ran ingested = run({u"ingest"_s, u"seattle-tmax@v2.2.0"_s, u"--data"_s, file});
    QCOMPARE(ingested.err, QString());
    QCOMPARE(ingested.out,
             u"seattle-tmax@v2.2.0: 3 rows recorded, 2030-01-01T00:00:00Z to 2030-02-01T00:00:00Z.\n"_s);
    const Ran again = run({u"ingest"_s, u"seattle-tmax@v2.2.0"_s, u"--data"_s, file, u"--json"_s});
    QCOMPARE(again.code, 1);
    QCOMPARE(again.object()[u"error"_s][u"code"_s].toString(), u"conflict"_s);
    const Ran newer =
        run({u"ingest"_s, u"seattle-tmax@v2.2.0"_s, u"--data"_s, file, u"--only-new"_s, u"--json"_s});
    QCOMPARE(newer.object()[u"rows"_s].toInt(), 0);
    QCOMPARE(newer.object()[u"skipped"_s].toInt(), 3);
    const QStringList year{u"metrics"_s, u"seattle-tmax@v2.2.0"_s, u"--period"_s,
                           u"year"_s,    u"--metrics"_s,           u"mae"_s,
                           u"--csv"_s};
    const Ran measured = run(year);
    QCOMPARE(measured.out.section(u'\n', -2, -2), u"v2.2.0,2030-01-01,3,mae,standard,1"_s);
    QCOMPARE(run(year + QStringList{u"--save"_s}).code, 0);
    const Ran refused = run(year + QStringList{u"--save"_s});
    QCOMPARE(refused.code, 1);
    QVERIFY(refused.err.contains(u"overlap with 2 dates already stored for seattle-tmax@v2.2.0"));
    const Ran preview = run(year + QStringList{u"--save"_s, u"--dry-run"_s});
    QVERIFY(preview.err.contains(u"2 values would be saved, 2 values replaced"));
    QCOMPARE(run(year + QStringList{u"--save"_s, u"--overwrite"_s}).code, 0);
    const Ran exported = run(
        {u"export"_s, u"seattle-tmax"_s, u"--format"_s, u"vetiver-python"_s, u"--since"_s, u"2029-01-01"_s});
    QCOMPARE(exported.out, u"index,n,metric,estimate\n2030-01-01,3,mean_absolute_error,1\n"_s);
    const Ran r = run({u"export"_s, u"seattle-tmax@v2.2.0"_s, u"--format"_s, u"vetiver-r"_s, u"-o"_s,
                       m_dir->filePath(u"out.csv"_s)});
    QCOMPARE(r.out, QString());
    QFile out(m_dir->filePath(u"out.csv"_s));
    QVERIFY(out.open(QIODevice::ReadOnly));
    QVERIFY(out.readAll().startsWith(".index,.n,.metric,.estimator,.estimate\n"));
}

void tst_CliMonitor::truthsThatArriveLater()
{
    const QString predictions = write("id,date,pred\na,2031-01-01,2\nb,2031-01-02,4\n");
    QCOMPARE(run({u"ingest"_s, u"seattle-tmax@v2.2.0"_s, u"--data"_s, predictions}).code, 0);
    const QString truths = write("id,truth\nb,5\nc,6\n", u"truths.csv"_s);
    const Ran ran = run({u"ingest"_s, u"seattle-tmax@v2.2.0"_s, u"--data"_s, truths});
    QCOMPARE(ran.code, 0);
    QCOMPARE(ran.out, u"seattle-tmax@v2.2.0: 1 row recorded.\n"_s);
    QVERIFY2(ran.err.startsWith(u"vitrine-cli: There is no recorded prediction for 1 truth.\n"),
             qPrintable(ran.err));
    const Ran measured = run({u"metrics"_s, u"seattle-tmax@v2.2.0"_s, u"--period"_s, u"year"_s,
                              u"--metrics"_s, u"mae"_s, u"--csv"_s});
    QCOMPARE(measured.out.section(u'\n', -2, -2), u"v2.2.0,2031-01-02,1,mae,standard,1"_s);
}

void tst_CliMonitor::aTableOfMetricsComesIn()
{
    const QString file = write("index,n,metric,estimate\n2024-01-01,10,mean_absolute_error,1.5\n");
    const Ran ran = run({u"ingest"_s, u"seattle-tmax@v2.2.0"_s, u"--data"_s, file, u"--metrics-table"_s});
    QCOMPARE(ran.out, u"seattle-tmax@v2.2.0: 1 value saved.\n"_s);
    QCOMPARE(run({u"ingest"_s, u"seattle-tmax@v2.2.0"_s, u"--data"_s, file, u"--metrics-table"_s}).code, 1);
    const Ran exported = run({u"export"_s, u"seattle-tmax@v2.2.0"_s, u"--json"_s});
    QCOMPARE(exported.array()[0].toObject()[u".metric"_s].toString(), u"mae"_s);
}

void tst_CliMonitor::aBoardOfPins()
{
    const QString board = m_dir->filePath(u"board"_s);
    QVERIFY(QDir().mkpath(board));
    const QStringList pin{u"export"_s, u"seattle-tmax"_s, u"--period"_s, u"year"_s, u"--board"_s, board};
    const Ran dry = run(pin + QStringList{u"--dry-run"_s});
    QVERIFY2(dry.out.contains(u"nothing written"), qPrintable(dry.out));
    QVERIFY(QDir(board).isEmpty());
    const Ran ran = run(pin + QStringList{u"--json"_s});
    QCOMPARE(ran.err, QString());
    const QString version = ran.object()[u"version"_s].toString();
    QVERIFY(QFile::exists(board + u"/seattle-tmax_metrics/"_s + version + u"/seattle-tmax_metrics.rds"_s));
    QCOMPARE(run(pin).code, 1);
    QCOMPARE(run(pin + QStringList{u"--overwrite"_s}).code, 0);
}

void tst_CliMonitor::anotherStore()
{
    const QString file = write("date,truth,pred\n2030-01-01,1,2\n");
    const QString store = m_dir->filePath(u"team.sqlite"_s);
    QCOMPARE(run({u"ingest"_s, u"seattle-tmax@v2.2.0"_s, u"--data"_s, file, u"--store"_s, store}).code, 0);
    const Ran there = run(
        {u"metrics"_s, u"seattle-tmax@v2.2.0"_s, u"--metrics"_s, u"mae"_s, u"--csv"_s, u"--store"_s, store});
    QCOMPARE(there.out.count(u'\n'), 2);
    const Ran here = run({u"metrics"_s, u"seattle-tmax@v2.2.0"_s, u"--metrics"_s, u"mae"_s, u"--csv"_s});
    QVERIFY(!here.out.contains(u"2030"));
}

void tst_CliMonitor::oldObservationsAreRemoved()
{
    QCOMPARE(run({u"retention"_s}).out, u"what                kept\n"
                                        "observations        for ever\n"
                                        "sums by the minute  for ever\n"
                                        "sums by the hour    for ever\n"
                                        "sums by the day     for ever\n"_s);
    const QStringList year{u"metrics"_s, u"seattle-tmax@v2.2.0"_s, u"--period"_s,
                           u"year"_s,    u"--metrics"_s,           u"rmse"_s,
                           u"--csv"_s};
    const Ran before = run(year);
    const Ran applied = run({u"retention"_s, u"--observations"_s, u"30"_s, u"--apply"_s, u"--json"_s});
    QCOMPARE(applied.object()[u"observations"_s].toInt(), 30);
    QVERIFY(applied.object()[u"removed"_s].toInt() > 100);
    QCOMPARE(run({u"retention"_s, u"--apply"_s, u"--json"_s}).object()[u"removed"_s].toInt(), 0);
    QCOMPARE(run(year).out, before.out); // out of the sums
    QCOMPARE(run({u"retention"_s, u"--observations"_s, u"soon"_s}).code, 2);
    const Ran wrong = run({u"retention"_s, u"--minutes"_s, u"5"_s});
    QCOMPARE(wrong.code, 1);
    QVERIFY2(wrong.err.contains(u"no longer than sums by the minute"), qPrintable(wrong.err));
}

void tst_CliMonitor::killingTheWriterLosesAtMostTheLastSecond()
{
    QByteArray file = "time,truth,pred\n";
    const qint64 first = QDateTime(QDate(2030, 1, 1), QTime(0, 0), Qt::UTC).toSecsSinceEpoch();
    for (int i = 0; i < 1'000'000; ++i)
        file += QByteArray::number(first + i) + ",1,2\n";
    const QString path = write(file);
    const QString where = m_dir->filePath(u"killed.sqlite"_s);
    QProcess writer;
    writer.setProcessEnvironment(cleanEnvironment());
    writer.setWorkingDirectory(m_library);
    writer.start(cliProgram(), {u"monitor"_s, u"ingest"_s, u"seattle-tmax@v2.2.0"_s, u"--data"_s, path,
                                u"--type"_s, u"time=time"_s, u"--store"_s, where});
    QVERIFY(writer.waitForStarted());
    // Whatever was seen committed a second before the end must be there after it.
    qint64 seen = 0;
    const auto enough = [&] {
        if (!QFile::exists(where))
            return false;
        auto store = monitor::Store::open(where);
        if (!store)
            return false;
        const auto range = store->range(u"seattle-tmax"_s);
        seen = range ? range->second.toSecsSinceEpoch() - first + 1 : 0;
        return seen > 100'000;
    };
    QTRY_VERIFY_WITH_TIMEOUT(enough(), 60'000);
    const bool running = writer.state() == QProcess::Running;
    ::kill(static_cast<pid_t>(writer.processId()), SIGKILL);
    writer.waitForFinished(30'000);
    QVERIFY2(running, "the file was too small to be caught in the middle");
    auto store = monitor::Store::open(where);
    QVERIFY2(store.has_value(), store ? "" : qPrintable(store.error().message));
    const auto rows = store->observations(u"seattle-tmax"_s, u"v2.2.0"_s);
    QVERIFY(rows->size() >= seen);
    QVERIFY(rows->size() < 1'000'000);
    // No row is missing in between, and the sums know of all of them.
    for (qsizetype i = 0; i < rows->size(); ++i) {
        if (rows->at(i).timeMs != (first + i) * 1000)
            QFAIL("a row is missing");
    }
    monitor::MetricRequest request;
    request.model = u"seattle-tmax"_s;
    request.metrics = {u"mae"_s};
    request.periods.unit = monitor::PeriodUnit::Year;
    QCOMPARE(store->metrics(request)->first().points[0].n, rows->size());
    // And it goes on from there.
    const Ran rest = run({u"ingest"_s, u"seattle-tmax@v2.2.0"_s, u"--data"_s, path, u"--type"_s,
                          u"time=time"_s, u"--store"_s, where, u"--only-new"_s, u"--json"_s});
    QCOMPARE(rest.object()[u"rows"_s].toInteger() + rows->size(), 1'000'000);
}

QTEST_GUILESS_MAIN(tst_CliMonitor)
#include "tst_climonitor.moc"
