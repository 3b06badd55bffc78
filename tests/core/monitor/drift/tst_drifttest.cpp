// SPDX-License-Identifier: GPL-3.0-or-later
// Drift tests of small and strange columns, the automatic choice, and decisions. Expected values:
// scipy 1.10.1.
#include "core/monitor/drift/comparison.h"
#include "core/monitor/drift/numbersort.h"
#include "tests/core/monitor/reference.h"

#include <QTest>

#include <limits>
#include <random>

using namespace vitrine;
using namespace vitrine::monitor;
using namespace vitrine::test;
using namespace Qt::StringLiterals;

namespace {

constexpr double absent = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

using Values = std::vector<double>;

ColumnProfile numbers(Values values, const QString &name = u"x"_s)
{
    return ColumnProfile::ofNumbers(name, std::move(values));
}

ColumnProfile levels(const QStringList &values, const QString &name = u"g"_s)
{
    return ColumnProfile::ofLevels(name, std::vector<QString>(values.begin(), values.end()));
}

Values sequence(int count, int factor, int modulus, double power = 1)
{
    Values values;
    for (int i = 0; i < count; ++i)
        values.push_back(std::pow(double(i * factor % modulus) / modulus, power));
    return values;
}

QStringList repeated(const QList<std::pair<QString, int>> &counts)
{
    QStringList values;
    for (const auto &[level, count] : counts)
        values += QStringList(count, level);
    return values;
}

Values upTo(int count)
{
    Values values;
    for (int i = 0; i < count; ++i)
        values.push_back(i);
    return values;
}

bool near(double value, double expected)
{
    if (!agrees(value, expected))
        qWarning("%.17g instead of %.17g", value, expected);
    return agrees(value, expected);
}

} // namespace

class tst_DriftTest final : public QObject
{
    Q_OBJECT
private slots:
    void sortingAgreesWithTheStandardLibrary();
    void smallSamplesAndTiesAreSciPys();
    void longSamplesAreSciPys();
    void countsAreSciPys();
    void missingAndInfiniteValuesTakeNoPart();
    void noValuesIsUndefinedWithAReason();
    void constantColumns();
    void automaticChoiceIsEvidentlys_data();
    void automaticChoiceIsEvidentlys();
    void aTestThatDoesNotFitGivesWayToTheAutomaticOne();
    void levelsThatTheReferenceLacks();
    void missingShareRangeAndNewLevelsAreChecked();
    void effectSizeDoesNotGrowWithTheRows();
    void permutationsGiveTheSameEachTime();
    void correctionsAreRs();
    void correctionDecides();
    void datasetDriftsFromHalfOfTheColumns();
    void columnsThatDoNotFitAreNamed();
    void namesOfTests();
};

void tst_DriftTest::sortingAgreesWithTheStandardLibrary()
{
    std::mt19937_64 random(7);
    for (const std::size_t count : {0, 1, 5, 399, 400, 5000}) {
        Values values;
        for (std::size_t i = 0; i < count; ++i)
            values.push_back(std::ldexp(double(random()) - 9e18, int(random() % 80) - 40));
        if (count > 3) {
            values[0] = 0.0;
            values[1] = -0.0;
            values[2] = std::numeric_limits<double>::denorm_min();
            values[3] = std::numeric_limits<double>::lowest();
        }
        Values expected = values;
        std::sort(expected.begin(), expected.end());
        sortNumbers(values);
        QVERIFY(values == expected);
    }
    Values same(1000, 4.5);
    sortNumbers(same);
    QVERIFY(same == Values(1000, 4.5));
}

void tst_DriftTest::smallSamplesAndTiesAreSciPys()
{
    const ColumnProfile a = numbers({1, 2, 2, 3, 3, 3});
    const ColumnProfile b = numbers({2, 3, 4, 4, 5});
    const TestScore ks = runTest(DriftTest::KolmogorovSmirnov, a, b);
    QVERIFY(near(ks.statistic, 0.6) && near(ks.p, 0.23809523809523814));
    const TestScore cvm = runTest(DriftTest::CramerVonMises, a, b);
    QVERIFY(near(cvm.statistic, 0.38560606060606051) && near(cvm.p, 0.082251082251082255));
    const TestScore anderson = runTest(DriftTest::AndersonDarling, a, b);
    QVERIFY(near(anderson.statistic, 2.1420182519349789) && near(anderson.p, 0.04268478618544537));
    const TestScore ranks = runTest(DriftTest::MannWhitney, a, b);
    QVERIFY(near(ranks.statistic, 5.5) && near(ranks.p, 0.088713691996776159));
    const TestScore t = runTest(DriftTest::StudentT, a, b);
    QVERIFY(near(t.statistic, -2.1482683301165659) && near(t.p, 0.06020603837464196));
    QVERIFY(near(runTest(DriftTest::Energy, a, b).statistic, 1.0176225014982498));

    const ColumnProfile c = numbers({1, 2, 3});
    const ColumnProfile d = numbers({1.5, 2.5, 10});
    QVERIFY(near(runTest(DriftTest::MannWhitney, c, d).p, 0.7));
    QVERIFY(near(runTest(DriftTest::CramerVonMises, c, d).statistic, 0.08333333333333337));
    QVERIFY(near(runTest(DriftTest::CramerVonMises, c, d).p, 1));
    QVERIFY(near(runTest(DriftTest::KolmogorovSmirnov, numbers({0}), numbers({1})).p, 1));
    QVERIFY(near(runTest(DriftTest::KolmogorovSmirnov, numbers({0}), numbers({1})).statistic, 1));
}

