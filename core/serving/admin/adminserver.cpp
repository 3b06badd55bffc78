// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/admin/adminserver.h"

#include "core/base/text.h"
#include "core/serving/servesession.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocalServer>
#include <QLocalSocket>
#include <QPointer>

#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vitrine::serving::admin {

namespace {

constexpr qint64 longestOrder = 64 * 1024;

bool isSameUser(const QLocalSocket &socket)
{
    ucred peer{};
    socklen_t size = sizeof peer;
    return ::getsockopt(static_cast<int>(socket.socketDescriptor()), SOL_SOCKET, SO_PEERCRED, &peer, &size) ==
               0 &&
           (peer.uid == ::getuid() || peer.uid == 0);
}

Error wrong(const QString &message)
{
    return Error{Error::Code::InvalidArgument, message, {}};
}

} // namespace

AdminServer::AdminServer(ServeSession &session, const QStringList &log, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_log(log)
    , m_server(std::make_unique<QLocalServer>())
{
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    connect(m_server.get(), &QLocalServer::newConnection, this, &AdminServer::onConnection);
}

AdminServer::~AdminServer() = default;

Result<> AdminServer::listen(const QString &path)
{
    QFile::remove(path); // of a process with the same number that was killed
    if (m_server->listen(path))
        return {};
    return Error{
        Error::Code::Io,
        Text::tr("The administration socket %1 cannot be made: %2.").arg(path, m_server->errorString()),
        {}};
}

void AdminServer::onConnection()
{
    while (QLocalSocket *socket = m_server->nextPendingConnection()) {
        if (!isSameUser(*socket)) {
            socket->abort();
            socket->deleteLater();
            continue;
        }
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] { onReadable(socket); });
        onReadable(socket);
    }
}

void AdminServer::onReadable(QLocalSocket *socket)
{
    while (socket->canReadLine()) {
        const QJsonDocument document = QJsonDocument::fromJson(socket->readLine(longestOrder));
        if (document.isObject())
            obey(socket, document.object());
        else
            answer(socket, wrong(Text::tr("An order is a JSON object on one line.")));
    }
    if (socket->bytesAvailable() > longestOrder)
        socket->abort();
}

void AdminServer::answer(QLocalSocket *socket, const Result<QJsonObject> &result)
{
    QJsonObject object{{u"ok"_s, result.has_value()}};
    if (result) {
        object.insert(u"result"_s, *result);
    } else {
        const Error &error = result.error();
        object.insert(u"error"_s, QJsonObject{{u"code"_s, errorCodeName(error.code)},
                                              {u"message"_s, error.message},
                                              {u"detail"_s, error.detail}});
    }
    socket->write(QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
    socket->flush();
}

void AdminServer::obey(QLocalSocket *socket, const QJsonObject &order)
{
    const QString command = order[u"command"_s].toString();
    const QPointer<QLocalSocket> guarded(socket);
    const auto later = [guarded](const Result<QJsonObject> &result) {
        if (guarded)
            answer(guarded, result);
    };
    if (command == u"status") {
        answer(socket, m_session.status());
    } else if (command == u"switch") {
        m_session.switchTo(order[u"model"_s].toString(), order[u"to"_s].toString(),
                           [later](const Result<QString> &version) {
                               if (version)
                                   later(QJsonObject{{u"version"_s, *version}});
                               else
                                   later(version.error());
                           });
    } else if (command == u"reload") {
        const Result<> reloaded = m_session.reload();
        answer(socket, reloaded ? Result<QJsonObject>(QJsonObject()) : reloaded.error());
    } else if (command == u"drain") {
        const double seconds = std::clamp(order[u"seconds"_s].toDouble(10), 0.0, 3600.0);
        m_session.drain(std::chrono::milliseconds(static_cast<qint64>(seconds * 1000)),
                        [later](std::size_t left) {
                            later(QJsonObject{{u"connections"_s, static_cast<double>(left)}});
                        });
    } else if (command == u"resume") {
        m_session.resume();
        answer(socket, QJsonObject());
    } else if (command == u"logs") {
        const auto lines = qsizetype(order[u"lines"_s].toDouble(100));
        answer(socket, QJsonObject{{u"lines"_s, QJsonArray::fromStringList(m_log.mid(
                                                    std::max<qsizetype>(0, m_log.size() - lines)))}});
    } else if (command == u"stop") {
        answer(socket, QJsonObject());
        emit stopRequested();
    } else {
        answer(socket, wrong(Text::tr("“%1” is not a command; there are status, switch, reload, drain, "
                                      "resume, logs and stop.")
                                 .arg(command)));
    }
}

} // namespace vitrine::serving::admin
