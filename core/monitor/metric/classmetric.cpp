// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/monitor/metric/confusion.h"

#include <QHash>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// One level against all others.
struct Counts {
    double tp = 0;
    double fp = 0;
    double fn = 0;
    double tn = 0;

    double total() const { return tp + fp + fn + tn; }
    double sens() const { return tp / (tp + fn); }
    double spec() const { return tn / (tn + fp); }
    double precision() const { return tp / (tp + fp); }
    double prevalence() const { return (tp + fn) / total(); }
};

Counts countsOf(const ConfusionMatrix &matrix, int level)
{
    Counts counts;
    counts.tp = matrix.at(level, level);
    counts.fp = matrix.estimateTotal(level) - counts.tp;
    counts.fn = matrix.truthTotal(level) - counts.tp;
    counts.tn = matrix.total() - counts.tp - counts.fp - counts.fn;
    return counts;
}

double prevalenceOf(const Counts &c, const MetricOptions &options)
{
    return std::isnan(options.prevalence) ? c.prevalence() : options.prevalence;
}

double ppv(const Counts &c, const MetricOptions &options)
{
    const double prevalence = prevalenceOf(c, options);
    const double hits = c.sens() * prevalence;
    return hits / (hits + (1 - c.spec()) * (1 - prevalence));
}

double npv(const Counts &c, const MetricOptions &options)
{
    const double prevalence = prevalenceOf(c, options);
    const double hits = c.spec() * (1 - prevalence);
    return hits / ((1 - c.sens()) * prevalence + hits);
}

double fMeasure(const Counts &c, const MetricOptions &options)
{
    const double precision = c.precision();
    const double recall = c.sens();
    if (precision == 0 && recall == 0)
        return 0;
    const double beta2 = options.beta * options.beta;
    if (options.convention == Convention::Sklearn)
        return (1 + beta2) * c.tp / ((1 + beta2) * c.tp + beta2 * c.fn + c.fp);
    return (1 + beta2) * precision * recall / (beta2 * precision + recall);
}

// North, Stephenson & Ferro's symmetric extremal dependence index (2011).
double sedi(const Counts &c)
{
    const auto inside = [](double rate) { return std::clamp(rate, 1e-9, 1 - 1e-9); };
    if (std::isnan(c.sens()) || std::isnan(c.spec()))
        return nan;
    const double hit = inside(c.sens());
    const double fall = inside(1 - c.spec());
    const double same = std::log(1 - fall) + std::log(1 - hit);
    return (std::log(fall) - std::log(hit) - std::log(1 - fall) + std::log(1 - hit)) /
           (std::log(fall) + std::log(hit) + same);
}

struct LevelFormula {
    double (*value)(const Counts &, const MetricOptions &) = nullptr;
    bool dropUndefined = true; // from a mean over levels
    bool zeroInSklearn = false;
};

using C = const Counts &;
using O = const MetricOptions &;

const QHash<QString, LevelFormula> &levelFormulas()
{
    static const QHash<QString, LevelFormula> table{
        {u"sens"_s, {[](C c, O) { return c.sens(); }, true, true}},
        {u"recall"_s, {[](C c, O) { return c.sens(); }, true, true}},
        {u"spec"_s, {[](C c, O) { return c.spec(); }, true, true}},
        {u"precision"_s, {[](C c, O) { return c.precision(); }, true, true}},
        {u"f_meas"_s, {fMeasure, true, true}},
        {u"jaccard"_s, {[](C c, O) { return c.tp / (c.tp + c.fp + c.fn); }, true, true}},
        {u"ppv"_s, {ppv, false}},
        {u"npv"_s, {npv, false}},
        {u"j_index"_s, {[](C c, O) { return c.sens() + c.spec() - 1; }}},
        {u"bal_accuracy"_s, {[](C c, O) { return (c.sens() + c.spec()) / 2; }, false}},
        {u"detection_prevalence"_s, {[](C c, O) { return (c.tp + c.fp) / c.total(); }, false}},
        {u"fall_out"_s, {[](C c, O) { return 1 - c.spec(); }}},
        {u"miss_rate"_s, {[](C c, O) { return 1 - c.sens(); }}},
        {u"markedness"_s, {[](C c, O) { return c.tp / (c.tp + c.fp) + c.tn / (c.tn + c.fn) - 1; }}},
        {u"roc_dist"_s, {[](C c, O) { return std::hypot(1 - c.sens(), 1 - c.spec()); }}},
        {u"sedi"_s, {[](C c, O) { return sedi(c); }}},
    };
    return table;
}

QString naturalEstimator(const ConfusionMatrix &matrix)
{
    return matrix.levels() > 2 ? u"multiclass"_s : u"binary"_s;
}

MetricValue defined(double value, const QString &estimator, const QString &why)
{
    return std::isnan(value) ? MetricValue::undefined(estimator, why) : MetricValue{value, estimator, {}};
}

