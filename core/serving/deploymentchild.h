// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to core/serving: one server process of Deployments.

#include "core/serving/deployments.h"
#include "core/serving/metricsreading.h"

#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QProcess>
#include <QStringList>
#include <QTimer>

namespace vitrine::serving {

class Deployments::Child final : public QObject
{
    Q_OBJECT
public:
    Child(const QString &program, const Deployment &deployment, QNetworkAccessManager &network);
    ~Child() override;

    const Deployment &deployment() const { return m_deployment; }
    QString log() const { return m_log.join(u'\n'); }

    void start();
    void stop();
    void restart();
    void switchTo(const QString &version, const QString &stage, QThreadPool &pool);
    // Asks it to end without waiting; finishEnding() waits and kills what is left.
    void beginEnding();
    void finishEnding(int ms);

signals:
    void changed();
    void logged(const QString &line);
    void switched(const QString &from, const QString &to);
    void switchFailed(const QString &reason);

private:
    void setState(DeploymentState state, const QString &problem = {});
    void readAnnouncements();
    void readLog();
    void addLogLine(const QString &line);
    void onFinished(int exitCode, QProcess::ExitStatus status);
    void onStartFailed();
    void poll();
    void noteKept(QString &here, QString &there, const QString &reason);
    QString problemOf(int exitCode, QProcess::ExitStatus status) const;

    QString m_program;
    Deployment m_deployment;
    QNetworkAccessManager &m_network;
    QProcess m_process;
    QStringList m_log;
    QString m_lastError; // the last line that the program wrote about itself
    // Why it did not switch, as it last announced and as it answered an order.
    QString m_lastKept;
    QString m_lastAnswer;
    QTimer m_killer; // after SIGTERM
    QTimer m_poll;
    TrafficWindow m_traffic;
    bool m_polling = false;
    bool m_startAgain = false;
};

} // namespace vitrine::serving
