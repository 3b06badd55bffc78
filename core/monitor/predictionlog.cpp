// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/predictionlog.h"

#include "core/base/text.h"
#include "core/monitor/predictionqueue.h"
#include "core/monitor/predictionwriter.h"

#include <QDateTime>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr std::size_t mostKeptBytes = 4096; // of a record's buffer, for the next one
constexpr auto betweenComplaints = std::chrono::minutes(1);
constexpr auto betweenRemovals = std::chrono::minutes(1);
constexpr auto betweenConnections = std::chrono::seconds(1);
constexpr qint64 msPerDay = 86'400'000;

using SteadyTime = std::chrono::steady_clock::time_point;

qint64 nowMs()
{
    return QDateTime::currentMSecsSinceEpoch();
}

void shrink(std::string &text)
{
    if (text.capacity() > mostKeptBytes)
        std::string().swap(text);
}

// True for `share` of the calls, evenly; `owed` is what the caller keeps between them.
bool isInShare(double share, double &owed)
{
    if (share >= 1)
        return true;
    owed += share;
    if (owed < 1)
        return false;
    owed -= 1;
    return true;
}

} // namespace

void Prediction::clear()
{
    for (std::string *text : {&id, &endpoint, &inputs, &outputs, &error})
        text->clear();
    chosen = false;
    latencyUs = 0;
    rows = 0;
    status = 0;
}

class PredictionLog::Worker final
{
public:
    explicit Worker(const PredictionLogOptions &options) : m_options(options), m_queue(options.queued) {}

    // A connection belongs to the thread that opened it.
    Result<> start()
    {
        std::promise<Result<>> opened;
        auto answer = opened.get_future();
        m_thread = std::thread([this, opened = std::move(opened)]() mutable {
            opened.set_value(openWriter());
            if (m_writer)
                run();
            m_writer.reset();
        });
        return answer.get();
    }

    ~Worker()
    {
        if (!m_thread.joinable())
            return;
        {
            const std::lock_guard lock(m_mutex);
            m_stopping = true;
        }
        m_wake.notify_all();
        m_thread.join();
    }

    std::uint32_t origin(const std::string &model, const std::string &version)
    {
        const std::lock_guard lock(m_mutex);
        for (std::size_t i = 0; i < m_origins.size(); ++i) {
            if (m_origins[i].model == model && m_origins[i].version == version)
                return static_cast<std::uint32_t>(i);
        }
        m_origins.push_back({model, version});
        return static_cast<std::uint32_t>(m_origins.size() - 1);
    }

    bool wantsNext()
    {
        static thread_local double sampled = 0;
        static thread_local double kept = 0;
        if (!isInShare(m_options.share, sampled)) {
            m_sampledOut.fetch_add(1, std::memory_order_relaxed);
            return false;
        }
        const std::size_t filled = 8 * m_queue.size() / m_queue.capacity();
        if (filled > 0 && !m_hurry.load(std::memory_order_relaxed) && !m_hurry.exchange(true)) {
            const std::lock_guard lock(m_mutex);
            m_wake.notify_all();
        }
        if (filled < 6)
            return true;
        if (isInShare(filled < 7 ? 1.0 / 2 : 1.0 / 8, kept))
            return true;
        m_thinned.fetch_add(1, std::memory_order_relaxed);
        return false;
    }

    void record(Prediction &prediction)
    {
        const std::size_t bytes = prediction.bytes();
        if (m_bytes.fetch_add(bytes, std::memory_order_relaxed) + bytes > m_options.queuedBytes ||
            !m_queue.push(prediction)) {
            m_bytes.fetch_sub(bytes, std::memory_order_relaxed);
            m_overflowed.fetch_add(1, std::memory_order_relaxed);
            return;
        }
        // Only the first record after a pause pays for waking the writer.
        if (m_asleep.load(std::memory_order_seq_cst) && m_asleep.exchange(false)) {
            const std::lock_guard lock(m_mutex);
            m_wake.notify_all();
        }
    }

    Result<Feedback> attach(std::vector<Truth> truths, std::chrono::milliseconds patience)
    {
        std::promise<Result<Feedback>> promise;
        auto answer = promise.get_future();
        {
            const std::lock_guard lock(m_mutex);
            m_truths.push_back({std::move(truths), std::move(promise)});
        }
        m_wake.notify_all();
        if (answer.wait_for(patience) != std::future_status::ready)
            return Error{Error::Code::Busy,
                         Text::tr("The monitoring store is busy; the feedback is written when it is free."),
                         {}};
        return answer.get();
    }

