// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/livewatch.h"

#include "core/monitor/store/changemark.h"

#include <utility>

namespace vitrine::ui {

namespace {
constexpr int tickMs = 1000;
}

LiveWatch::LiveWatch(QObject *parent) : QObject(parent)
{
    m_thread.setMaxThreadCount(1);
    m_thread.setExpiryTimeout(-1);
    m_timer.setInterval(tickMs);
    connect(&m_timer, &QTimer::timeout, this, &LiveWatch::look);
}

LiveWatch::~LiveWatch()
{
    stop();
    m_thread.waitForDone();
}

void LiveWatch::start(const QString &where)
{
    stop();
    m_mark = std::make_shared<monitor::ChangeMark>(where);
    m_timer.start();
    look();
}

void LiveWatch::stop()
{
    m_timer.stop();
    m_look.forget();
    m_seen.clear();
    m_isAway = false;
    if (m_mark) // dies in its thread, behind a look that runs
        m_thread.start([mark = std::exchange(m_mark, nullptr)]() mutable { mark.reset(); });
}

void LiveWatch::look()
{
    if (m_look.isRunning())
        return;
    m_look.ask(runAsync(&m_thread, [mark = m_mark](const Job &) { return mark->look(); }), this,
               [this](const Result<QByteArray> &seen) { take(seen); });
}

void LiveWatch::take(const Result<QByteArray> &seen)
{
    if (!seen) {
        if (seen.error().code != Error::Code::Cancelled && !std::exchange(m_isAway, true))
            emit failed(seen.error());
        return;
    }
    const bool isBack = std::exchange(m_isAway, false);
    if (std::exchange(m_seen, *seen) != *seen || isBack)
        emit changed();
}

} // namespace vitrine::ui
