// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/command/loopbackclient.h"
#include "core/serving/engineoptions.h"
#include "core/serving/worker/childprocess.h"
#include "core/serving/worker/linelog.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace vitrine::serving {

// A server that the user has, as a child that is kept running: started with a free port, known to be ready
// when it answers, started anew when it ends.
class CommandProcess final
{
public:
    // Starts it and waits until it is ready. `model`: what stands for {model}.
    static Result<std::unique_ptr<CommandProcess>> start(const QString &model, const EngineOptions &options);
    ~CommandProcess();

    // What went wrong; nothing when there is an answer. Waits while it is being started anew. Any thread.
    std::optional<std::string> ask(const PassedRequest &request, PassedAnswer &answer);

    pid_t process() const; // -1 while there is none

private:
    using Clock = std::chrono::steady_clock;
    enum class State { Down, Starting, Ready };

    CommandProcess(const QString &model, const EngineOptions &options);
    void supervise();
    void launch();
    void lookAfter();
    void onDeath(const std::string &reason);

    EngineOptions m_options;
    QString m_model;
    std::string m_ready;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    State m_state = State::Down;
    std::shared_ptr<LoopbackClient> m_client;
    std::optional<Error> m_error;
    std::string m_lastDeath;
    bool m_stopping = false;
    pid_t m_pid = -1;
    // Of the supervisor's thread.
    std::optional<ChildProcess> m_child;
    LineLog m_log;
    Clock::time_point m_due = Clock::now();
    unsigned m_failures = 0;
    bool m_prints = true; // until its output was closed
    std::thread m_supervisor;
};

} // namespace vitrine::serving
