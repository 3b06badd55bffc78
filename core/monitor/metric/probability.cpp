// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/metric/probability.h"

#include "core/base/text.h"
#include "core/monitor/metric/curve.h"

#include <QHash>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double smallest = std::numeric_limits<double>::epsilon();

using Rows = const ProbabilityRows &;
using Options = const MetricOptions &;

double weightOf(Rows rows, std::size_t row)
{
    return rows.weights.empty() ? 1 : rows.weights[row];
}

int eventLevel(Rows rows, Options options)
{
    return options.event == EventLevel::First ? 0 : rows.levels - 1;
}

// The probability of a level; with two levels always by way of the event's, as yardstick reads one column.
double probabilityOf(Rows rows, Options options, std::size_t row, int level)
{
    if (rows.levels > 2)
        return rows
            .probabilities[row * static_cast<std::size_t>(rows.columns) + static_cast<std::size_t>(level)];
    const int event = eventLevel(rows, options);
    const double p = rows.columns == 1 ? rows.probabilities[row]
                                       : rows.probabilities[row * 2 + static_cast<std::size_t>(event)];
    return level == event ? p : 1 - p;
}

QString naturalEstimator(Rows rows)
{
    return rows.levels > 2 ? u"multiclass"_s : u"binary"_s;
}

std::vector<double> truthTotals(Rows rows)
{
    std::vector<double> totals(static_cast<std::size_t>(rows.levels));
    for (std::size_t row = 0; row < rows.truth.size(); ++row)
        totals[static_cast<std::size_t>(rows.truth[row])] += weightOf(rows, row);
    return totals;
}

RankCurve curveOf(Rows rows, Options options, int level)
{
    std::vector<double> scores(rows.truth.size());
    std::vector<bool> isEvent(rows.truth.size());
    for (std::size_t row = 0; row < scores.size(); ++row) {
        scores[row] = probabilityOf(rows, options, row, level);
        isEvent[row] = rows.truth[row] == level;
    }
    return RankCurve(scores, isEvent, rows.weights);
}

// A(i|j): the ROC area of level i's probability among the rows of levels i and j.
double pairArea(Rows rows, Options options, int i, int j)
{
    std::vector<double> scores;
    std::vector<bool> isEvent;
    for (std::size_t row = 0; row < rows.truth.size(); ++row) {
        if (rows.truth[row] != i && rows.truth[row] != j)
            continue;
        scores.push_back(probabilityOf(rows, options, row, i));
        isEvent.push_back(rows.truth[row] == i);
    }
    return RankCurve(scores, isEvent).rocArea();
}

MetricValue handTill(Rows rows, Options options)
{
    std::vector<int> present;
    const std::vector<double> totals = truthTotals(rows);
    for (int level = 0; level < rows.levels; ++level) {
        if (totals[static_cast<std::size_t>(level)] > 0)
            present.push_back(level);
    }
    if (present.size() < 2)
        return MetricValue::undefined(u"hand_till"_s, Text::tr("The truth is the same level in every row."));
    double sum = 0;
    double pairs = 0;
    for (std::size_t i = 0; i < present.size(); ++i) {
        for (std::size_t j = i + 1; j < present.size(); ++j) {
            sum += (pairArea(rows, options, present[i], present[j]) +
                    pairArea(rows, options, present[j], present[i])) /
                   2;
            ++pairs;
        }
    }
    return {sum / pairs, u"hand_till"_s, {}};
}

double rocArea(const RankCurve &curve)
{
    return curve.hasBoth() ? curve.rocArea() : nan;
}

double precisionRecallArea(const RankCurve &curve)
{
    return curve.events() > 0 ? curve.precisionRecallArea() : nan;
}

double averagePrecision(const RankCurve &curve)
{
    return curve.events() > 0 ? curve.averagePrecision() : nan;
}

double gainCapture(const RankCurve &curve)
{
    return curve.hasBoth() ? curve.gainCapture() : nan;
}

