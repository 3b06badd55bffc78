// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/drift/drifttest.h"

#include "core/base/text.h"
#include "core/monitor/drift/countstest.h"
#include "core/monitor/drift/distance.h"
#include "core/monitor/drift/jointwalk.h"
#include "core/monitor/drift/numerictest.h"
#include "core/monitor/drift/pairedcounts.h"

#include <QStringList>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

using Profile = const ColumnProfile &;

constexpr std::size_t fewDistinct = 20;

// Distinct values of both; `enough` and more are not told apart.
std::size_t distinctOfBoth(Profile reference, Profile current, std::size_t enough)
{
    if (reference.kind == ColumnKind::Category)
        return pairLevels(reference.levels, current.levels).cells();
    if (std::max(reference.numbers.values.size(), current.numbers.values.size()) >= enough)
        return enough;
    std::size_t distinct = 0;
    walkJointly(reference.numbers, current.numbers, [&](const JointValue &) { ++distinct; });
    return distinct;
}

PairedCounts levelCounts(Profile reference, Profile current)
{
    return reference.kind == ColumnKind::Category ? pairLevels(reference.levels, current.levels)
                                                  : pairValues(reference.numbers, current.numbers);
}

PairedCounts cellCounts(Profile reference, Profile current, Binning binning)
{
    return reference.kind == ColumnKind::Category ? pairLevels(reference.levels, current.levels)
                                                  : pairBins(reference.numbers, current.numbers, binning);
}

TestScore distance(double value)
{
    if (std::isnan(value))
        return TestScore::undefined(Text::tr("The reference or the period has no values."));
    return {.statistic = value};
}

TestScore missingShare(Profile reference, Profile current)
{
    if (reference.rows == 0 || current.rows == 0)
        return TestScore::undefined(Text::tr("The reference or the period has no rows."));
    const PairedCounts counts{{double(reference.missing), double(reference.rows - reference.missing)},
                              {double(current.missing), double(current.rows - current.missing)},
                              double(reference.rows),
                              double(current.rows)};
    return {std::abs(current.missingShare() - reference.missingShare()), zTest(counts).p, {}};
}

TestScore newLevels(Profile reference, Profile current)
{
    if (current.levels.empty())
        return TestScore::undefined(Text::tr("The period has no values."));
    if (reference.levels.countError > 0)
        return TestScore::undefined(
            Text::tr("The reference keeps only the most frequent levels, so new ones cannot be told."));
    const PairedCounts counts = pairLevels(reference.levels, current.levels);
    double unseen = 0;
    for (std::size_t i = 0; i < counts.cells(); ++i)
        unseen += counts.reference[i] == 0 ? counts.current[i] : 0;
    return {.statistic = unseen / counts.nCurrent};
}

TestScore outOfRange(Profile reference, Profile current)
{
    if (reference.numbers.empty() || current.numbers.empty())
        return TestScore::undefined(Text::tr("The reference or the period has no values."));
    double outside = 0;
    for (std::size_t i = 0; i < current.numbers.values.size(); ++i) {
        const double value = current.numbers.values[i];
        outside += value < reference.minimum || value > reference.maximum ? current.numbers.counts[i] : 0;
    }
    return {.statistic = outside / current.numbers.n};
}

} // namespace

QList<DriftTestInfo> driftTestCatalogue()
{
    using enum DriftTest;
    constexpr bool p = true;
    constexpr bool yes = true;
    constexpr bool no = false;
    return {
        {KolmogorovSmirnov, u"ks"_s, Text::tr("Kolmogorov–Smirnov"), p, 0.05, yes, no},
        {CramerVonMises, u"cramer_von_mises"_s, Text::tr("Cramér–von Mises"), p, 0.1, yes, no},
        {AndersonDarling, u"anderson"_s, Text::tr("Anderson–Darling"), p, 0.1, yes, no},
        {MannWhitney, u"mannw"_s, Text::tr("Mann–Whitney U"), p, 0.05, yes, no},
        {StudentT, u"t_test"_s, Text::tr("Student's t"), p, 0.05, yes, no},
        {Wasserstein, u"wasserstein"_s, Text::tr("Wasserstein distance (normed)"), no, 0.1, yes, no},
        {Energy, u"energy"_s, Text::tr("Energy distance"), no, 0.1, yes, no},
        {Psi, u"psi"_s, Text::tr("Population stability index"), no, 0.1, yes, yes},
        {KullbackLeibler, u"kl_div"_s, Text::tr("Kullback–Leibler divergence"), no, 0.1, yes, yes},
        {JensenShannon, u"jensenshannon"_s, Text::tr("Jensen–Shannon distance"), no, 0.1, yes, yes},
        {Hellinger, u"hellinger"_s, Text::tr("Hellinger distance"), no, 0.1, yes, yes},
        {ChiSquare, u"chisquare"_s, Text::tr("Chi-square"), p, 0.05, no, yes},
        {G, u"g_test"_s, Text::tr("G test"), p, 0.1, no, yes},
        {Z, u"z"_s, Text::tr("Z test of proportions"), p, 0.05, no, yes},
        {TotalVariation, u"tvd"_s, Text::tr("Total variation distance"), p, 0.1, yes, yes},
        {MissingShare, u"missing"_s, Text::tr("Share of missing values"), no, 0.05, yes, yes},
        {NewLevels, u"new_levels"_s, Text::tr("New levels"), no, 0, no, yes},
        {Range, u"range"_s, Text::tr("Outside the reference's range"), no, 0.01, yes, no},
    };
}

