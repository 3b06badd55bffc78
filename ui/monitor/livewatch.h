// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "ui/services/latest.h"

#include <QByteArray>
#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <memory>

namespace vitrine::monitor {
class ChangeMark;
}

namespace vitrine::ui {

// Says once a second that the monitoring store was written to, if it was; once after it was started, too. It
// looks in a thread of its own, since a database server may be far away or not answer.
class LiveWatch final : public QObject
{
    Q_OBJECT
public:
    explicit LiveWatch(QObject *parent = nullptr);
    ~LiveWatch() override;
    void start(const QString &where);
    void stop();
    bool isRunning() const { return m_timer.isActive(); }

signals:
    void changed();
    void failed(const vitrine::Error &error); // once, until it answers again

private:
    void look();
    void take(const Result<QByteArray> &seen);

    std::shared_ptr<monitor::ChangeMark> m_mark; // of the thread below
    QByteArray m_seen;
    bool m_isAway = false;
    QTimer m_timer;
    QThreadPool m_thread; // one, which stays: connections belong to it
    Latest<QByteArray> m_look;
};

} // namespace vitrine::ui
