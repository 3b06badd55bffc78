// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/registry/library.h"
#include "core/registry/registryreader.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

constexpr qint64 maxPlainBlob = 2'000'000'000;

// A plain blob is written out once, under its own id, and never touched again.
Result<QString> extracted(const RegistryReader &reader, const StoredFile &file, const QString &cacheDir)
{
    const QString folder = cacheDir + u'/' + file.blob;
    const QString name = QFileInfo(file.path).fileName();
    const bool isName = !name.isEmpty() && name != u"." && name != u".."; // a hostile tree has any
    const QString path = folder + u'/' + (isName ? name : u"artefact"_s);
    if (QFileInfo(path).size() == file.file.size && QFileInfo::exists(path))
        return path;
    VT_TRY(const QByteArray content, reader.repository().blob(file.blob, maxPlainBlob));
    QSaveFile out(path);
    if (!QDir().mkpath(folder) || !out.open(QIODevice::WriteOnly) || out.write(content) != content.size() ||
        !out.commit()) {
        return Error{Error::Code::Io,
                     Text::tr("%1 could not be written to %2. Check the free space and the permissions.")
                         .arg(QFileInfo(file.path).fileName(), folder),
                     out.errorString()};
    }
    return path;
}

Error notDownloaded(const StoredFile &file, const QString &workTree)
{
    const QString name = QFileInfo(file.path).fileName();
    return Error{Error::Code::NotFound,
                 file.file.size < 0
                     ? Text::tr("%1 is not downloaded. Run “dvc pull” in %2.").arg(name, workTree)
                     : Text::tr("%1 is not downloaded (%2). Run “dvc pull” in %3.")
                           .arg(name, formatBytes(file.file.size), workTree),
                 {}};
}

Result<> placeFile(const RegistryReader &reader, const StoredFile &file, const QString &target,
                   const Job &job)
{
    if (!QDir().mkpath(QFileInfo(target).path()))
        return Error{Error::Code::Io, Text::tr("%1 could not be made.").arg(QFileInfo(target).path()), {}};
    if (file.pointer)
        return reader.store().get(*file.pointer, target, true, job);
    if (!file.dvcMd5.isEmpty()) {
        if (file.dvcFile.isEmpty())
            return notDownloaded(file, reader.repository().info().workTree);
        if (QFile::copy(file.dvcFile, target))
            return {};
    } else {
        VT_TRY(const QByteArray content, reader.repository().blob(file.blob, maxPlainBlob));
        QFile out(target);
        if (out.open(QIODevice::WriteOnly) && out.write(content) == content.size() && out.flush())
            return {};
    }
    return Error{Error::Code::Io,
                 Text::tr("%1 could not be written to %2. Check the free space and the permissions.")
                     .arg(QFileInfo(target).fileName(), QFileInfo(target).path()),
                 {}};
}

} // namespace

Result<QString> Library::filesPath(const Version &version, const Job &job) const
{
    VT_TRY(const RegistryReader reader, this->reader());
    VT_TRY(const ModelFolder folder, reader.folder(version.commit, version.model));
    const QString cache = dataDir() + u"/cache"_s;
    // Named by everything that is in it, so that it never changes once it is there.
    QByteArray content;
    for (const StoredFile &file : folder.files)
        content += file.file.path.toUtf8() + '\n' + file.blob.toLatin1() + file.dvcMd5.toLatin1() + '\n';
    const QString path = cache + u"/files-"_s + artifact::sha256Of(content).left(40);
    if (QFileInfo(path).isDir())
        return path;
    QDir().mkpath(cache);
    QTemporaryDir building(cache + u"/building-XXXXXX"_s);
    for (const StoredFile &file : folder.files) {
        VT_CHECK(job.check());
        VT_CHECK(placeFile(reader, file, building.filePath(file.file.path), job));
    }
    const bool renamed = building.isValid() && QDir().rename(building.path(), path);
    building.setAutoRemove(!renamed);
    if (!renamed && !QFileInfo(path).isDir()) // whoever was first made the same
        return Error{Error::Code::Io, Text::tr("The folder %1 could not be made.").arg(path), {}};
    return path;
}

Result<QString> Library::artefactPath(const Version &version, const Job &job) const
{
    VT_TRY(const RegistryReader reader, this->reader());
    VT_TRY(const ModelFolder folder, reader.folder(version.commit, version.model));
    VT_CHECK(job.check());
    const StoredFile *file = folder.artefactFile();
    if (!file) {
        const QString name = version.model + u'@' + version.name;
        return Error{Error::Code::NotFound,
                     folder.files.isEmpty()
                         ? Text::tr("%1 has no files.").arg(name)
                         : Text::tr("%1 has several files; name the one to use in model.yaml as “artefact”.")
                               .arg(name),
                     {}};
    }
    const QString fileName = QFileInfo(file->path).fileName();
    if (file->pointer) {
        if (reader.store().contains(*file->pointer))
            return reader.store().pathOf(file->pointer->sha256);
        return reader.store().missing(*file->pointer, fileName);
    }
    if (!file->dvcMd5.isEmpty()) {
        if (!file->dvcFile.isEmpty())
            return file->dvcFile;
        return notDownloaded(*file, m_info.workTree);
    }
    return extracted(reader, *file, dataDir() + u"/cache"_s);
}

} // namespace vitrine::registry
