// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/metric/probability.h"

#include "core/base/text.h"

#include <QHash>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr double smallest = std::numeric_limits<double>::epsilon();

using Rows = const ProbabilityRows &;
using Options = const MetricOptions &;

// Metrics that are means: what every row adds.
using RowTerm = std::function<double(std::size_t row)>;

RowTerm logLoss(Rows rows, Options options)
{
    return [&](std::size_t row) {
        return -std::log(std::clamp(rows.probability(row, rows.truth[row], options), smallest, 1 - smallest));
    };
}

RowTerm brier(Rows rows, Options options)
{
    const double share = rows.levels > 2 && options.convention == Convention::Sklearn ? 1 : 2;
    return [&, share](std::size_t row) {
        double sum = 0;
        for (int level = 0; level < rows.levels; ++level) {
            const double gap = (rows.truth[row] == level ? 1 : 0) - rows.probability(row, level, options);
            sum += gap * gap;
        }
        return sum / share;
    };
}

RowTerm cost(Rows rows, Options options)
{
    const auto levels = static_cast<std::size_t>(rows.levels);
    return [&, levels](std::size_t row) {
        const auto truth = static_cast<std::size_t>(rows.truth[row]);
        double sum = 0;
        for (std::size_t level = 0; level < levels; ++level) {
            const double price =
                options.costs.empty() ? (level == truth ? 0 : 1) : options.costs[truth * levels + level];
            sum += price * rows.probability(row, static_cast<int>(level), options);
        }
        return sum;
    };
}

RowTerm rankedProbabilityScore(Rows rows, Options options)
{
    return [&](std::size_t row) {
        double passed = 0;
        double sum = 0;
        for (int level = 0; level + 1 < rows.levels; ++level) {
            passed += rows.probability(row, level, options);
            const double gap = (rows.truth[row] <= level ? 1 : 0) - passed;
            sum += gap * gap;
        }
        return sum / (rows.levels - 1);
    };
}

RowTerm topTwo(Rows rows, Options options)
{
    return [&](std::size_t row) {
        const double known = rows.probability(row, rows.truth[row], options);
        int ahead = 0;
        for (int level = 0; level < rows.levels; ++level) {
            const double p = rows.probability(row, level, options);
            // scikit-learn breaks ties by the later level.
            ahead += p > known || (p == known && level > rows.truth[row]);
        }
        return ahead < 2 ? 1.0 : 0.0;
    };
}

using TermOf = RowTerm (*)(Rows, Options);

const QHash<QString, TermOf> &means()
{
    static const QHash<QString, TermOf> table{
        {u"mn_log_loss"_s, logLoss},      {u"brier_class"_s, brier},
        {u"classification_cost"_s, cost}, {u"ranked_prob_score"_s, rankedProbabilityScore},
        {u"top2_accuracy"_s, topTwo},
    };
    return table;
}

MetricValue meanOverRows(Rows rows, const RowTerm &term)
{
    double sum = 0;
    double weight = 0;
    for (std::size_t row = 0; row < rows.truth.size(); ++row) {
        sum += rows.weight(row) * term(row);
        weight += rows.weight(row);
    }
    return {sum / weight, rows.naturalEstimator(), {}};
}

bool costsFit(Rows rows, Options options)
{
    const auto levels = static_cast<std::size_t>(rows.levels);
    return options.costs.empty() || options.costs.size() == levels * levels;
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
    const int event = rows.eventLevel(options);
    double total = 0;
    for (std::size_t row = 0; row < rows.truth.size(); ++row) {
        const double p = rows.probability(row, event, options);
        const auto place = std::clamp<qint64>(static_cast<qint64>(p * bins), 0, bins - 1);
        Bin &bin = all[static_cast<std::size_t>(place)];
        bin.weight += rows.weight(row);
        bin.predicted += rows.weight(row) * p;
        bin.observed += rows.truth[row] == event ? rows.weight(row) : 0;
        total += rows.weight(row);
    }
    double sum = 0;
    for (const Bin &bin : all)
        sum += std::abs(bin.predicted - bin.observed);
    return {sum / total, u"binary"_s, {}};
}

} // namespace

double ProbabilityRows::probability(std::size_t row, int level, const MetricOptions &options) const
{
    if (levels > 2)
        return probabilities[row * static_cast<std::size_t>(columns) + static_cast<std::size_t>(level)];
    const int event = eventLevel(options);
    const double p =
        columns == 1 ? probabilities[row] : probabilities[row * 2 + static_cast<std::size_t>(event)];
    return level == event ? p : 1 - p;
}

std::vector<double> ProbabilityRows::truthTotals() const
{
    std::vector<double> totals(static_cast<std::size_t>(levels));
    for (std::size_t row = 0; row < truth.size(); ++row)
        totals[static_cast<std::size_t>(truth[row])] += weight(row);
    return totals;
}

QString ProbabilityRows::naturalEstimator() const
{
    return levels > 2 ? u"multiclass"_s : u"binary"_s;
}

bool isProbabilityMetric(const QString &metric)
{
    return metric == u"ece" || means().contains(metric) || isRankMetric(metric);
}

MetricValue probabilityMetric(const QString &metric, Rows rows, Options options)
{
    if (rows.truth.empty())
        return MetricValue::undefined(rows.naturalEstimator(),
                                      Text::tr("There are no rows with both a truth and probabilities."));
    if (isRankMetric(metric))
        return rankMetric(metric, rows, options);
    if (metric == u"ece")
        return calibrationError(rows, options);
    const auto found = means().constFind(metric);
    if (found == means().constEnd())
        return MetricValue::undefined({}, Text::tr("'%1' is not a metric of probabilities.").arg(metric));
    if (metric == u"classification_cost" && !costsFit(rows, options)) {
        return MetricValue::undefined(rows.naturalEstimator(),
                                      Text::tr("The costs need %1 numbers, one for each truth and estimate.")
                                          .arg(rows.levels * rows.levels));
    }
    return meanOverRows(rows, (*found)(rows, options));
}

std::optional<std::vector<double>> rowTerms(const QString &metric, Rows rows, Options options)
{
    const auto found = means().constFind(metric);
    if (found == means().constEnd() || rows.truth.empty() || !costsFit(rows, options))
        return {};
    const RowTerm term = (*found)(rows, options);
    std::vector<double> terms(rows.truth.size());
    for (std::size_t row = 0; row < terms.size(); ++row)
        terms[row] = term(row);
    return terms;
}

} // namespace vitrine::monitor
