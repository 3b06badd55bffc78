// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>

namespace vitrine {

// Where "now" comes from, so that tests and the sample library can choose it.
class Clock
{
public:
    virtual ~Clock() = default;
    virtual QDateTime now() const = 0; // with the zone in which it is to be recorded
};

class SystemClock final : public Clock
{
public:
    QDateTime now() const override { return QDateTime::currentDateTime(); }
};

} // namespace vitrine
