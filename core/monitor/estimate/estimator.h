// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/monitor/estimate/estimaterows.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

namespace vitrine::monitor {

// A metric that was estimated as it is, and its standard deviation by chance.
struct DirectEstimate {
    double value = 0;
    double deviation = 0;
};

// Knows from labelled reference rows how likely each outcome of an unlabelled row is. The reference must not
// be what the model was trained on, where it does better than it will. Immutable.
class Estimator
{
public:
    virtual ~Estimator() = default;

    virtual QString method() const = 0;      // "cbpe" or "dle"
    virtual QString description() const = 0; // one sentence about what was done
    // Replaces what rows no longer need, for many of them to fit into memory.
    virtual void prepare(EstimateRows &rows) const = 0;
    // Rows [first, last) of prepared rows, each once for every outcome, weighted by its probability: the
    // metrics of these rows are those to be expected. Rows without a prediction are left out.
    virtual MeasuredRows expected(const EstimateRows &rows, std::size_t first, std::size_t last) const = 0;
    // Metrics that are means over rows, of which outcomes tell too little where they depend on where exactly
    // the truth lies (a division by a truth near 0): by the mean of their loss. Nothing for all others.
    virtual std::optional<DirectEstimate> direct(const QString &metric, const EstimateRows &rows,
                                                 std::size_t first, std::size_t last) const;
    // The named rows, each with one outcome drawn by chance.
    virtual MeasuredRows drawn(const EstimateRows &rows, std::span<const std::size_t> which,
                               std::uint64_t &random) const = 0;
};

// Confidence-based performance estimation of a classifier that gives probabilities, else direct loss
// estimation of a regression. InvalidArgument when the reference has too few labelled rows.
Result<std::unique_ptr<Estimator>> fitEstimator(const EstimateRows &reference);

} // namespace vitrine::monitor