double separation(const RankCurve &curve)
{
    return curve.hasBoth() ? curve.separation() : nan;
}

MetricValue overLevels(double (*area)(const RankCurve &), Rows rows, Options options, Averaging averaging)
{
    const QString why = Text::tr("A level has no rows, or all of them.");
    if (averaging == Averaging::Auto && rows.levels <= 2) {
        const double value = area(curveOf(rows, options, eventLevel(rows, options)));
        return std::isnan(value) ? MetricValue::undefined(
                                       u"binary"_s, Text::tr("The truth is the same level in every row."))
                                 : MetricValue{value, u"binary"_s, {}};
    }
    const bool weighted = averaging == Averaging::MacroWeighted;
    const QString estimator = weighted ? u"macro_weighted"_s : u"macro"_s;
    if (averaging == Averaging::Micro)
        return MetricValue::undefined(u"micro"_s,
                                      Text::tr("Micro averaging is not defined for curves. Use macro."));
    std::vector<double> values;
    const std::vector<double> totals = truthTotals(rows);
    for (int level = 0; level < rows.levels; ++level)
        values.push_back(area(curveOf(rows, options, level)));
    const double value =
        weightedMean(values, weighted ? totals : std::vector<double>(totals.size(), 1), false);
    return std::isnan(value) ? MetricValue::undefined(estimator, why) : MetricValue{value, estimator, {}};
}

MetricValue rocAuc(Rows rows, Options options)
{
    const bool byPairs = options.averaging == Averaging::HandTill ||
                         (options.averaging == Averaging::Auto && rows.levels > 2 && rows.weights.empty());
    return byPairs ? handTill(rows, options) : overLevels(rocArea, rows, options, options.averaging);
}

template<typename RowValue>
MetricValue meanOverRows(Rows rows, const RowValue &valueOf)
{
    double sum = 0;
    double weight = 0;
    for (std::size_t row = 0; row < rows.truth.size(); ++row) {
        sum += weightOf(rows, row) * valueOf(row);
        weight += weightOf(rows, row);
    }
    return {sum / weight, naturalEstimator(rows), {}};
}

MetricValue logLoss(Rows rows, Options options)
{
    return meanOverRows(rows, [&](std::size_t row) {
        return -std::log(
            std::clamp(probabilityOf(rows, options, row, rows.truth[row]), smallest, 1 - smallest));
    });
}

MetricValue brier(Rows rows, Options options)
{
    const double share = rows.levels > 2 && options.convention == Convention::Sklearn ? 1 : 2;
    return meanOverRows(rows, [&](std::size_t row) {
        double sum = 0;
        for (int level = 0; level < rows.levels; ++level) {
            const double gap = (rows.truth[row] == level ? 1 : 0) - probabilityOf(rows, options, row, level);
            sum += gap * gap;
        }
        return sum / share;
    });
}

MetricValue cost(Rows rows, Options options)
{
    const auto levels = static_cast<std::size_t>(rows.levels);
    if (!options.costs.empty() && options.costs.size() != levels * levels) {
        return MetricValue::undefined(
            naturalEstimator(rows),
            Text::tr("The costs need %1 numbers, one for each truth and estimate.").arg(levels * levels));
    }
    return meanOverRows(rows, [&](std::size_t row) {
        const auto truth = static_cast<std::size_t>(rows.truth[row]);
        double sum = 0;
        for (std::size_t level = 0; level < levels; ++level) {
            const double price =
                options.costs.empty() ? (level == truth ? 0 : 1) : options.costs[truth * levels + level];
            sum += price * probabilityOf(rows, options, row, static_cast<int>(level));
        }
        return sum;
    });
}

