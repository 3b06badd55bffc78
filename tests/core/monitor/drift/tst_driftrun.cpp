// SPDX-License-Identifier: GPL-3.0-or-later
// Drift over the periods of datasets in files: real rows, any order, little memory.
#include "core/monitor/drift/driftrun.h"
#include "core/monitor/sketch/referencesketch.h"
#include "tests/core/monitor/reference.h"
#include "tests/support/shareddata.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
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

QDateTime utc(int year, int month, int day)
{
    return {QDate(year, month, day), QTime(0, 0), Qt::UTC};
}

// Three years with warm summers; x moves in one month of the last of them.
QStringList seasonalRows()
{
    QStringList rows;
    std::mt19937_64 random(11);
    std::normal_distribution<double> normal;
    for (QDate date(2022, 1, 1); date.year() < 2025; date = date.addDays(1)) {
        const double season = -8 * std::cos(2 * M_PI * date.dayOfYear() / 365.25);
        for (int i = 0; i < 10; ++i) {
            const double x = season + normal(random) + (date.year() == 2024 && date.month() == 6 ? 4 : 0);
            rows << u"%1T%2:00:00Z,%3,red,1,id%4"_s.arg(date.toString(Qt::ISODate))
                        .arg(i, 2, 10, QChar(u'0'))
                        .arg(x, 0, 'g', 17)
                        .arg(rows.size());
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
    void aYearEarlierKnowsTheSeasons();
    void aYearEarlierIsByWeekdaysForDays();
    void thePeriodBeforeSharesNoRow();
    void earlierPeriodsComeInAnyOrderAndInLittleMemory();
    void usualFirstPeriodsMakeAYear();
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

void tst_DriftRun::aYearEarlierKnowsTheSeasons()
{
    Folder folder;
    const Dataset dataset = folder.write(u"seasons.csv"_s, seasonalRows());
    const auto first = firstPeriodsOf(dataset, guessRoles(dataset.columns()), Periods{}, 3);
    QVERIFY(first);
    QCOMPARE(first->start, utc(2022, 1, 1));
    QCOMPARE(first->end, utc(2022, 4, 1));
    const auto driftedMonths = [](const DriftSeries &series) {
        QStringList months;
        for (const DriftPeriod &period : series.periods) {
            if (of(period, u"x"_s).drift)
                months << period.start.toString(u"yyyy-MM"_s);
        }
        return months;
    };
    DriftRequest request = monthly();
    request.options.threshold = 1e-6; // that chance does not reach in some dozens of tests
    const auto against = driftOverTime(dataset, *first, request);
    QVERIFY(against);
    QVERIFY(driftedMonths(*against).size() > 20); // every summer, though nothing changed
    request.baseline = DriftBaseline::YearBefore;
    const auto series = driftOverTime(dataset, *first, request);
    QVERIFY2(series, series ? "" : qPrintable(series.error().message));
    QCOMPARE(driftedMonths(*series), (QStringList{u"2024-06"_s})); // the one that did change
    QCOMPARE(series->periods.size(), 36);
    const DriftPeriod &june = series->periods[29];
    QCOMPARE(june.start, utc(2024, 6, 1));
    QCOMPARE(june.referenceStart, utc(2023, 6, 1));
    QCOMPARE(june.referenceEnd, utc(2023, 7, 1));
    QCOMPARE(of(june, u"x"_s).nReference, 30.0 * 10);
    const DriftFinding none = of(series->periods[11], u"x"_s); // the first year has no earlier one
    QVERIFY(std::isnan(none.statistic) && !none.drift);
    QCOMPARE(none.why, u"There are no rows a year earlier to compare with."_s);
    QCOMPARE(series->periods[11].comparison.columns, 0);
    QCOMPARE(series->periods[11].rows, 31 * 10);

    request.periods.unit = PeriodUnit::Count;
    request.periods.every = 100;
    QVERIFY(driftOverTime(dataset, *first, request).error().message.contains(u"know no year"));
    request.time.clear();
    QVERIFY(driftOverTime(dataset, *first, request).error().message.contains(u"no earlier period"));
}

void tst_DriftRun::aYearEarlierIsByWeekdaysForDays()
{
    Folder folder;
    const Dataset dataset = folder.write(u"seasons.csv"_s, seasonalRows());
    const auto all = referenceOf(dataset, guessRoles(dataset.columns()));
    QVERIFY(all);
    DriftRequest request = monthly();
    request.baseline = DriftBaseline::YearBefore;
    request.periods.unit = PeriodUnit::Day;
    const auto days = driftOverTime(dataset, *all, request);
    QVERIFY(days);
    const DriftPeriod &day = days->periods[400];
    QCOMPARE(day.referenceStart.date(), day.start.date().addDays(-364));
    QCOMPARE(day.referenceStart.date().dayOfWeek(), day.start.date().dayOfWeek());
    request.periods.unit = PeriodUnit::IsoWeek;
    const auto weeks = driftOverTime(dataset, *all, request);
    QVERIFY(weeks);
    QCOMPARE(weeks->periods[60].referenceStart, weeks->periods[60].start.addDays(-364));
    request.periods.unit = PeriodUnit::Quarter;
    const auto quarters = driftOverTime(dataset, *all, request);
    QVERIFY(quarters);
    QCOMPARE(quarters->periods[5].referenceStart, utc(2022, 4, 1));
    QCOMPARE(quarters->periods[5].referenceEnd, utc(2022, 7, 1));
}

void tst_DriftRun::thePeriodBeforeSharesNoRow()
{
    Folder folder;
    const QStringList rows = dailyRows();
    const Dataset dataset = folder.write(u"rows.csv"_s, rows);
    const DriftReference reference = januaryOf(dataset);
    DriftRequest request = monthly();
    request.baseline = DriftBaseline::PeriodBefore;
    const auto series = driftOverTime(dataset, reference, request);
    QVERIFY(series);
    QCOMPARE(of(series->periods[0], u"x"_s).why,
             u"There are no rows in the period before to compare with."_s);
    QVERIFY(!of(series->periods[1], u"x"_s).drift);
    QVERIFY(of(series->periods[2], u"x"_s).drift);
    QVERIFY(of(series->periods[3], u"x"_s).drift); // back again is a change, too
    const Dataset march = folder.write(u"march.csv"_s, rows.sliced(60 * 20, 31 * 20));
    const auto byHand = referenceOf(march, guessRoles(march.columns()));
    QVERIFY(byHand);
    const auto expected = driftOverTime(dataset, *byHand, monthly());
    QVERIFY(expected);
    QCOMPARE(of(series->periods[3], u"x"_s).statistic, of(expected->periods[3], u"x"_s).statistic);
    QCOMPARE(of(series->periods[3], u"colour"_s).p, of(expected->periods[3], u"colour"_s).p);

    request.periods.before = 1; // two months each: March and April against January and February
    const auto sliding = driftOverTime(dataset, reference, request);
    QVERIFY(sliding);
    QCOMPARE(sliding->periods[3].referenceStart, utc(2024, 1, 1));
    QCOMPARE(sliding->periods[3].referenceEnd, utc(2024, 3, 1));
    QCOMPARE(of(sliding->periods[3], u"x"_s).nReference, (31.0 + 29) * 20);

    request.periods = {};
    request.periods.unit = PeriodUnit::Count;
    request.periods.every = 600;
    const auto counted = driftOverTime(dataset, reference, request);
    QVERIFY(counted);
    QCOMPARE(of(counted->periods[1], u"x"_s).nReference, 600.0);
    QVERIFY(!counted->periods[1].referenceStart.isValid());
}

void tst_DriftRun::earlierPeriodsComeInAnyOrderAndInLittleMemory()
{
    Folder folder;
    QStringList rows = seasonalRows();
    const Dataset sorted = folder.write(u"sorted.csv"_s, rows);
    std::mt19937_64 random(1);
    std::shuffle(rows.begin(), rows.end(), random);
    const Dataset shuffled = folder.write(u"shuffled.csv"_s, rows);
    const auto all = referenceOf(sorted, guessRoles(sorted.columns()));
    QVERIFY(all);
    DriftRequest request = monthly();
    request.baseline = DriftBaseline::YearBefore;
    const auto expected = driftOverTime(sorted, *all, request);
    const auto anyOrder = driftOverTime(shuffled, *all, request);
    QVERIFY(expected && anyOrder);
    QCOMPARE(printed(*anyOrder), printed(*expected));
    request.memory = 20'000; // a year needs more
    const auto sketched = driftOverTime(sorted, *all, request);
    QVERIFY(sketched);
    QCOMPARE(sketched->notes.filter(u"sketch"_s).size(), 1);
    const DriftFinding rough = of(sketched->periods[29], u"x"_s);
    QVERIFY(rough.drift);
    QVERIFY(std::abs(rough.statistic - of(expected->periods[29], u"x"_s).statistic) <= rough.rankError);
}

void tst_DriftRun::usualFirstPeriodsMakeAYear()
{
    Folder folder;
    const QStringList rows = seasonalRows();
    const Dataset years = folder.write(u"years.csv"_s, rows);
    const auto year = firstPeriodsOf(years, guessRoles(years.columns()), Periods{}, usualFirstPeriods);
    QVERIFY(year);
    QCOMPARE(year->start, utc(2022, 1, 1));
    QCOMPARE(year->end, utc(2023, 1, 1));
    QCOMPARE(year->columns.first().rows, 365 * 10);
    const Dataset months = folder.write(u"months.csv"_s, rows.first(300 * 10));
    const auto three = firstPeriodsOf(months, guessRoles(months.columns()), Periods{}, usualFirstPeriods);
    QVERIFY(three);
    QCOMPARE(three->end, utc(2022, 4, 1));
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
