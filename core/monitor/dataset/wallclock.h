// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimeZone>

namespace vitrine::monitor {

// Times as a clock on the wall of a time zone shows them, to UTC. Remembers the stretch between two clock
// changes, so that times near each other cost a comparison. One object belongs to one thread.
class WallClock final
{
public:
    explicit WallClock(const QTimeZone &zone);

    // `localMs`: milliseconds since 1970-01-01 00:00 on that clock. An hour that comes twice is taken for its
    // first; one that is skipped moves on by the change, as if the clock had not been changed yet.
    qint64 utc(qint64 localMs);
    // How many times so far lay in an hour that comes twice or is skipped.
    qint64 unclear() const { return m_unclear; }

private:
    void lookUp(qint64 localMs);

    QTimeZone m_zone;
    bool m_fixed = false;
    qint64 m_offset = 0;
    qint64 m_from = 1; // local times in [from, to) have this offset beyond doubt
    qint64 m_to = 0;
    qint64 m_unclear = 0;
};

} // namespace vitrine::monitor
