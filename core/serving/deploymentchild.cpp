// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/deploymentchild.h"

#include "core/base/async.h"
#include "core/serving/admin/adminclient.h"
#include "core/serving/admin/socketfolder.h"

#include <QJsonObject>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QRegularExpression>

#include <csignal>
#include <utility>

#include <sys/prctl.h>

using namespace Qt::StringLiterals;

namespace vitrine::serving {

namespace {

constexpr qsizetype keptLines = 2000;
constexpr int killAfterMs = 5000;
constexpr int pollMs = 2000;
constexpr int switchPatienceMs = 300'000; // a large model takes its time to load

QStringList argumentsOf(const DeploymentRequest &request, quint16 port)
{
    return {u"--library"_s, request.library, u"--model"_s, request.target(),
            u"--host"_s,    request.host,    u"--port"_s,  QString::number(port)};
}

} // namespace

Deployments::Child::Child(const QString &program, const Deployment &deployment,
                          QNetworkAccessManager &network)
    : m_program(program)
    , m_deployment(deployment)
    , m_network(network)
{
    m_killer.setSingleShot(true);
    m_killer.setInterval(killAfterMs);
    m_poll.setInterval(pollMs);
    connect(&m_killer, &QTimer::timeout, &m_process, &QProcess::kill);
    connect(&m_poll, &QTimer::timeout, this, &Child::poll);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &Child::readAnnouncements);
    connect(&m_process, &QProcess::readyReadStandardError, this, &Child::readLog);
    connect(&m_process, &QProcess::finished, this, &Child::onFinished);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            onStartFailed();
    });
    // A server must not outlive a window that crashed.
    m_process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGTERM); });
}

Deployments::Child::~Child()
{
    m_process.disconnect();
}

void Deployments::Child::start()
{
    const quint16 port = m_deployment.request.port != 0 ? m_deployment.request.port
                                                        : static_cast<quint16>(m_deployment.url.port(0));
    m_lastError.clear();
    m_traffic.clear();
    m_deployment.servedVersion.clear();
    m_deployment.url.clear();
    m_deployment.pid = 0;
    setState(DeploymentState::Starting);
    m_process.start(m_program, argumentsOf(m_deployment.request, port), QIODevice::ReadOnly);
    m_deployment.pid = m_process.processId();
}

void Deployments::Child::stop()
{
    m_startAgain = false;
    if (m_process.state() == QProcess::NotRunning || m_deployment.state == DeploymentState::Stopping)
        return;
    setState(DeploymentState::Stopping);
    m_process.terminate();
    m_killer.start();
}

void Deployments::Child::restart()
{
    if (m_process.state() == QProcess::NotRunning) {
        start();
        return;
    }
    stop();
    m_startAgain = true;
}

void Deployments::Child::switchTo(const QString &version, const QString &stage, QThreadPool &pool)
{
    if (m_deployment.state != DeploymentState::Running)
        return;
    const QString to = stage.isEmpty() ? version : u'#' + stage;
    const auto tell = [pid = m_deployment.pid, model = m_deployment.request.model,
                       to](const Job &) -> Result<QJsonObject> {
        VT_TRY(const QString socket, admin::socketPath(pid));
        return admin::order(socket, {{u"command"_s, u"switch"_s}, {u"model"_s, model}, {u"to"_s, to}},
                            switchPatienceMs);
    };
    m_lastKept.clear();
    m_lastAnswer.clear();
    vitrine::onFinished(runAsync(&pool, tell), this,
                        [this, version, stage](const Result<QJsonObject> &answer) {
                            if (answer) {
                                m_deployment.request.version = version;
                                m_deployment.request.stage = stage;
                                emit changed();
                            } else {
                                noteKept(m_lastAnswer, m_lastKept, answer.error().message.simplified());
                            }
                        });
}

// An order that failed is announced and answered, in any order: it is reported once.
void Deployments::Child::noteKept(QString &here, QString &there, const QString &reason)
{
    here = reason;
    if (std::exchange(there, {}) == reason)
        here.clear();
    else
        emit switchFailed(reason);
}

void Deployments::Child::beginEnding()
{
    m_process.disconnect();
    if (m_process.state() != QProcess::NotRunning)
        m_process.terminate();
}

void Deployments::Child::finishEnding(int ms)
{
    if (m_process.state() == QProcess::NotRunning || m_process.waitForFinished(ms))
        return;
    m_process.kill();
    m_process.waitForFinished(1000);
}

