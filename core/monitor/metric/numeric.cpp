// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/metric/numeric.h"

#include "core/base/text.h"

#include <QHash>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

MetricValue standard(double value)
{
    if (std::isnan(value))
        return MetricValue::undefined(u"standard"_s, Text::tr("The formula has no value for these rows."));
    return {value, u"standard"_s, {}};
}

MetricValue none(const QString &why)
{
    return MetricValue::undefined(u"standard"_s, why);
}

MetricValue limit(double value, const QString &why)
{
    return {value, u"standard"_s, why};
}

// Divisor of an unbiased (co)variance: n - 1, or R's cov.wt() of weights.
double unbiased(const NumericMoments &m)
{
    return m.weight - m.weight2 / m.weight;
}

QString constantReason(const NumericMoments &m)
{
    if (m.n < 2)
        return Text::tr("Needs at least 2 rows.");
    if (m.constantTruth())
        return Text::tr("The truth is constant.");
    if (m.constantEstimate())
        return Text::tr("The estimate is constant.");
    return {};
}

double correlation(const NumericMoments &m)
{
    return std::clamp(m.products / std::sqrt(m.truthSquares) / std::sqrt(m.estimateSquares), -1.0, 1.0);
}

MetricValue rsq(const NumericMoments &m, const MetricOptions &)
{
    if (const QString why = constantReason(m); !why.isEmpty())
        return none(why);
    const double r = correlation(m);
    return standard(r * r);
}

MetricValue rsqTraditional(const NumericMoments &m, const MetricOptions &options)
{
    if (!m.constantTruth())
        return standard(1 - m.squaredErrors / m.truthSquares);
    if (options.convention == Convention::Sklearn)
        return m.n < 2 ? none(Text::tr("Needs at least 2 rows.")) : standard(m.squaredErrors == 0 ? 1 : 0);
    const QString why = Text::tr("The truth is constant.");
    return m.squaredErrors > 0 ? limit(-infinity, why) : none(why);
}

MetricValue explainedVariance(const NumericMoments &m, const MetricOptions &options)
{
    const double bias = m.errors / m.weight;
    const double rest = m.squaredErrors / m.weight - bias * bias;
    if (!m.constantTruth())
        return standard(1 - rest / (m.truthSquares / m.weight));
    if (options.convention == Convention::Sklearn)
        return standard(m.constantEstimate() ? 1 : 0);
    return none(m.n < 2 ? Text::tr("Needs at least 2 rows.") : Text::tr("The truth is constant."));
}

MetricValue percentage(double sum, const NumericMoments &m)
{
    const double value = 100 * sum / m.weight;
    if (std::isfinite(value))
        return standard(value);
    const QString why = Text::tr("The truth is 0 in at least one row.");
    return std::isnan(value) ? none(why) : limit(value, why);
}

MetricValue absolutePercentage(const NumericMoments &m, const MetricOptions &options)
{
    if (options.convention == Convention::Yardstick)
        return percentage(m.absoluteRelativeErrors, m);
    // A share, not per cent. Sums by the hour or day know it as long as no truth is 0.
    if (std::isfinite(m.absoluteRelativeErrors))
        return standard(m.absoluteRelativeErrors / m.weight);
    if (std::isnan(m.boundedRelativeErrors))
        return none(Text::tr("The truth is 0 in at least one row."));
    return standard(m.boundedRelativeErrors / m.weight);
}

MetricValue symmetricPercentage(const NumericMoments &m, const MetricOptions &)
{
    if (std::isnan(m.symmetricErrors))
        return none(Text::tr("Truth and estimate are both 0 in at least one row."));
    return standard(100 * m.symmetricErrors / m.weight);
}

MetricValue concordance(const NumericMoments &m, const MetricOptions &options)
{
    if (m.n < 2)
        return none(Text::tr("Needs at least 2 rows."));
    const double divisor = options.biased ? m.weight : unbiased(m);
    const double gap = m.truthMean - m.estimateMean;
    const double spread = m.truthSquares / divisor + m.estimateSquares / divisor + gap * gap;
    if (spread == 0)
        return none(Text::tr("Truth and estimate are the same constant."));
    return standard(2 * m.products / divisor / spread);
}

MetricValue ideality(const NumericMoments &m, const MetricOptions &)
{
    if (const QString why = constantReason(m); !why.isEmpty())
        return none(why);
    if (m.negativeWeight == 0 || m.positiveWeight == 0)
        return none(Text::tr("All errors have the same sign."));
    const double below = m.negativeErrors / m.negativeWeight;
    const double above = m.positiveErrors / m.positiveWeight;
    if (below == 0 && above == 0)
        return none(Text::tr("There are no errors."));
    return standard(correlation(m) * std::min(below, above) / std::max(below, above));
}

