// SPDX-License-Identifier: GPL-3.0-or-later
// What MonitorPage does about a store that is away: a team's database server that was stopped, or is slow.
#include "core/lifecycle/alertsources.h"
#include "ui/monitor/monitorpage.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/labels.h"

#include <utility>

namespace vitrine::ui {

namespace {

constexpr int patienceMs = 15'000;

} // namespace

bool MonitorPage::isRemote() const
{
    return m_library && monitor::isPostgres(lifecycle::monitorStore(*m_library));
}

bool MonitorPage::keepsShown() const
{
    return m_shown == model() && !m_view.isEmpty();
}

void MonitorPage::watchPatience()
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(patienceMs);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        if (m_answer.isRunning()) // what comes later is shown all the same
            showProblem(
                {Error::Code::Busy,
                 tr("The monitoring store has not answered for %n second(s)", nullptr, patienceMs / 1000),
                 {}});
    });
}

// What was read stays on the screen; the sentence comes once, and again after Retry.
void MonitorPage::showProblem(const Error &error)
{
    if (error.code == Error::Code::Cancelled)
        return;
    if (!keepsShown()) {
        m_toolbar->setFilled(false);
        m_hint->hide();
        m_faces->showFailed(error);
        return;
    }
    showFace();
    m_isAway = true;
    if (std::exchange(m_isTold, true))
        return;
    emit message(Message::failure(error.within(tr("The figures are those that were read last")), [this] {
        m_isTold = false;
        refresh();
    }));
}

void MonitorPage::noteAnswer()
{
    m_isTold = false;
    if (std::exchange(m_isAway, false))
        emit message({tr("The monitoring store answers again"), {}, {}, false, {}});
}

} // namespace vitrine::ui
