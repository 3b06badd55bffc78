// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/estimate/lossestimator.h"

#include "core/base/text.h"
#include "core/monitor/sketch/splitmix.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

// What one row adds to metrics that are means of it; yardstick's and scikit-learn's formulas.
using RowLoss = double (*)(double truth, double estimate);

const QHash<QString, RowLoss> &rowLosses()
{
    static const QHash<QString, RowLoss> table{
        {u"mae"_s, [](double t, double p) { return std::abs(t - p); }},
        {u"mape"_s, [](double t, double p) { return 100 * std::abs((t - p) / t); }},
        {u"mpe"_s, [](double t, double p) { return 100 * (t - p) / t; }},
        {u"smape"_s, [](double t, double p) { return 200 * std::abs(t - p) / (std::abs(t) + std::abs(p)); }},
        {u"rmsle"_s,
         [](double t, double p) {
             return std::pow(std::log1p(t) - std::log1p(p), 2);
         }}, // its root at the end
    };
    return table;
}

} // namespace

Result<std::unique_ptr<Estimator>> LossEstimator::fit(const EstimateRows &reference)
{
    constexpr std::size_t fewestRows = 100;
    std::vector<std::size_t> labelled;
    for (std::size_t row = 0; row < reference.size(); ++row) {
        if (std::isfinite(reference.truth[row]) && std::isfinite(reference.estimate[row]))
            labelled.push_back(row);
    }
    if (labelled.size() < fewestRows) {
        return Error{
            Error::Code::InvalidArgument,
            Text::tr("The reference has %1 rows with truth and prediction; estimating performance needs at "
                     "least %2.")
                .arg(labelled.size())
                .arg(fewestRows),
            {}};
    }
    const EstimateRows rows = reference.subset(labelled);
    std::vector<double> errors;
    std::vector<double> sizes;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        errors.push_back(rows.truth[row] - rows.estimate[row]);
        sizes.push_back(std::abs(errors.back()));
    }
    auto estimator = std::make_unique<LossEstimator>();
    estimator->m_tree = ErrorTree(FeatureBins(rows, sizes), rows, errors);
    estimator->learnLosses(rows);
    return std::unique_ptr<Estimator>(std::move(estimator));
}

void LossEstimator::learnLosses(const EstimateRows &rows)
{
    const std::vector<int> leaves = m_tree.leaves(rows);
    for (auto loss = rowLosses().cbegin(); loss != rowLosses().cend(); ++loss) {
        std::vector<Loss> means(m_tree.leafCount());
        std::vector<double> counts(m_tree.leafCount(), 0);
        for (std::size_t row = 0; row < leaves.size(); ++row) {
            const auto leaf = static_cast<std::size_t>(leaves[row]);
            const double value = loss.value()(rows.truth[row], rows.estimate[row]);
            const double shift = value - means[leaf].mean;
            means[leaf].mean += shift / ++counts[leaf];
            means[leaf].variance += shift * (value - means[leaf].mean);
        }
        for (std::size_t leaf = 0; leaf < means.size(); ++leaf)
            means[leaf].variance /= std::max(1.0, counts[leaf] - 1);
        m_losses[loss.key()] = means;
    }
}

std::optional<DirectEstimate> LossEstimator::direct(const QString &metric, const EstimateRows &rows,
                                                    std::size_t first, std::size_t last) const
{
    const auto losses = m_losses.constFind(metric);
    if (losses == m_losses.cend())
        return {};
    DirectEstimate result;
    double n = 0;
    for (std::size_t row = first; row < last; ++row) {
        if (!std::isfinite(rows.estimate[row]))
            continue;
        const Loss &loss = (*losses)[static_cast<std::size_t>(rows.leaves[row])];
        result.value += loss.mean;
        result.deviation += loss.variance;
        ++n;
    }
    result.value /= n;
    result.deviation = std::sqrt(result.deviation) / n;
    if (metric == u"rmsle") {
        result.value = std::sqrt(result.value);
        result.deviation /= 2 * result.value;
    }
    return result;
}

QString LossEstimator::method() const
{
    return u"dle"_s;
}

QString LossEstimator::description() const
{
    return m_tree.leafCount() == 1
               ? Text::tr("Direct loss estimation; errors in the reference do not depend on the features.")
               : Text::tr("Direct loss estimation, by a tree of %1 kinds of rows.").arg(m_tree.leafCount());
}

void LossEstimator::prepare(EstimateRows &rows) const
{
    rows.leaves = m_tree.leaves(rows);
    rows.features.clear();
}

MeasuredRows LossEstimator::expected(const EstimateRows &rows, std::size_t first, std::size_t last) const
{
    MeasuredRows result;
    for (std::size_t row = first; row < last; ++row) {
        if (!std::isfinite(rows.estimate[row]))
            continue;
        const std::vector<double> &points = m_tree.points(rows.leaves[row]);
        for (const double error : points) {
            result.truth.push_back(rows.estimate[row] + error);
            result.estimate.push_back(rows.estimate[row]);
            result.weights.push_back(1 / static_cast<double>(points.size()));
        }
    }
    return result;
}

MeasuredRows LossEstimator::drawn(const EstimateRows &rows, std::span<const std::size_t> which,
                                  std::uint64_t &random) const
{
    MeasuredRows result;
    for (const std::size_t row : which) {
        if (!std::isfinite(rows.estimate[row]))
            continue;
        const std::vector<double> &points = m_tree.points(rows.leaves[row]);
        result.truth.push_back(rows.estimate[row] + points[splitMix(random) % points.size()]);
        result.estimate.push_back(rows.estimate[row]);
    }
    return result;
}

} // namespace vitrine::monitor
