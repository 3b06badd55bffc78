// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/drift/driftrun.h"
#include "core/registry/library.h"

#include <optional>

namespace vitrine::ui {

// In place of a path: what servers recorded.
inline constexpr auto recordedData = "@log";

// New data, and what it is compared with.
struct DriftQuestion {
    QString data; // path of a dataset, or recordedData
    enum class Against {
        Version,
        FirstPeriods,
        File,
        YearBefore,
        PeriodBefore
    } against = Against::FirstPeriods;
    QString model;
    QString version;   // that was registered with a reference
    QString reference; // path of a dataset
    int firstPeriods = monitor::usualFirstPeriods;
    monitor::PeriodUnit period = monitor::PeriodUnit::Month;

    // Each period has a reference of its own, among the others.
    bool comparesPeriods() const
    {
        return against == Against::YearBefore || against == Against::PeriodBefore;
    }
};

struct DriftAnswer {
    DriftQuestion question;
    std::optional<monitor::Dataset> data;
    QString time; // its column of times
    monitor::DriftReference reference;
    monitor::DriftSeries series;
    QString compared;    // what the reference is, in words: "January 2012 – December 2012, 366 rows"
    QStringList remarks; // rows that could not be read, and what was assumed
};

// All blocking.
Result<DriftAnswer> readDrift(const registry::Library &library, const DriftQuestion &question,
                              const Job &job = {});
// What a model's drift can be looked for in, and against.
struct DriftSources {
    // That were registered with the data that they were trained on: the one in production, then newest first.
    QStringList versions;
    bool recorded = false; // servers recorded what they were asked
};
Result<DriftSources> driftSources(const registry::Library &library, const QString &model,
                                  const Job &job = {});

} // namespace vitrine::ui
