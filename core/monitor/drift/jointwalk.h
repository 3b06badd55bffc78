// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/drift/distribution.h"

#include <algorithm>

namespace vitrine::monitor {

// One distinct value of two samples together: how often it came in each, and how many values lie below it.
struct JointValue {
    double value = 0;
    double reference = 0;
    double current = 0;
    double referenceBelow = 0;
    double currentBelow = 0;
};

// Every distinct value of both, ascending. The walk that all comparisons of two distributions share.
template<typename Visit>
void walkJointly(const NumericDistribution &reference, const NumericDistribution &current, Visit visit)
{
    JointValue at;
    std::size_t r = 0;
    std::size_t c = 0;
    while (r < reference.values.size() || c < current.values.size()) {
        const bool onlyReference = c == current.values.size();
        const bool onlyCurrent = r == reference.values.size();
        at.value = onlyReference ? reference.values[r]
                   : onlyCurrent ? current.values[c]
                                 : std::min(reference.values[r], current.values[c]);
        at.reference = !onlyCurrent && reference.values[r] == at.value ? reference.counts[r++] : 0;
        at.current = !onlyReference && current.values[c] == at.value ? current.counts[c++] : 0;
        visit(at);
        at.referenceBelow += at.reference;
        at.currentBelow += at.current;
    }
}

} // namespace vitrine::monitor
