// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/estimate/errortree.h"
#include "core/monitor/estimate/estimator.h"

#include <QHash>

namespace vitrine::monitor {

// Direct loss estimation (DLE, as of NannyML) of a regression: learns on the reference, from the features and
// the prediction, how the errors are distributed (ErrorTree), and so what any metric of new rows is to be
// expected. NannyML learns the mean size of the error by gradient boosting; the distribution serves every
// metric, not only mae and rmse.
class LossEstimator final : public Estimator
{
public:
    // InvalidArgument below 100 rows with truth and prediction.
    static Result<std::unique_ptr<Estimator>> fit(const EstimateRows &reference);

    QString method() const override;
    QString description() const override;
    void prepare(EstimateRows &rows) const override; // features become leaves
    MeasuredRows expected(const EstimateRows &rows, std::size_t first, std::size_t last) const override;
    // mae, mape, mpe, smape, rmsle.
    std::optional<DirectEstimate> direct(const QString &metric, const EstimateRows &rows, std::size_t first,
                                         std::size_t last) const override;
    MeasuredRows drawn(const EstimateRows &rows, std::span<const std::size_t> which,
                       std::uint64_t &random) const override;

private:
    struct Loss {
        double mean = 0;
        double variance = 0;
    };
    void learnLosses(const EstimateRows &rows);

    ErrorTree m_tree;
    QHash<QString, std::vector<Loss>> m_losses; // by metric, by leaf
};

} // namespace vitrine::monitor
