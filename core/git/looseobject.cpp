// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/looseobject.h"

#include "core/base/text.h"

#include <QFile>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <utility>
#include <zlib.h>

namespace vitrine::git {

namespace {

constexpr qint64 longestHeader = 32; // "commit ", nineteen digits, NUL

// Inflates from the beginning of mapped data.
class Inflater
{
public:
    Inflater(const unsigned char *data, size_t length) : m_next(data), m_left(length)
    {
        m_ready = inflateInit(&m_stream) == Z_OK;
    }
    ~Inflater()
    {
        if (m_ready)
            inflateEnd(&m_stream);
    }
    Inflater(const Inflater &) = delete;
    Inflater &operator=(const Inflater &) = delete;

    // How many bytes there were, at most `length`; -1 when the data is damaged.
    qint64 read(char *to, qint64 length)
    {
        qint64 done = 0;
        while (m_ready && done < length && !m_ended) {
            feed();
            m_stream.next_out = reinterpret_cast<unsigned char *>(to + done);
            const auto space = static_cast<uInt>(std::min<qint64>(length - done, 1 << 30));
            m_stream.avail_out = space;
            const uInt before = m_stream.avail_in;
            const int code = inflate(&m_stream, Z_NO_FLUSH);
            const bool idle = m_stream.avail_out == space && m_stream.avail_in == before;
            done += space - m_stream.avail_out;
            m_ended = code == Z_STREAM_END;
            if ((code != Z_OK && !m_ended) || (idle && !m_ended))
                return -1;
        }
        return m_ready ? done : -1;
    }

    // The stream ends here, with the right checksum, and the file with it.
    bool isAtEnd()
    {
        char surplus = 0;
        return (m_ended || read(&surplus, 1) == 0) && m_ended && m_stream.avail_in == 0 && m_left == 0;
    }

private:
    void feed()
    {
        if (m_stream.avail_in > 0)
            return;
        const auto portion = static_cast<uInt>(std::min<size_t>(m_left, 1 << 30));
        m_stream.next_in = const_cast<unsigned char *>(m_next);
        m_stream.avail_in = portion;
        m_next += portion;
        m_left -= portion;
    }

    z_stream m_stream = {};
    const unsigned char *m_next;
    size_t m_left;
    bool m_ready = false;
    bool m_ended = false;
};

git_object_t typeNamed(QByteArrayView name)
{
    return name == "blob"     ? GIT_OBJECT_BLOB
           : name == "tree"   ? GIT_OBJECT_TREE
           : name == "commit" ? GIT_OBJECT_COMMIT
           : name == "tag"    ? GIT_OBJECT_TAG
                              : GIT_OBJECT_INVALID;
}

} // namespace

LooseObject::LooseObject(LooseObject &&other) noexcept
    : m_path(std::move(other.m_path))
    , m_data(std::exchange(other.m_data, nullptr))
    , m_length(other.m_length)
    , m_type(other.m_type)
    , m_size(other.m_size)
    , m_headerSize(other.m_headerSize)
{
}

LooseObject::~LooseObject()
{
    if (m_data)
        munmap(const_cast<unsigned char *>(m_data), m_length);
}

Result<LooseObject> LooseObject::open(const QByteArray &path)
{
    LooseObject object;
    object.m_path = path;
    const Descriptor file(::open(path.constData(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat status = {};
    if (!file || fstat(file.get(), &status) != 0)
        return systemError(Text::tr("Couldn't read %1").arg(QFile::decodeName(path)), errno);
    if (!S_ISREG(status.st_mode) || status.st_size == 0)
        return object.corrupt();
    object.m_length = static_cast<size_t>(status.st_size);
    void *mapped = mmap(nullptr, object.m_length, PROT_READ, MAP_PRIVATE, file.get(), 0);
    if (mapped == MAP_FAILED)
        return systemError(Text::tr("Couldn't read %1").arg(QFile::decodeName(path)), errno);
    object.m_data = static_cast<const unsigned char *>(mapped);
    VT_CHECK(object.readHeader());
    return object;
}

Error LooseObject::corrupt() const
{
    return {Error::Code::Corrupt,
            Text::tr("%1 is damaged or cut off. Fetch the object again from a clone that is whole.")
                .arg(QFile::decodeName(m_path)),
            {}};
}

Result<> LooseObject::readHeader()
{
    char buffer[longestHeader];
    const qint64 got = Inflater(m_data, m_length).read(buffer, longestHeader);
    const QByteArrayView header(buffer, std::max<qint64>(got, 0));
    const qsizetype end = header.indexOf('\0');
    const qsizetype space = header.indexOf(' ');
    if (end < 0 || space < 0 || space > end)
        return corrupt();
    bool isNumber = false;
    const QByteArrayView digits = header.sliced(space + 1, end - space - 1);
    m_type = typeNamed(header.first(space));
    m_size = digits.toByteArray().toLongLong(&isNumber);
    m_headerSize = end + 1;
    // zlib makes at most a thousand bytes of one.
    const bool isPossible = m_size >= 0 && m_size / 1100 <= static_cast<qint64>(m_length);
    const bool isPlain = std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
    return m_type != GIT_OBJECT_INVALID && isNumber && isPlain && isPossible ? Result<>() : corrupt();
}

Result<> LooseObject::read(char *to, qint64 length) const
{
    char header[longestHeader];
    Inflater inflater(m_data, m_length);
    if (inflater.read(header, m_headerSize) != m_headerSize || inflater.read(to, length) != length ||
        (length == m_size && !inflater.isAtEnd()))
        return corrupt();
    return {};
}

} // namespace vitrine::git
