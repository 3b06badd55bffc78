// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>
#include <QUrl>

namespace vitrine::serving {

enum class DeploymentState { Starting, Running, Stopping, Stopped, Failed };

// What a deployment is asked to serve and where.
struct DeploymentRequest {
    QString library; // path
    QString model;
    QString version; // pinned version; or
    QString stage;   // followed stage
    QString host = QStringLiteral("127.0.0.1");
    quint16 port = 0;       // 0: a free one
    QString target() const; // "seattle-tmax#production"
};

// A supervised server process as it is now.
struct Deployment {
    QString id; // unique in this program
    DeploymentRequest request;
    DeploymentState state = DeploymentState::Stopped;
    QString servedVersion; // what it answers with right now
    QUrl url;              // once it listens
    qint64 pid = 0;
    QDateTime since; // of the state
    QString problem; // one sentence when Failed
    double requestsPerSecond = 0;
    double p50Ms = 0;
    double errorShare = 0; // 0–1 over the last minute
};

} // namespace vitrine::serving
