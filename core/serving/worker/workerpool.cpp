// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/worker/workerpool.h"

#include "core/base/text.h"
#include "core/serving/worker/pipeio.h"
#include "core/serving/worker/workererror.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vitrine::serving {

namespace {

constexpr std::chrono::milliseconds firstPause{100};
constexpr std::chrono::milliseconds longestPause{30'000};
constexpr unsigned hopeless = 3; // failures in a row after which nobody waits for the next start
constexpr std::chrono::seconds lastWords{1};

} // namespace

struct WorkerPool::Worker {
    enum class State {
        Down,    // is started when it is due
        Loading, // until it is due
        Idle,
        Busy, // belongs to the thread that asks it
        Dead, // that thread has ended it; the supervisor clears up
    } state = State::Down;
    std::optional<ChildProcess> child;
    std::unique_ptr<LineLog> log;
    Clock::time_point due = Clock::now();
    std::string incoming; // while loading
    std::string problem;  // why it is dead
    bool prints = true;   // until its output was closed
    unsigned failures = 0;
};

WorkerPool::WorkerPool(Settings settings) : m_settings(std::move(settings))
{
    for (unsigned i = 0; i < std::max(1u, m_settings.workers); ++i)
        m_workers.push_back(std::make_unique<Worker>());
}

Result<std::unique_ptr<WorkerPool>> WorkerPool::start(Settings settings)
{
    ignoreBrokenPipes();
    std::unique_ptr<WorkerPool> pool(new WorkerPool(std::move(settings)));
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return Error{Error::Code::Io, Text::tr("No worker can be started: too many open files."), {}};
    pool->m_wakeRead = Descriptor(ends[0]);
    pool->m_wakeWrite = Descriptor(ends[1]);
    pool->m_supervisor = std::thread([&self = *pool] { self.supervise(); });
    std::unique_lock lock(pool->m_mutex);
    pool->m_changed.wait(lock, [&] { return pool->m_everLoaded || pool->m_startError; });
    if (!pool->m_everLoaded)
        return *pool->m_startError;
    return pool;
}

WorkerPool::~WorkerPool()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    wake();
    if (m_supervisor.joinable())
        m_supervisor.join();
}

// --- the supervisor's thread: children are started, heard and cleared away here only, because they end with
// the thread that started them ---------------------------------------------------------------------------

void WorkerPool::supervise()
{
    std::vector<pollfd> waiting;
    while (true) {
        waiting.assign(1, pollfd{m_wakeRead.get(), POLLIN, 0});
        {
            std::unique_lock lock(m_mutex);
            if (m_stopping)
                break;
            for (const auto &each : m_workers) {
                Worker &worker = *each;
                if (worker.state == Worker::State::Dead)
                    onDeath(worker, worker.problem);
                if (worker.state == Worker::State::Down && worker.due <= Clock::now())
                    startWorker(worker);
                waiting.push_back({worker.child && worker.prints ? worker.child->log() : -1, POLLIN, 0});
                waiting.push_back({listensTo(worker), POLLIN, 0});
            }
        }
        ::poll(waiting.data(), waiting.size(), pollTime());
        char drained[64];
        while (::read(m_wakeRead.get(), drained, sizeof drained) > 0) {
        }
        for (std::size_t i = 0; i < m_workers.size(); ++i) {
            Worker &worker = *m_workers[i];
            if (waiting[1 + 2 * i].revents != 0)
                worker.prints = worker.log->readFrom(worker.child->log());
            const std::lock_guard lock(m_mutex);
            if (waiting[2 + 2 * i].revents != 0)
                hear(worker);
            if (worker.state == Worker::State::Loading && worker.due <= Clock::now())
                onDeath(worker, "it did not load the model within " +
                                    std::to_string(m_settings.loadTime.count() / 1000) + " s");
        }
    }
    const std::lock_guard lock(m_mutex);
    for (const auto &worker : m_workers)
        worker->child.reset();
}

// Answers belong to those who asked; only of a worker that loads they are the supervisor's.
int WorkerPool::listensTo(const Worker &worker)
{
    switch (worker.state) {
    case Worker::State::Loading: return worker.child->answers();
    case Worker::State::Idle: return worker.child->end();
    default: return -1;
    }
}

int WorkerPool::pollTime() const
{
    const std::lock_guard lock(m_mutex);
    auto next = Clock::now() + std::chrono::seconds(60);
    for (const auto &worker : m_workers) {
        if (worker->state == Worker::State::Down || worker->state == Worker::State::Loading)
            next = std::min(next, worker->due);
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now()).count();
    return static_cast<int>(std::max<std::int64_t>(0, left));
}

