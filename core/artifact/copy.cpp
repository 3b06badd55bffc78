// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/artifact/copy.h"

#include "core/artifact/sha256.h"
#include "core/base/text.h"

#include <array>
#include <condition_variable>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace vitrine::artifact {

namespace {

constexpr std::size_t ringSize = 4;
constexpr qint64 writebackStep = 8 * copyBlock;
constexpr qint64 kernelStep = 16 * copyBlock;

struct Freed {
    void operator()(char *bytes) const { std::free(bytes); }
};
using Buffer = std::unique_ptr<char[], Freed>;

// One block, aligned as direct writing wants it.
Buffer makeBuffer()
{
    return Buffer(static_cast<char *>(std::aligned_alloc(directAlignment, copyBlock)));
}

// Writes blocks one after another over what an earlier copy may have left.
class ResumingWriter final
{
public:
    ResumingWriter(PosixFile &target, qint64 expectedSize)
        : m_target(target)
        , m_left(target.size())
        , m_isLarge(expectedSize >= largeFile)
    {
    }

    Result<> write(const char *bytes, qint64 size)
    {
        if (m_offset + size <= m_left) {
            VT_TRY(const bool same, m_target.holdsAt(bytes, size, m_offset));
            if (same) {
                m_offset += size;
                return {};
            }
        }
        if (m_left > m_offset)
            VT_CHECK(m_target.truncate(m_offset));
        m_left = 0;
        if (!writtenDirectly(bytes, size))
            VT_CHECK(m_target.writeAt(bytes, size, m_offset));
        m_offset += size;
        writeBack();
        return {};
    }

    Result<> finish() { return m_left > m_offset ? m_target.truncate(m_offset) : Result<>(); }

private:
    bool writtenDirectly(const char *bytes, qint64 size)
    {
        if (!m_isLarge)
            return false;
        const bool wanted = size % directAlignment == 0 && m_offset % directAlignment == 0;
        if (wanted != m_isDirect) {
            if (!m_target.setDirect(wanted)) {
                m_isLarge = false;
                return false;
            }
            m_isDirect = wanted;
        }
        if (!m_isDirect)
            return false;
        if (m_target.writeAt(bytes, size, m_offset))
            return true;
        // Some file systems accept the flag and then refuse; if it was another error, it comes again.
        m_target.setDirect(false);
        m_isDirect = false;
        m_isLarge = false;
        return false;
    }

    // The disk starts early, so that the final sync finds little left to do.
    void writeBack()
    {
        if (m_isDirect || m_offset - m_started < writebackStep)
            return;
        m_target.startWriteback(m_started, m_offset - m_started);
        m_started = m_offset;
    }

    PosixFile &m_target;
    qint64 m_left = 0; // length of what was there, 0 once it proved useless
    qint64 m_offset = 0;
    qint64 m_started = 0;
    bool m_isLarge = false;
    bool m_isDirect = false;
};

// Hands blocks from the reader to a writing thread through a ring of buffers.
class WriterThread final
{
public:
    explicit WriterThread(ResumingWriter &writer) : m_writer(writer)
    {
        for (Block &block : m_ring)
            block.bytes = makeBuffer();
        m_thread = std::thread([this] { run(); });
    }
    ~WriterThread() { stop(); }
    WriterThread(const WriterThread &) = delete;
    WriterThread &operator=(const WriterThread &) = delete;

    // The next free buffer of copyBlock bytes; waits for the writer.
    Result<char *> next()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_produced - m_consumed < ringSize || !m_outcome; });
        if (!m_outcome)
            return m_outcome.error();
        return m_ring[m_produced % ringSize].bytes.get();
    }

    // Queues the buffer that next() gave.
    void submit(qint64 size)
    {
        const std::lock_guard lock(m_mutex);
        m_ring[m_produced++ % ringSize].size = size;
        m_changed.notify_all();
    }

    Result<> finish()
    {
        stop();
        return m_outcome;
    }

private:
    struct Block {
        Buffer bytes;
        qint64 size = 0;
    };

    void run()
    {
        std::unique_lock lock(m_mutex);
        for (;;) {
            m_changed.wait(lock, [this] { return m_consumed < m_produced || m_stopping; });
            if (m_consumed == m_produced)
                return;
            const Block &block = m_ring[m_consumed % ringSize];
            lock.unlock();
            Result<> written = m_writer.write(block.bytes.get(), block.size);
            lock.lock();
            ++m_consumed;
            m_changed.notify_all();
            if (!written) {
                m_outcome = std::move(written);
                return;
            }
        }
    }

    void stop()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_stopping = true;
            m_changed.notify_all();
        }
        if (m_thread.joinable())
            m_thread.join();
    }

    ResumingWriter &m_writer;
    std::array<Block, ringSize> m_ring;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::size_t m_produced = 0;
    std::size_t m_consumed = 0;
    bool m_stopping = false;
    Result<> m_outcome;
    std::thread m_thread;
};