void tst_DriftTest::longSamplesAreSciPys()
{
    const ColumnProfile a = numbers(sequence(300, 37, 101));
    const ColumnProfile b = numbers(sequence(200, 53, 97, 1.2));
    const TestScore ks = runTest(DriftTest::KolmogorovSmirnov, a, b);
    QVERIFY(near(ks.statistic, 0.078333333333333338) && near(ks.p, 0.43796584564429397));
    const TestScore cvm = runTest(DriftTest::CramerVonMises, a, b);
    QVERIFY(near(cvm.statistic, 0.33737083333332407) && near(cvm.p, 0.10653806995740955));
    const TestScore anderson = runTest(DriftTest::AndersonDarling, a, b);
    QVERIFY(near(anderson.statistic, 1.1608516938512115) && near(anderson.p, 0.10821357400250728));
    const TestScore ranks = runTest(DriftTest::MannWhitney, a, b);
    QVERIFY(near(ranks.statistic, 32924.5) && near(ranks.p, 0.064678001528175863));
    QVERIFY(near(runTest(DriftTest::Energy, a, b).statistic, 0.074045536083759092));
    QVERIFY(near(runTest(DriftTest::StudentT, a, b).p, 0.070210274484500734));
    // Past 10,000 values the asymptotic formula.
    const TestScore large = runTest(DriftTest::KolmogorovSmirnov, numbers(sequence(12000, 3701, 10007)),
                                    numbers(sequence(900, 53, 997, 1.05)));
    QVERIFY(near(large.statistic, 0.020666666666666667) && near(large.p, 0.85955724650864873));
}

void tst_DriftTest::countsAreSciPys()
{
    const ColumnProfile a = levels(repeated({{u"a"_s, 60}, {u"b"_s, 60}, {u"c"_s, 80}}));
    const ColumnProfile b = levels(repeated({{u"a"_s, 20}, {u"b"_s, 30}, {u"c"_s, 50}}));
    const TestScore chi = runTest(DriftTest::ChiSquare, a, b);
    QVERIFY(near(chi.statistic, 5.8333333333333339) && near(chi.p, 0.054113766222821581));
    const TestScore g = runTest(DriftTest::G, a, b);
    QVERIFY(near(g.statistic, 6.0957508070944009) && near(g.p, 0.047459649956611442));
}

void tst_DriftTest::missingAndInfiniteValuesTakeNoPart()
{
    const ColumnProfile plain = numbers({3, 1, 2, 2});
    const ColumnProfile strange = numbers({3, absent, 1, infinity, 2, -infinity, 2, absent});
    QCOMPARE(strange.rows, 8);
    QCOMPARE(strange.missing, 2);
    QCOMPARE(strange.infinite, 2);
    QVERIFY(strange.numbers == plain.numbers);
    const ColumnProfile other = numbers({5, 6, 1});
    for (const DriftTestInfo &info : driftTestCatalogue()) {
        if (!info.ofNumbers || info.test == DriftTest::MissingShare)
            continue;
        QCOMPARE(runTest(info.test, strange, other).statistic, runTest(info.test, plain, other).statistic);
    }
}