// The mutex is held: starting a process takes a millisecond or two.
void WorkerPool::startWorker(Worker &worker)
{
    auto child = ChildProcess::start(m_settings.launch.child());
    if (!child) {
        worker.failures += hopeless;
        worker.due = Clock::now() + longestPause;
        m_startError = child.error();
        m_changed.notify_all();
        return;
    }
    worker.child.emplace(std::move(child).value());
    worker.incoming.clear();
    worker.prints = true;
    worker.log = std::make_unique<LineLog>([this, pid = worker.child->pid()](std::string_view line) {
        say("worker " + std::to_string(pid) + ": " + std::string(line));
    });
    worker.state = Worker::State::Loading;
    worker.due = Clock::now() + m_settings.loadTime;
    std::string frame;
    beginFrame(frame);
    appendFields(frame, m_settings.load);
    finishFrame(frame, FrameKind::Load, 0);
    if (writeAll(worker.child->requests(), frame, -1, worker.due) != PipeOutcome::Done)
        onDeath(worker, "it ended before it loaded the model");
}

void WorkerPool::hear(Worker &worker)
{
    if (worker.state == Worker::State::Loading)
        readLoading(worker);
    else if (worker.state == Worker::State::Idle)
        onDeath(worker, worker.child->wait(lastWords).value_or("it ended"));
}

void WorkerPool::readLoading(Worker &worker)
{
    std::array<char, 65536> buffer{};
    const ssize_t got = ::read(worker.child->answers(), buffer.data(), buffer.size());
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0)
        return onDeath(worker, worker.child->wait(lastWords).value_or("it closed its pipe"));
    worker.incoming.append(buffer.data(), static_cast<std::size_t>(got));
    while (worker.state == Worker::State::Loading && worker.incoming.size() >= frameHeadSize) {
        FrameHead head;
        if (!readFrameHead(std::string_view(worker.incoming).substr(0, frameHeadSize), head))
            return onDeath(worker, "it speaks another protocol");
        if (worker.incoming.size() < frameHeadSize + head.length)
            return;
        const std::string body = worker.incoming.substr(frameHeadSize, head.length);
        worker.incoming.erase(0, frameHeadSize + head.length);
        onLoaded(worker, head.kind, body);
    }
}

void WorkerPool::onLoaded(Worker &worker, FrameKind kind, std::string_view body)
{
    Fields fields;
    if (!readFields(body, fields))
        return onDeath(worker, "it speaks another protocol");
    switch (kind) {
    case FrameKind::Hello:
        if (!m_everLoaded) // those who ask read it without the mutex, and it never changes
            m_abilities.integers64 = field(fields, "integers") != "53";
        return;
    case FrameKind::Loaded:
        if (!m_everLoaded)
            m_loaded = std::move(fields);
        m_everLoaded = true;
        m_startError.reset();
        worker.state = Worker::State::Idle;
        m_changed.notify_all();
        return;
    case FrameKind::Failed:
        m_startError = loadError(fields, m_settings.load, m_settings.launch.interpreter());
        worker.child->kill();
        return onDeath(worker, m_startError->message.toStdString());
    default: return onDeath(worker, "it spoke out of turn");
    }
}

void WorkerPool::onDeath(Worker &worker, const std::string &reason)
{
    worker.child->kill();
    const auto end = worker.child->wait(lastWords);
    if (worker.log) {
        worker.log->readFrom(worker.child->log());
        worker.log->finish();
    }
    if (worker.state == Worker::State::Loading && !m_startError)
        m_startError = deathError(reason, worker.log ? worker.log->last() : std::string(), m_settings.load,
                                  m_settings.launch.interpreter());
    const auto pause = worker.failures == 0
                           ? std::chrono::milliseconds(0)
                           : std::min(longestPause, firstPause * (1 << std::min(worker.failures - 1, 10u)));
    ++worker.failures;
    m_lastDeath = reason;
    say("worker " + std::to_string(worker.child->pid()) + ": " + reason +
        (pause.count() == 0 ? "; starting another"
                            : "; starting another in " + std::to_string(pause.count()) + " ms"));
    worker.child.reset();
    worker.log.reset();
    worker.state = Worker::State::Down;
    worker.due = Clock::now() + pause;
    m_changed.notify_all();
}

void WorkerPool::wake()
{
    [[maybe_unused]] const auto written = ::write(m_wakeWrite.get(), "", 1);
}

void WorkerPool::say(const std::string &line) const
{
    if (m_settings.log)
        m_settings.log(withoutPaths(line));
}

