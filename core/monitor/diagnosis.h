// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/metric/confusion.h"
#include "core/monitor/target.h"

#include <QDateTime>
#include <QList>

#include <optional>
#include <span>
#include <vector>

namespace vitrine::monitor {

class Store;

struct DiagnosisRequest {
    QString model;
    QString version;
    std::optional<QDateTime> from; // inclusive
    std::optional<QDateTime> to;   // exclusive
    QString event;                 // level that curves are about; empty: the first
};

// The observations of one version in a stretch of time as columns, for pictures that look into a metric: rows
// with truth and estimate, ascending in time.
struct Diagnosis {
    QString version;
    Target target;
    QString event;               // of classification
    std::vector<qint64> timesMs; // UTC
    std::vector<double> truth;   // of regression, with `estimate`
    std::vector<double> estimate;
    std::vector<double> scores; // the event's probability, where it is known; with `isEvent`
    std::vector<bool> isEvent;
    QStringList levels;        // of `confusion`: the target's, then others that occurred
    ConfusionMatrix confusion; // of the predicted classes
    qint64 incomplete = 0;     // rows that lack truth or estimate

    qint64 rows() const { return qint64(timesMs.size()); }
};

// Blocking. NotFound when the store knows nothing of the model.
Result<Diagnosis> diagnose(Store &store, const DiagnosisRequest &request, const Job &job = {});

// Estimate minus truth.
struct Residuals {
    double bias = 0;   // mean
    double spread = 0; // standard deviation (n - 1); NaN for a single row
    double low = 0;    // 5 %, 50 % and 95 % quantile (type 7 of Hyndman and Fan, 1996)
    double median = 0;
    double high = 0;
    std::vector<double> values; // in the order of the rows
};
std::optional<Residuals> residualsOf(const Diagnosis &diagnosis);

// Counts in `bins` of equal width from the smallest to the largest value.
struct Histogram {
    double from = 0;
    double width = 1;
    std::vector<qint64> counts;
};
Histogram histogramOf(std::span<const double> values, int bins);

// How often the event came true among rows with about the same score, with Wilson's 95 % interval (Wilson,
// 1927).
struct CalibrationBin {
    double predicted = 0; // mean score
    double observed = 0;
    double lower = 0;
    double upper = 0;
    qint64 n = 0;
};
// Bins of equal width; empty ones are left out.
QList<CalibrationBin> calibrationOf(const Diagnosis &diagnosis, int bins = 10);

// What predicting the event from `threshold` on would give: level 0 is the event, level 1 everything else.
ConfusionMatrix confusionAt(const Diagnosis &diagnosis, double threshold);

} // namespace vitrine::monitor
