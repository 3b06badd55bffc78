// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/postgresserver.h"

#include <QDir>
#include <QElapsedTimer>
#include <QStandardPaths>
#include <QThread>

#include <csignal>

#include <pwd.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vitrine::test {

namespace {

constexpr int patienceMs = 60'000;

} // namespace

PostgresServer::~PostgresServer()
{
    stop();
}

void PostgresServer::stop()
{
    if (m_server.state() == QProcess::NotRunning)
        return;
    ::kill(static_cast<pid_t>(m_server.processId()), SIGINT); // a fast shutdown ends connections
    if (!m_server.waitForFinished(10'000)) {
        m_server.kill();
        m_server.waitForFinished(10'000);
    }
}

QString PostgresServer::restart()
{
    stop();
    return launch();
}

QString PostgresServer::program(const QString &name) const
{
    const QDir versions(u"/usr/lib/postgresql"_s);
    QStringList folders;
    for (const QString &version :
         versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name | QDir::Reversed))
        folders << versions.filePath(version + u"/bin"_s);
    const QString packaged = QStandardPaths::findExecutable(name, folders);
    return packaged.isEmpty() ? QStandardPaths::findExecutable(name) : packaged;
}

void PostgresServer::prepare(QProcess &process, const QString &program, const QStringList &arguments) const
{
    process.setWorkingDirectory(m_dir.path());
    process.setProcessChannelMode(QProcess::MergedChannels);
    if (getuid() == 0) {
        process.setProgram(u"setpriv"_s);
        process.setArguments(
            QStringList{u"--reuid=nobody"_s, u"--regid=nogroup"_s, u"--clear-groups"_s, program} + arguments);
    } else {
        process.setProgram(program);
        process.setArguments(arguments);
    }
}

QString PostgresServer::run(const QString &name, const QStringList &arguments) const
{
    QProcess process;
    prepare(process, program(name), arguments);
    process.start();
    if (!process.waitForFinished(patienceMs) || process.exitStatus() != QProcess::NormalExit ||
        process.exitCode() != 0)
        return name + u": "_s + QString::fromLocal8Bit(process.readAll()).trimmed() + process.errorString();
    return {};
}

QString PostgresServer::start()
{
    for (const QString &name : {u"initdb"_s, u"postgres"_s, u"createdb"_s, u"pg_isready"_s}) {
        if (program(name).isEmpty())
            return u"PostgreSQL is not installed: there is no "_s + name;
    }
    if (const passwd *nobody = getpwnam("nobody"); getuid() == 0 && nobody) {
        if (chown(m_dir.path().toLocal8Bit().constData(), nobody->pw_uid, nobody->pw_gid) != 0)
            return u"the folder cannot be given away"_s;
    }
    const QString data = m_dir.filePath(u"data"_s);
    const QString failed = run(u"initdb"_s, {u"-D"_s, data, u"-U"_s, u"vitrine"_s, u"-A"_s, u"trust"_s,
                                             u"-E"_s, u"UTF8"_s, u"--locale=C"_s, u"--no-sync"_s});
    return failed.isEmpty() ? launch() : failed;
}

QString PostgresServer::launch()
{
    prepare(m_server, program(u"postgres"_s),
            {u"-D"_s, m_dir.filePath(u"data"_s), u"-k"_s, m_dir.path(), u"-c"_s, u"listen_addresses="_s,
             u"-c"_s, u"fsync=off"_s});
    m_server.start();
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < patienceMs) {
        if (run(u"pg_isready"_s, {u"-h"_s, m_dir.path(), u"-U"_s, u"vitrine"_s, u"-d"_s, u"postgres"_s})
                .isEmpty())
            return {};
        if (m_server.waitForFinished(100))
            return u"postgres: "_s + QString::fromLocal8Bit(m_server.readAll());
    }
    return u"the server does not answer"_s;
}

QString PostgresServer::createDatabase(const QString &name)
{
    const QString failed = run(u"createdb"_s, {u"-h"_s, m_dir.path(), u"-U"_s, u"vitrine"_s, name});
    if (!failed.isEmpty())
        qFatal("%s", qPrintable(failed));
    return u"postgresql://vitrine@/%1?host=%2"_s.arg(name, m_dir.path());
}

} // namespace vitrine::test
