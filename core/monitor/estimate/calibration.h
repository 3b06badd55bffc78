// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/estimate/isotonic.h"

#include <span>
#include <vector>

namespace vitrine::monitor {

// How far predicted probabilities are from observed frequencies: ten bins of equal counts by score, the
// absolute differences of their means weighted by their counts. From 0 to 1.
double calibrationError(std::span<const double> scores, const std::vector<bool> &isEvent);

// Maps a classifier's scores of one level to probabilities. As in NannyML: isotonic regression, but only if
// it lowers the calibration error on rows that it was not fitted to (ten folds, stratified, the same each
// time); not when there is one outcome only or the ROC area is above 0.999.
class Calibration final
{
public:
    Calibration() = default; // the identity
    static Calibration fit(std::span<const double> scores, const std::vector<bool> &isEvent);

    double operator()(double score) const { return m_regression(score); }
    bool isIdentity() const { return !m_regression.isFitted(); }

private:
    IsotonicRegression m_regression;
};

} // namespace vitrine::monitor
