// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/estimate/calibration.h"
#include "core/monitor/estimate/estimator.h"

namespace vitrine::monitor {

// Confidence-based performance estimation (CBPE, as of NannyML): a classifier's probabilities, once they are
// calibrated, say how often its predictions will be right. Level by level, one against all; of more than two
// levels the calibrated probabilities are divided by their sum. It sees drift of the features, not of what
// the features mean (concept drift).
class ConfidenceEstimator final : public Estimator
{
public:
    // InvalidArgument below 30 rows that have truth, prediction and probabilities.
    static Result<std::unique_ptr<Estimator>> fit(const EstimateRows &reference);

    QString method() const override;
    QString description() const override;
    void prepare(EstimateRows &rows) const override;
    MeasuredRows expected(const EstimateRows &rows, std::size_t first, std::size_t last) const override;
    MeasuredRows drawn(const EstimateRows &rows, std::span<const std::size_t> which,
                       std::uint64_t &random) const override;

private:
    // False when the row has no probabilities.
    bool calibrated(const EstimateRows &rows, std::size_t row, std::vector<double> &shares) const;
    static void add(MeasuredRows &to, const EstimateRows &rows, std::size_t row, int truth);
    MeasuredRows shaped(const EstimateRows &rows) const;

    std::vector<Calibration> m_calibrations; // one a level; of two levels that of the event
};

} // namespace vitrine::monitor
