// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/monitor/diagnosispictures.h"

namespace vitrine::ui {

// How well one version does on the rows of one group.
struct GroupFigures {
    QString version;
    int look = 0;
    QString group; // empty: all rows together
    qint64 n = 0;
    QList<double> values; // as GroupedDiagnosis::metrics; NaN: undefined
    bool operator==(const GroupFigures &) const = default;
};

// The diagnostics split by the values of one column, the largest group first; all rows together come before
// the groups of each version.
struct GroupedDiagnosis {
    QString column;
    QStringList groups;
    QStringList metrics; // titles, with units; the first one is that of the picture
    QList<GroupFigures> rows;
    QString remark; // one sentence when the column cannot be split by, or nothing is known of it
};

// Of versions with `groups`. Regression: root mean squared error, mean absolute error, bias; classification:
// Brier score, accuracy when the event is predicted from `threshold` on, bias of the probability. Pure.
GroupedDiagnosis groupedDiagnosis(const QList<DiagnosedVersion> &versions, double threshold);
// The first metric by group. Pure.
XyPicture groupPicture(const GroupedDiagnosis &grouped);

} // namespace vitrine::ui
