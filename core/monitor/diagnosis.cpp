// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/diagnosis.h"

#include "core/monitor/store.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace vitrine::monitor {

namespace {

constexpr double z95 = 1.959963984540054;

double quantile(const std::vector<double> &sorted, double share)
{
    const double at = share * double(sorted.size() - 1);
    const auto below = size_t(at);
    const size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (at - double(below)) * (sorted[above] - sorted[below]);
}

int levelIndex(const QString &level, QStringList *levels)
{
    if (level.isEmpty())
        return -1;
    qsizetype at = levels->indexOf(level);
    if (at < 0) {
        at = levels->size();
        levels->append(level);
    }
    return int(at);
}

// The event's probability; NaN when it was not recorded.
double scoreOf(const Observation &observation, const Target &target, qsizetype event)
{
    const QList<double> &all = observation.probabilities;
    if (all.size() == target.levels.size() && event < all.size())
        return all[event];
    if (all.size() == 1 && target.levels.size() == 2)
        return event == 0 ? all.first() : 1 - all.first();
    return std::numeric_limits<double>::quiet_NaN();
}

void addClass(const Observation &row, qsizetype event, Diagnosis *diagnosis)
{
    const int truth = levelIndex(row.truthLevel, &diagnosis->levels);
    const int estimate = levelIndex(row.estimateLevel, &diagnosis->levels);
    const double score = scoreOf(row, diagnosis->target, event);
    if (truth < 0 || (estimate < 0 && std::isnan(score))) {
        ++diagnosis->incomplete;
        return;
    }
    diagnosis->timesMs.push_back(row.timeMs);
    if (estimate >= 0) {
        diagnosis->confusion.grow(int(diagnosis->levels.size()));
        diagnosis->confusion.add(truth, estimate);
    }
    if (!std::isnan(score)) {
        diagnosis->scores.push_back(score);
        diagnosis->isEvent.push_back(row.truthLevel == diagnosis->event);
    }
}

void addNumber(const Observation &row, Diagnosis *diagnosis)
{
    if (!std::isfinite(row.truth) || !std::isfinite(row.estimate)) {
        ++diagnosis->incomplete;
        return;
    }
    diagnosis->timesMs.push_back(row.timeMs);
    diagnosis->truth.push_back(row.truth);
    diagnosis->estimate.push_back(row.estimate);
}

} // namespace

Result<Diagnosis> diagnose(Store &store, const DiagnosisRequest &request, const Job &job)
{
    Diagnosis diagnosis;
    diagnosis.version = request.version;
    VT_TRY(diagnosis.target, store.target(request.model));
    VT_TRY(const QList<Observation> rows,
           store.observations(request.model, request.version, request.from, request.to));
    diagnosis.levels = diagnosis.target.levels;
    diagnosis.confusion = ConfusionMatrix(int(diagnosis.levels.size()));
    const qsizetype event = std::max<qsizetype>(0, diagnosis.target.levels.indexOf(request.event));
    diagnosis.event = diagnosis.target.levels.value(event);
    constexpr qsizetype often = 4096;
    for (qsizetype i = 0; i < rows.size(); ++i) {
        if (i % often == 0)
            VT_CHECK(job.check());
        if (diagnosis.target.classification)
            addClass(rows[i], event, &diagnosis);
        else
            addNumber(rows[i], &diagnosis);
    }
    return diagnosis;
}

std::optional<Residuals> residualsOf(const Diagnosis &diagnosis)
{
    const size_t n = diagnosis.truth.size();
    if (n == 0)
        return {};
    Residuals residuals;
    residuals.values.reserve(n);
    double sum = 0;
    for (size_t i = 0; i < n; ++i) {
        residuals.values.push_back(diagnosis.estimate[i] - diagnosis.truth[i]);
        sum += residuals.values.back();
    }
    residuals.bias = sum / double(n);
    double squares = 0;
    for (const double value : residuals.values)
        squares += (value - residuals.bias) * (value - residuals.bias);
    residuals.spread = n > 1 ? std::sqrt(squares / double(n - 1)) : std::numeric_limits<double>::quiet_NaN();
    std::vector<double> sorted = residuals.values;
    std::sort(sorted.begin(), sorted.end());
    residuals.low = quantile(sorted, 0.05);
    residuals.median = quantile(sorted, 0.5);
    residuals.high = quantile(sorted, 0.95);
    return residuals;
}

Histogram histogramOf(std::span<const double> values, int bins)
{
    Histogram histogram;
    if (values.empty() || bins < 1)
        return histogram;
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    histogram.from = *low;
    histogram.width = *high > *low ? (*high - *low) / bins : 1;
    histogram.counts.assign(size_t(*high > *low ? bins : 1), 0);
    for (const double value : values) {
        const auto bin = size_t((value - histogram.from) / histogram.width);
        ++histogram.counts[std::min(bin, histogram.counts.size() - 1)]; // the largest belongs to the last
    }
    return histogram;
}

QList<CalibrationBin> calibrationOf(const Diagnosis &diagnosis, int bins)
{
    struct Sum {
        double scores = 0;
        double events = 0;
        qint64 n = 0;
    };
    std::vector<Sum> sums(size_t(std::max(1, bins)));
    for (size_t i = 0; i < diagnosis.scores.size(); ++i) {
        const double score = diagnosis.scores[i];
        const double at = std::clamp(score, 0.0, 1.0) * double(sums.size());
        Sum &sum = sums[std::min(size_t(at), sums.size() - 1)];
        sum.scores += score;
        sum.events += diagnosis.isEvent[i] ? 1 : 0;
        ++sum.n;
    }
    QList<CalibrationBin> calibration;
    for (const Sum &sum : sums) {
        if (sum.n == 0)
            continue;
        const double n = double(sum.n);
        const double p = sum.events / n;
        const double centre = (p + z95 * z95 / (2 * n)) / (1 + z95 * z95 / n);
        const double half = z95 / (1 + z95 * z95 / n) * std::sqrt(p * (1 - p) / n + z95 * z95 / (4 * n * n));
        calibration.append(
            {sum.scores / n, p, std::max(0.0, centre - half), std::min(1.0, centre + half), sum.n});
    }
    return calibration;
}

ConfusionMatrix confusionAt(const Diagnosis &diagnosis, double threshold)
{
    ConfusionMatrix matrix(2);
    for (size_t i = 0; i < diagnosis.scores.size(); ++i)
        matrix.add(diagnosis.isEvent[i] ? 0 : 1, diagnosis.scores[i] >= threshold ? 0 : 1);
    return matrix;
}

} // namespace vitrine::monitor
