// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/series.h"

#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr auto down = Direction::Minimise;
constexpr auto up = Direction::Maximise;
constexpr auto zero = Direction::Zero;

QList<MetricInfo> numericMetrics()
{
    return {
        {u"rmse"_s, Text::tr("Root mean squared error"), down, true, 0},
        {u"rsq"_s, Text::tr("R squared (correlation)"), up, false, 0, 1},
        {u"mae"_s, Text::tr("Mean absolute error"), down, true, 0},
        {u"mse"_s, Text::tr("Mean squared error"), down, false, 0},
        {u"rsq_trad"_s, Text::tr("R squared (traditional)"), up, false, -infinity, 1},
        {u"mape"_s, Text::tr("Mean absolute percentage error"), down, false, 0},
        {u"mpe"_s, Text::tr("Mean percentage error"), zero},
        {u"smape"_s, Text::tr("Symmetric mean absolute percentage error"), down, false, 0, 200},
        {u"msd"_s, Text::tr("Mean signed deviation"), zero, true},
        {u"mase"_s, Text::tr("Mean absolute scaled error"), down, false, 0},
        {u"huber_loss"_s, Text::tr("Huber loss"), down, false, 0},
        {u"huber_loss_pseudo"_s, Text::tr("Pseudo-Huber loss"), down, false, 0},
        {u"ccc"_s, Text::tr("Concordance correlation coefficient"), up, false, -1, 1},
        {u"iic"_s, Text::tr("Index of ideality of correlation"), up, false, -1, 1},
        {u"rpd"_s, Text::tr("Ratio of performance to deviation"), up, false, 0},
        {u"rpiq"_s, Text::tr("Ratio of performance to inter-quartile range"), up, false, 0},
        {u"rmse_relative"_s, Text::tr("Relative root mean squared error"), down, false, 0},
        {u"gini_coef"_s, Text::tr("Normalised Gini coefficient"), up, false, -infinity, 1},
        {u"poisson_log_loss"_s, Text::tr("Poisson log loss"), down},
        {u"median_ae"_s, Text::tr("Median absolute error"), down, true, 0},
        {u"max_error"_s, Text::tr("Largest absolute error"), down, true, 0},
        {u"explained_variance"_s, Text::tr("Explained variance"), up, false, -infinity, 1},
        {u"rmsle"_s, Text::tr("Root mean squared logarithmic error"), down, false, 0},
        {u"pinball_loss"_s, Text::tr("Pinball loss"), down, true, 0},
        {u"poisson_deviance"_s, Text::tr("Mean Poisson deviance"), down, false, 0},
        {u"d2_absolute_error"_s, Text::tr("Explained absolute error (D squared)"), up, false, -infinity, 1},
    };
}

QList<MetricInfo> classMetrics()
{
    return {
        {u"accuracy"_s, Text::tr("Accuracy"), up, false, 0, 1},
        {u"kap"_s, Text::tr("Cohen's kappa"), up, false, -1, 1},
        {u"sens"_s, Text::tr("Sensitivity"), up, false, 0, 1},
        {u"spec"_s, Text::tr("Specificity"), up, false, 0, 1},
        {u"precision"_s, Text::tr("Precision"), up, false, 0, 1},
        {u"recall"_s, Text::tr("Recall"), up, false, 0, 1},
        {u"f_meas"_s, Text::tr("F measure"), up, false, 0, 1},
        {u"ppv"_s, Text::tr("Positive predictive value"), up, false, 0, 1},
        {u"npv"_s, Text::tr("Negative predictive value"), up, false, 0, 1},
        {u"mcc"_s, Text::tr("Matthews correlation coefficient"), up, false, -1, 1},
        {u"j_index"_s, Text::tr("Youden's J index"), up, false, -1, 1},
        {u"bal_accuracy"_s, Text::tr("Balanced accuracy"), up, false, 0, 1},
        {u"detection_prevalence"_s, Text::tr("Detection prevalence"), up, false, 0, 1},
        {u"fall_out"_s, Text::tr("Fall-out (false positive rate)"), down, false, 0, 1},
        {u"miss_rate"_s, Text::tr("Miss rate (false negative rate)"), down, false, 0, 1},
        {u"markedness"_s, Text::tr("Markedness"), up, false, -1, 1},
        {u"roc_dist"_s, Text::tr("Distance to the ideal ROC corner"), down, false, 0, 1.4142135623730951},
        {u"sedi"_s, Text::tr("Symmetric extremal dependence index"), up, false, -1, 1},
        {u"jaccard"_s, Text::tr("Jaccard index"), up, false, 0, 1},
    };
}

QList<MetricInfo> probabilityMetrics()
{
    return {
        {u"roc_auc"_s, Text::tr("Area under the ROC curve"), up, false, 0, 1},
        {u"mn_log_loss"_s, Text::tr("Log loss"), down, false, 0},
        {u"pr_auc"_s, Text::tr("Area under the precision-recall curve"), up, false, 0, 1},
        {u"average_precision"_s, Text::tr("Average precision"), up, false, 0, 1},
        {u"brier_class"_s, Text::tr("Brier score"), down, false, 0, 1},
        {u"gain_capture"_s, Text::tr("Gain capture"), up, false, -1, 1},
        {u"classification_cost"_s, Text::tr("Classification cost"), down, false, 0},
        {u"roc_aunp"_s, Text::tr("One-against-rest ROC area, weighted by prevalence"), up, false, 0, 1},
        {u"roc_aunu"_s, Text::tr("One-against-rest ROC area, unweighted"), up, false, 0, 1},
        {u"ranked_prob_score"_s, Text::tr("Ranked probability score"), down, false, 0},
        {u"ece"_s, Text::tr("Expected calibration error"), down, false, 0, 1},
        {u"ks_separation"_s, Text::tr("Kolmogorov-Smirnov separation of the classes"), up, false, 0, 1},
        {u"top2_accuracy"_s, Text::tr("Accuracy of the two likeliest classes"), up, false, 0, 1},
    };
}

} // namespace

QList<MetricInfo> metricCatalogue()
{
    return numericMetrics() + classMetrics() + probabilityMetrics();
}

MetricInfo metricInfo(const QString &name)
{
    for (const MetricInfo &info : metricCatalogue()) {
        if (info.name == name)
            return info;
    }
    return {name, name, Direction::Maximise};
}

} // namespace vitrine::monitor
