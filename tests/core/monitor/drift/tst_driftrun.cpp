// SPDX-License-Identifier: GPL-3.0-or-later
// Drift over the periods of datasets in files: real rows, any order, little memory.
#include "core/monitor/drift/driftrun.h"
#include "core/monitor/sketch/referencesketch.h"
#include "tests/core/monitor/reference.h"
#include "tests/support/shareddata.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <random>

using namespace vitrine;
using namespace vitrine::monitor;
using namespace vitrine::test;
using namespace Qt::StringLiterals;

namespace {

// Four months of daily rows; x moves in the third month, the colours in the fourth.
QStringList dailyRows()
{
    QStringList rows;
    std::mt19937_64 random(5);
    std::normal_distribution<double> normal;
    const QDate first(2024, 1, 1);
    for (int day = 0; day < 121; ++day) {
        const QDate date = first.addDays(day);
        for (int i = 0; i < 20; ++i) {
            const double x = normal(random) + (date.month() == 3 ? 2 : 0);
            const QString colour = date.month() == 4 || random() % 2 ? u"red"_s : u"blue"_s;
            const double steady = normal(random);
            rows << u"%1T%2:00:00Z,%3,%4,%5,id%6"_s.arg(date.toString(Qt::ISODate))
                        .arg(i, 2, 10, QChar(u'0'))
                        .arg(x, 0, 'g', 17)
                        .arg(colour)
                        .arg(steady, 0, 'g', 17)
                        .arg(day * 20 + i);
        }
    }
    return rows;
}

const QString header = u"time,x,colour,steady,name"_s;

class Folder final
{
public:
    Dataset write(const QString &name, const QStringList &rows, const QString &head = header)
    {
        QFile file(m_folder.filePath(name));
        if (file.open(QIODevice::WriteOnly))
            file.write((head + u'\n' + rows.join(u'\n') + u'\n').toUtf8());
        file.close();
        auto dataset = Dataset::open(file.fileName());
        if (!dataset)
            qFatal("%s", qPrintable(dataset.error().message));
        return *dataset;
    }

private:
    QTemporaryDir m_folder;
};

DriftRequest monthly()
{
    DriftRequest request;
    request.time = u"time"_s;
    return request;
}

// One line a finding, for comparison of whole results.
QStringList printed(const DriftSeries &series)
{
    QStringList lines;
    for (const DriftPeriod &period : series.periods) {
        for (const DriftFinding &finding : period.comparison.findings)
            lines << u"%1 %2 %3 %4 %5 %6"_s.arg(period.index.toString(Qt::ISODate))
                         .arg(period.rows)
                         .arg(finding.column, driftTestInfo(finding.test).name)
                         .arg(finding.statistic, 0, 'g', 15)
                         .arg(finding.drift);
    }
    return lines;
}

DriftFinding of(const DriftPeriod &period, const QString &column)
{
    for (const DriftFinding &finding : period.comparison.findings) {
        if (finding.column == column && !finding.check)
            return finding;
    }
    return {};
}

DriftReference januaryOf(const Dataset &dataset)
{
    auto reference = firstPeriodsOf(dataset, guessRoles(dataset.columns()), Periods{}, 1);
    if (!reference)
        qFatal("%s", qPrintable(reference.error().message));
    return *reference;
}

} // namespace

class tst_DriftRun final : public QObject
{
    Q_OBJECT
private slots:
    void driftIsFoundWhereItIs();
    void rowsInAnyOrderGiveTheSame();
    void sortedRowsWithOneLateRowGiveTheSame();
    void slidingPeriodsAreTheUnionOfTheirs();
    void completeLeavesOutTheEdges();
    void fixedCountsNeedTimeOrder();
    void littleMemoryMakesSketches();
    void withoutTimeAllRowsAreOnePeriod();
    void rowsWithoutATimeAreCounted();
    void badRowsAreCounted();
    void referenceSketchStandsForTheRows();
    void namesAndIdsAreLeftOutUnlessAsked();
    void mistakesAreNamed();
    void emptyDataHasNoPeriods();
    void cancelledRunSaysSo();
    void realMonthsAreEvidentlys();
};

