// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"

#include <QStringList>

#include <vector>

namespace vitrine::ui {

// One column of what is explored; only the vectors of its kind are filled, all as long as the rows.
struct ExploredColumn {
    enum class Kind { Number, Text, Time } kind = Kind::Number;
    QString name;
    std::vector<double> numbers; // NaN: missing
    std::vector<qint64> times;   // ms UTC, or monitor::missingTime
    std::vector<qint32> codes;   // indexes into `levels`, or monitor::missingText
    QStringList levels;          // by first appearance

    // Number or time as a number, NaN when it is missing; NaN of a text.
    double at(size_t row) const;
    QString level(size_t row) const; // of a text; empty: missing
};

struct ExploredRows {
    QList<ExploredColumn> columns;
    qsizetype rows = 0;
    bool more = false;   // there are rows beyond these
    qint64 leftOut = -1; // how many, where that is known
    QString why;         // one sentence when there are no rows
};

// Where the rows come from: what was observed of a version (with what servers recorded of its requests), all
// that servers recorded of it, or a dataset.
struct ExploreQuestion {
    QString model;
    QString version;
    QString source; // empty: what was observed; recordedData; else the path of a dataset
    qsizetype most = 50'000;
};

// Blocking.
Result<ExploredRows> readExplored(const registry::Library &library, const ExploreQuestion &question,
                                  const Job &job = {});

} // namespace vitrine::ui
