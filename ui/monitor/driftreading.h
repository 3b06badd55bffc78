// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/drift/driftrun.h"
#include "core/registry/library.h"
#include "ui/chart/xyplot.h"

#include <optional>

namespace vitrine::ui {

// In place of a path: what servers recorded.
inline constexpr auto recordedData = "@log";

// New data, and what it is compared with.
struct DriftQuestion {
    QString data; // path of a dataset, or recordedData
    enum class Against { Version, FirstPeriods, File } against = Against::FirstPeriods;
    QString model;
    QString version;   // that was registered with a reference
    QString reference; // path of a dataset
    int firstPeriods = 3;
    monitor::PeriodUnit period = monitor::PeriodUnit::Month;
};

struct DriftAnswer {
    DriftQuestion question;
    std::optional<monitor::Dataset> data;
    QString time; // its column of times
    monitor::DriftReference reference;
    monitor::DriftSeries series;
    QStringList remarks; // rows that could not be read, and what was assumed
};

// All blocking.
Result<DriftAnswer> readDrift(const registry::Library &library, const DriftQuestion &question,
                              const Job &job = {});
// What a model's drift can be looked for in, and against.
struct DriftSources {
    QStringList versions;  // that were registered with the data that they were trained on, newest first
    bool recorded = false; // servers recorded what they were asked
};
Result<DriftSources> driftSources(const registry::Library &library, const QString &model,
                                  const Job &job = {});

// One column in one period beside its reference: as shares of each, and as the same in numbers.
struct DriftCell {
    XyPicture picture;
    QStringList names;                         // "5 %" … "95 %", or the most frequent levels
    QList<std::pair<QString, QString>> values; // of the reference and of the period
    bool quantiles = true;
};
Result<DriftCell> readDistributions(const DriftAnswer &answer, const QString &column, qint64 start,
                                    qint64 end, const Job &job = {});
DriftCell driftCell(const monitor::ColumnProfile &reference, const monitor::ColumnProfile &current);
// The same from profiles. Pure.
XyPicture distributionPicture(const monitor::ColumnProfile &reference, const monitor::ColumnProfile &current);

} // namespace vitrine::ui
