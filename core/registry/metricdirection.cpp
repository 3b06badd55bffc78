// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/metricdirection.h"

#include <QHash>
#include <QStringList>

#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

const QHash<QString, MetricDirection> &directions()
{
    static const QHash<QString, MetricDirection> table = [] {
        QHash<QString, MetricDirection> made;
        for (const QString &name : {u"accuracy"_s,
                                    u"balanced_accuracy"_s,
                                    u"bal_accuracy"_s,
                                    u"precision"_s,
                                    u"recall"_s,
                                    u"sensitivity"_s,
                                    u"sens"_s,
                                    u"specificity"_s,
                                    u"spec"_s,
                                    u"f1"_s,
                                    u"f1_score"_s,
                                    u"f_meas"_s,
                                    u"fbeta"_s,
                                    u"ppv"_s,
                                    u"npv"_s,
                                    u"roc_auc"_s,
                                    u"roc_aunp"_s,
                                    u"roc_aunu"_s,
                                    u"pr_auc"_s,
                                    u"auc"_s,
                                    u"average_precision"_s,
                                    u"gain_capture"_s,
                                    u"mcc"_s,
                                    u"matthews_corrcoef"_s,
                                    u"kap"_s,
                                    u"kappa"_s,
                                    u"cohen_kappa"_s,
                                    u"j_index"_s,
                                    u"mn_log_likelihood"_s,
                                    u"rsq"_s,
                                    u"rsq_trad"_s,
                                    u"r2"_s,
                                    u"r2_score"_s,
                                    u"ccc"_s,
                                    u"rpd"_s,
                                    u"rpiq"_s,
                                    u"iic"_s,
                                    u"explained_variance"_s,
                                    u"d2"_s,
                                    u"jaccard"_s,
                                    u"top_k_accuracy"_s,
                                    u"ndcg"_s,
                                    u"map"_s,
                                    u"concordance_index"_s,
                                    u"auprc"_s,
                                    u"auroc"_s})
            made.insert(name, MetricDirection::HigherIsBetter);
        for (const QString &name : {u"rmse"_s,
                                    u"mse"_s,
                                    u"mae"_s,
                                    u"mape"_s,
                                    u"smape"_s,
                                    u"mase"_s,
                                    u"rmsle"_s,
                                    u"msle"_s,
                                    u"medae"_s,
                                    u"median_absolute_error"_s,
                                    u"mean_absolute_error"_s,
                                    u"mean_squared_error"_s,
                                    u"root_mean_squared_error"_s,
                                    u"mean_absolute_percentage_error"_s,
                                    u"huber_loss"_s,
                                    u"huber_loss_pseudo"_s,
                                    u"poisson_log_loss"_s,
                                    u"pinball_loss"_s,
                                    u"log_loss"_s,
                                    u"mn_log_loss"_s,
                                    u"logloss"_s,
                                    u"brier_class"_s,
                                    u"brier"_s,
                                    u"brier_score"_s,
                                    u"brier_survival"_s,
                                    u"classification_cost"_s,
                                    u"error_rate"_s,
                                    u"loss"_s,
                                    u"cross_entropy"_s,
                                    u"deviance"_s,
                                    u"hamming_loss"_s,
                                    u"ece"_s,
                                    u"perplexity"_s,
                                    u"wer"_s,
                                    u"max_error"_s,
                                    u"aic"_s,
                                    u"bic"_s,
                                    u"hinge_loss"_s})
            made.insert(name, MetricDirection::LowerIsBetter);
        for (const QString &name : {u"mpe"_s, u"msd"_s, u"bias"_s, u"mean_error"_s})
            made.insert(name, MetricDirection::NearerToZero);
        return made;
    }();
    return table;
}

} // namespace

MetricDirection metricDirection(const QString &metric)
{
    QString name = metric.trimmed().toLower();
    name.replace(u'-', u'_').replace(u' ', u'_').replace(u'.', u'_');
    // scikit-learn's scorers are negated so that more is better.
    if (name.startsWith(u"neg_") && directions().value(name.mid(4)) == MetricDirection::LowerIsBetter)
        return MetricDirection::HigherIsBetter;
    const auto known = directions().constFind(name);
    if (known != directions().constEnd())
        return *known;
    static const QStringList splits{u"train"_s, u"training"_s, u"val"_s,     u"valid"_s, u"validation"_s,
                                    u"test"_s,  u"cv"_s,       u"holdout"_s, u"mean"_s,  u"eval"_s};
    for (const QString &split : splits) {
        if (name.startsWith(split + u'_'))
            return metricDirection(name.mid(split.size() + 1));
        if (name.endsWith(u'_' + split))
            return metricDirection(name.chopped(split.size() + 1));
    }
    return MetricDirection::Unknown;
}

int metricImprovement(const QString &metric, double before, double after)
{
    if (std::isnan(before) || std::isnan(after))
        return 0;
    double gain = 0;
    switch (metricDirection(metric)) {
    case MetricDirection::HigherIsBetter: gain = after - before; break;
    case MetricDirection::LowerIsBetter: gain = before - after; break;
    case MetricDirection::NearerToZero: gain = std::abs(before) - std::abs(after); break;
    case MetricDirection::Unknown: break;
    }
    return gain > 0 ? 1 : gain < 0 ? -1 : 0;
}

} // namespace vitrine::registry
