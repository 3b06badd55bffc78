// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/artifact/objectstore.h"

#include "core/artifact/copy.h"
#include "core/artifact/placement.h"
#include "core/artifact/temporaryfile.h"
#include "core/base/text.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vitrine::artifact {

namespace {

constexpr QStringView temporaryPrefix = u"vitrine-";

QString objectPath(const QString &root, const QString &sha256)
{
    return root + u"/objects/"_s + sha256.left(2) + u'/' + sha256.mid(2, 2) + u'/' + sha256;
}

// The size of a regular file, -1 when there is none.
qint64 fileSize(const QString &path)
{
    struct stat status = {};
    if (::stat(QFile::encodeName(path).constData(), &status) != 0 || !S_ISREG(status.st_mode))
        return -1;
    return status.st_size;
}

QString storageRoot(const QString &commonDir, const QString &storage)
{
    if (storage.isEmpty())
        return commonDir + u"/lfs"_s;
    return QDir::cleanPath(QDir::isAbsolutePath(storage) ? storage : commonDir + u'/' + storage);
}

// The lfs folders of the repositories whose objects this one borrows.
QStringList referencesOf(const QString &commonDir)
{
    QStringList references;
    QFile alternates(commonDir + u"/objects/info/alternates"_s);
    if (!alternates.open(QIODevice::ReadOnly))
        return references;
    const QList<QByteArray> lines = alternates.read(65'536).split('\n');
    for (const QByteArray &line : lines) {
        if (line.isEmpty() || line.startsWith('#') || line.startsWith('"'))
            continue;
        const QString objects = QDir(commonDir + u"/objects"_s).absoluteFilePath(QFile::decodeName(line));
        references << QDir::cleanPath(objects + u"/../lfs"_s);
    }
    return references;
}

// Fills `temporary` from `source` and returns the hash of what is then in it.
Result<QString> storeInto(TemporaryFile &temporary, PosixFile &source, const Job &job)
{
    PosixFile &target = temporary.file();
    const QByteArray stamp = source.stamp();
    const qint64 left = target.size();
    if (left == 0 && target.cloneFrom(source) && source.stamp() == stamp)
        return sha256OfFile(temporary.path(), job);
    VT_CHECK(checkSpace(QFileInfo(temporary.path()).path(), source.size() - left));
    return copyHashed(source, target, job);
}

} // namespace

ObjectStore::ObjectStore(const QString &commonDir, const QString &storage)
    : m_root(storageRoot(commonDir, storage))
    , m_repository(commonDir.endsWith(u"/.git"_s) ? commonDir.chopped(5) : commonDir)
    , m_references(referencesOf(commonDir))
{
}

QString ObjectStore::ownPathOf(const QString &sha256) const
{
    return objectPath(m_root, sha256);
}

QString ObjectStore::pathOf(const QString &sha256) const
{
    const QString own = ownPathOf(sha256);
    if (m_references.isEmpty() || QFileInfo::exists(own))
        return own;
    for (const QString &reference : m_references) {
        const QString path = objectPath(reference, sha256);
        if (QFileInfo::exists(path))
            return path;
    }
    return own;
}

bool ObjectStore::contains(const Pointer &pointer) const
{
    return pointer == emptyPointer() || fileSize(pathOf(pointer.sha256)) == pointer.size;
}

Error ObjectStore::missing(const Pointer &pointer, const QString &name) const
{
    const QString path = pathOf(pointer.sha256);
    const qint64 size = fileSize(path);
    if (size < 0)
        return {Error::Code::NotFound,
                Text::tr("%1 is not downloaded (%2). Run `git lfs fetch --all` in %3 and try again.")
                    .arg(name, formatBytes(pointer.size), m_repository),
                path};
    return {
        Error::Code::Corrupt,
        Text::tr("%1 is damaged: %2 are stored instead of %3. Run `git lfs fetch --all` in %4 and try again.")
            .arg(name, formatBytes(size), formatBytes(pointer.size), m_repository),
        path};
}

// A commit that names this object may be on its way, so it must not look old to whoever reclaims space.
void ObjectStore::freshen(const Pointer &pointer) const
{
    ::utimensat(AT_FDCWD, QFile::encodeName(ownPathOf(pointer.sha256)).constData(), nullptr, 0);
}

Result<Pointer> ObjectStore::publish(TemporaryFile &temporary, const Pointer &pointer) const
{
    if (pointer.size == 0)
        return emptyPointer();
    if (contains(pointer)) {
        freshen(pointer);
        return pointer;
    }
    const QString target = ownPathOf(pointer.sha256);
    const QString folder = QFileInfo(target).path();
    VT_CHECK(makeFolder(folder));
    VT_CHECK(temporary.file().setMode(objectMode(folder)));
    VT_CHECK(temporary.file().sync());
    VT_CHECK(temporary.moveTo(target));
    VT_CHECK(syncFolder(folder));
    return pointer;
}

Result<Pointer> ObjectStore::put(const QString &sourceFile, const Job &job)
{
    VT_CHECK(job.check());
    VT_TRY(PosixFile source, PosixFile::openForReading(sourceFile));
    const QString folder = m_root + u"/tmp"_s;
    VT_CHECK(makeFolder(folder));
    TemporaryFile::sweep(folder, temporaryPrefix.toString());
    VT_TRY(TemporaryFile temporary,
           TemporaryFile::open(folder, temporaryPrefix.toString() + QString::fromLatin1(source.identity()),
                               0600));
    VT_TRY(const QString hash, storeInto(temporary, source, job));
    return publish(temporary, {hash, temporary.file().size()});
}

Result<Pointer> ObjectStore::putBytes(const QByteArray &content)
{
    const Pointer pointer{sha256Of(content), content.size()};
    if (contains(pointer)) {
        freshen(pointer);
        return pointer;
    }
    const QString folder = m_root + u"/tmp"_s;
    VT_CHECK(makeFolder(folder));
    VT_TRY(TemporaryFile temporary,
           TemporaryFile::open(folder, temporaryPrefix.toString() + pointer.sha256, 0600));
    VT_CHECK(temporary.file().truncate(0));
    VT_CHECK(temporary.file().writeAt(content.constData(), content.size(), 0));
    return publish(temporary, pointer);
}

Result<> ObjectStore::get(const Pointer &pointer, const QString &target, bool allowHardLink,
                          const Job &job) const
{
    VT_CHECK(job.check());
    if (!contains(pointer))
        return missing(pointer, QFileInfo(target).fileName());
    if (pointer.size == 0)
        return placeBytes({}, target);
    return placeFile(pathOf(pointer.sha256), target, allowHardLink ? Linking::Allowed : Linking::Forbidden,
                     job);
}

std::optional<StoredObject> ObjectStore::find(const QString &sha256) const
{
    const QFileInfo info(ownPathOf(sha256));
    if (!isSha256(sha256) || !info.isFile())
        return {};
    return StoredObject{sha256, info.size(), info.lastModified()};
}

Result<QList<StoredObject>> ObjectStore::objects(const Job &job) const
{
    QList<StoredObject> found;
    QDirIterator it(m_root + u"/objects"_s, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        VT_CHECK(job.check());
        it.next();
        const QFileInfo info = it.fileInfo();
        if (isSha256(info.fileName()) && info.filePath() == ownPathOf(info.fileName()))
            found.append({info.fileName(), info.size(), info.lastModified()});
    }
    return found;
}

Result<qint64> ObjectStore::remove(const QString &sha256)
{
    const auto object = find(sha256);
    if (!object)
        return 0;
    const QString path = ownPathOf(sha256);
    if (::unlink(QFile::encodeName(path).constData()) != 0)
        return writeError(errno, path);
    return object->size;
}

Result<> ObjectStore::verify(const Pointer &pointer, const Job &job) const
{
    if (pointer == emptyPointer())
        return {};
    const QString path = pathOf(pointer.sha256);
    if (fileSize(path) < 0)
        return missing(pointer, pointer.sha256);
    VT_TRY(const QString hash, sha256OfFile(path, job));
    const qint64 size = fileSize(path);
    if (hash == pointer.sha256)
        return size == pointer.size ? Result<>() : Result<>(missing(pointer, pointer.sha256));
    Error error{
        Error::Code::Corrupt,
        Text::tr("The stored object %1 is damaged. Run `git lfs fetch --all` in %2 to download it again.")
            .arg(pointer.sha256, m_repository),
        path};
    if (path == ownPathOf(pointer.sha256)) {
        const QString bad = m_root + u"/bad"_s;
        VT_CHECK(makeFolder(bad));
        VT_CHECK(replaceFile(path, bad + u'/' + pointer.sha256));
        error.detail = bad + u'/' + pointer.sha256;
    }
    return error;
}

} // namespace vitrine::artifact
