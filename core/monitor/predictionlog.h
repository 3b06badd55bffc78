// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/monitor/prediction.h"
#include "core/monitor/store.h"

#include <QString>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace vitrine::monitor {

struct PredictionLogOptions {
    QString path;                    // of the monitoring store: a file, or postgresql://…
    double share = 1;                // of the requests that are recorded, 0–1
    qint64 keepDays = 90;            // older ones are removed; 0: none
    qint64 keepRequests = 5'000'000; // in the store; older ones are removed; 0: any number
    std::size_t queued = 65'536; // requests that may wait for the writer: half a second at 60,000 a second
    std::size_t queuedBytes = 64u << 20;
    std::chrono::milliseconds interval{100}; // between two transactions
};

// How many requests were recorded and why others were not.
struct PredictionCounts {
    std::uint64_t recorded = 0; // in the store
    std::uint64_t sampledOut = 0;
    std::uint64_t thinned = 0;    // left out because the writer fell behind, evenly
    std::uint64_t overflowed = 0; // the queue was full
    std::uint64_t failed = 0;     // the store did not take them
    std::uint64_t feedback = 0;   // truths that became observations
};

// Records predictions in the monitoring store, away from the threads that answer requests: those put a record
// on a queue without a lock, a thread of its own writes what has come in one transaction every 100 ms, or
// when an eighth of the queue is filled. When it falls behind, it first takes every second record, then every
// eighth, then none, counts what it left out and says so. Everything that record() took is in the store when
// the object is gone.
//
// All members may be called from any number of threads at once.
class PredictionLog final
{
public:
    // Opens the store, or makes it.
    static Result<std::unique_ptr<PredictionLog>> open(const PredictionLogOptions &options);
    ~PredictionLog();

    // What to call a version of a model in records.
    std::uint32_t origin(const std::string &model, const std::string &version);

    // Whether the next request is to be recorded: by the share, and by how far the writer is behind. What it
    // refuses is counted.
    bool wantsNext();
    // Takes the record; what is left in it is of no use but its buffers.
    void record(Prediction &prediction);

    // Attaches truths to recorded predictions, which become observations. Waits until that is done; Busy when
    // it takes longer than `patience`.
    Result<Feedback> attach(std::vector<Truth> truths,
                            std::chrono::milliseconds patience = std::chrono::seconds(10));
    // Something that happened to a model.
    void note(const Occurrence &occurrence);

    PredictionCounts counts() const;
    // Called in the writer's thread with a sentence when the store refuses, or records were left out; at most
    // once a minute. Set before the first record.
    void setComplaint(std::function<void(const QString &)> complain);

private:
    class Worker;
    explicit PredictionLog(std::unique_ptr<Worker> worker);
    std::unique_ptr<Worker> m_worker;
};

} // namespace vitrine::monitor
