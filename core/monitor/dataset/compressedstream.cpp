// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/compressedstream.h"

#include "core/base/text.h"

#include <algorithm>
#include <string>

#include <zlib.h>
#include <zstd.h>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr std::size_t inputBlock = 256 * 1024;

Error damaged(const QString &what, const QString &detail)
{
    return {Error::Code::Corrupt, Text::tr("The %1 data is damaged. Make or copy the file anew.").arg(what),
            detail};
}

Error truncated(const QString &what)
{
    return {Error::Code::Corrupt,
            Text::tr("The %1 data ends too early. Make or copy the file anew.").arg(what),
            {}};
}

class GzipStream final : public ByteStream
{
public:
    explicit GzipStream(std::unique_ptr<ByteStream> stream)
        : m_stream(std::move(stream))
        , m_input(inputBlock, '\0')
    {
    }
    ~GzipStream() override
    {
        if (m_open)
            inflateEnd(&m_state);
    }
    Result<> open()
    {
        constexpr int gzipOnly = 15 + 16;
        m_open = inflateInit2(&m_state, gzipOnly) == Z_OK;
        return m_open ? Result<>() : damaged(u"gzip"_s, u"inflateInit2"_s);
    }
    Result<qint64> read(char *to, qint64 most) override
    {
        m_state.next_out = reinterpret_cast<Bytef *>(to);
        m_state.avail_out = static_cast<uInt>(std::min<qint64>(most, 1 << 30));
        const uInt room = m_state.avail_out;
        while (m_state.avail_out == room) {
            if (m_state.avail_in == 0) {
                VT_CHECK(fill());
                if (m_state.avail_in == 0)
                    return m_inMember ? Result<qint64>(truncated(u"gzip"_s)) : Result<qint64>(qint64(0));
            }
            m_inMember = true;
            const int code = inflate(&m_state, Z_NO_FLUSH);
            if (code == Z_STREAM_END) {
                m_inMember = false;
                inflateReset(&m_state);
            } else if (code != Z_OK && code != Z_BUF_ERROR) {
                return damaged(u"gzip"_s, QString::fromUtf8(m_state.msg ? m_state.msg : ""));
            }
        }
        return qint64(room - m_state.avail_out);
    }
    qint64 position() const override { return m_stream->position(); }
    qint64 size() const override { return m_stream->size(); }

private:
    Result<> fill()
    {
        VT_TRY(const qint64 count, m_stream->read(m_input.data(), qint64(m_input.size())));
        m_state.next_in = reinterpret_cast<Bytef *>(m_input.data());
        m_state.avail_in = static_cast<uInt>(count);
        return {};
    }

    std::unique_ptr<ByteStream> m_stream;
    std::string m_input;
    z_stream m_state{};
    bool m_open = false;
    bool m_inMember = false;
};

class ZstdStream final : public ByteStream
{
public:
    explicit ZstdStream(std::unique_ptr<ByteStream> stream)
        : m_stream(std::move(stream))
        , m_block(inputBlock, '\0')
    {
    }
    Result<qint64> read(char *to, qint64 most) override
    {
        ZSTD_outBuffer output{to, static_cast<std::size_t>(most), 0};
        while (output.pos == 0) {
            if (m_input.pos == m_input.size) {
                VT_TRY(const qint64 count, m_stream->read(m_block.data(), qint64(m_block.size())));
                m_input = {m_block.data(), static_cast<std::size_t>(count), 0};
                if (count == 0)
                    return m_inFrame ? Result<qint64>(truncated(u"zstd"_s)) : Result<qint64>(qint64(0));
            }
            const std::size_t code = ZSTD_decompressStream(m_state.get(), &output, &m_input);
            if (ZSTD_isError(code))
                return damaged(u"zstd"_s, QString::fromUtf8(ZSTD_getErrorName(code)));
            m_inFrame = code != 0;
        }
        return qint64(output.pos);
    }
    qint64 position() const override { return m_stream->position(); }
    qint64 size() const override { return m_stream->size(); }

private:
    struct Free {
        void operator()(ZSTD_DStream *state) const { ZSTD_freeDStream(state); }
    };
    std::unique_ptr<ByteStream> m_stream;
    std::unique_ptr<ZSTD_DStream, Free> m_state{ZSTD_createDStream()};
    std::string m_block;
    ZSTD_inBuffer m_input{nullptr, 0, 0};
    bool m_inFrame = false;
};

} // namespace

Compression compressionOf(std::string_view beginning)
{
    if (beginning.starts_with("\x1f\x8b"))
        return Compression::Gzip;
    if (beginning.starts_with("\x28\xb5\x2f\xfd"))
        return Compression::Zstd;
    return Compression::None;
}

Result<std::unique_ptr<ByteStream>> decompressed(std::unique_ptr<ByteStream> stream, Compression compression)
{
    switch (compression) {
    case Compression::None: return stream;
    case Compression::Gzip: {
        auto gzip = std::make_unique<GzipStream>(std::move(stream));
        VT_CHECK(gzip->open());
        return std::unique_ptr<ByteStream>(std::move(gzip));
    }
    case Compression::Zstd:
        return std::unique_ptr<ByteStream>(std::make_unique<ZstdStream>(std::move(stream)));
    }
    Q_UNREACHABLE();
}

} // namespace vitrine::monitor
