// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/systemd.h"

#include <QRegularExpression>

#include <cstring>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vitrine::serving::systemd {

namespace {

constexpr int firstSocket = 3; // SD_LISTEN_FDS_START

// As systemd.service(5) reads command lines: "%" and "$" stand for something else.
QString quoted(QString argument)
{
    argument.replace(u'%', u"%%"_s).replace(u'$', u"$$"_s);
    static const QRegularExpression plain(u"^[A-Za-z0-9_@%+=:,./#-]+$"_s);
    if (plain.match(argument).hasMatch())
        return argument;
    argument.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
    return u'"' + argument + u'"';
}

QString unitName(const QString &name)
{
    static const QRegularExpression other(u"[^A-Za-z0-9:_.-]+"_s);
    return u"vitrine-"_s + QString(name).replace(other, u"-"_s);
}

} // namespace

int inheritedSocket()
{
    const bool mine = qEnvironmentVariableIntValue("LISTEN_PID") == ::getpid();
    const int count = qEnvironmentVariableIntValue("LISTEN_FDS");
    for (const char *variable : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"})
        qunsetenv(variable);
    if (!mine || count < 1)
        return -1;
    ::fcntl(firstSocket, F_SETFD, FD_CLOEXEC);
    return firstSocket;
}

void notify(const QByteArray &state)
{
    const QByteArray path = qgetenv("NOTIFY_SOCKET");
    sockaddr_un address{};
    if (path.isEmpty() || path.size() >= qsizetype(sizeof address.sun_path))
        return;
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.constData(), static_cast<std::size_t>(path.size()));
    if (address.sun_path[0] == '@')
        address.sun_path[0] = '\0';
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
    [[maybe_unused]] const auto sent =
        ::sendto(socket, state.constData(), static_cast<std::size_t>(state.size()), MSG_NOSIGNAL,
                 reinterpret_cast<const sockaddr *>(&address), size);
    ::close(socket);
}

QString units(const QString &name, const QString &program, const QStringList &arguments,
              const QString &address)
{
    QStringList command{quoted(program)};
    for (const QString &argument : arguments)
        command << quoted(argument);
    const QString unit = unitName(name);
    QString text = u"# %1.service\n"_s.arg(unit);
    text += u"[Unit]\nDescription=Predictions of %1\nAfter=network.target\n\n"_s.arg(
        QString(name).replace(u'%', u"%%"_s));
    text += u"[Service]\nType=notify\nExecStart=%1\nRestart=on-failure\nRestartSec=2\n"
            "TimeoutStopSec=30\nNoNewPrivileges=yes\nLockPersonality=yes\nRestrictRealtime=yes\n"
            "SystemCallArchitectures=native\nUMask=0077\n\n"
            "[Install]\nWantedBy=default.target\n"_s.arg(command.join(u' '));
    if (address.isEmpty())
        return text;
    text +=
        u"\n# %1.socket: start it instead of the service to have the port open from the beginning, and the\n"
        "# server started by the first request.\n"_s.arg(unit);
    text += u"[Unit]\nDescription=Port of %1\n\n[Socket]\nListenStream=%2\n\n"
            "[Install]\nWantedBy=sockets.target\n"_s.arg(name, address);
    return text;
}

} // namespace vitrine::serving::systemd
