// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/piecepipeline.h"

namespace vitrine::monitor {

PiecePipeline::PiecePipeline(PieceReader pieces, Parse parse, int threads, Job job)
    : m_pieces(std::move(pieces))
    , m_parse(std::move(parse))
    , m_threads(threads > 0 ? threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency())))
    , m_job(std::move(job))
{
}

PiecePipeline::~PiecePipeline()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_taken.notify_all();
    for (std::thread &worker : m_workers)
        worker.join();
}

Result<std::optional<ParsedPiece>> PiecePipeline::firstPiece()
{
    std::string bytes;
    VT_TRY(const bool more, m_pieces.next(bytes));
    m_position = m_pieces.position();
    if (!more)
        return std::optional<ParsedPiece>();
    if (!m_pieces.atEnd()) {
        m_slots.resize(static_cast<std::size_t>(m_threads) * 2 + 1);
        for (int i = 0; i < m_threads; ++i)
            m_workers.emplace_back([this] { work(); });
    }
    return std::optional(m_parse(bytes));
}

Result<std::optional<ParsedPiece>> PiecePipeline::next()
{
    VT_CHECK(m_job.check());
    m_job.report(m_position, m_pieces.size());
    if (!m_started) {
        m_started = true;
        return firstPiece();
    }
    if (m_workers.empty())
        return std::optional<ParsedPiece>();
    Slot taken;
    {
        std::unique_lock lock(m_mutex);
        Slot &slot = m_slots[static_cast<std::size_t>(m_next) % m_slots.size()];
        m_filled.wait(lock, [&] { return slot.filled; });
        if (slot.error)
            return *slot.error;
        if (slot.last)
            return std::optional<ParsedPiece>();
        taken = std::exchange(slot, {});
        ++m_next;
    }
    m_taken.notify_all();
    return std::move(taken.piece);
}

bool PiecePipeline::waitForPlace(qint64 place)
{
    std::unique_lock lock(m_mutex);
    m_taken.wait(lock, [&] { return m_stopping || place < m_next + static_cast<qint64>(m_slots.size()); });
    return !m_stopping;
}

// The bytes of the next piece and its place in the ring; at the end an empty or failed slot. False when there
// is nothing more to do.
bool PiecePipeline::cut(std::string &bytes, qint64 &place, Slot &slot)
{
    const std::lock_guard cutting(m_cutting);
    if (m_cutAll)
        return false;
    place = m_cut++;
    if (!waitForPlace(place))
        return false;
    const auto more = m_pieces.next(bytes);
    m_position = m_pieces.position();
    if (!more)
        slot.error = more.error();
    slot.last = !more || !*more;
    m_cutAll = slot.last;
    return true;
}

void PiecePipeline::work()
{
    std::string bytes;
    while (true) {
        Slot slot;
        qint64 place = 0;
        if (!cut(bytes, place, slot))
            return;
        if (!slot.last)
            slot.piece = m_parse(bytes);
        slot.filled = true;
        {
            const std::lock_guard lock(m_mutex);
            m_slots[static_cast<std::size_t>(place) % m_slots.size()] = std::move(slot);
        }
        m_filled.notify_one();
    }
}

} // namespace vitrine::monitor
