// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/serveprogram.h"

#include "core/base/text.h"
#include "core/serving/admin/adminserver.h"
#include "core/serving/admin/socketfolder.h"
#include "core/serving/systemd.h"
#include "core/serving/terminationsignals.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QHostAddress>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace vitrine::serving {

namespace {

constexpr qsizetype keptLines = 2000;

void writeLine(FILE *stream, const QString &line)
{
    std::fputs(qPrintable(line + u'\n'), stream);
    std::fflush(stream);
}

// Standard error, and the last lines in memory for whoever asks later.
class ServeLog final
{
public:
    void add(const QString &line)
    {
        const QString stamped = QDateTime::currentDateTime().toString(Qt::ISODate) + u' ' + line;
        m_lines.append(stamped);
        if (m_lines.size() > keptLines)
            m_lines.removeFirst();
        writeLine(stderr, stamped);
    }
    const QStringList &lines() const { return m_lines; }

private:
    QStringList m_lines;
};

void warnOfTheNetwork(const ServeOptions &options, const QUrl &url, ServeLog &log)
{
    if (QHostAddress(url.host()).isLoopback())
        return;
    if (options.access.token.empty())
        log.add(Text::tr("Warning: every machine that reaches %1 can use this server").arg(url.authority()));
    else if (url.scheme() == u"http")
        log.add(Text::tr("Warning: the token and the rows cross the network unencrypted; --tls-cert and "
                         "--tls-key encrypt them"));
}

// Without the socket everything else works, so a server that cannot make it says so and goes on.
void openAdministration(admin::AdminServer &admin, const ServeOptions &options, ServeLog &log)
{
    if (options.adminSocket == noAdminSocket())
        return;
    Result<QString> path = options.adminSocket;
    if (path->isEmpty())
        path = admin::socketPath(QCoreApplication::applicationPid());
    const Result<> listening = path ? admin.listen(*path) : path.error();
    if (!listening)
        log.add(Text::tr("No administration: %1").arg(listening.error().message));
}

} // namespace

int serveUntilStopped(const ServeOptions &options)
{
    ServeLog log;
    TerminationSignals signalsSource;
    ServeSession session(options);
    QObject::connect(&session, &ServeSession::logged, &session, [&](const QString &line) { log.add(line); });
    if (const Result<> started = session.start(); !started) {
        writeLine(stderr, QCoreApplication::applicationName() + u": "_s + started.error().message);
        return 1;
    }
    const auto stop = [&](const QString &why) {
        log.add(Text::tr("%1: finishing the requests that have begun").arg(why));
        systemd::notify("STOPPING=1");
        session.stop();
        QCoreApplication::exit(0);
    };
    QObject::connect(&session, &ServeSession::switched, &session,
                     [&](const QString &model) { writeLine(stdout, session.announcement(model)); });
    QObject::connect(&session, &ServeSession::kept, &session,
                     [](const QString &model, const QString &version, const QString &reason) {
                         writeLine(stdout, u"Keeping %1@%2: %3"_s.arg(model, version, reason.simplified()));
                     });
    QObject::connect(&signalsSource, &TerminationSignals::received, &session, stop);
    admin::AdminServer admin(session, log.lines());
    QObject::connect(&admin, &admin::AdminServer::stopRequested, &session,
                     [&] { stop(Text::tr("Asked to stop")); });
    openAdministration(admin, options, log);
    warnOfTheNetwork(options, session.url(), log);
    for (const QString &line : session.announcements())
        writeLine(stdout, line);
    systemd::notify("READY=1\nSTATUS=" + session.announcements().join(u"; "_s).toUtf8());
    return QCoreApplication::exec();
}

} // namespace vitrine::serving
