// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/chart/xyplot.h"
#include "ui/monitor/driftreading.h"

#include <QStringList>

namespace vitrine::ui {

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