MetricValue kappa(const ConfusionMatrix &matrix, const MetricOptions &options)
{
    const int levels = matrix.levels();
    const double total = matrix.total();
    double observed = 0;
    double expected = 0;
    for (int e = 0; e < levels; ++e) {
        for (int t = 0; t < levels; ++t) {
            const double gap = std::abs(e - t);
            double weight = e == t ? 0 : 1;
            if (options.kappa == KappaWeights::Linear)
                weight = gap;
            else if (options.kappa == KappaWeights::Quadratic)
                weight = gap * gap;
            observed += weight * matrix.at(e, t);
            expected += weight * matrix.estimateTotal(e) * matrix.truthTotal(t) / total;
        }
    }
    return defined(1 - observed / expected, naturalEstimator(matrix),
                   Text::tr("Truth and estimate are one and the same level in every row."));
}

MetricValue matthews(const ConfusionMatrix &matrix, const MetricOptions &options)
{
    const double total = matrix.total();
    double estimateSquares = 0;
    double truthSquares = 0;
    double products = 0;
    for (int level = 0; level < matrix.levels(); ++level) {
        const double estimated = matrix.estimateTotal(level);
        const double known = matrix.truthTotal(level);
        estimateSquares += estimated * estimated;
        truthSquares += known * known;
        products += estimated * known;
    }
    const double spread = (total * total - estimateSquares) * (total * total - truthSquares);
    if (spread == 0 && options.convention == Convention::Sklearn)
        return {0, naturalEstimator(matrix), {}};
    const double value = spread > 0 ? (matrix.correct() * total - products) /
                                          std::sqrt(total * total - estimateSquares) /
                                          std::sqrt(total * total - truthSquares)
                                    : nan;
    return defined(value, naturalEstimator(matrix),
                   Text::tr("Truth or estimate is the same level in every row."));
}

MetricValue meanRecall(const ConfusionMatrix &matrix, const QString &estimator)
{
    double sum = 0;
    int levels = 0;
    for (int level = 0; level < matrix.levels(); ++level) {
        if (matrix.truthTotal(level) > 0) {
            sum += matrix.at(level, level) / matrix.truthTotal(level);
            ++levels;
        }
    }
    return defined(sum / levels, estimator, Text::tr("There is no truth."));
}

MetricValue averaged(const LevelFormula &formula, const ConfusionMatrix &matrix, const MetricOptions &options)
{
    const bool sklearn = options.convention == Convention::Sklearn;
    const auto valueOf = [&](const Counts &counts) {
        const double value = formula.value(counts, options);
        return std::isnan(value) && sklearn && formula.zeroInSklearn ? 0 : value;
    };
    const QString why = Text::tr("A share has no rows to be a share of.");
    const bool binary = matrix.levels() <= 2;
    if (options.averaging == Averaging::Auto && binary) {
        const int event = options.event == EventLevel::First ? 0 : matrix.levels() - 1;
        return defined(valueOf(countsOf(matrix, event)), u"binary"_s, why);
    }
    if (options.averaging == Averaging::Micro) {
        Counts pooled;
        for (int level = 0; level < matrix.levels(); ++level) {
            const Counts counts = countsOf(matrix, level);
            pooled.tp += counts.tp;
            pooled.fp += counts.fp;
            pooled.fn += counts.fn;
            pooled.tn += counts.tn;
        }
        return defined(valueOf(pooled), u"micro"_s, why);
    }
    const bool weighted = options.averaging == Averaging::MacroWeighted;
    std::vector<double> values;
    std::vector<double> weights;
    for (int level = 0; level < matrix.levels(); ++level) {
        values.push_back(valueOf(countsOf(matrix, level)));
        weights.push_back(weighted ? matrix.truthTotal(level) : 1);
    }
    return defined(weightedMean(values, weights, formula.dropUndefined),
                   weighted ? u"macro_weighted"_s : u"macro"_s, why);
}

} // namespace

bool isClassMetric(const QString &metric)
{
    return metric == u"accuracy" || metric == u"kap" || metric == u"mcc" || levelFormulas().contains(metric);
}

MetricValue classMetric(const QString &metric, const ConfusionMatrix &matrix, const MetricOptions &options)
{
    if (!isClassMetric(metric))
        return MetricValue::undefined({}, Text::tr("'%1' is not a metric of classes.").arg(metric));
    if (!(matrix.total() > 0))
        return MetricValue::undefined(naturalEstimator(matrix),
                                      Text::tr("There are no rows with both a truth and an estimate."));
    if (metric == u"accuracy")
        return {matrix.correct() / matrix.total(), naturalEstimator(matrix), {}};
    if (metric == u"kap")
        return kappa(matrix, options);
    if (metric == u"mcc")
        return matthews(matrix, options);
    if (metric == u"bal_accuracy" && options.convention == Convention::Sklearn)
        return meanRecall(matrix, matrix.levels() > 2 ? u"macro"_s : u"binary"_s);
    return averaged(*levelFormulas().constFind(metric), matrix, options);
}

} // namespace vitrine::monitor