void Deployments::Child::setState(DeploymentState state, const QString &problem)
{
    m_deployment.state = state;
    m_deployment.problem = problem;
    m_deployment.since = QDateTime::currentDateTime();
    if (state != DeploymentState::Running) {
        m_poll.stop();
        m_deployment.requestsPerSecond = 0;
        m_deployment.p50Ms = 0;
        m_deployment.errorShare = 0;
    }
    emit changed();
}

void Deployments::Child::readAnnouncements()
{
    static const QRegularExpression form(u"^Serving ([^@]+)@([^@ ]+) at (\\S+)$"_s);
    static const QRegularExpression keeping(u"^Keeping ([^@]+)@([^@ ]+): (.+)$"_s);
    m_process.setReadChannel(QProcess::StandardOutput);
    while (m_process.canReadLine()) {
        const QString line = QString::fromUtf8(m_process.readLine()).trimmed();
        if (const auto kept = keeping.match(line); kept.hasMatch()) {
            noteKept(m_lastKept, m_lastAnswer, kept.captured(3));
            continue;
        }
        const auto match = form.match(line);
        if (!match.hasMatch())
            continue;
        const QString before = m_deployment.servedVersion;
        m_deployment.servedVersion = match.captured(2);
        m_deployment.url = QUrl(match.captured(3));
        if (m_deployment.state == DeploymentState::Starting) {
            setState(DeploymentState::Running);
            m_poll.start();
            poll();
        } else {
            emit changed();
        }
        if (!before.isEmpty() && before != m_deployment.servedVersion)
            emit switched(before, m_deployment.servedVersion);
    }
}

void Deployments::Child::readLog()
{
    m_process.setReadChannel(QProcess::StandardError);
    while (m_process.canReadLine())
        addLogLine(QString::fromUtf8(m_process.readLine()).trimmed());
    m_process.setReadChannel(QProcess::StandardOutput);
}

void Deployments::Child::addLogLine(const QString &line)
{
    if (line.isEmpty())
        return;
    static const QString prefix = u"vitrine-serve: "_s;
    m_lastError = line.startsWith(prefix) ? line.mid(prefix.size()) : line;
    m_log.append(line);
    if (m_log.size() > keptLines)
        m_log.removeFirst();
    emit logged(line);
}

void Deployments::Child::onFinished(int exitCode, QProcess::ExitStatus status)
{
    m_killer.stop();
    readAnnouncements();
    readLog();
    addLogLine(QString::fromUtf8(m_process.readAllStandardError()).trimmed());
    m_deployment.pid = 0;
    if (m_deployment.state == DeploymentState::Stopping)
        setState(DeploymentState::Stopped);
    else
        setState(DeploymentState::Failed, problemOf(exitCode, status));
    if (m_startAgain) {
        m_startAgain = false;
        start();
    }
}

QString Deployments::Child::problemOf(int exitCode, QProcess::ExitStatus status) const
{
    const QString target = m_deployment.request.target();
    if (status == QProcess::CrashExit)
        return tr("The server of %1 was ended by a signal; its log may say why.").arg(target);
    if (exitCode != 0 && !m_lastError.isEmpty())
        return m_lastError;
    return tr("The server of %1 ended by itself; its log may say why.").arg(target);
}

void Deployments::Child::onStartFailed()
{
    setState(DeploymentState::Failed,
             tr("The program “%1” could not be started: %2.").arg(m_program, m_process.errorString()));
}

void Deployments::Child::poll()
{
    if (m_polling || m_deployment.state != DeploymentState::Running)
        return;
    m_polling = true;
    QUrl address = m_deployment.url;
    address.setPath(u"/metrics"_s);
    QNetworkRequest request(address);
    request.setTransferTimeout(pollMs);
    QNetworkReply *reply = m_network.get(request);
    connect(reply, &QNetworkReply::finished, this, [this, reply] {
        reply->deleteLater();
        m_polling = false;
        if (reply->error() != QNetworkReply::NoError || m_deployment.state != DeploymentState::Running)
            return;
        m_traffic.add(readMetrics(reply->readAll(), QDateTime::currentMSecsSinceEpoch()));
        const Deployment before = m_deployment;
        m_deployment.requestsPerSecond = m_traffic.requestsPerSecond();
        m_deployment.p50Ms = m_traffic.medianMs();
        m_deployment.errorShare = m_traffic.errorShare();
        if (before.requestsPerSecond != m_deployment.requestsPerSecond ||
            before.p50Ms != m_deployment.p50Ms || before.errorShare != m_deployment.errorShare)
            emit changed();
    });
}

} // namespace vitrine::serving
