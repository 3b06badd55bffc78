// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/monitor/periodtext.h"

#include "app/cli/command.h"

namespace vitrine::cli {

QString periodText(const QDateTime &time, monitor::PeriodUnit unit)
{
    using enum monitor::PeriodUnit;
    const bool isFine = unit == Hour || unit == Minute || unit == Second || unit == Count;
    return isFine ? isoText(time) : time.date().toString(Qt::ISODate);
}

} // namespace vitrine::cli
