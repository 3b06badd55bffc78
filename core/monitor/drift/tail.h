// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace vitrine::monitor {

// Upper tails of the distributions that tests refer to: P(X >= x). Boost.Math behind plain functions that do
// not throw.
double normalTail(double z);
double chiSquareTail(double freedom, double x);
double studentTail(double freedom, double t);

// The z with P(Z >= z) = p of the standard normal.
double normalQuantile(double p);

} // namespace vitrine::monitor
