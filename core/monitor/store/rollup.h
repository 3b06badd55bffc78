// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/metric/moments.h"
#include "core/monitor/metric/options.h"
#include "core/monitor/target.h"

#include <QHash>

#include <array>
#include <map>
#include <vector>

namespace vitrine::monitor {

struct Observation;

// Lengths of time that are summed up, in ms: minutes, hours and days of UTC.
inline constexpr std::array<qint64, 3> rollupSteps{60'000, 3'600'000, 86'400'000};

// Sums over labelled classes: how often each pair of levels occurred, and what their probabilities cost.
struct ClassSums {
    static constexpr int bins = 256; // of the event's probability

    std::map<std::pair<qint64, qint64>, qint64> pairs; // ids of (truth, estimate) in the store; 0 is missing
    qint64 scored = 0;                                 // rows with probabilities and a truth among the levels
    double logLoss = 0;
    double brier = 0; // yardstick's, halved
    // Of two levels: rows in each bin whose truth is the event, and the others. Empty of more.
    std::vector<qint64> events;
    std::vector<qint64> others;

    void merge(const ClassSums &other);
    bool isEmpty() const { return pairs.empty() && scored == 0; }
};

// What is kept of the observations of a version in a stretch of time once they are not looked at one by one.
// Two of them over disjoint observations merge into that of both.
struct Rollup {
    qint64 earliest = std::numeric_limits<qint64>::max(); // of the labelled ones, ms UTC
    qint64 latest = std::numeric_limits<qint64>::min();
    qint64 seen = 0;
    qint64 labelled = 0;
    NumericMoments numbers; // of a regression: Basic, Percentages, Signs
    ClassSums classes;

    Rollup();
    // `truthLevel` and `estimateLevel` are ids in the store, 0 for none. Probabilities count only when the
    // target says whose they are.
    void add(const Observation &observation, qint64 truthLevel, qint64 estimateLevel, const Target &target);
    void merge(const Rollup &other);

    // As stored: little-endian doubles; and lists of variable-length numbers. A null array for none.
    QByteArray numbersBlob() const;
    QByteArray classesBlob() const;
    void setNumbers(const QByteArray &blob);
    void setClasses(const QByteArray &blob);
};

// Whether a metric follows from roll-ups.
bool rollupHas(const QString &metric, const Target &target);

struct RollupValue {
    MetricValue metric;
    // Of roc_auc, which bins do not tell exactly: where it lies for certain. Else both are the value.
    double lower = 0;
    double upper = 0;
};
// `levels`: ids in the store by name. Levels beyond those of the target count as mistakes.
RollupValue rollupValue(const QString &metric, const Rollup &rollup, const Target &target,
                        const QHash<qint64, QString> &levels, const MetricOptions &options);

} // namespace vitrine::monitor
