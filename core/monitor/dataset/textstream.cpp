// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/textstream.h"

#include "core/base/text.h"

#include <QStringDecoder>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr qint64 looked = 64 * 1024;
constexpr qint64 block = 64 * 1024;

// Turns blocks of one stream into UTF-8 of any length.
class DecodedStream : public ByteStream
{
public:
    explicit DecodedStream(std::unique_ptr<ByteStream> stream) : m_stream(std::move(stream)) {}

    Result<qint64> read(char *to, qint64 most) final
    {
        while (m_given == m_text.size()) {
            m_raw.resize(std::size_t(block));
            VT_TRY(const qint64 count, m_stream->read(m_raw.data(), block));
            if (count == 0)
                return qint64(0);
            m_raw.resize(static_cast<std::size_t>(count));
            m_text.clear();
            m_given = 0;
            decode(m_raw, m_text);
        }
        const std::size_t count = std::min(static_cast<std::size_t>(most), m_text.size() - m_given);
        std::copy_n(m_text.data() + m_given, count, to);
        m_given += count;
        return qint64(count);
    }
    qint64 position() const final { return m_stream->position(); }
    qint64 size() const final { return m_stream->size(); }

protected:
    virtual void decode(std::string_view raw, std::string &text) = 0;

private:
    std::unique_ptr<ByteStream> m_stream;
    std::string m_raw;
    std::string m_text;
    std::size_t m_given = 0;
};

class Utf16Stream final : public DecodedStream
{
public:
    Utf16Stream(std::unique_ptr<ByteStream> stream, Encoding encoding)
        : DecodedStream(std::move(stream))
        , m_decoder(encoding == Encoding::Utf16Le ? QStringDecoder::Utf16LE : QStringDecoder::Utf16BE)
    {
    }

private:
    void decode(std::string_view raw, std::string &text) override
    {
        const QString decoded = m_decoder(QByteArrayView(raw.data(), static_cast<qsizetype>(raw.size())));
        text = decoded.toStdString();
    }

    QStringDecoder m_decoder;
};

void appendUtf8(char16_t c, std::string &text)
{
    if (c < 0x80) {
        text += static_cast<char>(c);
    } else if (c < 0x800) {
        text += static_cast<char>(0xc0 | (c >> 6));
        text += static_cast<char>(0x80 | (c & 0x3f));
    } else {
        text += static_cast<char>(0xe0 | (c >> 12));
        text += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
        text += static_cast<char>(0x80 | (c & 0x3f));
    }
}

// 0x80 to 0x9f of Windows-1252; the five without a character stay control characters.
constexpr std::array<char16_t, 32> windowsCharacters{
    0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,  0x2030, 0x160,
    0x2039, 0x152,  0x8d,   0x17d,  0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178};

class Latin1Stream final : public DecodedStream
{
public:
    using DecodedStream::DecodedStream;

private:
    void decode(std::string_view raw, std::string &text) override
    {
        for (const char byte : raw) {
            const auto c = static_cast<unsigned char>(byte);
            appendUtf8(c >= 0x80 && c < 0xa0 ? windowsCharacters[c - 0x80U] : char16_t(c), text);
        }
    }
};

class CarriageReturnStream final : public DecodedStream
{
public:
    using DecodedStream::DecodedStream;

private:
    void decode(std::string_view raw, std::string &text) override
    {
        text = raw;
        std::ranges::replace(text, '\r', '\n');
    }
};

// Text with many zeros in every other byte.
std::optional<Encoding> utf16WithoutMark(std::string_view bytes)
{
    std::size_t zeros[2] = {0, 0};
    for (std::size_t i = 0; i < bytes.size(); ++i)
        zeros[i % 2] += bytes[i] == '\0' ? 1 : 0;
    const std::size_t most = bytes.size() / 5; // two in five of the half
    if (bytes.size() < 4 || (zeros[0] <= most && zeros[1] <= most))
        return {};
    return zeros[1] > zeros[0] ? Encoding::Utf16Le : Encoding::Utf16Be;
}

