// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/estimate/estimator.h"
#include "core/monitor/series.h"

#include <QHash>

namespace vitrine::monitor {

// An estimated metric with its 95 % band: where the realised value of those rows is to be expected.
struct EstimatedValue {
    double value = std::numeric_limits<double>::quiet_NaN();
    double low = std::numeric_limits<double>::quiet_NaN();
    double high = std::numeric_limits<double>::quiet_NaN();
    QString estimator; // averaging, as of MetricValue
    QString why;       // one sentence when there is no value
};

// An estimator with what it got wrong on its own reference.
//
// The band has two parts, added in quadrature: chance, the spread of the metric over outcomes drawn from the
// estimated probabilities; and the estimator's own error, by how much estimates differed from realised values
// on fifths of the reference that it was not fitted to, beyond chance. Where there are times the fifths are
// stretches of time, so that a reference in which the model did well one month and badly the next makes a
// wide band. A later change of what the features mean (concept drift) is not seen.
class PerformanceEstimation final
{
public:
    // Fits six times: to all rows, and without each fifth.
    static Result<PerformanceEstimation> fit(const EstimateRows &reference, const QStringList &metrics,
                                             const MetricOptions &options, const Job &job = {});

    const Estimator &estimator() const { return *m_estimator; }
    // As estimates use them; realised values must too, to be comparable: roc_auc of more than two levels is
    // one against all.
    const MetricOptions &options() const { return m_options; }
    // Of prepared rows [first, last), in the order of the metrics.
    QList<EstimatedValue> values(const QStringList &metrics, const EstimateRows &rows, std::size_t first,
                                 std::size_t last) const;
    // In units of the metric; 0 when it cannot be told from chance.
    double ownError(const QString &metric) const { return m_ownErrors.value(metric); }

private:
    std::shared_ptr<const Estimator> m_estimator;
    MetricOptions m_options;
    QHash<QString, double> m_ownErrors;
};

} // namespace vitrine::monitor