    void note(const Occurrence &occurrence)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_notes.push_back(occurrence);
        }
        m_wake.notify_all();
    }

    void setComplaint(std::function<void(const QString &)> complain)
    {
        const std::lock_guard lock(m_mutex);
        m_complain = std::move(complain);
    }

    PredictionCounts counts() const
    {
        PredictionCounts counts;
        counts.recorded = m_recorded.load(std::memory_order_relaxed);
        counts.sampledOut = m_sampledOut.load(std::memory_order_relaxed);
        counts.thinned = m_thinned.load(std::memory_order_relaxed);
        counts.overflowed = m_overflowed.load(std::memory_order_relaxed);
        counts.failed = m_failed.load(std::memory_order_relaxed);
        counts.feedback = m_feedback.load(std::memory_order_relaxed);
        return counts;
    }

private:
    struct Origin {
        std::string model;
        std::string version;
        qint64 id = 0; // in the store; 0: not asked yet
    };
    struct Question {
        std::vector<Truth> truths;
        std::promise<Result<Feedback>> answer;
    };

    void run()
    {
        std::unique_lock lock(m_mutex);
        for (bool more = true; more;) {
            waitForWork(lock);
            more = !m_stopping;
            m_hurry.store(false);
            std::deque<Question> questions = std::exchange(m_truths, {});
            std::deque<Occurrence> notes = std::exchange(m_notes, {});
            lock.unlock();
            writeQueued();
            for (Question &question : questions)
                answer(question);
            for (const Occurrence &occurrence : notes)
                complainOf(retried([&] { return m_writer->note(occurrence); }));
            removeOld();
            complainOfLosses();
            lock.lock();
        }
    }

    bool isCalled() const { return m_stopping || m_hurry.load() || !m_truths.empty() || !m_notes.empty(); }

    // A batch collects for an interval; without records the thread sleeps until one comes, or old ones are
    // due.
    void waitForWork(std::unique_lock<std::mutex> &lock)
    {
        if (m_wake.wait_for(lock, m_options.interval, [this] { return isCalled(); }))
            return;
        m_asleep.store(true, std::memory_order_seq_cst);
        if (m_queue.isEmpty())
            m_wake.wait_until(lock, m_nextRemoval, [this] { return isCalled() || !m_asleep.load(); });
        m_asleep.store(false, std::memory_order_seq_cst);
    }

    Result<> openWriter()
    {
        m_ids.clear();
        VT_TRY(PredictionWriter writer, PredictionWriter::open(m_options.path));
        m_writer.emplace(std::move(writer));
        return {};
    }

    // Once more with a new connection when the old one broke: a database server was started again.
    template<typename Work>
    auto retried(const Work &work) -> decltype(work())
    {
        auto result = work();
        if (result || result.error().code != Error::Code::Io || !isPostgres(m_options.path))
            return result;
        const SteadyTime now = std::chrono::steady_clock::now();
        if (now < m_nextConnection)
            return result;
        m_nextConnection = now + betweenConnections;
        if (openWriter())
            return work();
        return result;
    }

    void writeQueued()
    {
        while (!m_queue.isEmpty()) {
            std::size_t taken = 0;
            const Result<> written = writeBatch(taken);
            if (written) {
                m_recorded.fetch_add(taken, std::memory_order_relaxed);
            } else {
                m_failed.fetch_add(taken, std::memory_order_relaxed);
                m_ids.clear(); // rows of versions that were made with the batch went with it
            }
            complainOf(written);
        }
    }

    Result<> writeBatch(std::size_t &taken)
    {
        constexpr std::size_t mostInBatch = 10'000;
        auto transaction = retried([this] { return m_writer->begin(); });
        if (!transaction) {
            drop(taken); // or the queue stays full for as long as the store is out of reach
            return transaction.error();
        }
        Result<> result;
        while (taken < mostInBatch && m_queue.pop(m_record)) {
            ++taken;
            m_bytes.fetch_sub(m_record.bytes(), std::memory_order_relaxed);
            if (result)
                result = write(m_record);
            for (std::string *text : {&m_record.inputs, &m_record.outputs})
                shrink(*text);
        }
        return result ? m_writer->commit(*transaction) : result;
    }

    void drop(std::size_t &taken)
    {
        while (m_queue.pop(m_record)) {
            ++taken;
            m_bytes.fetch_sub(m_record.bytes(), std::memory_order_relaxed);
        }
    }

    Result<> write(const Prediction &prediction)
    {
        qint64 &id = m_ids[prediction.origin];
        if (id == 0) {
            Origin origin;
            {
                const std::lock_guard lock(m_mutex);
                origin = m_origins.at(prediction.origin);
            }
            VT_TRY(id, m_writer->versionId(origin.model, origin.version));
        }
        return m_writer->write(prediction, id);
    }

    void answer(Question &question)
    {
        Result<Feedback> feedback = retried([&] { return m_writer->attach(question.truths, nowMs()); });
        if (feedback)
            m_feedback.fetch_add(feedback->matched, std::memory_order_relaxed);
        question.answer.set_value(std::move(feedback));
    }

    void removeOld()
    {
        const SteadyTime now = std::chrono::steady_clock::now();
        if (now < m_nextRemoval)
            return;
        const qint64 before = m_options.keepDays > 0 ? nowMs() - m_options.keepDays * msPerDay : 0;
        const auto more = m_writer->removeOld(before, m_options.keepRequests);
        // A long tail goes in small steps, between batches.
        m_nextRemoval = now + (more && *more ? std::chrono::minutes(0) : betweenRemovals);
        if (!more)
            complainOf(more.error());
    }

    void complainOf(const Result<> &result)
    {
        if (!result)
            complain(Text::tr("Predictions are not recorded: %1").arg(result.error().message));
    }

    void complainOfLosses()
    {
        const std::uint64_t lost =
            m_thinned.load(std::memory_order_relaxed) + m_overflowed.load(std::memory_order_relaxed);
        if (lost > m_lost &&
            complain(Text::tr("The monitoring store cannot keep up: %1 requests were left out")
                         .arg(lost - m_lost)))
            m_lost = lost;
    }

    bool complain(const QString &sentence)
    {
        const SteadyTime now = std::chrono::steady_clock::now();
        if (now < m_nextComplaint)
            return false;
        m_nextComplaint = now + betweenComplaints;
        std::function<void(const QString &)> complain;
        {
            const std::lock_guard lock(m_mutex);
            complain = m_complain;
        }
        if (complain)
            complain(sentence);
        return true;
    }

    const PredictionLogOptions m_options;
    PredictionQueue<Prediction> m_queue;
    std::atomic<std::size_t> m_bytes{0};
    std::atomic<bool> m_asleep{false};
    std::atomic<bool> m_hurry{false}; // the queue fills before the interval is over
    std::atomic<std::uint64_t> m_recorded{0};
    std::atomic<std::uint64_t> m_sampledOut{0};
    std::atomic<std::uint64_t> m_thinned{0};
    std::atomic<std::uint64_t> m_overflowed{0};
    std::atomic<std::uint64_t> m_failed{0};
    std::atomic<std::uint64_t> m_feedback{0};

    mutable std::mutex m_mutex; // of what follows
    std::condition_variable m_wake;
    std::deque<Origin> m_origins;
    std::deque<Question> m_truths;
    std::deque<Occurrence> m_notes;
    std::function<void(const QString &)> m_complain;
    bool m_stopping = false;

    // Of the writer's thread.
    std::optional<PredictionWriter> m_writer;
    Prediction m_record;
    std::map<std::uint32_t, qint64> m_ids;
    std::uint64_t m_lost = 0; // that were complained of
    SteadyTime m_nextComplaint{};
    SteadyTime m_nextRemoval{};
    SteadyTime m_nextConnection{};

    std::thread m_thread; // last: it uses all of the above
};

