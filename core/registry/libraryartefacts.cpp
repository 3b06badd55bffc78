// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/artifact/placement.h"
#include "core/base/text.h"
#include "core/registry/library.h"
#include "core/registry/registryreader.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>
#include <QTemporaryDir>

#include <algorithm>

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
                   bool allowHardLink, const Job &job)
{
    if (file.pointer)
        return reader.store().get(*file.pointer, target, allowHardLink, job);
    if (!file.dvcMd5.isEmpty() && file.dvcFile.isEmpty())
        return notDownloaded(file, reader.repository().info().workTree);
    if (!file.dvcMd5.isEmpty()) // the cache is DVC's: no links into it
        return artifact::placeFile(file.dvcFile, target, artifact::Linking::Forbidden, job);
    VT_TRY(const QByteArray content, reader.repository().blob(file.blob, maxPlainBlob));
    return artifact::placeBytes(content, target);
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
        VT_CHECK(placeFile(reader, file, building.filePath(file.file.path), true, job));
    }
    const bool renamed = building.isValid() && QDir().rename(building.path(), path);
    building.setAutoRemove(!renamed);
    if (!renamed && !QFileInfo(path).isDir()) // whoever was first made the same
        return Error{Error::Code::Io, Text::tr("The folder %1 could not be made.").arg(path), {}};
    return path;
}

Result<QStringList> Library::saveFiles(const Version &version, const QString &folder, const Job &job) const
{
    VT_TRY(const RegistryReader reader, this->reader());
    VT_TRY(const ModelFolder stored, reader.folder(version.commit, version.model));
    if (stored.files.isEmpty())
        return Error{
            Error::Code::NotFound, Text::tr("%1 has no files.").arg(version.model + u'@' + version.name), {}};
    const QDir target(folder);
    const QString own = u"files/"_s; // how the folder of a model keeps them is of no use elsewhere
    qint64 bytes = 0;
    QStringList paths;
    for (const StoredFile &file : stored.files) {
        const QString path =
            file.file.path.startsWith(own) ? file.file.path.sliced(own.size()) : file.file.path;
        if (QFileInfo::exists(target.filePath(path)))
            return Error{Error::Code::Conflict,
                         Text::tr("%1 exists already. Choose a folder that does not have it.")
                             .arg(target.filePath(path)),
                         {}};
        bytes += std::max<qint64>(0, file.file.size);
        paths.append(path);
    }
    if (!QDir().mkpath(folder))
        return Error{Error::Code::Io, Text::tr("The folder %1 could not be made.").arg(folder), {}};
    VT_CHECK(artifact::checkSpace(folder, bytes));
    for (qsizetype at = 0; at < paths.size(); ++at) {
        VT_CHECK(job.check());
        VT_CHECK(placeFile(reader, stored.files.at(at), target.filePath(paths.at(at)), false, job));
    }
    return paths;
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
