// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/admin/adminclient.h"

#include "core/base/text.h"
#include "core/serving/admin/socketfolder.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocalSocket>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace vitrine::serving::admin {

namespace {

bool means(const RunningServer &server, const QString &name)
{
    const QJsonObject &status = server.status;
    if (QString::number(status[u"pid"_s].toInteger()) == name ||
        QString::number(QUrl(status[u"url"_s].toString()).port()) == name)
        return true;
    for (const QJsonValue &model : status[u"models"_s].toArray()) {
        if (model[u"model"_s].toString() == name)
            return true;
    }
    return false;
}

Error errorOf(const QJsonObject &object)
{
    const QString name = object[u"code"_s].toString();
    Error error{Error::Code::Internal, object[u"message"_s].toString(), object[u"detail"_s].toString()};
    for (int code = 0; code <= static_cast<int>(Error::Code::Internal); ++code) {
        if (errorCodeName(static_cast<Error::Code>(code)) == name)
            error.code = static_cast<Error::Code>(code);
    }
    return error;
}

} // namespace

Result<QJsonObject> order(const QString &socketPath, const QJsonObject &order, int patienceMs)
{
    QLocalSocket socket;
    socket.connectToServer(socketPath);
    if (!socket.waitForConnected(patienceMs))
        return Error{Error::Code::NotFound, Text::tr("The server has ended."), socket.errorString()};
    socket.write(QJsonDocument(order).toJson(QJsonDocument::Compact) + '\n');
    QElapsedTimer timer;
    timer.start();
    while (!socket.canReadLine()) {
        const int left = patienceMs - static_cast<int>(timer.elapsed());
        if (left <= 0)
            return Error{Error::Code::Busy,
                         Text::tr("The server did not answer within %1 s.").arg(patienceMs / 1000),
                         {}};
        if (!socket.waitForReadyRead(left) && socket.state() != QLocalSocket::ConnectedState)
            return Error{Error::Code::NotFound, Text::tr("The server ended before it answered."), {}};
    }
    const QJsonObject answer = QJsonDocument::fromJson(socket.readLine()).object();
    if (answer[u"ok"_s].toBool())
        return answer[u"result"_s].toObject();
    return errorOf(answer[u"error"_s].toObject());
}

QList<RunningServer> runningServers()
{
    constexpr int patienceMs = 2000;
    QList<RunningServer> servers;
    for (const QString &path : socketPaths()) {
        const auto status = order(path, {{u"command"_s, u"status"_s}}, patienceMs);
        if (status)
            servers.append({path, *status});
        else if (status.error().code == Error::Code::NotFound)
            QFile::remove(path);
    }
    return servers;
}

Result<RunningServer> findServer(const QString &name)
{
    const QList<RunningServer> servers = runningServers();
    QList<RunningServer> meant;
    QStringList ports;
    for (const RunningServer &server : servers) {
        if (!means(server, name))
            continue;
        meant << server;
        ports << QString::number(QUrl(server.status[u"url"_s].toString()).port());
    }
    if (meant.size() == 1)
        return meant.first();
    if (meant.isEmpty())
        return Error{Error::Code::NotFound,
                     servers.isEmpty()
                         ? Text::tr("No server of yours is running.")
                         : Text::tr("No running server is called “%1”: name its process id, its port or its "
                                    "model, as “deployments list” shows them.")
                               .arg(name),
                     {}};
    return Error{Error::Code::InvalidArgument,
                 Text::tr("Several servers have “%1”: name one by its port, %2.")
                     .arg(name, ports.join(Text::tr(" or "))),
                 {}};
}

} // namespace vitrine::serving::admin