void tst_DriftTest::noValuesIsUndefinedWithAReason()
{
    const ColumnProfile none = numbers({absent, absent});
    const ColumnProfile some = numbers({1, 2, 3});
    const ColumnProfile noLevels = levels({QString(), QString()});
    const ColumnProfile someLevels = levels({u"a"_s, u"b"_s});
    for (const DriftTestInfo &info : driftTestCatalogue()) {
        if (info.test == DriftTest::MissingShare)
            continue;
        const bool ofLevels = !info.ofNumbers;
        for (const auto &[reference, current] : {std::pair{none, some}, {some, none}, {none, none}}) {
            const TestScore score =
                runTest(info.test, ofLevels ? (reference.n() > 0 ? someLevels : noLevels) : reference,
                        ofLevels ? (current.n() > 0 ? someLevels : noLevels) : current);
            const bool knowsNothing = std::isnan(score.statistic) && !score.why.isEmpty();
            const bool everythingIsNew =
                info.test == DriftTest::NewLevels && current.n() > 0 && score.statistic == 1;
            QVERIFY2(knowsNothing || everythingIsNew, qPrintable(info.name));
        }
    }
    const auto comparison = compareColumns({some}, {none});
    QVERIFY(comparison);
    QCOMPARE(comparison->columns, 0);
    QVERIFY(!comparison->drift);
    QVERIFY(!comparison->findings.first().drift);
    QVERIFY(!comparison->findings.first().why.isEmpty());
}

void tst_DriftTest::constantColumns()
{
    const ColumnProfile ones = numbers(Values(50, 1.0));
    const ColumnProfile twos = numbers(Values(50, 2.0));
    const auto same = compareColumns({ones}, {ones});
    QCOMPARE(same->findings.first().test, DriftTest::Z);
    QCOMPARE(same->findings.first().p, 1.0);
    QVERIFY(!same->drift);
    const auto moved = compareColumns({ones}, {twos});
    QVERIFY(moved->drift);
    QVERIFY(moved->findings.first().p < 1e-20);

    const ColumnProfile many = numbers(Values(2000, 1.0));
    QVERIFY(!compareColumns({many}, {many})->drift);
    const auto far = compareColumns({many}, {twos});
    QCOMPARE(far->findings.first().test, DriftTest::JensenShannon);
    QVERIFY(near(far->findings.first().statistic, std::sqrt(std::log(2))));
    // A spread of nothing counts as 0.001, as Evidently has it.
    QVERIFY(near(runTest(DriftTest::Wasserstein, ones, twos).statistic, 1000));
    for (const DriftTest test : {DriftTest::AndersonDarling, DriftTest::MannWhitney, DriftTest::StudentT})
        QVERIFY(!runTest(test, ones, ones).why.isEmpty());
    QCOMPARE(runTest(DriftTest::KolmogorovSmirnov, ones, ones).p, 1.0);
    QCOMPARE(runTest(DriftTest::CramerVonMises, ones, ones).p, 1.0);
    QCOMPARE(runTest(DriftTest::Psi, ones, ones).statistic, 0.0);
}

void tst_DriftTest::automaticChoiceIsEvidentlys_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("distinct");
    QTest::addColumn<bool>("categories");
    QTest::addColumn<QString>("test");
    QTest::newRow("1000 rows, 6 numbers") << 1000 << 6 << false << u"ks"_s;
    QTest::newRow("1000 rows, 5 numbers") << 1000 << 5 << false << u"chisquare"_s;
    QTest::newRow("1000 rows, 2 numbers") << 1000 << 2 << false << u"z"_s;
    QTest::newRow("1001 rows, 6 numbers") << 1001 << 6 << false << u"wasserstein"_s;
    QTest::newRow("1001 rows, 5 numbers") << 1001 << 5 << false << u"jensenshannon"_s;
    QTest::newRow("1000 rows, 30 levels") << 1000 << 30 << true << u"chisquare"_s;
    QTest::newRow("1000 rows, 2 levels") << 1000 << 2 << true << u"z"_s;
    QTest::newRow("1001 rows, 2 levels") << 1001 << 2 << true << u"jensenshannon"_s;
}

void tst_DriftTest::automaticChoiceIsEvidentlys()
{
    QFETCH(int, rows);
    QFETCH(int, distinct);
    QFETCH(bool, categories);
    QFETCH(QString, test);
    Values values;
    QStringList texts;
    for (int i = 0; i < rows; ++i) {
        values.push_back(i % distinct);
        texts << QString::number(i % distinct);
    }
    const ColumnProfile reference = categories ? levels(texts) : numbers(values);
    const ColumnProfile current = categories ? levels({u"0"_s, u"1"_s}) : numbers({0, 1, 1});
    QCOMPARE(driftTestInfo(automaticTest(reference, current)).name, test);
}

