// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/drift/pairedcounts.h"
#include "core/monitor/drift/testscore.h"

namespace vitrine::monitor {

// Two-sample tests of counts over the same levels.

// scipy.stats.chisquare of the current counts against the reference's, scaled to their number: Evidently's.
// A level that the reference does not have makes the statistic infinite and p 0.
TestScore chiSquare(const PairedCounts &counts);
// The same with the likelihood ratio, power_divergence(lambda_="log-likelihood").
TestScore gTest(const PairedCounts &counts);
// Two proportions with a pooled variance, two-sided; of at most two levels.
TestScore zTest(const PairedCounts &counts);
// Total variation distance with the share of 1,000 permutations that have one as large: Evidently's test, but
// with its own random numbers, which are the same each time.
TestScore totalVariationTest(const PairedCounts &counts);

// chi2_contingency() without Yates' correction of the table of both, and what Cramér's V makes of it: from 0
// to 1, whatever the number of rows.
TestScore contingency(const PairedCounts &counts);
double cramersV(const PairedCounts &counts);

} // namespace vitrine::monitor
