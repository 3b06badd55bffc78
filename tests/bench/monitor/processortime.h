// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>

#include <sys/resource.h>

namespace vitrine::bench {

// How long work took by the clock, and how long processors worked for it: this process, or the children that
// it has waited for.
class ProcessorTime final
{
public:
    explicit ProcessorTime(int who = RUSAGE_SELF) : m_who(who), m_before(processor(who)) { m_clock.start(); }
    double seconds() const { return double(m_clock.nsecsElapsed()) / 1e9; }
    double processorSeconds() const { return processor(m_who) - m_before; }

private:
    static double processor(int who)
    {
        struct rusage usage = {};
        ::getrusage(who, &usage);
        const auto of = [](const timeval &time) { return double(time.tv_sec) + double(time.tv_usec) / 1e6; };
        return of(usage.ru_utime) + of(usage.ru_stime);
    }
    int m_who;
    double m_before;
    QElapsedTimer m_clock;
};

inline double peakMemory()
{
    struct rusage usage = {};
    ::getrusage(RUSAGE_SELF, &usage);
    return double(usage.ru_maxrss) * 1024;
}

} // namespace vitrine::bench
