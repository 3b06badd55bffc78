// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/drift/distribution.h"
#include "core/monitor/drift/pairedcounts.h"

namespace vitrine::monitor {

// Distances of two distributions. NaN when one of them is empty.

double wassersteinDistance(const NumericDistribution &reference, const NumericDistribution &current);
// In standard deviations of the reference (divided by n), which count as 0.001 at least: Evidently's.
double normedWasserstein(const NumericDistribution &reference, const NumericDistribution &current);
// scipy.stats.energy_distance: √(2 ∫ (F - G)²).
double energyDistance(const NumericDistribution &reference, const NumericDistribution &current);
double kolmogorovDistance(const NumericDistribution &reference, const NumericDistribution &current);

// What stands for an empty cell where a logarithm needs more than 0.
// - Evidently: 0.0001, or a millionth of the smallest share of that side when this is not above 0.0001
// - Floor: every share counts as 0.0001 at least
enum class ZeroFill { Evidently, Floor };

double populationStability(const PairedCounts &counts, ZeroFill fill); // PSI
double kullbackLeibler(const PairedCounts &counts, ZeroFill fill);     // of the reference, in nats
double jensenShannon(const PairedCounts &counts);                      // distance; natural logarithm
double hellinger(const PairedCounts &counts);
double totalVariation(const PairedCounts &counts);
double largestShift(const PairedCounts &counts); // L∞: of a share

} // namespace vitrine::monitor
