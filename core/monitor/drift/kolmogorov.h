// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace vitrine::monitor {

// P(D_n >= d): of the two-sided one-sample Kolmogorov–Smirnov statistic of n values.
//
// The choice of formulas by n and d follows Simard and L'Ecuyer (2011), "Computing the two-sided
// Kolmogorov–Smirnov distribution", with the limits of scipy.stats.kstwo, so that the values are SciPy's:
// exact by Durbin's matrix (Marsaglia, Tsang and Wang, 2003), twice the one-sided tail, or the series of
// Pelz and Good (1976).
double kolmogorovTail(std::int64_t n, double d);

// P(D+_n >= d), one-sided: Birnbaum and Tingey's sum (1951), in Loader's form of the binomial (2000) that
// keeps its digits; above a million values Maag and Dicaire's approximation, as SciPy has it.
double smirnovTail(std::int64_t n, double d);

// P(D_{m,n} >= d) of two samples without ties, from the steps of their lattice of counts: `steps` is
// d · lcm(m, n), a whole number. Exact: the recurrence of Viehmann (2021), arXiv:2102.08037, which adds and
// never subtracts, so that tiny values keep their digits. Takes O(m · n · d) additions.
double twoSampleKolmogorovTail(std::int64_t m, std::int64_t n, std::int64_t steps);

} // namespace vitrine::monitor
