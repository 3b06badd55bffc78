// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/estimate/confidenceestimator.h"

#include "core/base/text.h"
#include "core/monitor/sketch/splitmix.h"

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr std::size_t fewestRows = 30;

std::span<const double> probabilitiesOf(const EstimateRows &rows, std::size_t row)
{
    const auto columns = static_cast<std::size_t>(rows.columns);
    return std::span(rows.probabilities).subspan(row * columns, columns);
}

bool isComplete(const EstimateRows &rows, std::size_t row)
{
    const std::span<const double> p = probabilitiesOf(rows, row);
    return rows.estimateLevel[row] >= 0 && rows.estimateLevel[row] < rows.columns &&
           std::none_of(p.begin(), p.end(), [](double value) { return std::isnan(value); });
}

} // namespace

Result<std::unique_ptr<Estimator>> ConfidenceEstimator::fit(const EstimateRows &reference)
{
    std::vector<std::size_t> labelled;
    for (std::size_t row = 0; row < reference.size(); ++row) {
        if (isComplete(reference, row) && reference.truthLevel[row] >= 0)
            labelled.push_back(row);
    }
    if (labelled.size() < fewestRows) {
        return Error{
            Error::Code::InvalidArgument,
            Text::tr("The reference has %1 rows with truth, prediction and probabilities; estimating "
                     "performance needs at least %2.")
                .arg(labelled.size())
                .arg(fewestRows),
            {}};
    }
    auto estimator = std::make_unique<ConfidenceEstimator>();
    const int fitted = reference.columns == 2 ? 1 : reference.columns;
    for (int level = 0; level < fitted; ++level) {
        std::vector<double> scores;
        std::vector<bool> isEvent;
        for (const std::size_t row : labelled) {
            scores.push_back(probabilitiesOf(reference, row)[static_cast<std::size_t>(level)]);
            isEvent.push_back(reference.truthLevel[row] == level);
        }
        estimator->m_calibrations.push_back(Calibration::fit(scores, isEvent));
    }
    return std::unique_ptr<Estimator>(std::move(estimator));
}

QString ConfidenceEstimator::method() const
{
    return u"cbpe"_s;
}

QString ConfidenceEstimator::description() const
{
    const auto fitted =
        std::count_if(m_calibrations.begin(), m_calibrations.end(),
                      [](const Calibration &calibration) { return !calibration.isIdentity(); });
    if (fitted == 0)
        return Text::tr("Confidence-based estimation; the probabilities were well calibrated as they are.");
    if (m_calibrations.size() == 1)
        return Text::tr("Confidence-based estimation; the probabilities were calibrated on the reference.");
    return Text::tr(
               "Confidence-based estimation; the probabilities of %1 of %2 levels were calibrated on the "
               "reference.")
        .arg(fitted)
        .arg(m_calibrations.size());
}

void ConfidenceEstimator::prepare(EstimateRows &rows) const
{
    rows.features.clear();
}

bool ConfidenceEstimator::calibrated(const EstimateRows &rows, std::size_t row,
                                     std::vector<double> &shares) const
{
    if (!isComplete(rows, row))
        return false;
    const std::span<const double> p = probabilitiesOf(rows, row);
    shares.resize(p.size());
    if (m_calibrations.size() == 1) {
        shares[0] = std::clamp(m_calibrations[0](p[0]), 0.0, 1.0);
        shares[1] = 1 - shares[0];
        return true;
    }
    for (std::size_t level = 0; level < p.size(); ++level)
        shares[level] = std::clamp(m_calibrations[level](p[level]), 0.0, 1.0);
    double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
    if (sum == 0) { // no level is thought possible: as the model has it
        std::copy(p.begin(), p.end(), shares.begin());
        sum = std::accumulate(shares.begin(), shares.end(), 0.0);
    }
    for (double &share : shares)
        share = sum > 0 ? share / sum : 1 / static_cast<double>(shares.size());
    return true;
}

MeasuredRows ConfidenceEstimator::shaped(const EstimateRows &rows) const
{
    MeasuredRows result;
    result.levels = static_cast<int>(rows.levels.size());
    result.columns = rows.columns;
    return result;
}

void ConfidenceEstimator::add(MeasuredRows &to, const EstimateRows &rows, std::size_t row, int truth)
{
    const std::span<const double> p = probabilitiesOf(rows, row);
    to.truthLevel.push_back(truth);
    to.estimateLevel.push_back(rows.estimateLevel[row]);
    to.probabilities.insert(to.probabilities.end(), p.begin(), p.end());
}

MeasuredRows ConfidenceEstimator::expected(const EstimateRows &rows, std::size_t first,
                                           std::size_t last) const
{
    MeasuredRows result = shaped(rows);
    std::vector<double> shares;
    for (std::size_t row = first; row < last; ++row) {
        if (!calibrated(rows, row, shares))
            continue;
        for (std::size_t level = 0; level < shares.size(); ++level) {
            if (shares[level] == 0)
                continue;
            add(result, rows, row, static_cast<int>(level));
            result.weights.push_back(shares[level]);
        }
    }
    return result;
}

MeasuredRows ConfidenceEstimator::drawn(const EstimateRows &rows, std::span<const std::size_t> which,
                                        std::uint64_t &random) const
{
    MeasuredRows result = shaped(rows);
    std::vector<double> shares;
    for (const std::size_t row : which) {
        if (!calibrated(rows, row, shares))
            continue;
        double left = static_cast<double>(splitMix(random) >> 11) * 0x1p-53;
        std::size_t level = 0;
        while (level + 1 < shares.size() && left >= shares[level])
            left -= shares[level++];
        add(result, rows, row, static_cast<int>(level));
    }
    return result;
}

} // namespace vitrine::monitor