void tst_DriftRun::driftIsFoundWhereItIs()
{
    Folder folder;
    const Dataset dataset = folder.write(u"rows.csv"_s, dailyRows());
    const DriftReference reference = januaryOf(dataset);
    QCOMPARE(reference.columns.first().rows, 31 * 20);
    const auto series = driftOverTime(dataset, reference, monthly());
    QVERIFY2(series, series ? "" : qPrintable(series.error().message));
    QCOMPARE(series->periods.size(), 4);
    QCOMPARE(series->periods[1].rows, 29 * 20);
    QCOMPARE(series->periods[1].start, QDateTime(QDate(2024, 2, 1), QTime(0, 0), Qt::UTC));
    QCOMPARE(series->periods[1].end, QDateTime(QDate(2024, 3, 1), QTime(0, 0), Qt::UTC));
    QCOMPARE(series->periods[0].comparison.drifted, 0);
    QCOMPARE(of(series->periods[0], u"x"_s).p, 1.0); // against itself
    QVERIFY(of(series->periods[2], u"x"_s).drift);
    QVERIFY(!of(series->periods[2], u"colour"_s).drift);
    QVERIFY(of(series->periods[3], u"colour"_s).drift);
    QVERIFY(!of(series->periods[3], u"x"_s).drift);
    QVERIFY(!of(series->periods[2], u"steady"_s).drift);
    QCOMPARE(of(series->periods[2], u"x"_s).test, DriftTest::KolmogorovSmirnov);
}

void tst_DriftRun::rowsInAnyOrderGiveTheSame()
{
    Folder folder;
    QStringList rows = dailyRows();
    const Dataset sorted = folder.write(u"sorted.csv"_s, rows);
    std::mt19937_64 random(1);
    std::shuffle(rows.begin(), rows.end(), random);
    const Dataset shuffled = folder.write(u"shuffled.csv"_s, rows);
    const auto first = driftOverTime(sorted, januaryOf(sorted), monthly());
    const auto second = driftOverTime(shuffled, januaryOf(shuffled), monthly());
    QVERIFY(first && second);
    QCOMPARE(printed(*second).size(), 12);
    for (qsizetype i = 0; i < first->periods.size(); ++i) {
        for (const QString &column : {u"x"_s, u"colour"_s, u"steady"_s}) {
            QVERIFY(
                agrees(of(second->periods[i], column).statistic, of(first->periods[i], column).statistic));
            QVERIFY(agrees(of(second->periods[i], column).p, of(first->periods[i], column).p));
        }
        QCOMPARE(second->periods[i].index, first->periods[i].index);
    }
}

void tst_DriftRun::sortedRowsWithOneLateRowGiveTheSame()
{
    Folder folder;
    QStringList rows = dailyRows();
    const Dataset sorted = folder.write(u"sorted.csv"_s, rows);
    rows.append(rows.takeAt(5)); // the last row belongs to January
    const Dataset late = folder.write(u"late.csv"_s, rows);
    const DriftReference reference = januaryOf(sorted);
    const auto first = driftOverTime(sorted, reference, monthly());
    const auto second = driftOverTime(late, reference, monthly());
    QVERIFY(first && second);
    QCOMPARE(printed(*second), printed(*first));
}

void tst_DriftRun::slidingPeriodsAreTheUnionOfTheirs()
{
    Folder folder;
    const QStringList rows = dailyRows();
    const Dataset dataset = folder.write(u"rows.csv"_s, rows);
    const DriftReference reference = januaryOf(dataset);
    DriftRequest request = monthly();
    request.periods.before = 1;
    const auto series = driftOverTime(dataset, reference, request);
    QVERIFY(series);
    QCOMPARE(series->periods.size(), 4);
    QCOMPARE(series->periods[2].rows, (29 + 31) * 20);
    const Dataset both = folder.write(u"both.csv"_s, rows.sliced(31 * 20, (29 + 31) * 20));
    DriftRequest whole;
    const auto expected = driftOverTime(both, reference, whole);
    QVERIFY(expected);
    QCOMPARE(of(series->periods[2], u"x"_s).statistic, of(expected->periods[0], u"x"_s).statistic);
    QCOMPARE(of(series->periods[2], u"colour"_s).statistic, of(expected->periods[0], u"colour"_s).statistic);
    request.periods.before = 0;
    request.periods.after = 1;
    const auto ahead = driftOverTime(dataset, reference, request);
    QVERIFY(ahead);
    QCOMPARE(ahead->periods[1].rows, (29 + 31) * 20);
    QCOMPARE(of(ahead->periods[1], u"x"_s).statistic, of(expected->periods[0], u"x"_s).statistic);
    QCOMPARE(ahead->periods[3].rows, 30 * 20);
}

