// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/drift/distribution.h"

#include <vector>

namespace vitrine::monitor {

// Two samples counted over the same cells: levels, distinct numbers or bins. No cell is empty in both, except
// bins.
struct PairedCounts {
    std::vector<double> reference = {};
    std::vector<double> current = {};
    double nReference = 0;
    double nCurrent = 0;

    std::size_t cells() const { return reference.size(); }
};

// One cell for every level, or distinct number, of either.
PairedCounts pairLevels(const CategoryDistribution &reference, const CategoryDistribution &current);
PairedCounts pairValues(const NumericDistribution &reference, const NumericDistribution &current);

// How numbers are cut into bins.
// - Evidently: by Sturges' rule, ⌈log2 n + 1⌉ bins of equal width over both samples, n values of both; but
// one
//   bin for each distinct number when the reference has at most 20 of them. The lower edge belongs to a bin.
// - DistinctSturges: likewise, n distinct numbers of both (Evidently's Hellinger distance).
// - ReferenceQuantiles: at the deciles of the reference that are distinct and inside its range; the outer
// bins
//   are open, the upper edge belongs to a bin.
// - ReferenceWidth: likewise, ten bins of equal width over the range of the reference.
enum class Binning { Evidently, DistinctSturges, ReferenceQuantiles, ReferenceWidth };

PairedCounts pairBins(const NumericDistribution &reference, const NumericDistribution &current,
                      Binning binning);

} // namespace vitrine::monitor
