// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QJsonObject>
#include <QList>
#include <QString>

namespace vitrine::serving::admin {

// Gives an order to the server behind a socket and waits for the answer: its `result`, or its error. NotFound
// when no server listens there any more. Blocking.
Result<QJsonObject> order(const QString &socketPath, const QJsonObject &order, int patienceMs = 10'000);

// A server of this user that answers.
struct RunningServer {
    QString socketPath;
    QJsonObject status; // as ServeSession::status() gives it
};

// All of them, by process id; sockets of servers that were killed are removed. Blocking.
QList<RunningServer> runningServers();

// The one that `name` means: its process id, its port, or a model that only it serves. NotFound or
// InvalidArgument says what there is.
Result<RunningServer> findServer(const QString &name);

} // namespace vitrine::serving::admin