void tst_DriftTest::aTestThatDoesNotFitGivesWayToTheAutomaticOne()
{
    DriftOptions options;
    options.test = DriftTest::KolmogorovSmirnov;
    options.tests[u"y"_s] = DriftTest::Psi;
    const auto comparison = compareColumns(
        {numbers({1, 2, 3, 4, 5, 6}), numbers({1, 2}, u"y"_s), levels({u"a"_s, u"b"_s, u"c"_s})},
        {numbers({1, 2, 3, 4, 5, 6}), numbers({1, 2}, u"y"_s), levels({u"a"_s, u"b"_s, u"c"_s})}, options);
    QCOMPARE(comparison->findings[0].test, DriftTest::KolmogorovSmirnov);
    QCOMPARE(comparison->findings[1].test, DriftTest::Psi);
    QCOMPARE(comparison->findings[2].test, DriftTest::ChiSquare);
}

void tst_DriftTest::levelsThatTheReferenceLacks()
{
    const ColumnProfile reference = levels(repeated({{u"a"_s, 50}, {u"b"_s, 50}}));
    const ColumnProfile current = levels(repeated({{u"a"_s, 50}, {u"c"_s, 50}}));
    QCOMPARE(runTest(DriftTest::ChiSquare, reference, current).p, 0.0);
    QCOMPARE(runTest(DriftTest::G, reference, current).p, 0.0);
    QCOMPARE(runTest(DriftTest::NewLevels, reference, current).statistic, 0.5);
    QVERIFY(!runTest(DriftTest::Z, reference, current).why.isEmpty());
    QVERIFY(near(runTest(DriftTest::Hellinger, reference, current).statistic, std::sqrt(0.5)));
    QVERIFY(std::isfinite(runTest(DriftTest::Psi, reference, current).statistic));
}

void tst_DriftTest::missingShareRangeAndNewLevelsAreChecked()
{
    Values holes = upTo(2000);
    for (std::size_t i = 0; i < 200; ++i)
        holes[i * 10] = absent;
    holes[1] = -5;
    for (std::size_t i = 0; i < 40; ++i)
        holes[i * 10 + 3] = 3000;
    DriftOptions options;
    options.checks = true;
    const auto comparison =
        compareColumns({numbers(upTo(2000)), levels({u"a"_s, u"b"_s})},
                       {numbers(holes), levels({u"a"_s, u"b"_s, u"b"_s, u"neu"_s})}, options);
    QVERIFY(comparison);
    QHash<QString, DriftFinding> byTest;
    for (const DriftFinding &finding : comparison->findings) {
        if (finding.check)
            byTest[finding.column + u' ' + driftTestInfo(finding.test).name] = finding;
    }
    QCOMPARE(byTest.size(), 4);
    QVERIFY(byTest[u"x missing"_s].drift);
    QVERIFY(near(byTest[u"x missing"_s].statistic, 0.1));
    QVERIFY(byTest[u"x missing"_s].p < 1e-10);
    QVERIFY(byTest[u"x range"_s].drift);
    QVERIFY(near(byTest[u"x range"_s].statistic, 41.0 / 1800));
    QVERIFY(!byTest[u"g missing"_s].drift);
    QVERIFY(byTest[u"g new_levels"_s].drift);
    QCOMPARE(byTest[u"g new_levels"_s].statistic, 0.25);
    QCOMPARE(comparison->columns, 2); // checks do not count
}

void tst_DriftTest::effectSizeDoesNotGrowWithTheRows()
{
    Values few = sequence(900, 37, 101);
    Values shifted = few;
    for (double &value : shifted)
        value += 0.03;
    Values many;
    for (int i = 0; i < 100; ++i)
        many.insert(many.end(), shifted.begin(), shifted.end());
    DriftOptions options;
    options.test = DriftTest::KolmogorovSmirnov;
    const DriftFinding small = compareColumns({numbers(few)}, {numbers(shifted)}, options)->findings.first();
    const DriftFinding large = compareColumns({numbers(few)}, {numbers(many)}, options)->findings.first();
    QVERIFY(large.p < small.p);
    QCOMPARE(small.effect.name, u"wasserstein"_s);
    QVERIFY(near(small.effect.value, large.effect.value));
    const DriftFinding ofLevels =
        compareColumns({levels({u"a"_s, u"b"_s, u"c"_s})}, {levels({u"a"_s, u"b"_s, u"c"_s})})
            ->findings.first();
    QCOMPARE(ofLevels.effect.name, u"cramers_v"_s);
    QCOMPARE(ofLevels.effect.value, 0.0);
}

