// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QTimeZone>

#include <functional>

namespace vitrine::ui {

// What is written above one column of a grid whose columns are periods.
struct ColumnDate {
    QString label;   // "Mar", "14:00"; empty where there is no room for each
    QString context; // "2014": what stays, of every column
    bool operator==(const ColumnDate &) const = default;
};

struct ColumnPeriod {
    qint64 start = 0; // ms since 1970
    qint64 end = 0;   // exclusive
};

// The labels of columns `width` pixels wide, at regular steps of the calendar as close together as they fit,
// and the same whichever of the columns are asked for: January, April, July; never now three months apart and
// now two. Pure.
QList<ColumnDate> columnDates(const QList<ColumnPeriod> &columns, const QTimeZone &zone, int width,
                              const std::function<int(const QString &)> &widthOf);

} // namespace vitrine::ui
