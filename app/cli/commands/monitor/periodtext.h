// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/period.h"

#include <QString>

namespace vitrine::cli {

// Whether times of such periods are told as dates: those of a day or more.
bool toldAsDate(monitor::PeriodUnit unit);

// A date for periods of a day or more, else a time, as vetiver's .index.
QString periodText(const QDateTime &time, monitor::PeriodUnit unit);

} // namespace vitrine::cli
