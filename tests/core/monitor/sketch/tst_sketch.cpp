// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/drift/comparison.h"
#include "core/monitor/drift/distance.h"
#include "core/monitor/sketch/columnsketch.h"
#include "core/monitor/sketch/referencesketch.h"
#include "tests/core/monitor/reference.h"
#include "tests/support/shareddata.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace vitrine;
using namespace vitrine::monitor;
using namespace vitrine::test;
using namespace Qt::StringLiterals;

namespace {

using Values = std::vector<double>;

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

Values valuesOf(const QString &shape, int count)
{
    std::mt19937_64 random(11);
    std::normal_distribution<double> normal;
    Values values;
    for (int i = 0; i < count; ++i) {
        if (shape == u"ascending")
            values.push_back(i);
        else if (shape == u"descending")
            values.push_back(-i);
        else if (shape == u"ties")
            values.push_back(std::floor(normal(random) * 20));
        else if (shape == u"zoom") // alternately from both ends: hard for sketches
            values.push_back(i % 2 ? i : -i);
        else if (shape == u"heavy tail")
            values.push_back(std::exp(3 * normal(random)));
        else
            values.push_back(normal(random));
    }
    return values;
}

// The largest difference between a cumulated share by the sketch and the true one.
double worstRank(const QuantileSketch &sketch, Values values)
{
    std::sort(values.begin(), values.end());
    double worst = 0;
    double below = 0;
    for (const auto &[value, weight] : sketch.items()) {
        const auto trulyBelow =
            double(std::lower_bound(values.begin(), values.end(), value) - values.begin());
        const auto trulyUpTo = double(std::upper_bound(values.begin(), values.end(), value) - values.begin());
        if (below > trulyUpTo)
            worst = std::max(worst, below - trulyUpTo);
        below += weight;
        if (below < trulyBelow)
            worst = std::max(worst, trulyBelow - below);
    }
    return worst / double(values.size());
}

QuantileSketch sketchOf(const Values &values, int k = QuantileSketch::defaultK)
{
    QuantileSketch sketch(k);
    sketch.add(values);
    return sketch;
}

double weightOf(const QuantileSketch &sketch)
{
    double sum = 0;
    for (const auto &[value, weight] : sketch.items())
        sum += weight;
    return sum;
}

ColumnSketch columnOf(const Values &values)
{
    ColumnSketch sketch(u"x"_s, ColumnKind::Number);
    sketch.add(values);
    return sketch;
}

} // namespace

class tst_Sketch final : public QObject
{
    Q_OBJECT
private slots:
    void fewValuesAreKeptAsTheyAre();
    void ranksStayWithinTheStatedError_data();
    void ranksStayWithinTheStatedError();
    void memoryIsBounded();
    void mergingDaysIsSketchingTheYear();
    void repeatedValuesCostNoRounding();
    void theSameValuesGiveTheSameSketch();
    void quantilesSurviveJson();
    void frequentLevelsStayWithinTheStatedError();
    void momentsAreExact();
    void fewDistinctNumbersAreExactInAnyNumber();
    void mergingColumnsIsSketchingAll_data();
    void mergingColumnsIsSketchingAll();
    void columnsOfTwoKindsDoNotMerge();
    void columnSurvivesJson();
    void emptyAndMissingColumnsSurviveJson();
    void damagedJsonIsCorrupt();
    void driftFromASketchIsDriftFromTheValues();
    void referenceOfADatasetSurvivesItsFile();
    void referenceOfRealDataStaysSmall();
};

void tst_Sketch::fewValuesAreKeptAsTheyAre()
{
    const Values values = valuesOf(u"normal"_s, 1024);
    const QuantileSketch sketch = sketchOf(values);
    QVERIFY(sketch.isExact());
    QCOMPARE(sketch.rankError(), 0.0);
    QCOMPARE(sketch.items().size(), std::size_t(1024));
    QCOMPARE(worstRank(sketch, values), 0.0);
    QVERIFY(sketchOf({}).items().empty());
    QVERIFY(!sketchOf(valuesOf(u"normal"_s, 1025)).isExact());
}

