// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/wallclock.h"

#include <QDateTime>

#include <algorithm>
#include <limits>

namespace vitrine::monitor {

namespace {

constexpr qint64 dayMs = 86'400'000;

QDateTime at(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC);
}

} // namespace

WallClock::WallClock(const QTimeZone &zone) : m_zone(zone), m_fixed(!zone.hasTransitions())
{
    if (m_fixed)
        m_offset = qint64(zone.offsetFromUtc(at(0))) * 1000;
}

qint64 WallClock::utc(qint64 localMs)
{
    if (!m_fixed && (localMs < m_from || localMs >= m_to))
        lookUp(localMs);
    return localMs - m_offset;
}

void WallClock::lookUp(qint64 localMs)
{
    // The offset of a day before holds unless a change lies between; then the later one does, if it puts the
    // time behind the change.
    const QDateTime before = at(localMs - dayMs);
    m_offset = qint64(m_zone.offsetFromUtc(before)) * 1000;
    const auto change = m_zone.nextTransition(before);
    if (!change.atUtc.isValid()) {
        m_from = localMs;
        m_to = std::numeric_limits<qint64>::max();
        return;
    }
    const qint64 changeMs = change.atUtc.toMSecsSinceEpoch();
    const qint64 later = qint64(change.offsetFromUtc) * 1000;
    if (localMs - m_offset < changeMs) {
        m_from = localMs;
        m_to = changeMs + std::min(m_offset, later);
        if (localMs >= m_to)
            ++m_unclear; // in the hour that comes twice
        return;
    }
    if (localMs - later >= changeMs) {
        m_offset = later;
        m_from = localMs;
        // Near the next change it is looked up anew.
        const auto next = m_zone.nextTransition(change.atUtc);
        m_to = next.atUtc.isValid()
                   ? next.atUtc.toMSecsSinceEpoch() + std::min(later, qint64(next.offsetFromUtc) * 1000)
                   : std::numeric_limits<qint64>::max();
        return;
    }
    ++m_unclear; // in the skipped hour: nothing to remember
    m_from = 1;
    m_to = 0;
}

} // namespace vitrine::monitor