Result<> checkUnchanged(const PosixFile &source, const QByteArray &stamp)
{
    if (source.stamp() == stamp)
        return {};
    return Error{Error::Code::Conflict,
                 Text::tr("%1 changed while it was being read: wait until it is finished and try again.")
                     .arg(source.path()),
                 {}};
}

Result<> copySmall(PosixFile &source, ResumingWriter &writer, Sha256 &hash, const Job &job)
{
    std::vector<char> buffer(copyBlock);
    for (;;) {
        VT_CHECK(job.check());
        VT_TRY(const qint64 count, source.read(buffer.data(), copyBlock));
        if (count == 0)
            return {};
        hash.add(buffer.data(), static_cast<std::size_t>(count));
        VT_CHECK(writer.write(buffer.data(), count));
        job.report(count, count);
    }
}

Result<> copyLarge(PosixFile &source, ResumingWriter &writer, Sha256 &hash, const Job &job)
{
    const qint64 total = source.size();
    WriterThread thread(writer);
    for (qint64 done = 0;;) {
        VT_CHECK(job.check());
        VT_TRY(char *const buffer, thread.next());
        VT_TRY(const qint64 count, source.read(buffer, copyBlock));
        if (count == 0)
            return thread.finish();
        thread.submit(count);
        // The writer only reads the buffer, and it is not reused before the next call of next().
        hash.add(buffer, static_cast<std::size_t>(count));
        done += count;
        job.report(done, qMax(done, total));
    }
}

// How far `target` already agrees with `source`; the rest of it is cut off.
Result<qint64> keepCommonStart(PosixFile &source, PosixFile &target, const Job &job)
{
    const qint64 end = qMin(source.size(), target.size());
    std::vector<char> buffer(copyBlock);
    qint64 kept = 0;
    while (kept < end) {
        VT_CHECK(job.check());
        VT_TRY(const qint64 count, source.read(buffer.data(), qMin(copyBlock, end - kept)));
        VT_TRY(const bool same, target.holdsAt(buffer.data(), count, kept));
        if (count == 0 || !same)
            break;
        kept += count;
        job.report(kept, source.size());
    }
    VT_CHECK(target.truncate(kept));
    return kept;
}

Result<> copyByHand(PosixFile &source, PosixFile &target, qint64 offset, const Job &job)
{
    VT_CHECK(source.seek(offset));
    const qint64 total = source.size();
    std::vector<char> buffer(copyBlock);
    for (;;) {
        VT_CHECK(job.check());
        VT_TRY(const qint64 count, source.read(buffer.data(), copyBlock));
        if (count == 0)
            return {};
        VT_CHECK(target.writeAt(buffer.data(), count, offset));
        offset += count;
        job.report(offset, qMax(offset, total));
    }
}

} // namespace

Result<QString> copyHashed(PosixFile &source, PosixFile &target, const Job &job)
{
    const QByteArray stamp = source.stamp();
    VT_CHECK(target.reserve(source.size()));
    ResumingWriter writer(target, source.size());
    Sha256 hash;
    // A thread costs more than it gains for what fits into one block.
    VT_CHECK(source.size() <= copyBlock ? copySmall(source, writer, hash, job)
                                        : copyLarge(source, writer, hash, job));
    VT_CHECK(writer.finish());
    VT_CHECK(checkUnchanged(source, stamp));
    return hash.finish();
}

Result<bool> lookEqual(PosixFile &source, PosixFile &other)
{
    constexpr qint64 places = 16;
    constexpr qint64 length = 65'536;
    const qint64 end = std::max<qint64>(source.size() - length, 0);
    std::vector<char> bytes(length);
    for (qint64 place = 0; place < places; ++place) {
        const qint64 offset = end / (places - 1) * place;
        VT_CHECK(source.seek(offset));
        VT_TRY(const qint64 count, source.read(bytes.data(), length));
        VT_TRY(const bool same, other.holdsAt(bytes.data(), count, offset));
        if (!same)
            return false;
    }
    return true;
}

Result<> copyPlain(PosixFile &source, PosixFile &target, const Job &job)
{
    const QByteArray stamp = source.stamp();
    const qint64 total = source.size();
    VT_TRY(qint64 offset, keepCommonStart(source, target, job));
    VT_CHECK(target.reserve(total));
    qint64 started = offset;
    while (offset < total) {
        VT_CHECK(job.check());
        const qint64 count = target.copyInKernel(source, offset, qMin(kernelStep, total - offset));
        if (count <= 0) {
            VT_CHECK(copyByHand(source, target, offset, job));
            break;
        }
        offset += count;
        job.report(offset, total);
        target.startWriteback(offset - count, count);
        // One step behind, so that writing goes on while the next step is copied.
        if (total >= largeFile && offset - started > kernelStep) {
            target.dropFromCache(started, offset - count - started);
            started = offset - count;
        }
    }
    return checkUnchanged(source, stamp);
}

} // namespace vitrine::artifact
