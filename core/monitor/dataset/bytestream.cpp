// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/bytestream.h"

#include "core/base/text.h"

#include <QFile>
#include <QFileInfo>

namespace vitrine::monitor {

namespace {

class FileStream final : public ByteStream
{
public:
    explicit FileStream(const QString &path) : m_file(path) {}

    Result<> open()
    {
        if (m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
            return {};
        return Error{Error::Code::Io, Text::tr("It cannot be read: %1.").arg(m_file.errorString()),
                     m_file.fileName()};
    }
    Result<qint64> read(char *to, qint64 most) override
    {
        const qint64 count = m_file.read(to, most);
        if (count < 0)
            return Error{Error::Code::Io, Text::tr("Reading stopped: %1.").arg(m_file.errorString()),
                         m_file.fileName()};
        return count;
    }
    qint64 position() const override { return m_file.pos(); }
    qint64 size() const override { return m_file.size(); }

private:
    QFile m_file;
};

} // namespace

Result<std::unique_ptr<ByteStream>> openFileStream(const QString &path)
{
    const QFileInfo info(path);
    if (!info.exists())
        return Error{Error::Code::NotFound, Text::tr("There is no such file."), path};
    if (info.isDir())
        return Error{Error::Code::InvalidArgument, Text::tr("It is a folder. Name a file in it."), path};
    auto stream = std::make_unique<FileStream>(path);
    VT_CHECK(stream->open());
    return std::unique_ptr<ByteStream>(std::move(stream));
}

Result<qint64> readFully(ByteStream &stream, char *to, qint64 most)
{
    qint64 done = 0;
    while (done < most) {
        VT_TRY(const qint64 count, stream.read(to + done, most - done));
        if (count == 0)
            break;
        done += count;
    }
    return done;
}

} // namespace vitrine::monitor
