// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

namespace vitrine::ui {

// "just now", "5 minutes ago", "yesterday", "12 days ago"; older than thirty days: the date. Future times:
// the date.
QString relativeTime(const QDateTime &time, const QDateTime &now);
// Date, time and zone, for tooltips.
QString exactTime(const QDateTime &time);

// Three significant digits (more before the point when the number is large), in the user's locale; NaN is
// "–".
QString shortNumber(double value);
// All digits that distinguish the value, for tooltips.
QString fullNumber(double value);
// "▲ +4.20", "▼ −0.31", "= 0", with the decimals of the larger value; NaN is empty.
QString changeText(double before, double after);

} // namespace vitrine::ui
