// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/localdays.h"

#include <limits>

namespace vitrine::monitor {

using namespace std::chrono;

qint64 dayOfMonth(qint64 index, int day)
{
    const year_month_day first(year(static_cast<int>(floorDivide(index, 12))),
                               month(static_cast<unsigned>(index - floorDivide(index, 12) * 12 + 1)),
                               std::chrono::day(1));
    const year_month_day_last end(first.year() / first.month() / last);
    const auto wanted = std::min(unsigned(day), unsigned(end.day()));
    return sys_days(first).time_since_epoch().count() + qint64(wanted) - 1;
}

year_month_day dateOfDay(qint64 day)
{
    return year_month_day(sys_days(days(static_cast<int>(day))));
}

QDateTime timeAt(qint64 ms, const QTimeZone &zone)
{
    return zone == QTimeZone::utc() ? QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC)
                                    : QDateTime::fromMSecsSinceEpoch(ms, zone);
}

LocalDays::LocalDays(const QTimeZone &zone) : m_zone(zone), m_fixed(!zone.hasTransitions())
{
    if (m_fixed)
        m_offset = qint64(zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(0, Qt::UTC))) * 1000;
}

qint64 LocalDays::day(qint64 ms)
{
    if (!m_fixed && (ms < m_from || ms >= m_to))
        lookUp(ms);
    return floorDivide(ms + m_offset, msPerDay);
}

void LocalDays::lookUp(qint64 ms)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC);
    m_offset = qint64(m_zone.offsetFromUtc(time)) * 1000;
    // previousTransition() is strictly before, so ask from one millisecond later.
    const auto before = m_zone.previousTransition(time.addMSecs(1));
    const auto after = m_zone.nextTransition(time);
    m_from = before.atUtc.isValid() ? before.atUtc.toMSecsSinceEpoch() : std::numeric_limits<qint64>::min();
    m_to = after.atUtc.isValid() ? after.atUtc.toMSecsSinceEpoch() : std::numeric_limits<qint64>::max();
}

qint64 LocalDays::startOfDay(qint64 day) const
{
    if (m_fixed)
        return day * msPerDay - m_offset;
    return QDate(1970, 1, 1).addDays(day).startOfDay(m_zone).toMSecsSinceEpoch();
}

} // namespace vitrine::monitor
