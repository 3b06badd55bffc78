// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/rollback.h"

#include <QList>
#include <QObject>
#include <QString>
#include <QTimer>

namespace vitrine::serving {
class Deployments;
}

namespace vitrine::ui {

// A server that follows the stage, on its way to the version that is there now.
struct Follower {
    enum class State { Switching, Serves, Failed } state = State::Switching;
    QString id;
    QString address; // "127.0.0.1:8080"
    QString before;  // the version that it answered with when the stage moved
    QString problem; // one sentence when Failed
    bool operator==(const Follower &) const = default;
};

// The servers that follow a stage of a model in one library now, before anything moves.
QList<Follower> followersOf(const serving::Deployments &deployments, const QString &library,
                            const QString &model, const QString &stage);

// Waits until every running server that follows a stage answers with the version that was put there, or says
// why it does not. Begin it before the stage moves, so that none is missed.
class FollowWatch final : public QObject
{
    Q_OBJECT
public:
    FollowWatch(serving::Deployments &deployments, const QString &library, const QString &model,
                const QString &stage, const QString &version, QObject *parent = nullptr);

    const QList<Follower> &followers() const { return m_followers; }
    QString version() const { return m_version; }
    bool isFinished() const;
    bool hasFailed() const;
    void setPatience(int milliseconds) { m_patience.setInterval(milliseconds); }
    // The stage moved: from here on the servers are given time.
    void begin();
    // "127.0.0.1:8080 now serves v2.0.0; 127.0.0.1:8081: …"
    QString summary() const;

signals:
    void changed();
    void finished(); // once

private:
    void look(const QString &id);
    void fail(const QString &id, const QString &problem);
    void settle();

    serving::Deployments &m_deployments;
    QList<Follower> m_followers;
    QString m_version;
    QTimer m_patience;
    bool m_begun = false;
    bool m_told = false;
};

} // namespace vitrine::ui
