// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/drift/correction.h"
#include "core/monitor/drift/drifttest.h"

#include <QHash>

#include <optional>

namespace vitrine::monitor {

struct DriftOptions {
    std::optional<DriftTest> test;   // of every column that it fits; else, and by default, Evidently's choice
    QHash<QString, DriftTest> tests; // of single columns
    std::optional<double> threshold; // else each test's own
    QHash<QString, double> thresholds;        // of single columns
    Correction correction = Correction::None; // over the columns of one period
    double datasetShare = 0.5;                // of drifted columns from which on the whole has drifted
    bool checks = false;                      // also missing values, new levels and range
};

// How large a difference is, whatever the number of rows: the normed Wasserstein distance of numbers,
// Cramér's V of levels.
struct EffectSize {
    QString name;
    double value = std::numeric_limits<double>::quiet_NaN();
};

// What one test says about one column.
struct DriftFinding {
    QString column;
    ColumnRole role = ColumnRole::Feature;
    DriftTest test = DriftTest::KolmogorovSmirnov;
    double statistic = std::numeric_limits<double>::quiet_NaN();
    double p = std::numeric_limits<double>::quiet_NaN();         // of tests that have one
    double adjustedP = std::numeric_limits<double>::quiet_NaN(); // over the columns; p without correction
    double threshold = 0;
    bool drift = false;
    bool check = false; // one of DriftOptions::checks: it does not count towards the share
    EffectSize effect = {};
    double n = 0; // values compared
    double nReference = 0;
    // A cumulated share may be off by this much, because a sketch stood for the values; 0: exact. The error
    // of the KS statistic is no larger, that of the Wasserstein distance no larger than this times the range.
    double rankError = 0;
    QString why = {}; // one sentence when there is no value
};

// The findings of one stretch of rows, column by column: the test first, then its checks.
struct DriftComparison {
    QList<DriftFinding> findings;
    int columns = 0; // with a defined test
    int drifted = 0;
    double share = 0;   // drifted / columns
    bool drift = false; // of the dataset: share >= DriftOptions::datasetShare
};

// How large the difference is that was found: the effect size, or of a distance the distance itself, by the
// name of its test. NaN: not known.
EffectSize effectOf(const DriftFinding &finding);

// Compares columns of the same name; those that are in one of the two only are left out. InvalidArgument when
// no column is in both, or when the kind of one differs (it names the column).
Result<DriftComparison> compareColumns(const QList<ColumnProfile> &reference,
                                       const QList<ColumnProfile> &current, const DriftOptions &options = {});

// One column, without correction.
QList<DriftFinding> compareColumn(const ColumnProfile &reference, const ColumnProfile &current,
                                  const DriftOptions &options);
// Corrects the p-values of one period's findings, decides and counts.
DriftComparison decide(QList<DriftFinding> findings, const DriftOptions &options);

} // namespace vitrine::monitor
