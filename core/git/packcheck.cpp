// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/packcheck.h"

#include "core/base/text.h"

#include <QDir>
#include <QFile>
#include <QHash>
#include <QMutex>
#include <QtEndian>

#include <optional>

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

constexpr qsizetype hashSize = 20;
constexpr qsizetype fanOutSize = 256 * 4;
constexpr qint64 packHeader = 12;
constexpr quint32 largeOffset = 0x80000000u;

quint32 number(QByteArrayView bytes, qsizetype at)
{
    return qFromBigEndian<quint32>(bytes.data() + at);
}

quint64 longNumber(QByteArrayView bytes, qsizetype at)
{
    return qFromBigEndian<quint64>(bytes.data() + at);
}

// How many objects the 256 cumulative counts come to; nothing when they do not ascend.
std::optional<qsizetype> objectCount(QByteArrayView fanOut)
{
    quint32 before = 0;
    for (qsizetype i = 0; i < 256; ++i) {
        const quint32 count = number(fanOut, i * 4);
        if (count < before)
            return {};
        before = count;
    }
    return qsizetype{before};
}

bool isWithin(quint64 offset, qint64 packSize)
{
    return offset >= packHeader && packSize > hashSize && offset < static_cast<quint64>(packSize - hashSize);
}

// Which state of which file was found to be sound.
struct Seen {
    qint64 inode = 0;
    qint64 size = 0;
    qint64 changed = 0;
    qint64 packSize = 0;
    bool operator==(const Seen &) const = default;
};

bool wasSeen(const QByteArray &path, const Seen &state, bool remember)
{
    static QMutex mutex;
    static QHash<QByteArray, Seen> sound;
    const QMutexLocker lock(&mutex);
    if (remember)
        sound.insert(path, state);
    return sound.value(path) == state;
}

qint64 fileSize(const QByteArray &path)
{
    struct stat status = {};
    return stat(path.constData(), &status) == 0 ? status.st_size : -1;
}

// Whether `isSound` says so of the content, or said so before.
template<typename Check>
bool isSoundFile(const QByteArray &path, qint64 packSize, const Check &isSound)
{
    struct stat status = {};
    if (stat(path.constData(), &status) != 0)
        return true; // gone meanwhile
    const Seen now{static_cast<qint64>(status.st_ino), status.st_size,
                   status.st_ctim.tv_sec * 1'000'000'000 + status.st_ctim.tv_nsec, packSize};
    if (wasSeen(path, now, false))
        return true;
    QFile file(QFile::decodeName(path));
    if (!file.open(QIODevice::ReadOnly))
        return true; // libgit2 says why
    const uchar *data = file.size() > 0 ? file.map(0, file.size()) : nullptr;
    if (!isSound(QByteArrayView(reinterpret_cast<const char *>(data), data ? file.size() : 0)))
        return false;
    wasSeen(path, now, true);
    return true;
}

QByteArray bytesAt(const QByteArray &path, qint64 fromEnd)
{
    QFile file(QFile::decodeName(path));
    return file.open(QIODevice::ReadOnly) && file.seek(file.size() - fromEnd) ? file.read(hashSize)
                                                                              : QByteArray();
}

// An index repeats, before its own checksum, the one that its pack ends with: a pack without it was cut off.
bool isCutOff(const QByteArray &pack, const QByteArray &index)
{
    const QByteArray expected = bytesAt(index, 2 * hashSize);
    return expected.size() == hashSize && bytesAt(pack, hashSize) != expected;
}

} // namespace

bool isPackIndexSound(QByteArrayView index, qint64 packSize)
{
    constexpr qsizetype headerSize = 8;
    const bool isSecond = index.startsWith(QByteArrayView("\377tOc\0\0\0\2", headerSize));
    const qsizetype begin = isSecond ? headerSize : 0;
    if (index.size() < begin + fanOutSize + 2 * hashSize)
        return false;
    const std::optional<qsizetype> count = objectCount(index.sliced(begin, fanOutSize));
    const qsizetype recordSize = isSecond ? hashSize + 4 + 4 : 4 + hashSize;
    const qsizetype tables = begin + fanOutSize;
    if (!count || *count > (index.size() - tables - 2 * hashSize) / recordSize)
        return false;
    const qsizetype offsets = isSecond ? tables + *count * (hashSize + 4) : tables;
    const qsizetype longOffsets = tables + *count * recordSize;
    const qsizetype longCount = (index.size() - longOffsets - 2 * hashSize) / 8;
    for (qsizetype i = 0; i < *count; ++i) {
        quint64 offset = number(index, offsets + i * (isSecond ? 4 : recordSize));
        if (isSecond && (offset & largeOffset) != 0) {
            const qsizetype place = static_cast<qsizetype>(offset & ~largeOffset);
            if (place >= longCount)
                return false;
            offset = longNumber(index, longOffsets + place * 8);
        }
        if (!isWithin(offset, packSize))
            return false;
    }
    return true;
}

