// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QEventLoop>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <functional>

namespace vitrine::bench {

// How long the event loop of the calling thread did not come round while something was done: what somebody
// who types or scrolls feels. A timer that should fire every millisecond tells the gaps; what the thread
// itself computed in a gap is told apart from waiting for a busy machine.
class StallMeter final
{
public:
    struct Stall {
        double wallMs = 0;
        double cpuMs = 0; // of the longest by computing, which may be another one
    };

    StallMeter()
    {
        m_beat.setTimerType(Qt::PreciseTimer);
        m_beat.setInterval(1);
        QObject::connect(&m_beat, &QTimer::timeout, [this] { beat(); });
    }

    // Does `act` inside of an event loop and lets it run until `done` has held for a while, so that what
    // follows counts as well; at most `patienceMs`. False: too long.
    bool run(const std::function<void()> &act, const std::function<bool()> &done, int patienceMs = 60'000)
    {
        QEventLoop loop;
        bool reached = false;
        int held = 0;
        QTimer look;
        look.setInterval(10);
        QObject::connect(&look, &QTimer::timeout, [&] {
            held = done() ? held + 1 : 0;
            if (held == settleTicks) {
                reached = true;
                loop.quit();
            }
        });
        QTimer::singleShot(patienceMs, &loop, &QEventLoop::quit);
        QTimer::singleShot(5, &loop, act);
        m_wall = Clock::now();
        m_cpu = cpuNow();
        m_beat.start();
        look.start();
        loop.exec();
        beat();
        m_beat.stop();
        return reached;
    }

    Stall longest() const { return m_longest; }
    void reset() { m_longest = {}; }

private:
    using Clock = std::chrono::steady_clock;
    static constexpr int settleTicks = 12;

    static double cpuNow()
    {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
    }

    void beat()
    {
        const auto wall = Clock::now();
        const double cpu = cpuNow();
        m_longest.wallMs =
            std::max(m_longest.wallMs, std::chrono::duration<double, std::milli>(wall - m_wall).count() - 1);
        m_longest.cpuMs = std::max(m_longest.cpuMs, cpu - m_cpu);
        m_wall = wall;
        m_cpu = cpu;
    }

    QTimer m_beat;
    Clock::time_point m_wall;
    double m_cpu = 0;
    Stall m_longest;
};

} // namespace vitrine::bench
