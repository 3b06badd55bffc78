// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

namespace vitrine::ui {

// How long it is from one time to another, as people say it: "5 hours", "59 days", "7 months", "11 years,
// 7 months". Less than an hour, or backwards: "less than an hour".
QString durationText(const QDateTime &from, const QDateTime &to);

} // namespace vitrine::ui
