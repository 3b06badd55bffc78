// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/period.h"

#include "core/base/text.h"
#include "core/monitor/localdays.h"
#include "core/monitor/periodgrid.h"

#include <array>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

struct UnitName {
    PeriodUnit unit;
    QLatin1StringView name;
};

constexpr std::array<UnitName, 15> unitNames{{
    {PeriodUnit::Year, "year"_L1},
    {PeriodUnit::Quarter, "quarter"_L1},
    {PeriodUnit::Month, "month"_L1},
    {PeriodUnit::Week, "week"_L1},
    {PeriodUnit::IsoWeek, "isoweek"_L1},
    {PeriodUnit::YWeek, "yweek"_L1},
    {PeriodUnit::MWeek, "mweek"_L1},
    {PeriodUnit::Day, "day"_L1},
    {PeriodUnit::YDay, "yday"_L1},
    {PeriodUnit::MDay, "mday"_L1},
    {PeriodUnit::Hour, "hour"_L1},
    {PeriodUnit::Minute, "minute"_L1},
    {PeriodUnit::Second, "second"_L1},
    {PeriodUnit::Millisecond, "millisecond"_L1},
    {PeriodUnit::Count, "count"_L1},
}};

} // namespace

Result<PeriodUnit> periodUnit(const QString &name)
{
    QStringList known;
    for (const UnitName &entry : unitNames) {
        if (name == entry.name)
            return entry.unit;
        known << entry.name;
    }
    return Error{Error::Code::InvalidArgument,
                 Text::tr("'%1' is not a period. Use one of: %2.").arg(name, known.join(u", "_s)),
                 {}};
}

QString periodUnitName(PeriodUnit unit)
{
    for (const UnitName &entry : unitNames) {
        if (entry.unit == unit)
            return entry.name;
    }
    return {};
}

Result<> checkPeriods(const Periods &periods)
{
    const auto wrong = [](const QString &message) {
        return Error{Error::Code::InvalidArgument, message, {}};
    };
    if (periods.every < 1)
        return wrong(Text::tr("A period must span at least 1 unit, not %1.").arg(periods.every));
    if (periods.before < 0 || periods.after < 0)
        return wrong(Text::tr("The periods before and after must be 0 or more."));
    if (!periods.zone.isValid())
        return wrong(Text::tr("The time zone is not known on this computer. Choose another one."));
    if (periods.origin && !periods.origin->isValid())
        return wrong(Text::tr("The origin of the periods is not a valid time."));
    if (periods.yearStart < 1 || periods.yearStart > 12)
        return wrong(Text::tr("A fiscal year starts in month 1 to 12, not %1.").arg(periods.yearStart));
    if (periods.monthStart < 1 || periods.monthStart > 28)
        return wrong(Text::tr("A fiscal month starts on day 1 to 28, not %1.").arg(periods.monthStart));
    return {};
}

Periods windowsFrom(const QDateTime &first, int seconds)
{
    Periods periods;
    periods.unit = PeriodUnit::Second;
    periods.every = seconds;
    periods.origin = first;
    return periods;
}

qint64 periodDistance(const Periods &periods, const QDateTime &time)
{
    if (periods.unit == PeriodUnit::Count)
        return 0;
    return PeriodGrid(periods).distance(time.toMSecsSinceEpoch());
}

std::pair<QDateTime, QDateTime> periodBounds(const Periods &periods, qint64 distance)
{
    if (periods.unit == PeriodUnit::Count)
        return {};
    const PeriodGrid grid(periods);
    return {timeAt(grid.start(distance), periods.zone), timeAt(grid.start(distance + 1), periods.zone)};
}

} // namespace vitrine::monitor
