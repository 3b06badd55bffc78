// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/worker/linelog.h"
#include "core/serving/worker/workerframe.h"
#include "core/serving/worker/workerlaunch.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace vitrine::serving {

// Some workers that have the same model loaded. One that dies, hangs or answers nonsense is ended and started
// anew: at once the first time, then after pauses that double up to half a minute until one answers again.
class WorkerPool final
{
public:
    struct Settings {
        WorkerLaunch launch;
        Fields load; // body of Load
        unsigned workers = 1;
        std::chrono::milliseconds requestTime{30'000};
        std::chrono::milliseconds loadTime{120'000};
        std::function<void(std::string_view)> log;
    };

    // Starts them all and waits until the first one has loaded the model. The error is what prevented it.
    static Result<std::unique_ptr<WorkerPool>> start(Settings settings);
    ~WorkerPool();

    const Fields &loaded() const { return m_loaded; } // body of the first Loaded
    const WorkerAbilities &abilities() const { return m_abilities; }

    // Sends a whole frame of Predict, whose number it sets, to a worker that is free and gives the body of
    // the answer. Waits for one, and for one that is being started, as long as a request may take. Any
    // thread.
    std::optional<Failure> ask(std::string &frame, std::string &answer);

    // Process ids of the workers that run now, for tests and status.
    std::vector<pid_t> processes() const;

private:
    struct Worker;
    using Clock = std::chrono::steady_clock;

    explicit WorkerPool(Settings settings);
    void supervise();
    void startWorker(Worker &worker);
    static int listensTo(const Worker &worker);
    void hear(Worker &worker);
    void readLoading(Worker &worker);
    void onLoaded(Worker &worker, FrameKind kind, std::string_view body);
    void onDeath(Worker &worker, const std::string &reason);
    int pollTime() const;
    void wake();
    void say(const std::string &line) const;

    Worker *acquire(Clock::time_point until, std::optional<Failure> &failure);
    void release(Worker &worker, const std::string &problem);
    std::optional<std::string> exchange(Worker &worker, std::string_view frame, std::uint64_t number,
                                        std::string &answer, FrameKind &kind, Clock::time_point until);

    Settings m_settings;
    Fields m_loaded;
    WorkerAbilities m_abilities;
    Descriptor m_wakeRead;
    Descriptor m_wakeWrite;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<std::unique_ptr<Worker>> m_workers;
    std::optional<Error> m_startError; // of the worker that failed last, until one loaded
    std::string m_lastDeath;
    std::uint64_t m_number = 0;
    bool m_everLoaded = false;
    bool m_stopping = false;
    std::thread m_supervisor;
};

} // namespace vitrine::serving
