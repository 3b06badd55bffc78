// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <limits>
#include <vector>

namespace vitrine::monitor {

// How a metric of more than two classes is made from one-against-all values. `Auto`: "binary" for two levels,
// else macro (Hand–Till for roc_auc).
enum class Averaging { Auto, Macro, MacroWeighted, Micro, HandTill };

// Which of two levels is the event: yardstick's is the first, scikit-learn's the last.
enum class EventLevel { First, Second };

// Where R's yardstick and Python's scikit-learn differ:
// - undefined precision, recall, F, MCC: undefined, and left out of macro averages | 0
// - bal_accuracy of many classes: mean of (sens + spec) / 2 | mean recall of the classes that occur
// - rsq_trad and explained_variance of a constant truth: undefined | 0 (1 when perfect)
// - roc_auc of many classes when one of them has no rows: of the others | undefined
// - brier_class of many classes: half the sum of squares | the sum of squares
// - mape: per cent | a share, with a truth of 0 taken for 2.2e-16
enum class Convention { Yardstick, Sklearn };

enum class KappaWeights { None, Linear, Quadratic };

struct MetricOptions {
    Averaging averaging = Averaging::Auto;
    EventLevel event = EventLevel::First;
    Convention convention = Convention::Yardstick;
    KappaWeights kappa = KappaWeights::None;
    double beta = 1;       // f_meas
    double huberDelta = 1; // huber_loss, huber_loss_pseudo
    double quantile = 0.5; // pinball_loss
    int season = 1;        // mase: lag of the naive forecast
    double maseScale =
        std::numeric_limits<double>::quiet_NaN(); // mase: error of the naive forecast in training
    bool biased = false;                          // ccc: divide by n instead of n - 1
    double prevalence = std::numeric_limits<double>::quiet_NaN(); // ppv, npv: of the event; NaN: as observed
    std::vector<double> costs; // classification_cost: truth * levels + estimate; empty: 1 for every mistake
};

// A metric, or why there is none.
struct MetricValue {
    double value = std::numeric_limits<double>::quiet_NaN();
    QString estimator; // "standard", "binary", "multiclass", "macro", "macro_weighted", "micro", "hand_till"
    QString why;       // one sentence when the value is not a finite number

    static MetricValue undefined(const QString &estimator, const QString &why);
};

// R's stats::weighted.mean(): values of weight 0 don't count even when undefined; with `dropUndefined` no
// undefined value counts.
double weightedMean(const std::vector<double> &values, const std::vector<double> &weights,
                    bool dropUndefined);

} // namespace vitrine::monitor
