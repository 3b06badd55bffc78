// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QTimeZone>

#include <functional>

namespace vitrine::ui {

// One labelled place on a time axis.
struct DateTick {
    qint64 time = 0; // milliseconds since 1970, UTC
    QString label;   // "Mar", "14:00": what changes from tick to tick
    QString context; // "2014", "3 Mar 2014": what stays; only where it begins to hold, else empty
    bool operator==(const DateTick &) const = default;
};

// Round times between two others (both inclusive), as close together as their labels allow without touching:
// calendar months stay months, days stay days across a change of summer time.
// `width`: pixels of the axis; `widthOf`: pixels of a label. Pure; QtCharts' own time axis divides its range
// equally and knows the local zone only.
QList<DateTick> dateTicks(qint64 from, qint64 to, const QTimeZone &zone, double width,
                          const std::function<double(const QString &)> &widthOf);

// How the zone is named beside an axis: "UTC", "UTC+01:00", "Europe/Berlin".
QString zoneName(const QTimeZone &zone);

// "March 2014", "3 – 9 Mar 2014", "3 Mar 2014, 14:00 – 15:00": a period [start, end) in words.
QString periodText(qint64 start, qint64 end, const QTimeZone &zone);

} // namespace vitrine::ui