MetricValue rankedProbabilityScore(Rows rows, Options options)
{
    return meanOverRows(rows, [&](std::size_t row) {
        double passed = 0;
        double sum = 0;
        for (int level = 0; level + 1 < rows.levels; ++level) {
            passed += probabilityOf(rows, options, row, level);
            const double gap = (rows.truth[row] <= level ? 1 : 0) - passed;
            sum += gap * gap;
        }
        return sum / (rows.levels - 1);
    });
}

MetricValue calibrationError(Rows rows, Options options)
{
    constexpr std::size_t bins = 10;
    struct Bin {
        double weight = 0;
        double predicted = 0;
        double observed = 0;
    };
    if (rows.levels > 2)
        return MetricValue::undefined(u"multiclass"_s, Text::tr("Defined for two levels only."));
    std::array<Bin, bins> all;
    const int event = eventLevel(rows, options);
    double total = 0;
    for (std::size_t row = 0; row < rows.truth.size(); ++row) {
        const double p = probabilityOf(rows, options, row, event);
        const auto place = std::clamp<qint64>(static_cast<qint64>(p * bins), 0, bins - 1);
        Bin &bin = all[static_cast<std::size_t>(place)];
        bin.weight += weightOf(rows, row);
        bin.predicted += weightOf(rows, row) * p;
        bin.observed += rows.truth[row] == event ? weightOf(rows, row) : 0;
        total += weightOf(rows, row);
    }
    double sum = 0;
    for (const Bin &bin : all)
        sum += std::abs(bin.predicted - bin.observed);
    return {sum / total, u"binary"_s, {}};
}

MetricValue topTwo(Rows rows, Options options)
{
    return meanOverRows(rows, [&](std::size_t row) {
        const double known = probabilityOf(rows, options, row, rows.truth[row]);
        int ahead = 0;
        for (int level = 0; level < rows.levels; ++level) {
            const double p = probabilityOf(rows, options, row, level);
            // scikit-learn breaks ties by the later level.
            ahead += p > known || (p == known && level > rows.truth[row]);
        }
        return ahead < 2 ? 1.0 : 0.0;
    });
}

using Formula = MetricValue (*)(Rows, Options);

const QHash<QString, Formula> &formulas()
{
    static const QHash<QString, Formula> table{
        {u"roc_auc"_s, rocAuc},
        {u"roc_aunp"_s,
         [](Rows r, Options o) { return overLevels(rocArea, r, o, Averaging::MacroWeighted); }},
        {u"roc_aunu"_s, [](Rows r, Options o) { return overLevels(rocArea, r, o, Averaging::Macro); }},
        {u"pr_auc"_s, [](Rows r, Options o) { return overLevels(precisionRecallArea, r, o, o.averaging); }},
        {u"average_precision"_s,
         [](Rows r, Options o) { return overLevels(averagePrecision, r, o, o.averaging); }},
        {u"gain_capture"_s, [](Rows r, Options o) { return overLevels(gainCapture, r, o, o.averaging); }},
        {u"ks_separation"_s, [](Rows r, Options o) { return overLevels(separation, r, o, o.averaging); }},
        {u"mn_log_loss"_s, logLoss},
        {u"brier_class"_s, brier},
        {u"classification_cost"_s, cost},
        {u"ranked_prob_score"_s, rankedProbabilityScore},
        {u"ece"_s, calibrationError},
        {u"top2_accuracy"_s, topTwo},
    };
    return table;
}

} // namespace

bool isProbabilityMetric(const QString &metric)
{
    return formulas().contains(metric);
}

MetricValue probabilityMetric(const QString &metric, Rows rows, Options options)
{
    const auto found = formulas().constFind(metric);
    if (found == formulas().constEnd())
        return MetricValue::undefined({}, Text::tr("'%1' is not a metric of probabilities.").arg(metric));
    if (rows.truth.empty())
        return MetricValue::undefined(naturalEstimator(rows),
                                      Text::tr("There are no rows with both a truth and probabilities."));
    return (*found)(rows, options);
}

} // namespace vitrine::monitor