MetricValue deviationRatio(const NumericMoments &m, const MetricOptions &)
{
    if (m.n < 2)
        return none(Text::tr("Needs at least 2 rows."));
    if (m.squaredErrors == 0)
        return m.constantTruth() ? none(Text::tr("There are no errors."))
                                 : limit(infinity, Text::tr("There are no errors."));
    return standard(std::sqrt(m.truthSquares / unbiased(m)) / std::sqrt(m.squaredErrors / m.weight));
}

MetricValue relativeRmse(const NumericMoments &m, const MetricOptions &)
{
    const double range = m.truthMax - m.truthMin;
    const double rmse = std::sqrt(m.squaredErrors / m.weight);
    if (range == 0)
        return rmse > 0 ? limit(infinity, Text::tr("The truth is constant."))
                        : none(Text::tr("The truth is constant."));
    return standard(rmse / range);
}

MetricValue poissonLoss(const NumericMoments &m, const MetricOptions &)
{
    if (m.truthMin < 0)
        return none(Text::tr("A count cannot be negative, but the truth is."));
    return standard(m.poissonLoss / m.weight);
}

MetricValue poissonDeviance(const NumericMoments &m, const MetricOptions &)
{
    if (m.truthMin < 0 || m.estimateMin <= 0)
        return none(Text::tr("Needs a truth of 0 or more and an estimate above 0."));
    return standard(m.poissonDeviance / m.weight);
}

MetricValue rmsle(const NumericMoments &m, const MetricOptions &)
{
    if (m.truthMin < 0 || m.estimateMin < 0)
        return none(Text::tr("Needs values of 0 or more."));
    return standard(std::sqrt(m.squaredLogErrors / m.weight));
}

using Moments = const NumericMoments &;
using Options = const MetricOptions &;
struct Formula {
    unsigned part = NumericMoments::Basic;
    MetricValue (*value)(Moments, Options) = nullptr;
};

const QHash<QString, Formula> &formulas()
{
    using M = NumericMoments;
    static const QHash<QString, Formula> table{
        {u"rmse"_s,
         {M::Basic, [](Moments m, Options) { return standard(std::sqrt(m.squaredErrors / m.weight)); }}},
        {u"mse"_s, {M::Basic, [](Moments m, Options) { return standard(m.squaredErrors / m.weight); }}},
        {u"mae"_s, {M::Basic, [](Moments m, Options) { return standard(m.absoluteErrors / m.weight); }}},
        {u"msd"_s, {M::Basic, [](Moments m, Options) { return standard(m.errors / m.weight); }}},
        {u"max_error"_s, {M::Basic, [](Moments m, Options) { return standard(m.largestError); }}},
        {u"rsq"_s, {M::Basic, rsq}},
        {u"rsq_trad"_s, {M::Basic, rsqTraditional}},
        {u"explained_variance"_s, {M::Basic, explainedVariance}},
        {u"ccc"_s, {M::Basic, concordance}},
        {u"rpd"_s, {M::Basic, deviationRatio}},
        {u"rmse_relative"_s, {M::Basic, relativeRmse}},
        {u"mape"_s, {M::Percentages, absolutePercentage}},
        {u"mpe"_s, {M::Percentages, [](Moments m, Options) { return percentage(m.relativeErrors, m); }}},
        {u"smape"_s, {M::Percentages, symmetricPercentage}},
        {u"huber_loss"_s, {M::Huber, [](Moments m, Options) { return standard(m.huber / m.weight); }}},
        {u"huber_loss_pseudo"_s,
         {M::Huber, [](Moments m, Options) { return standard(m.pseudoHuber / m.weight); }}},
        {u"pinball_loss"_s, {M::Huber, [](Moments m, Options) { return standard(m.pinball / m.weight); }}},
        {u"iic"_s, {M::Signs, ideality}},
        {u"poisson_log_loss"_s, {M::Logarithms, poissonLoss}},
        {u"poisson_deviance"_s, {M::Logarithms, poissonDeviance}},
        {u"rmsle"_s, {M::Logarithms, rmsle}},
    };
    return table;
}

} // namespace

std::optional<unsigned> momentsPart(const QString &metric)
{
    const auto found = formulas().constFind(metric);
    return found == formulas().constEnd() ? std::nullopt : std::optional(found->part);
}

MetricValue numericMetric(const QString &metric, const NumericMoments &moments, const MetricOptions &options)
{
    const auto found = formulas().constFind(metric);
    if (found == formulas().constEnd())
        return none(Text::tr("'%1' is not a metric of numbers.").arg(metric));
    if (moments.n == 0 || !(moments.weight > 0))
        return none(Text::tr("There are no rows with both a truth and an estimate."));
    MetricValue value = found->value(moments, options);
    const auto isInfinite = [](double lowest, double highest) {
        return std::isinf(lowest) || std::isinf(highest);
    };
    if (!std::isfinite(value.value) && (isInfinite(moments.truthMin, moments.truthMax) ||
                                        isInfinite(moments.estimateMin, moments.estimateMax)))
        value.why = Text::tr("A truth or an estimate is infinite.");
    return value;
}

} // namespace vitrine::monitor