void tst_Sketch::ranksStayWithinTheStatedError_data()
{
    QTest::addColumn<QString>("shape");
    for (const char *shape : {"normal", "ascending", "descending", "ties", "zoom", "heavy tail"})
        QTest::newRow(shape) << QString::fromLatin1(shape);
}

void tst_Sketch::ranksStayWithinTheStatedError()
{
    QFETCH(QString, shape);
    for (const int count : {5'000, 100'000, 1'000'000}) {
        const Values values = valuesOf(shape, count);
        const QuantileSketch sketch = sketchOf(values);
        QCOMPARE(weightOf(sketch), double(count));
        QCOMPARE(sketch.count(), count);
        const double worst = worstRank(sketch, values);
        QVERIFY2(worst <= sketch.rankError(), qPrintable(QString::number(worst)));
        QVERIFY(sketch.rankError() < 0.007);
    }
}

void tst_Sketch::memoryIsBounded()
{
    QuantileSketch sketch;
    const Values block = valuesOf(u"normal"_s, 100'000);
    for (int i = 0; i < 100; ++i)
        sketch.add(block);
    QCOMPARE(weightOf(sketch), 1e7);
    QVERIFY(sketch.items().size() < 5000);
}

void tst_Sketch::mergingDaysIsSketchingTheYear()
{
    Values all;
    QuantileSketch year;
    for (int day = 0; day < 365; ++day) {
        Values values = valuesOf(u"normal"_s, 300 + day % 7 * 400);
        for (double &value : values)
            value += day / 100.0;
        all.insert(all.end(), values.begin(), values.end());
        year.merge(sketchOf(values));
    }
    QCOMPARE(year.count(), qint64(all.size()));
    QCOMPARE(weightOf(year), double(all.size()));
    QVERIFY(worstRank(year, all) <= year.rankError());
    QVERIFY(year.rankError() < 0.02);
    QuantileSketch twice = year;
    twice.merge(twice);
    QCOMPARE(weightOf(twice), 2.0 * double(all.size()));
}

void tst_Sketch::repeatedValuesCostNoRounding()
{
    QuantileSketch sketch;
    sketch.addRepeated(1, 1'000'000'007);
    sketch.addRepeated(2, 1);
    QVERIFY(sketch.isExact());
    QCOMPARE(weightOf(sketch), 1'000'000'008.0);
}

void tst_Sketch::theSameValuesGiveTheSameSketch()
{
    const Values values = valuesOf(u"normal"_s, 50'000);
    QVERIFY(sketchOf(values).items() == sketchOf(values).items());
}

void tst_Sketch::quantilesSurviveJson()
{
    const Values values = valuesOf(u"heavy tail"_s, 50'000);
    const QuantileSketch sketch = sketchOf(values);
    auto read = QuantileSketch::fromJson(sketch.toJson());
    QVERIFY(read);
    QVERIFY(read->items() == sketch.items());
    QCOMPARE(read->rankError(), sketch.rankError());
    read->add(values); // and goes on
    QCOMPARE(weightOf(*read), 100'000.0);
}

void tst_Sketch::frequentLevelsStayWithinTheStatedError()
{
    LevelSketch sketch(50);
    QHash<QString, double> truth;
    for (int i = 0; i < 100'000; ++i) {
        const int level = i % 3 == 0 ? i % 30 : 1000 + i; // ten frequent ones among many that come once
        const QString name = QString::number(level);
        sketch.add(name);
        ++truth[name];
    }
    QVERIFY(!sketch.isExact());
    QVERIFY(sketch.countError() <= sketch.count() / 50);
    int frequent = 0;
    for (const auto &[level, count] : sketch.items()) {
        QVERIFY(count <= truth[level]);
        QVERIFY(truth[level] - count <= sketch.countError());
        frequent += truth[level] > 1000 ? 1 : 0;
    }
    QCOMPARE(frequent, 10);
    LevelSketch other(50);
    other.add(u"0"_s, 5000);
    sketch.merge(other);
    QCOMPARE(sketch.count(), 105'000.0);
    const auto read = LevelSketch::fromJson(sketch.toJson());
    QVERIFY(read);
    QCOMPARE(read->countError() >= sketch.countError(), true);
    LevelSketch few;
    few.add(u"a"_s, 3);
    few.add(u"b"_s);
    QVERIFY(few.isExact());
    QCOMPARE(LevelSketch::fromJson(few.toJson())->items(), few.items());
}

void tst_Sketch::momentsAreExact()
{
    Values values = valuesOf(u"normal"_s, 200'000);
    for (double &value : values)
        value += 1e6; // a large mean beside the spread
    ColumnSketch sketch(u"x"_s, ColumnKind::Number);
    for (std::size_t i = 0; i < values.size(); i += 777)
        sketch.add(std::span(values).subspan(i, std::min<std::size_t>(777, values.size() - i)));
    const NumericDistribution exact = NumericDistribution::fromValues(values);
    const NumericDistribution kept = sketch.profile().numbers;
    QVERIFY(agrees(kept.mean, exact.mean));
    QVERIFY(agrees(kept.variance, exact.variance, 1e-9));
    QCOMPARE(sketch.profile().minimum, exact.values.front());
    QCOMPARE(sketch.profile().maximum, exact.values.back());
    QCOMPARE(kept.values.front(), exact.values.front());
    QCOMPARE(kept.n, 200'000.0);
}

void tst_Sketch::fewDistinctNumbersAreExactInAnyNumber()
{
    Values values;
    for (int i = 0; i < 300'000; ++i)
        values.push_back(i % 64);
    const ColumnSketch sketch = columnOf(values);
    QVERIFY(sketch.profile().numbers == NumericDistribution::fromValues(values));
    values.push_back(1000); // one too many
    const ColumnProfile profile = columnOf(values).profile();
    QVERIFY(profile.numbers.rankError < 0.01);
    QCOMPARE(profile.numbers.n, double(values.size()));
}

void tst_Sketch::mergingColumnsIsSketchingAll_data()
{
    QTest::addColumn<int>("firstDistinct");
    QTest::addColumn<int>("secondDistinct");
    QTest::newRow("few and few") << 10 << 20;
    QTest::newRow("few and few that are many together") << 60 << -60;
    QTest::newRow("few and many") << 10 << 5000;
    QTest::newRow("many and few") << 5000 << 10;
    QTest::newRow("many and many") << 5000 << 7000;
    QTest::newRow("none and few") << 0 << 20;
    QTest::newRow("none and many") << 0 << 5000;
}

void tst_Sketch::mergingColumnsIsSketchingAll()
{
    QFETCH(int, firstDistinct);
    QFETCH(int, secondDistinct);
    const auto make = [](int distinct) {
        Values values;
        for (int i = 0; i < 20'000 && distinct != 0; ++i)
            values.push_back(double(i * 7919 % std::abs(distinct)) * (distinct < 0 ? -1 : 1));
        values.push_back(absent);
        return values;
    };
    const Values first = make(firstDistinct);
    const Values second = make(secondDistinct);
    ColumnSketch merged = columnOf(first);
    QVERIFY(merged.merge(columnOf(second)));
    Values all = first;
    all.insert(all.end(), second.begin(), second.end());
    const ColumnProfile exact = ColumnProfile::ofNumbers(u"x"_s, all);
    const ColumnProfile kept = merged.profile();
    QCOMPARE(kept.rows, exact.rows);
    QCOMPARE(kept.missing, exact.missing);
    QCOMPARE(kept.numbers.n, exact.numbers.n);
    QVERIFY(agrees(kept.numbers.mean, exact.numbers.mean));
    QVERIFY(agrees(kept.numbers.variance, exact.numbers.variance));
    QVERIFY(kolmogorovDistance(exact.numbers, kept.numbers) <= kept.numbers.rankError + 1e-12);
}

void tst_Sketch::columnsOfTwoKindsDoNotMerge()
{
    ColumnSketch numbers = columnOf({1, 2});
    const auto merged = numbers.merge(ColumnSketch(u"x"_s, ColumnKind::Category));
    QVERIFY(!merged);
    QVERIFY(merged.error().message.contains(u"'x'"));
}

void tst_Sketch::columnSurvivesJson()
{
    for (const int count : {10, 100'000}) {
        Values values = valuesOf(u"normal"_s, count);
        values[3] = absent;
        values[4] = std::numeric_limits<double>::infinity();
        const ColumnSketch sketch = columnOf(values);
        const auto read = ColumnSketch::fromJson(sketch.toJson());
        QVERIFY(read);
        QVERIFY(read->profile().numbers == sketch.profile().numbers);
        QCOMPARE(read->profile().missing, 1);
        QCOMPARE(read->profile().infinite, 1);
        QCOMPARE(read->toJson(), sketch.toJson());
    }
    ColumnSketch levels(u"g"_s, ColumnKind::Category, ColumnRole::Target);
    levels.addLevel(u"böse \"Stufe\""_s, 4);
    levels.addLevel(QString(u""_s), 1);
    levels.addMissing(2);
    const auto read = ColumnSketch::fromJson(levels.toJson());
    QVERIFY(read);
    QCOMPARE(read->role(), ColumnRole::Target);
    QVERIFY(read->profile().levels == levels.profile().levels);
    QCOMPARE(read->profile().rows, 7);
}

void tst_Sketch::emptyAndMissingColumnsSurviveJson()
{
    for (const Values &values : {Values{}, Values{absent, absent}, Values(3, 7.0)}) {
        const ColumnSketch sketch = columnOf(values);
        const auto read = ColumnSketch::fromJson(sketch.toJson());
        QVERIFY(read);
        QVERIFY(read->profile().numbers == sketch.profile().numbers);
        QCOMPARE(read->profile().missing, sketch.profile().missing);
    }
}

void tst_Sketch::damagedJsonIsCorrupt()
{
    const QJsonObject good = columnOf(valuesOf(u"normal"_s, 5000)).toJson();
    QVERIFY(ColumnSketch::fromJson(good));
    const auto broken = [&](const QString &key, const QJsonValue &value) {
        QJsonObject json = good;
        json[key] = value;
        const auto read = ColumnSketch::fromJson(json);
        return !read && read.error().code == Error::Code::Corrupt;
    };
    QVERIFY(broken(u"name"_s, u""_s));
    QVERIFY(broken(u"kind"_s, u"picture"_s));
    QVERIFY(broken(u"rows"_s, 4999));
    QVERIFY(broken(u"rows"_s, -1));
    QVERIFY(broken(u"missing"_s, 1e300));
    QVERIFY(broken(u"quantiles"_s, QJsonObject()));
    QVERIFY(broken(u"squares"_s, -1));
    QJsonObject quantiles = good[u"quantiles"_s].toObject();
    quantiles[u"levels"_s] = QJsonArray{QJsonArray{1, u"x"_s}};
    QVERIFY(broken(u"quantiles"_s, quantiles));
    quantiles[u"levels"_s] = QJsonArray{QJsonArray{1, 2}};
    QVERIFY(broken(u"quantiles"_s, quantiles));

    QCOMPARE(ReferenceSketch::fromJson("").error().code, Error::Code::Corrupt);
    QCOMPARE(ReferenceSketch::fromJson("[1,2]").error().code, Error::Code::Corrupt);
    QCOMPARE(ReferenceSketch::fromJson(R"({"format":"vitrine-reference","formatVersion":99})").error().code,
             Error::Code::Unsupported);
}

void tst_Sketch::driftFromASketchIsDriftFromTheValues()
{
    const Values values = valuesOf(u"normal"_s, 200'000);
    Values moved = valuesOf(u"normal"_s, 30'000);
    for (double &value : moved)
        value = value * 1.1 + 0.05;
    const ColumnProfile exact = ColumnProfile::ofNumbers(u"x"_s, values);
    const ColumnProfile kept = columnOf(values).profile();
    const ColumnProfile current = ColumnProfile::ofNumbers(u"x"_s, moved);
    for (const DriftTestInfo &info : driftTestCatalogue()) {
        if (!info.ofNumbers || info.byP)
            continue;
        const double truth = runTest(info.test, exact, current).statistic;
        const double estimate = runTest(info.test, kept, current).statistic;
        QVERIFY2(std::abs(truth - estimate) < 0.012,
                 qPrintable(u"%1: %2 instead of %3"_s.arg(info.name).arg(estimate).arg(truth)));
    }
    const double ks = runTest(DriftTest::KolmogorovSmirnov, exact, current).statistic;
    QVERIFY(std::abs(runTest(DriftTest::KolmogorovSmirnov, kept, current).statistic - ks) <=
            kept.numbers.rankError);
    const auto comparison = compareColumns({kept}, {current});
    QCOMPARE(comparison->findings.first().rankError, kept.numbers.rankError);
    QCOMPARE(comparison->findings.first().nReference, 200'000.0);
}

void tst_Sketch::referenceOfADatasetSurvivesItsFile()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"train.csv"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("date,x,colour,truth,pred\n2024-01-01,1.5,red,3,2.5\n2024-01-02,,blue,4,4.5\n"
               "2024-01-03,2.5,,5,4\n");
    file.close();
    const auto dataset = Dataset::open(file.fileName());
    QVERIFY(dataset);
    const auto reference = captureReference(*dataset);
    QVERIFY(reference);
    QCOMPARE(reference->rows, 3);
    const auto read = ReferenceSketch::fromJson(reference->toJson());
    QVERIFY(read);
    QCOMPARE(read->toJson(), reference->toJson());
    const QList<ColumnProfile> profiles = read->profiles();
    QCOMPARE(profiles.size(), 4); // not the date
    QCOMPARE(profiles[0].name, u"x"_s);
    QCOMPARE(profiles[0].missing, 1);
    QCOMPARE(profiles[1].kind, ColumnKind::Category);
    QCOMPARE(profiles[1].levels.levels, (std::vector<QString>{u"blue"_s, u"red"_s}));
    QCOMPARE(profiles[1].missing, 1);
    QCOMPARE(profiles[2].role, ColumnRole::Target);
    QCOMPARE(profiles[3].role, ColumnRole::Prediction);
    ReferenceSketch merged = *read;
    QVERIFY(merged.merge(*reference));
    QCOMPARE(merged.rows, 6);
    QCOMPARE(merged.profiles()[0].rows, 6);
}

void tst_Sketch::referenceOfRealDataStaysSmall()
{
    VT_NEED_SHARED(path, u"monitoring/reference/bike_scored.csv"_s);
    const auto dataset = Dataset::open(path);
    QVERIFY(dataset);
    const auto reference = captureReference(*dataset);
    QVERIFY(reference);
    QCOMPARE(reference->rows, 17379);
    const QByteArray json = reference->toJson();
    qInfo("%lld columns, %lld bytes", qint64(reference->columns.size()), qint64(json.size()));
    QVERIFY(json.size() < 200'000);
    QVERIFY(ReferenceSketch::fromJson(json));
}

QTEST_GUILESS_MAIN(tst_Sketch)
#include "tst_sketch.moc"