bool isUtf8(std::string_view bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())));
    return !decoder.hasError(); // a character cut off at the end is no error
}

void findEncoding(std::string_view bytes, TextForm &form, QStringList &notes)
{
    if (bytes.starts_with("\xef\xbb\xbf")) {
        form.byteOrderMark = true;
    } else if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff")) {
        form.byteOrderMark = true;
        form.encoding = bytes.starts_with("\xff\xfe") ? Encoding::Utf16Le : Encoding::Utf16Be;
    } else if (const auto utf16 = utf16WithoutMark(bytes)) {
        form.encoding = *utf16;
        notes << Text::tr("The text was read as UTF-16.");
    } else if (!isUtf8(bytes)) {
        form.encoding = Encoding::Latin1;
        notes << Text::tr("The text is not UTF-8 and was read as Latin-1.");
    }
}

Result<> setEncoding(const QString &name, std::string_view bytes, TextForm &form)
{
    const QString plain = name.toLower().remove(u'-').remove(u'_');
    if (plain == u"utf8") {
        form.byteOrderMark = bytes.starts_with("\xef\xbb\xbf");
    } else if (plain.startsWith(u"utf16")) {
        form.byteOrderMark = bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff");
        form.encoding =
            bytes.starts_with("\xfe\xff") || plain == u"utf16be" ? Encoding::Utf16Be : Encoding::Utf16Le;
    } else if (plain == u"latin1" || plain == u"iso88591" || plain == u"windows1252" || plain == u"cp1252") {
        form.encoding = Encoding::Latin1;
    } else {
        return Error{
            Error::Code::InvalidArgument,
            Text::tr("“%1” is not an encoding that can be read. Use utf-8, utf-16 or latin1.").arg(name),
            {}};
    }
    return {};
}

Result<std::string> beginningOf(ByteStream &stream)
{
    std::string bytes(std::size_t(looked), '\0');
    VT_TRY(const qint64 count, readFully(stream, bytes.data(), looked));
    bytes.resize(static_cast<std::size_t>(count));
    return bytes;
}

} // namespace

Result<TextForm> textForm(const QString &path, const QString &encoding, QStringList &notes)
{
    TextForm form;
    {
        VT_TRY(const auto file, openFileStream(path));
        VT_TRY(const std::string bytes, beginningOf(*file));
        form.compression = compressionOf(bytes);
    }
    VT_TRY(auto file, openFileStream(path));
    VT_TRY(const auto stream, decompressed(std::move(file), form.compression));
    VT_TRY(const std::string bytes, beginningOf(*stream));
    if (encoding.isEmpty())
        findEncoding(bytes, form, notes);
    else
        VT_CHECK(setEncoding(encoding, bytes, form));
    const bool wide = form.encoding == Encoding::Utf16Le || form.encoding == Encoding::Utf16Be;
    form.carriageReturns =
        !wide && bytes.find('\r') != std::string::npos && bytes.find('\n') == std::string::npos;
    return form;
}

Result<std::unique_ptr<ByteStream>> openText(const QString &path, const TextForm &form)
{
    VT_TRY(auto file, openFileStream(path));
    VT_TRY(std::unique_ptr<ByteStream> stream, decompressed(std::move(file), form.compression));
    if (form.byteOrderMark) {
        char mark[3];
        VT_CHECK(readFully(*stream, mark, form.encoding == Encoding::Utf8 ? 3 : 2));
    }
    switch (form.encoding) {
    case Encoding::Utf8: break;
    case Encoding::Utf16Le:
    case Encoding::Utf16Be: stream = std::make_unique<Utf16Stream>(std::move(stream), form.encoding); break;
    case Encoding::Latin1: stream = std::make_unique<Latin1Stream>(std::move(stream)); break;
    }
    if (form.carriageReturns)
        stream = std::make_unique<CarriageReturnStream>(std::move(stream));
    return stream;
}

} // namespace vitrine::monitor
