// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/alert/alertstatus.h"

#include "core/base/text.h"

#include <array>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr std::array<std::pair<AlertState, QLatin1StringView>, 5> names{{
    {AlertState::Ok, "ok"_L1},
    {AlertState::Pending, "pending"_L1},
    {AlertState::Firing, "firing"_L1},
    {AlertState::Acknowledged, "acknowledged"_L1},
    {AlertState::Snoozed, "snoozed"_L1},
}};

Result<AlertStatus> moved(AlertStatus status, AlertState state, const QString &by, const QDateTime &now,
                          const QDateTime &until = {})
{
    if (!status.isOpen())
        return Error{
            Error::Code::Conflict, Text::tr("The alert is not firing, so there is nothing to answer."), {}};
    status.state = state;
    status.since = now;
    status.by = by;
    status.snoozedUntil = until;
    return status;
}

} // namespace

QString alertStateName(AlertState state)
{
    return names[static_cast<std::size_t>(state)].second;
}

AlertState alertState(const QString &name)
{
    for (const auto &[state, known] : names) {
        if (known == name)
            return state;
    }
    return AlertState::Ok;
}

Result<AlertStatus> acknowledged(const AlertStatus &status, const QString &by, const QDateTime &now)
{
    return moved(status, AlertState::Acknowledged, by, now);
}

Result<AlertStatus> snoozed(const AlertStatus &status, const QString &by, const QDateTime &now,
                            const QDateTime &until)
{
    if (until <= now)
        return Error{Error::Code::InvalidArgument, Text::tr("Snooze until a time in the future."), {}};
    return moved(status, AlertState::Snoozed, by, now, until);
}

Result<AlertStatus> reopened(const AlertStatus &status, const QDateTime &now)
{
    return moved(status, AlertState::Firing, {}, now);
}

} // namespace vitrine::monitor
