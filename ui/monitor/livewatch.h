// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QObject>
#include <QTimer>

namespace vitrine::ui {

// Says once a second that the monitoring store was written to, if it was. Looks at its files only (SQLite's
// own and its write-ahead log), so that watching costs nothing while nothing happens.
class LiveWatch final : public QObject
{
    Q_OBJECT
public:
    explicit LiveWatch(QObject *parent = nullptr);
    void start(const QString &storePath);
    void stop();
    bool isRunning() const { return m_timer.isActive(); }

signals:
    void changed();

private:
    QByteArray look() const;
    QString m_path;
    QByteArray m_seen;
    QTimer m_timer;
};

} // namespace vitrine::ui
