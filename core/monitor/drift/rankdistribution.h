// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace vitrine::monitor {

// Upper tails of statistics of ranks.

// P(U >= u) of Anderson's U (1962), which the Cramér–von Mises statistic of two samples is made of, by
// counting all orders: Xiao, Gordon and Yakovlev (2007), "A C++ program for the Cramér–von Mises two-sample
// test". For up to about 20 values each.
double cramerVonMisesExactTail(int m, int n, double u);

// 1 - the limit of the distribution of the Cramér–von Mises statistic; terms below 1e-7 are left out, as in
// SciPy.
double cramerVonMisesLimitTail(double statistic);

// P(U >= u) of the Mann–Whitney statistic without ties, by counting all orders.
double mannWhitneyExactTail(std::int64_t m, std::int64_t n, std::int64_t u);

} // namespace vitrine::monitor