void tst_DriftTest::permutationsGiveTheSameEachTime()
{
    const ColumnProfile reference = levels(repeated({{u"a"_s, 500}, {u"b"_s, 300}, {u"c"_s, 200}}));
    const ColumnProfile alike = levels(repeated({{u"a"_s, 52}, {u"b"_s, 29}, {u"c"_s, 19}}));
    const ColumnProfile other = levels(repeated({{u"a"_s, 20}, {u"b"_s, 50}, {u"c"_s, 30}}));
    const TestScore first = runTest(DriftTest::TotalVariation, reference, alike);
    QCOMPARE(runTest(DriftTest::TotalVariation, reference, alike).p, first.p);
    QVERIFY(first.p > 0.5 && first.p <= 1);
    QVERIFY(runTest(DriftTest::TotalVariation, reference, other).p < 0.01);
    // The p of permutations of two levels is that of the exact (hypergeometric) test: here by R's
    // fisher.test.
    const TestScore two = runTest(DriftTest::TotalVariation, levels(repeated({{u"a"_s, 30}, {u"b"_s, 70}})),
                                  levels(repeated({{u"a"_s, 20}, {u"b"_s, 30}})));
    QVERIFY(std::abs(two.p - 0.2707) < 0.045);
}

void tst_DriftTest::correctionsAreRs()
{
    const Values p{0.01, absent, 0.04, 0.03, 0.02, 0.9};
    const auto compare = [&](Correction correction, const Values &expected) {
        const Values actual = adjusted(p, correction);
        for (std::size_t i = 0; i < p.size(); ++i)
            QVERIFY2(agrees(actual[i], expected[i]), qPrintable(correctionName(correction)));
    };
    compare(Correction::None, p);
    compare(Correction::Bonferroni, {0.05, absent, 0.2, 0.15, 0.1, 1});
    compare(Correction::Holm, {0.05, absent, 0.09, 0.09, 0.08, 0.9});
    compare(Correction::BenjaminiHochberg, {0.05, absent, 0.05, 0.05, 0.05, 0.9});
    QVERIFY(adjusted({}, Correction::Holm).empty());
    QVERIFY(!correction(u"sidak"_s));
}

void tst_DriftTest::correctionDecides()
{
    DriftFinding finding{.column = u"x"_s, .test = DriftTest::ChiSquare, .statistic = 5, .p = 0.02};
    finding.threshold = 0.05;
    QList<DriftFinding> findings(4, finding);
    DriftOptions options;
    QCOMPARE(decide(findings, options).drifted, 4);
    options.correction = Correction::Bonferroni;
    const DriftComparison corrected = decide(findings, options);
    QCOMPARE(corrected.drifted, 0);
    QCOMPARE(corrected.findings.first().adjustedP, 0.08);
    QCOMPARE(corrected.findings.first().p, 0.02);
}

void tst_DriftTest::datasetDriftsFromHalfOfTheColumns()
{
    const QList<ColumnProfile> reference{numbers(upTo(100)), numbers(upTo(100), u"y"_s)};
    Values moved = upTo(100);
    for (double &value : moved)
        value += 50;
    const auto half = compareColumns(reference, {numbers(moved), numbers(upTo(100), u"y"_s)});
    QCOMPARE(half->share, 0.5);
    QVERIFY(half->drift);
    DriftOptions strict;
    strict.datasetShare = 0.6;
    QVERIFY(!compareColumns(reference, {numbers(moved), numbers(upTo(100), u"y"_s)}, strict)->drift);
    DriftOptions lax;
    lax.thresholds[u"x"_s] = 1e-30;
    QCOMPARE(compareColumns(reference, {numbers(moved), numbers(upTo(100), u"y"_s)}, lax)->drifted, 0);
}

void tst_DriftTest::columnsThatDoNotFitAreNamed()
{
    const auto kinds = compareColumns({numbers({1, 2})}, {levels({u"a"_s}, u"x"_s)});
    QVERIFY(!kinds);
    QVERIFY(kinds.error().message.contains(u"'x'"));
    const auto nothing = compareColumns({numbers({1, 2})}, {numbers({1, 2}, u"z"_s)});
    QVERIFY(!nothing);
    QCOMPARE(nothing.error().code, Error::Code::InvalidArgument);
}

void tst_DriftTest::namesOfTests()
{
    for (const DriftTestInfo &info : driftTestCatalogue())
        QCOMPARE(driftTest(info.name).value(), info.test);
    QCOMPARE(driftTest(u"TVD"_s).value(), DriftTest::TotalVariation);
    QCOMPARE(driftTest(u"ed"_s).value(), DriftTest::Energy);
    const auto unknown = driftTest(u"chi"_s);
    QVERIFY(!unknown);
    QVERIFY(unknown.error().message.contains(u"jensenshannon"));
}

QTEST_GUILESS_MAIN(tst_DriftTest)
#include "tst_drifttest.moc"