bool isMultiPackIndexSound(QByteArrayView index, const std::function<qint64(const QByteArray &)> &sizeOf)
{
    constexpr qsizetype headerSize = 12;
    constexpr qsizetype lookupSize = 12;
    if (index.size() < headerSize || !index.startsWith("MIDX"))
        return false;
    const qsizetype chunks = static_cast<uchar>(index[6]);
    const qsizetype packs = number(index, 8);
    if (index.size() < headerSize + (chunks + 1) * lookupSize + hashSize)
        return false;
    QHash<QByteArray, QByteArrayView> parts;
    for (qsizetype i = 0; i < chunks; ++i) {
        const qsizetype at = headerSize + i * lookupSize;
        const quint64 from = longNumber(index, at + 4);
        const quint64 to = longNumber(index, at + lookupSize + 4);
        if (from > to || to > static_cast<quint64>(index.size() - hashSize))
            return false;
        parts.insert(index.sliced(at, 4).toByteArray(),
                     index.sliced(static_cast<qsizetype>(from), static_cast<qsizetype>(to - from)));
    }
    QList<qint64> sizes;
    for (const QByteArray &name : parts.value("PNAM").toByteArray().split('\0')) {
        if (sizes.size() < packs)
            sizes.append(sizeOf(name));
    }
    const QByteArrayView offsets = parts.value("OOFF");
    const QByteArrayView longOffsets = parts.value("LOFF");
    const QByteArrayView fanOut = parts.value("OIDF");
    const std::optional<qsizetype> count = fanOut.size() == fanOutSize ? objectCount(fanOut) : std::nullopt;
    if (!count || offsets.size() / 8 < *count || parts.value("OIDL").size() / hashSize < *count)
        return false;
    for (qsizetype i = 0; i < *count; ++i) {
        const qsizetype pack = number(offsets, i * 8);
        quint64 offset = number(offsets, i * 8 + 4);
        if ((offset & largeOffset) != 0 && !longOffsets.isEmpty()) {
            const qsizetype place = static_cast<qsizetype>(offset & ~largeOffset);
            if (place >= longOffsets.size() / 8)
                return false;
            offset = longNumber(longOffsets, place * 8);
        }
        if (pack >= sizes.size() || !isWithin(offset, sizes.at(pack)))
            return false;
    }
    return true;
}

Result<> checkPackIndexes(const QByteArray &objectFolder)
{
    const QByteArray folder = objectFolder + "/pack/";
    const auto damaged = [](const QByteArray &path, const QString &command) {
        return Error{
            Error::Code::Corrupt,
            Text::tr(
                "The pack index %1 is damaged. Make a new one with “%2”, then open the repository again.")
                .arg(QFile::decodeName(path), command),
            {}};
    };
    const auto packSizeOf = [&folder](const QByteArray &index) {
        return fileSize(folder + index.first(index.lastIndexOf('.') + 1) + "pack");
    };
    for (const QString &each : QDir(QFile::decodeName(folder)).entryList({u"*.idx"_s}, QDir::Files)) {
        const QByteArray name = QFile::encodeName(each);
        const QByteArray path = folder + name;
        const qint64 size = packSizeOf(name);
        if (size < 0 ||
            isSoundFile(path, size, [size](QByteArrayView index) { return isPackIndexSound(index, size); }))
            continue;
        const QByteArray pack = path.chopped(3) + "pack";
        if (isCutOff(pack, path))
            return Error{
                Error::Code::Corrupt,
                Text::tr("The pack %1 is damaged or cut off. Copy the file of that name from another "
                         "clone, then open the repository again.")
                    .arg(QFile::decodeName(pack)),
                {}};
        return damaged(path, u"git index-pack %1"_s.arg(QFile::decodeName(pack)));
    }
    const QByteArray all = folder + "multi-pack-index";
    const auto isSound = [&](QByteArrayView index) { return isMultiPackIndexSound(index, packSizeOf); };
    if (!isSoundFile(all, 0, isSound))
        return damaged(all, u"rm %1; git multi-pack-index write"_s.arg(QFile::decodeName(all)));
    return {};
}

} // namespace vitrine::git
