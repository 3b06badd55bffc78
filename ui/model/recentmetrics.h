// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/registry/library.h"

#include <QDateTime>
#include <QString>

namespace vitrine::ui {

// How two versions did over the same last weeks that were observed of a model.
struct RecentMetric {
    QString metric; // the main one if it was monitored, else the first of its kind of target; empty: nothing
                    // is known
    QString unit;
    QDateTime from;
    QDateTime to;      // exclusive
    double before = 0; // of the current version; NaN: undefined or not observed
    double after = 0;
    qint64 countBefore = 0; // observations; 0: not observed
    qint64 countAfter = 0;
};

// Blocking. The last four weeks of what was observed of the model; `current` may be empty.
Result<RecentMetric> readRecentMetric(const registry::Library &library, const QString &model,
                                      const QString &mainMetric, const QString &current,
                                      const QString &target, const Job &job = {});

} // namespace vitrine::ui
