// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/command/commandprocess.h"

#include "core/base/text.h"
#include "core/serving/worker/workererror.h"

#include <QFile>
#include <QFileInfo>
#include <QProcessEnvironment>
#include <QStandardPaths>

#include <poll.h>

using namespace Qt::StringLiterals;

namespace vitrine::serving {

namespace {

constexpr std::chrono::milliseconds look{100};
constexpr std::chrono::milliseconds firstPause{250};
constexpr std::chrono::milliseconds longestPause{30'000};
constexpr std::chrono::seconds patience{3}; // between SIGTERM and SIGKILL

QString filledIn(QString word, const QString &model, std::uint16_t port)
{
    return word.replace(u"{port}"_s, QString::number(port))
        .replace(u"{host}"_s, u"127.0.0.1"_s)
        .replace(u"{model}"_s, model);
}

std::vector<std::string> ownEnvironment()
{
    std::vector<std::string> list;
    for (const QString &each : QProcessEnvironment::systemEnvironment().toStringList())
        list.push_back(each.toLocal8Bit().toStdString());
    return list;
}

} // namespace

CommandProcess::CommandProcess(const QString &model, const EngineOptions &options)
    : m_options(options)
    , m_model(model)
    , m_ready(options.command.ready.toStdString())
    , m_log([this](std::string_view line) {
        if (m_options.log)
            m_options.log("command: " + withoutPaths(line));
    })
{
}

Result<std::unique_ptr<CommandProcess>> CommandProcess::start(const QString &model,
                                                              const EngineOptions &options)
{
    std::unique_ptr<CommandProcess> process(new CommandProcess(model, options));
    process->m_supervisor = std::thread([&self = *process] { self.supervise(); });
    std::unique_lock lock(process->m_mutex);
    process->m_changed.wait(lock, [&] { return process->m_state == State::Ready || process->m_error; });
    if (process->m_state != State::Ready)
        return *process->m_error;
    return process;
}

CommandProcess::~CommandProcess()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_changed.notify_all();
    if (m_supervisor.joinable())
        m_supervisor.join();
}

pid_t CommandProcess::process() const
{
    const std::lock_guard lock(m_mutex);
    return m_pid;
}

void CommandProcess::supervise()
{
    const auto isStopping = [this] {
        const std::lock_guard lock(m_mutex);
        return m_stopping;
    };
    while (!isStopping()) {
        if (m_child) {
            pollfd output{m_prints ? m_child->log() : -1, POLLIN, 0};
            ::poll(&output, 1, static_cast<int>(look.count()));
            lookAfter();
        } else if (m_due <= Clock::now()) {
            launch();
        } else {
            std::unique_lock lock(m_mutex);
            m_changed.wait_for(lock, look, [this] { return m_stopping; });
        }
    }
    if (!m_child)
        return;
    m_child->terminate();
    m_child->wait(patience);
    m_child.reset();
}

void CommandProcess::launch()
{
    const std::uint16_t port = freeLoopbackPort();
    ChildLaunch launch;
    for (const QString &word : m_options.command.command)
        launch.arguments.push_back(QFile::encodeName(filledIn(word, m_model, port)).toStdString());
    const QString program = m_options.command.command.first();
    if (!program.contains(u'/'))
        launch.arguments.front() = QFile::encodeName(QStandardPaths::findExecutable(program)).toStdString();
    launch.environment = ownEnvironment();
    Result<ChildProcess> child =
        launch.arguments.front().empty()
            ? Result<ChildProcess>(
                  Error{Error::Code::Unsupported,
                        Text::tr("The program '%1', which is to serve this model, is not installed or "
                                 "not on the PATH.")
                            .arg(program),
                        {}})
            : ChildProcess::start(launch);
    const std::lock_guard lock(m_mutex);
    if (!child) {
        m_error = child.error();
        m_lastDeath = child.error().message.toStdString();
        m_due = Clock::now() + longestPause;
        m_changed.notify_all();
        return;
    }
    m_child.emplace(std::move(child).value());
    m_pid = m_child->pid();
    m_client = std::make_shared<LoopbackClient>(port);
    m_state = State::Starting;
    m_prints = true;
    m_due = Clock::now() + m_options.loadTime;
}

void CommandProcess::lookAfter()
{
    m_prints = m_log.readFrom(m_child->log());
    if (const auto end = m_child->wait(std::chrono::milliseconds(0)))
        return onDeath(*end);
    if (m_state != State::Starting)
        return;
    PassedAnswer answer;
    const auto problem = m_client->ask({"GET", m_ready, {}, {}, {}},
                                       std::min(m_due, Clock::now() + std::chrono::seconds(2)), answer);
    if (!problem && answer.status == 200) {
        const std::lock_guard lock(m_mutex);
        m_state = State::Ready;
        m_error.reset();
        m_failures = 0;
        m_changed.notify_all();
    } else if (Clock::now() >= m_due) {
        m_child->terminate();
        m_child->wait(patience);
        m_child->kill();
        onDeath("it was not ready within " + std::to_string(m_options.loadTime.count() / 1000) + " s");
    }
}

void CommandProcess::onDeath(const std::string &reason)
{
    m_log.readFrom(m_child->log());
    m_log.finish();
    const auto pause = m_failures == 0
                           ? std::chrono::milliseconds(0)
                           : std::min(longestPause, firstPause * (1 << std::min(m_failures, 10u)));
    ++m_failures;
    if (m_options.log)
        m_options.log("command: " + reason + "; starting it again");
    const std::lock_guard lock(m_mutex);
    if (m_state == State::Starting && !m_error) {
        QString message = QString::fromStdString(reason);
        if (!m_log.last().empty())
            message += u" (“%1”)"_s.arg(QString::fromStdString(withoutPaths(m_log.last())).left(300));
        m_error = Error{Error::Code::Unsupported,
                        Text::tr("The program '%1' does not serve this model: %2.")
                            .arg(QFileInfo(m_options.command.command.first()).fileName(), message),
                        {}};
    }
    m_state = State::Down;
    m_lastDeath = reason;
    m_child.reset();
    m_client.reset();
    m_pid = -1;
    m_due = Clock::now() + pause;
    m_changed.notify_all();
}

std::optional<std::string> CommandProcess::ask(const PassedRequest &request, PassedAnswer &answer)
{
    const auto until = Clock::now() + m_options.requestTime;
    std::shared_ptr<LoopbackClient> client;
    while (true) {
        {
            std::unique_lock lock(m_mutex);
            const auto isAnother = [&] { return m_state == State::Ready && m_client != client; };
            if (!m_changed.wait_until(lock, until, isAnother))
                return "the program that serves this model is not running (" + m_lastDeath + ")";
            client = m_client;
        }
        const auto problem = client->ask(request, until, answer);
        if (!problem)
            return {};
        // Where nobody listens any more, another one will soon.
        if (!problem->unsent)
            return "the program that serves this model did not answer: " + problem->message;
    }
}

} // namespace vitrine::serving