void tst_DriftRun::completeLeavesOutTheEdges()
{
    Folder folder;
    const Dataset dataset = folder.write(u"rows.csv"_s, dailyRows());
    DriftRequest request = monthly();
    request.periods.before = 1;
    request.periods.after = 1;
    request.periods.complete = true;
    const auto series = driftOverTime(dataset, januaryOf(dataset), request);
    QVERIFY(series);
    QCOMPARE(series->periods.size(), 2);
    QCOMPARE(series->periods[0].start.date(), QDate(2024, 2, 1));
    QCOMPARE(series->periods[0].rows, (31 + 29 + 31) * 20);
    QCOMPARE(series->periods[0].index.date(), QDate(2024, 1, 1));
}

void tst_DriftRun::fixedCountsNeedTimeOrder()
{
    Folder folder;
    QStringList rows = dailyRows();
    const Dataset dataset = folder.write(u"rows.csv"_s, rows);
    const DriftReference reference = januaryOf(dataset);
    DriftRequest request = monthly();
    request.periods.unit = PeriodUnit::Count;
    request.periods.every = 1000;
    const auto series = driftOverTime(dataset, reference, request);
    QVERIFY(series);
    QCOMPARE(series->periods.size(), 3);
    QCOMPARE(series->periods[0].rows, 1000);
    QCOMPARE(series->periods[2].rows, 420);
    rows.swapItemsAt(1, 2000);
    const auto shuffled = driftOverTime(folder.write(u"shuffled.csv"_s, rows), reference, request);
    QVERIFY(!shuffled);
    QVERIFY(shuffled.error().message.contains(u"time order"));
}

