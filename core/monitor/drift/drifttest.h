// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/monitor/drift/columnprofile.h"
#include "core/monitor/drift/testscore.h"

#include <QList>

namespace vitrine::monitor {

enum class DriftTest {
    KolmogorovSmirnov,
    CramerVonMises,
    AndersonDarling,
    MannWhitney,
    StudentT,
    Wasserstein, // in standard deviations of the reference
    Energy,
    Psi,
    KullbackLeibler,
    JensenShannon,
    Hellinger,
    ChiSquare,
    G,
    Z,
    TotalVariation,
    MissingShare, // difference of the shares of missing values, with the p of two proportions
    NewLevels,    // share of rows with a level that the reference does not have
    Range         // share of values outside of the reference's
};

// How a test is called and read.
struct DriftTestInfo {
    DriftTest test;
    QString name;           // "ks"; Evidently's where it has one
    QString title;          // for people: "Kolmogorov–Smirnov"
    bool byP = false;       // drift is a p below the threshold; else a statistic that reaches it
    double threshold = 0.1; // Evidently's default
    bool ofNumbers = false;
    bool ofLevels = false; // also of numbers with few distinct values
};

QList<DriftTestInfo> driftTestCatalogue();
DriftTestInfo driftTestInfo(DriftTest test);
// By name, or by Evidently's ("ed", "TVD"). InvalidArgument lists the names.
Result<DriftTest> driftTest(const QString &name);

// Evidently's choice: by the number of values in the reference and the distinct values of both.
DriftTest automaticTest(const ColumnProfile &reference, const ColumnProfile &current);
// Whether the test can compare such columns.
bool testFits(DriftTest test, const ColumnProfile &reference, const ColumnProfile &current);

// The test itself. Undefined, with the reason, when it cannot be made of these values.
TestScore runTest(DriftTest test, const ColumnProfile &reference, const ColumnProfile &current);

} // namespace vitrine::monitor