Result<std::unique_ptr<PredictionLog>> PredictionLog::open(const PredictionLogOptions &options)
{
    auto worker = std::make_unique<Worker>(options);
    VT_CHECK(worker->start());
    return std::unique_ptr<PredictionLog>(new PredictionLog(std::move(worker)));
}

PredictionLog::PredictionLog(std::unique_ptr<Worker> worker) : m_worker(std::move(worker)) {}
PredictionLog::~PredictionLog() = default;

std::uint32_t PredictionLog::origin(const std::string &model, const std::string &version)
{
    return m_worker->origin(model, version);
}

bool PredictionLog::wantsNext()
{
    return m_worker->wantsNext();
}

void PredictionLog::record(Prediction &prediction)
{
    m_worker->record(prediction);
}

Result<Feedback> PredictionLog::attach(std::vector<Truth> truths, std::chrono::milliseconds patience)
{
    return m_worker->attach(std::move(truths), patience);
}

void PredictionLog::note(const Occurrence &occurrence)
{
    m_worker->note(occurrence);
}

PredictionCounts PredictionLog::counts() const
{
    return m_worker->counts();
}

void PredictionLog::setComplaint(std::function<void(const QString &)> complain)
{
    m_worker->setComplaint(std::move(complain));
}

} // namespace vitrine::monitor
