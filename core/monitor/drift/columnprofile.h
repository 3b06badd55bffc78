// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/drift/distribution.h"

#include <QString>

#include <limits>

namespace vitrine::monitor {

enum class ColumnKind { Number, Category };

// What a column is to the model. Drift of the prediction is prediction drift, of the truth target drift.
enum class ColumnRole { Feature, Prediction, Target };
QString columnRoleName(ColumnRole role); // "feature", "prediction", "target"

// Everything that drift asks of one column over one stretch of rows.
struct ColumnProfile {
    QString name;
    ColumnKind kind = ColumnKind::Number;
    ColumnRole role = ColumnRole::Feature;
    qint64 rows = 0;                                           // with missing ones
    qint64 missing = 0;                                        // NaN, null
    qint64 infinite = 0;                                       // of numbers; they take part in no test
    double minimum = std::numeric_limits<double>::quiet_NaN(); // of the finite values
    double maximum = std::numeric_limits<double>::quiet_NaN();
    NumericDistribution numbers = {}; // Number
    CategoryDistribution levels = {}; // Category

    double n() const { return kind == ColumnKind::Number ? numbers.n : levels.n; }
    double missingShare() const { return rows > 0 ? double(missing) / double(rows) : 0; }

    static ColumnProfile ofNumbers(const QString &name, std::vector<double> values,
                                   ColumnRole role = ColumnRole::Feature);
    // A null string is a missing level.
    static ColumnProfile ofLevels(const QString &name, std::span<const QString> levels,
                                  ColumnRole role = ColumnRole::Feature);
};

} // namespace vitrine::monitor