// --- threads that ask -----------------------------------------------------------------------------------

WorkerPool::Worker *WorkerPool::acquire(Clock::time_point until, std::optional<Failure> &failure)
{
    std::unique_lock lock(m_mutex);
    while (true) {
        for (const auto &worker : m_workers) {
            if (worker->state == Worker::State::Idle) {
                worker->state = Worker::State::Busy;
                return worker.get();
            }
        }
        const auto isHopeless = [](const auto &worker) {
            return worker->state == Worker::State::Down && worker->failures >= hopeless;
        };
        const bool lost = std::all_of(m_workers.begin(), m_workers.end(), isHopeless);
        if (lost || m_changed.wait_until(lock, until) == std::cv_status::timeout) {
            const bool busy = std::any_of(m_workers.begin(), m_workers.end(), [](const auto &worker) {
                return worker->state == Worker::State::Busy;
            });
            failure = Failure{Failure::Kind::Busy, busy ? "all workers are busy with other requests"
                                                        : "no worker runs at the moment (the last one: " +
                                                              withoutPaths(m_lastDeath) +
                                                              "); another one is being started"};
            return nullptr;
        }
    }
}

void WorkerPool::release(Worker &worker, const std::string &problem)
{
    {
        const std::lock_guard lock(m_mutex);
        worker.state = problem.empty() ? Worker::State::Idle : Worker::State::Dead;
        worker.problem = problem;
        if (problem.empty())
            worker.failures = 0;
    }
    if (problem.empty())
        m_changed.notify_one();
    else
        wake();
}

// The problem, when the worker is of no further use.
std::optional<std::string> WorkerPool::exchange(Worker &worker, std::string_view frame, std::uint64_t number,
                                                std::string &answer, FrameKind &kind, Clock::time_point until)
{
    ChildProcess &child = *worker.child;
    const auto lost = [&](PipeOutcome outcome) -> std::string {
        if (outcome == PipeOutcome::Late)
            return "it did not answer within " + std::to_string(m_settings.requestTime.count()) +
                   " ms and was stopped";
        return child.wait(lastWords).value_or("it closed its pipe");
    };
    const PipeOutcome sent = writeAll(child.requests(), frame, child.answers(), until);
    if (sent != PipeOutcome::Done && sent != PipeOutcome::Interrupted)
        return lost(sent);
    answer.clear();
    if (const auto outcome = readExactly(child.answers(), answer, frameHeadSize, until);
        outcome != PipeOutcome::Done)
        return lost(outcome);
    FrameHead head;
    if (!readFrameHead(answer, head) || head.number != number)
        return "it answered nonsense";
    answer.clear();
    if (const auto outcome = readExactly(child.answers(), answer, head.length, until);
        outcome != PipeOutcome::Done)
        return lost(outcome);
    kind = head.kind;
    if (kind != FrameKind::Answer && kind != FrameKind::Failed)
        return "it answered nonsense";
    if (sent == PipeOutcome::Interrupted) // what is left of the request would be taken for the next one
        return "it did not read the whole request";
    return {};
}

std::optional<Failure> WorkerPool::ask(std::string &frame, std::string &answer)
{
    const auto until = Clock::now() + m_settings.requestTime;
    std::optional<Failure> failure;
    Worker *worker = acquire(until, failure);
    if (worker == nullptr)
        return failure;
    std::uint64_t number = 0;
    {
        const std::lock_guard lock(m_mutex);
        number = ++m_number;
    }
    finishFrame(frame, FrameKind::Predict, number);
    FrameKind kind = FrameKind::Answer;
    auto problem = exchange(*worker, frame, number, answer, kind, until);
    Fields fields;
    if (!problem && kind == FrameKind::Failed) {
        if (!readFields(answer, fields))
            problem = "it answered nonsense";
        else if (field(fields, "kind") == "memory") // who knows what is still whole in it
            problem = "it ran out of memory";
    }
    if (problem) {
        worker->child->kill();
        release(*worker, *problem);
        return Failure{Failure::Kind::Busy, "the worker that had the request is gone: " + *problem};
    }
    release(*worker, {});
    if (kind == FrameKind::Answer)
        return {};
    return Failure{field(fields, "kind") == "input" ? Failure::Kind::Input : Failure::Kind::Model,
                   withoutPaths(field(fields, "message"))};
}

std::vector<pid_t> WorkerPool::processes() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<pid_t> ids;
    for (const auto &worker : m_workers) {
        if (worker->child && worker->state != Worker::State::Loading)
            ids.push_back(worker->child->pid());
    }
    return ids;
}

} // namespace vitrine::serving