DriftTestInfo driftTestInfo(DriftTest test)
{
    static const QList<DriftTestInfo> catalogue = driftTestCatalogue();
    return *std::find_if(catalogue.begin(), catalogue.end(),
                         [&](const DriftTestInfo &info) { return info.test == test; });
}

Result<DriftTest> driftTest(const QString &name)
{
    static const QHash<QString, DriftTest> others{
        {u"ed"_s, DriftTest::Energy},          {u"g"_s, DriftTest::G},
        {u"kl"_s, DriftTest::KullbackLeibler}, {u"js"_s, DriftTest::JensenShannon},
        {u"ad"_s, DriftTest::AndersonDarling}, {u"cvm"_s, DriftTest::CramerVonMises},
        {u"chi2"_s, DriftTest::ChiSquare},
    };
    const QString lower = name.toLower();
    if (others.contains(lower))
        return others.value(lower);
    QStringList names;
    for (const DriftTestInfo &info : driftTestCatalogue()) {
        if (info.name == lower)
            return info.test;
        names << info.name;
    }
    return Error{Error::Code::InvalidArgument,
                 Text::tr("'%1' is not a drift test. Use auto or one of: %2.").arg(name, names.join(u", "_s)),
                 {}};
}

DriftTest automaticTest(Profile reference, Profile current)
{
    constexpr double smallReference = 1000;
    constexpr std::size_t likeLevels = 5;
    const std::size_t distinct = distinctOfBoth(reference, current, likeLevels + 1);
    const bool asNumbers = reference.kind == ColumnKind::Number && distinct > likeLevels;
    if (reference.n() > smallReference)
        return asNumbers ? DriftTest::Wasserstein : DriftTest::JensenShannon;
    if (asNumbers)
        return DriftTest::KolmogorovSmirnov;
    return distinct > 2 ? DriftTest::ChiSquare : DriftTest::Z;
}

bool testFits(DriftTest test, Profile reference, Profile current)
{
    const DriftTestInfo info = driftTestInfo(test);
    if (reference.kind == ColumnKind::Category)
        return info.ofLevels && (test != DriftTest::Z || distinctOfBoth(reference, current, 3) <= 2);
    if (info.ofNumbers)
        return true;
    const std::size_t most = test == DriftTest::Z ? 2 : fewDistinct;
    return test != DriftTest::NewLevels && distinctOfBoth(reference, current, most + 1) <= most;
}

TestScore runTest(DriftTest test, Profile reference, Profile current)
{
    const NumericDistribution &a = reference.numbers;
    const NumericDistribution &b = current.numbers;
    const auto cells = [&](Binning binning = Binning::Evidently) {
        return cellCounts(reference, current, binning);
    };
    switch (test) {
    case DriftTest::KolmogorovSmirnov: return kolmogorovSmirnov(a, b);
    case DriftTest::CramerVonMises: return cramerVonMises(a, b);
    case DriftTest::AndersonDarling: return andersonDarling(a, b);
    case DriftTest::MannWhitney: return mannWhitney(a, b);
    case DriftTest::StudentT: return studentT(a, b);
    case DriftTest::Wasserstein: return distance(normedWasserstein(a, b));
    case DriftTest::Energy: return distance(energyDistance(a, b));
    case DriftTest::Psi: return distance(populationStability(cells(), ZeroFill::Evidently));
    case DriftTest::KullbackLeibler: return distance(kullbackLeibler(cells(), ZeroFill::Evidently));
    case DriftTest::JensenShannon: return distance(jensenShannon(cells()));
    case DriftTest::Hellinger: return distance(hellinger(cells(Binning::DistinctSturges)));
    case DriftTest::ChiSquare: return chiSquare(levelCounts(reference, current));
    case DriftTest::G: return gTest(levelCounts(reference, current));
    case DriftTest::Z: return zTest(levelCounts(reference, current));
    case DriftTest::TotalVariation: return totalVariationTest(cells());
    case DriftTest::MissingShare: return missingShare(reference, current);
    case DriftTest::NewLevels: return newLevels(reference, current);
    case DriftTest::Range: return outOfRange(reference, current);
    }
    return {};
}

} // namespace vitrine::monitor
