// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/dataset/dataset.h"
#include "core/monitor/dataset/roles.h"
#include "core/monitor/estimate/performance.h"
#include "core/monitor/period.h"

#include <functional>

namespace vitrine::monitor {

// An estimated metric of one period, beside what was realised as far as labels have arrived.
struct EstimatedPoint {
    QDateTime start; // of the period
    QDateTime end;   // exclusive
    QDateTime index; // time of its first row
    qint64 n = 0;    // rows that were estimated
    EstimatedValue estimated;
    qint64 labelled = 0;  // rows of the period with a truth
    MetricValue realised; // of these
};

struct EstimatedSeries {
    QString metric;
    double ownError = 0; // see PerformanceEstimation
    QList<EstimatedPoint> points;
};

// Always to be shown as estimated.
struct EstimateReport {
    QString method; // "cbpe", "dle"
    QString description;
    QList<EstimatedSeries> series;
    DatasetProblems referenceProblems;
    DatasetProblems problems;
    qint64 withoutTime = 0; // rows that belong to no period
    QStringList notes;
};

struct EstimateRequest {
    Roles roles;         // of both datasets; no time: all rows are one period
    QStringList levels;  // order of a classification's levels; empty: sorted
    QStringList metrics; // empty: the usual ones of the target
    MetricOptions options;
    Periods periods;
    // Of which rows. Open ones are those whose truth is not known yet: the estimate gives way to what was
    // realised as labels arrive, and a period that has none of them has no point.
    enum class Of { AllRows, OpenRows } of = Of::AllRows;
};

// Estimated performance of `data`, period by period, from a labelled reference. The truth may be missing in
// `data`, partly or as a whole. Blocking; about 30 bytes a row and probability of memory.
Result<EstimateReport> estimateOverTime(const Dataset &reference, const Dataset &data,
                                        const EstimateRequest &request, const Job &job = {});

// Of larger references every second, fourth, … row is used; that is noted.
inline constexpr qint64 mostReferenceRows = 500'000;
QString thinningNote(qint64 step);

// Gives its rows, chunk by chunk.
using EstimateSource = std::function<Result<>(const std::function<Result<>(EstimateRows)> &visit)>;
// The same of rows that were read already: `roles` of the request only says whether there is a time, `levels`
// is not used.
Result<EstimateReport> estimateRows(const EstimateRows &reference, const EstimateSource &data,
                                    const EstimateRequest &request, const Job &job = {});

} // namespace vitrine::monitor
