// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/drift/comparison.h"

#include "core/base/text.h"
#include "core/monitor/drift/countstest.h"
#include "core/monitor/drift/distance.h"
#include "core/monitor/drift/pairedcounts.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

using Profile = const ColumnProfile &;

EffectSize effectSize(DriftTest test, Profile reference, Profile current)
{
    const DriftTestInfo info = driftTestInfo(test);
    if (!info.byP || reference.n() == 0 || current.n() == 0)
        return {};
    if (info.ofNumbers && reference.kind == ColumnKind::Number)
        return {u"wasserstein"_s, normedWasserstein(reference.numbers, current.numbers)};
    const PairedCounts counts = reference.kind == ColumnKind::Category
                                    ? pairLevels(reference.levels, current.levels)
                                    : pairValues(reference.numbers, current.numbers);
    return {u"cramers_v"_s, cramersV(counts)};
}

double thresholdOf(DriftTest test, Profile reference, const DriftOptions &options, bool check)
{
    if (!check) {
        if (const auto own = options.thresholds.constFind(reference.name); own != options.thresholds.cend())
            return *own;
        if (options.threshold)
            return *options.threshold;
    }
    const double usual = driftTestInfo(test).threshold;
    // New values beyond the extremes of n old ones are to be expected: 2 of n + 1.
    return test == DriftTest::Range ? std::max(usual, 4 / (reference.n() + 1)) : usual;
}

DriftFinding find(DriftTest test, Profile reference, Profile current, const DriftOptions &options, bool check)
{
    const TestScore score = runTest(test, reference, current);
    DriftFinding finding{.column = reference.name, .role = reference.role, .test = test};
    finding.statistic = score.statistic;
    finding.p = score.p;
    finding.adjustedP = score.p;
    finding.why = score.why;
    finding.check = check;
    finding.threshold = thresholdOf(test, reference, options, check);
    finding.effect = effectSize(test, reference, current);
    finding.n = current.n();
    finding.nReference = reference.n();
    finding.rankError = reference.numbers.rankError + current.numbers.rankError;
    return finding;
}

DriftTest chosenTest(Profile reference, Profile current, const DriftOptions &options)
{
    const auto own = options.tests.constFind(reference.name);
    const std::optional<DriftTest> wanted = own != options.tests.cend() ? std::optional(*own) : options.test;
    return wanted && testFits(*wanted, reference, current) ? *wanted : automaticTest(reference, current);
}

bool hasDrifted(const DriftFinding &finding)
{
    if (std::isnan(finding.statistic))
        return false;
    const bool isByP = driftTestInfo(finding.test).byP;
    // As Evidently decides: KS at the threshold, other p-values below it, distances at it.
    if (isByP)
        return finding.test == DriftTest::KolmogorovSmirnov ? finding.adjustedP <= finding.threshold
                                                            : finding.adjustedP < finding.threshold;
    if (finding.test == DriftTest::NewLevels || finding.test == DriftTest::Range)
        return finding.statistic > finding.threshold;
    return finding.statistic >= finding.threshold;
}

} // namespace

QList<DriftFinding> compareColumn(Profile reference, Profile current, const DriftOptions &options)
{
    const DriftTest test = chosenTest(reference, current, options);
    QList<DriftFinding> findings{find(test, reference, current, options, false)};
    if (!options.checks)
        return findings;
    for (const DriftTest check : {DriftTest::MissingShare, DriftTest::NewLevels, DriftTest::Range}) {
        if (check != test && testFits(check, reference, current))
            findings.append(find(check, reference, current, options, true));
    }
    return findings;
}

EffectSize effectOf(const DriftFinding &finding)
{
    const DriftTestInfo info = driftTestInfo(finding.test);
    if (info.byP)
        return finding.effect;
    return {info.name, finding.statistic};
}

DriftComparison decide(QList<DriftFinding> findings, const DriftOptions &options)
{
    std::vector<double> p;
    for (const DriftFinding &finding : findings) {
        const bool counts = !finding.check && driftTestInfo(finding.test).byP;
        p.push_back(counts ? finding.p : std::numeric_limits<double>::quiet_NaN());
    }
    const std::vector<double> corrected = adjusted(p, options.correction);
    DriftComparison result;
    for (std::size_t i = 0; i < corrected.size(); ++i) {
        DriftFinding &finding = findings[static_cast<qsizetype>(i)];
        if (!std::isnan(corrected[i]))
            finding.adjustedP = corrected[i];
        finding.drift = hasDrifted(finding);
        if (finding.check || std::isnan(finding.statistic))
            continue;
        ++result.columns;
        result.drifted += finding.drift ? 1 : 0;
    }
    result.share = result.columns > 0 ? double(result.drifted) / result.columns : 0;
    result.drift = result.columns > 0 && result.share >= options.datasetShare;
    result.findings = std::move(findings);
    return result;
}

Result<DriftComparison> compareColumns(const QList<ColumnProfile> &reference,
                                       const QList<ColumnProfile> &current, const DriftOptions &options)
{
    QList<DriftFinding> findings;
    for (Profile of : reference) {
        const auto found = std::find_if(current.begin(), current.end(),
                                        [&](Profile other) { return other.name == of.name; });
        if (found == current.end())
            continue;
        if (found->kind != of.kind) {
            return Error{
                Error::Code::InvalidArgument,
                of.kind == ColumnKind::Number
                    ? Text::tr("Column '%1' has numbers in the reference, but text now.").arg(of.name)
                    : Text::tr("Column '%1' has text in the reference, but numbers now.").arg(of.name),
                {}};
        }
        findings += compareColumn(of, *found, options);
    }
    if (findings.isEmpty())
        return Error{Error::Code::InvalidArgument,
                     Text::tr("The reference and the current data have no column in common."),
                     {}};
    return decide(std::move(findings), options);
}

} // namespace vitrine::monitor
