// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/monitor/metric/curve.h"
#include "core/monitor/metric/probability.h"

#include <QHash>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

using Rows = const ProbabilityRows &;
using Options = const MetricOptions &;

RankCurve curveOf(Rows rows, Options options, int level)
{
    if (!rows.weights.empty()) {
        std::vector<double> scores(rows.truth.size());
        std::vector<bool> isEvent(rows.truth.size());
        for (std::size_t row = 0; row < scores.size(); ++row) {
            scores[row] = rows.probability(row, level, options);
            isEvent[row] = rows.truth[row] == level;
        }
        return RankCurve(scores, isEvent, rows.weights);
    }
    std::vector<double> events;
    std::vector<double> others;
    for (std::size_t row = 0; row < rows.truth.size(); ++row)
        (rows.truth[row] == level ? events : others).push_back(rows.probability(row, level, options));
    return RankCurve::ofScores(std::move(events), std::move(others));
}

// A(i|j): the ROC area of level i's probability among the rows of levels i and j.
double pairArea(Rows rows, Options options, int i, int j)
{
    std::vector<double> events;
    std::vector<double> others;
    for (std::size_t row = 0; row < rows.truth.size(); ++row) {
        if (rows.truth[row] == i || rows.truth[row] == j)
            (rows.truth[row] == i ? events : others).push_back(rows.probability(row, i, options));
    }
    return RankCurve::ofScores(std::move(events), std::move(others)).rocArea();
}

MetricValue handTill(Rows rows, Options options)
{
    std::vector<int> present;
    const std::vector<double> totals = rows.truthTotals();
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

// A level without rows takes part in yardstick's mean with -1; with nothing but events there is no value.
double gainCapture(const RankCurve &curve)
{
    if (curve.events() == 0)
        return -1;
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
        const RankCurve curve = curveOf(rows, options, rows.eventLevel(options));
        const double value = curve.events() > 0 ? area(curve) : nan;
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
    const std::vector<double> totals = rows.truthTotals();
    for (int level = 0; level < rows.levels; ++level)
        values.push_back(area(curveOf(rows, options, level)));
    const double value =
        weightedMean(values, weighted ? totals : std::vector<double>(totals.size(), 1), false);
    return std::isnan(value) ? MetricValue::undefined(estimator, why) : MetricValue{value, estimator, {}};
}

MetricValue rocAuc(Rows rows, Options options)
{
    if (rows.levels > 2 && options.convention == Convention::Sklearn) {
        const std::vector<double> totals = rows.truthTotals();
        if (std::any_of(totals.begin(), totals.end(), [](double total) { return total == 0; }))
            return MetricValue::undefined(u"macro"_s, Text::tr("A level has no rows."));
    }
    const bool byPairs = options.averaging == Averaging::HandTill ||
                         (options.averaging == Averaging::Auto && rows.levels > 2 && rows.weights.empty());
    return byPairs ? handTill(rows, options) : overLevels(rocArea, rows, options, options.averaging);
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
    };
    return table;
}

} // namespace

bool isRankMetric(const QString &metric)
{
    return formulas().contains(metric);
}

MetricValue rankMetric(const QString &metric, Rows rows, Options options)
{
    const auto found = formulas().constFind(metric);
    if (found == formulas().constEnd())
        return MetricValue::undefined({}, Text::tr("'%1' is not a metric of an order.").arg(metric));
    return (*found)(rows, options);
}

} // namespace vitrine::monitor