void tst_DriftRun::littleMemoryMakesSketches()
{
    Folder folder;
    QStringList rows;
    for (const QString &row : dailyRows()) {
        for (int i = 0; i < 4; ++i)
            rows << row;
    }
    std::mt19937_64 random(1);
    std::shuffle(rows.begin(), rows.end(), random);
    const Dataset dataset = folder.write(u"rows.csv"_s, rows);
    const DriftReference reference = januaryOf(dataset);
    DriftRequest request = monthly();
    const auto exact = driftOverTime(dataset, reference, request);
    request.memory = 50'000; // April, which is compared last, needs a little more
    const auto sketched = driftOverTime(dataset, reference, request);
    QVERIFY(exact && sketched);
    QVERIFY(exact->notes.filter(u"sketch"_s).isEmpty());
    QCOMPARE(sketched->notes.filter(u"sketch"_s).size(), 1);
    QCOMPARE(of(exact->periods[3], u"x"_s).rankError, 0.0);
    const DriftFinding finding = of(sketched->periods[3], u"x"_s);
    QVERIFY(finding.rankError > 0 && finding.rankError < 0.02);
    QCOMPARE(finding.n, of(exact->periods[3], u"x"_s).n);
    QVERIFY(std::abs(finding.statistic - of(exact->periods[3], u"x"_s).statistic) <= finding.rankError);
    // Levels are counted exactly all the same.
    QVERIFY(agrees(of(sketched->periods[3], u"colour"_s).statistic,
                   of(exact->periods[3], u"colour"_s).statistic));
    const auto small = firstPeriodsOf(dataset, guessRoles(dataset.columns()), Periods{}, 2, 10'000);
    QVERIFY(small);
    QCOMPARE(small->notes.size(), 1);
    QCOMPARE(small->columns.first().rows, (31 + 29) * 80);
    QVERIFY(small->columns.first().numbers.rankError > 0);
}

void tst_DriftRun::withoutTimeAllRowsAreOnePeriod()
{
    Folder folder;
    const QStringList rows = dailyRows();
    const Dataset all = folder.write(u"all.csv"_s, rows);
    const Dataset march = folder.write(u"march.csv"_s, rows.sliced(60 * 20, 31 * 20));
    const auto series = driftOverTime(march, januaryOf(all), {});
    QVERIFY(series);
    QCOMPARE(series->periods.size(), 1);
    QCOMPARE(series->periods.first().rows, 31 * 20);
    QVERIFY(!series->periods.first().index.isValid());
    QVERIFY(of(series->periods.first(), u"x"_s).drift);
}

void tst_DriftRun::rowsWithoutATimeAreCounted()
{
    Folder folder;
    QStringList rows = dailyRows();
    const Dataset whole = folder.write(u"whole.csv"_s, rows);
    rows.insert(100, u",99,red,99,z"_s);
    rows.insert(1500, u",99,red,99,z"_s);
    const Dataset dataset = folder.write(u"rows.csv"_s, rows);
    const DriftReference reference = januaryOf(whole);
    const auto series = driftOverTime(dataset, reference, monthly());
    QVERIFY(series);
    QCOMPARE(series->withoutTime, 2);
    QCOMPARE(printed(*series), printed(*driftOverTime(whole, reference, monthly())));
}

void tst_DriftRun::badRowsAreCounted()
{
    Folder folder;
    QStringList rows = dailyRows();
    rows.insert(100, u"2024-01-06T00:00:00Z,1"_s);
    rows.insert(200, u"2024-01-11T00:00:00Z,many,red,1,z"_s);
    const Dataset dataset = folder.write(u"rows.csv"_s, rows);
    const auto series = driftOverTime(dataset, januaryOf(dataset), monthly());
    QVERIFY(series);
    QCOMPARE(series->problems.droppedRows, 1);
    QCOMPARE(series->problems.unreadableCells, 1);
}

void tst_DriftRun::referenceSketchStandsForTheRows()
{
    Folder folder;
    const QStringList rows = dailyRows();
    const Dataset dataset = folder.write(u"rows.csv"_s, rows);
    const Dataset january = folder.write(u"january.csv"_s, rows.first(31 * 20));
    const auto sketch = captureReference(january);
    QVERIFY(sketch);
    DriftReference reference;
    reference.columns = ReferenceSketch::fromJson(sketch->toJson())->profiles();
    const auto series = driftOverTime(dataset, reference, monthly());
    QVERIFY(series);
    QCOMPARE(printed(*series), printed(*driftOverTime(dataset, januaryOf(dataset), monthly())));
}

void tst_DriftRun::namesAndIdsAreLeftOutUnlessAsked()
{
    Folder folder;
    const Dataset dataset = folder.write(u"rows.csv"_s, dailyRows());
    const DriftReference reference = januaryOf(dataset);
    const auto series = driftOverTime(dataset, reference, monthly());
    QVERIFY(of(series->periods[0], u"name"_s).column.isEmpty());
    QVERIFY(series->notes.filter(u"name"_s).size() == 1);
    DriftRequest request = monthly();
    request.columns = {u"name"_s, u"x"_s};
    const auto asked = driftOverTime(dataset, reference, request);
    QVERIFY(asked);
    QCOMPARE(asked->periods[0].comparison.findings.size(), 2);
}

void tst_DriftRun::mistakesAreNamed()
{
    Folder folder;
    const Dataset dataset = folder.write(u"rows.csv"_s, dailyRows());
    const DriftReference reference = januaryOf(dataset);
    const auto messageOf = [&](const DriftRequest &request, const Dataset &data) {
        const auto series = driftOverTime(data, reference, request);
        return series ? QString() : series.error().message;
    };
    DriftRequest request = monthly();
    request.columns = {u"nothing"_s};
    QCOMPARE(messageOf(request, dataset), u"The reference has no column 'nothing'."_s);
    request = monthly();
    request.time = u"x"_s;
    QCOMPARE(messageOf(request, dataset), u"Column 'x' holds no times."_s);
    request.time = u"when"_s;
    QCOMPARE(messageOf(request, dataset), u"The data has no column 'when'."_s);
    const Dataset texts =
        folder.write(u"texts.csv"_s, {u"2024-01-01,low"_s, u"2024-01-02,high"_s}, u"time,x"_s);
    QVERIFY(messageOf(monthly(), texts).contains(u"'x' has numbers in the reference"));
    const Dataset others = folder.write(u"others.csv"_s, {u"2024-01-01,1"_s, u"2024-01-02,2"_s}, u"time,z"_s);
    QVERIFY(messageOf(monthly(), others).contains(u"no column in common"));
    request = monthly();
    request.periods.every = 0;
    QVERIFY(!messageOf(request, dataset).isEmpty());
}

void tst_DriftRun::emptyDataHasNoPeriods()
{
    Folder folder;
    const Dataset dataset = folder.write(u"rows.csv"_s, dailyRows());
    const DriftReference reference = januaryOf(dataset);
    const Dataset one = folder.write(u"one.csv"_s, {u"2024-05-01,1,red,2,a"_s});
    const auto single = driftOverTime(one, reference, monthly());
    QVERIFY(single);
    QCOMPARE(single->periods.size(), 1);
    QCOMPARE(of(single->periods[0], u"x"_s).n, 1.0);
    QVERIFY(of(single->periods[0], u"x"_s).p > 0);
}

void tst_DriftRun::cancelledRunSaysSo()
{
    Folder folder;
    const Dataset dataset = folder.write(u"rows.csv"_s, dailyRows());
    const DriftReference reference = januaryOf(dataset);
    std::stop_source source;
    source.request_stop();
    Job job;
    job.stop = source.get_token();
    const auto series = driftOverTime(dataset, reference, monthly(), job);
    QVERIFY(!series);
    QCOMPARE(series.error().code, Error::Code::Cancelled);
}

void tst_DriftRun::realMonthsAreEvidentlys()
{
    VT_NEED_SHARED(folderPath, u"monitoring/reference"_s);
    const Csv csv = readCsv(folderPath + u"/bike_scored.csv"_s);
    const Csv expected = readCsv(folderPath + u"/drift.csv.gz"_s);
    QStringList reference;
    QStringList current;
    for (const QStringList &row : csv.rows)
        (row.last() == u"reference" ? reference : current) << row.join(u',');
    Folder folder;
    const QString head = csv.header.join(u',');
    const Dataset before = folder.write(u"before.csv"_s, reference, head);
    const Dataset after = folder.write(u"after.csv"_s, current, head);
    const auto raw = referenceOf(before, guessRoles(before.columns()));
    QVERIFY(raw);
    DriftRequest request;
    request.time = u"date"_s;
    const auto series = driftOverTime(after, *raw, request);
    QVERIFY2(series, series ? "" : qPrintable(series.error().message));
    QCOMPARE(series->periods.size(), 18);
    QHash<QString, double> statistics; // of numbers
    for (const DriftPeriod &period : series->periods) {
        for (const DriftFinding &finding : period.comparison.findings) {
            if (finding.test == DriftTest::Wasserstein)
                statistics[finding.column + period.start.toString(u" yyyy-MM"_s)] = finding.statistic;
        }
    }
    int compared = 0;
    for (qsizetype line = 0; line < expected.rows.size(); ++line) {
        const auto cell = [&](const QString &name) { return expected.at(line, name); };
        const QString key = cell(u"column"_s) + u' ' + cell(u"current_window"_s);
        if (cell(u"dataset"_s) != u"bike" || cell(u"method"_s) != u"evidently_wasserstein" ||
            cell(u"current_window"_s) == u"all_current")
            continue;
        QVERIFY2(agrees(statistics.value(key, -1), number(cell(u"value"_s))), qPrintable(key));
        ++compared;
    }
    QCOMPARE(compared, 7 * 18);
}

QTEST_GUILESS_MAIN(tst_DriftRun)
#include "tst_driftrun.moc"
