// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QJsonObject>
#include <QObject>
#include <QStringList>

#include <memory>

class QLocalServer;
class QLocalSocket;

namespace vitrine::serving {

class ServeSession;

namespace admin {

// Takes orders for a session over a Unix-domain socket that only this user may open: a JSON object a line in,
// one out, {"ok":true,"result":…} or {"ok":false,"error":{"code","message","detail"}}.
//
//   {"command":"status"}                                  what is served
//   {"command":"switch","model":"cars","to":"v1.0.0"}     or "to":"#production"; answered when it is done
//   {"command":"reload"}                                  token, certificate, library
//   {"command":"drain","seconds":10}                      answered when connections have ended, or time is up
//   {"command":"resume"}
//   {"command":"logs","lines":100}                        the last lines of the log
//   {"command":"stop"}
//
// Lives in the session's thread.
class AdminServer final : public QObject
{
    Q_OBJECT
public:
    AdminServer(ServeSession &session, const QStringList &log, QObject *parent = nullptr);
    ~AdminServer() override;

    // Io when the socket cannot be made.
    Result<> listen(const QString &path);

signals:
    void stopRequested();

private:
    void onConnection();
    void onReadable(QLocalSocket *socket);
    void obey(QLocalSocket *socket, const QJsonObject &order);
    static void answer(QLocalSocket *socket, const Result<QJsonObject> &result);

    ServeSession &m_session;
    const QStringList &m_log;
    std::unique_ptr<QLocalServer> m_server;
};

} // namespace admin
} // namespace vitrine::serving
