// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/dataset/parsedpiece.h"
#include "core/monitor/dataset/piecereader.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace vitrine::monitor {

// Pieces of a file, cut one after the other, parsed by several threads, and taken in file order. Never more
// than a few are in memory. A file of one piece is parsed by the thread that asks.
class PiecePipeline final
{
public:
    using Parse = std::function<ParsedPiece(std::string_view)>;

    PiecePipeline(PieceReader pieces, Parse parse, int threads, Job job);
    ~PiecePipeline();

    Result<std::optional<ParsedPiece>> next(); // nothing at the end

private:
    struct Slot {
        bool filled = false;
        bool last = false; // behind the end, or failed
        std::optional<ParsedPiece> piece;
        std::optional<Error> error;
    };
    Result<std::optional<ParsedPiece>> firstPiece();
    void work();
    bool cut(std::string &bytes, qint64 &place, Slot &slot);
    bool waitForPlace(qint64 place);

    PieceReader m_pieces;
    Parse m_parse;
    int m_threads;
    Job m_job;

    std::mutex m_cutting; // of m_pieces and what follows
    qint64 m_cut = 0;
    bool m_cutAll = false;
    std::atomic<qint64> m_position = 0;

    std::mutex m_mutex; // of what follows
    std::condition_variable m_filled;
    std::condition_variable m_taken;
    std::vector<Slot> m_slots; // a ring
    qint64 m_next = 0;
    bool m_stopping = false;
    std::vector<std::thread> m_workers;
    bool m_started = false;
};

} // namespace vitrine::monitor
