// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/drift/distribution.h"
#include "core/monitor/drift/testscore.h"

namespace vitrine::monitor {

// Two-sample tests of numbers, reference and current. Values and p-values are those of scipy.stats 1.10; with
// counts from sketches they are approximations (see NumericDistribution::rankError).

// ks_2samp: exact up to 10,000 values on either side, else the one-sample distribution of mn/(m+n) values.
TestScore kolmogorovSmirnov(const NumericDistribution &reference, const NumericDistribution &current);

// cramervonmises_2samp: exact up to 20 values on either side, else Anderson's limit (1962). As in SciPy its
// series stops at terms below 1e-7, so that smaller p-values only say that they are small.
TestScore cramerVonMises(const NumericDistribution &reference, const NumericDistribution &current);

// anderson_ksamp with midranks (Scholz and Stephens, 1987): the normalised statistic, and p between 0.001 and
// 0.25, from a parabola through their table.
TestScore andersonDarling(const NumericDistribution &reference, const NumericDistribution &current);

// mannwhitneyu, two-sided: U of the reference; normal approximation with correction for ties and continuity,
// exact up to 8 values on either side without ties, as long as the orders can be counted in a double.
TestScore mannWhitney(const NumericDistribution &reference, const NumericDistribution &current);

// ttest_ind with equal variances: Student's t.
TestScore studentT(const NumericDistribution &reference, const NumericDistribution &current);

} // namespace vitrine::monitor
