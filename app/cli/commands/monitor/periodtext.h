// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/period.h"

#include <QString>

namespace vitrine::cli {

// A date for periods of a day or more, else a time, as vetiver's .index.
QString periodText(const QDateTime &time, monitor::PeriodUnit unit);

} // namespace vitrine::cli
