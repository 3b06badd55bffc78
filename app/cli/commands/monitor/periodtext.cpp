// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/monitor/periodtext.h"

#include "app/cli/command.h"

namespace vitrine::cli {

bool toldAsDate(monitor::PeriodUnit unit)
{
    using enum monitor::PeriodUnit;
    return unit != Hour && unit != Minute && unit != Second && unit != Millisecond && unit != Count;
}

QString periodText(const QDateTime &time, monitor::PeriodUnit unit)
{
    return toldAsDate(unit) ? time.date().toString(Qt::ISODate) : isoText(time);
}

} // namespace vitrine::cli
