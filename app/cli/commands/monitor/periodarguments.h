// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/monitor/period.h"

#include <QCommandLineParser>

namespace vitrine::cli {

// --period, --every, --origin, --before, --after, --complete, --year-start, --month-start. The time zone is
// that of --zone, which addReadingOptions() adds.
void addPeriodOptions(QCommandLineParser &parser);
// InvalidArgument names the option that makes no sense: wrong use.
Result<monitor::Periods> periodsOf(const QCommandLineParser &options);

} // namespace vitrine::cli
