// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/registry/library.h"
#include "core/registry/registryreader.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

constexpr qint64 maxPlainBlob = 2'000'000'000;

// A plain blob is written out once, under its own id, and never touched again.
Result<QString> extracted(const RegistryReader &reader, const StoredFile &file, const QString &cacheDir)
{
    const QString folder = cacheDir + u'/' + file.blob;
    const QString path = folder + u'/' + QFileInfo(file.path).fileName();
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

} // namespace

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
        return Error{
            Error::Code::NotFound,
            file->file.size < 0
                ? Text::tr("%1 is not downloaded. Run “dvc pull” in %2.").arg(fileName, m_info.workTree)
                : Text::tr("%1 is not downloaded (%2). Run “dvc pull” in %3.")
                      .arg(fileName, formatBytes(file->file.size), m_info.workTree),
            {}};
    }
    return extracted(reader, *file, dataDir() + u"/cache"_s);
}

} // namespace vitrine::registry
