// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/librarysource.h"

#include "core/artifact/objectstore.h"
#include "core/base/text.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::serving {

namespace {

QString checksumOf(const registry::VersionDetails &details)
{
    const auto it =
        std::find_if(details.files.begin(), details.files.end(),
                     [&](const registry::VersionFile &file) { return file.path == details.artefact; });
    return it == details.files.end() ? QString() : it->sha256;
}

Error noModelFile(const registry::Version &version, const registry::VersionDetails &details)
{
    if (details.files.isEmpty())
        return Error{
            Error::Code::InvalidArgument,
            Text::tr("%1@%2 has no files, so there is nothing to serve.").arg(version.model, version.name),
            {}};
    QStringList names;
    for (const registry::VersionFile &file : details.files)
        names << file.path;
    return Error{
        Error::Code::InvalidArgument,
        Text::tr("It is not clear which file of %1@%2 is the model: %3. Register it with one model file.")
            .arg(version.model, version.name, names.join(u", "_s)),
        {}};
}

} // namespace

Result<VersionSource> sourceOf(const registry::Library &library, const registry::ModelRef &ref,
                               const Job &job)
{
    VT_TRY(const registry::Version version, library.resolve(ref));
    VT_TRY(const registry::VersionDetails details, library.details(version.model, version.name));
    if (details.artefact.isEmpty())
        return noModelFile(version, details);
    VersionSource source;
    source.model = version.model;
    source.version = version.name;
    source.stage = ref.stage;
    source.commit = version.commit;
    source.metadata = details.metadata;
    source.sha256 = checksumOf(details);
    source.fileName = QFileInfo(details.artefact).fileName();
    VT_TRY(source.path, library.artefactPath(version, job));
    return source;
}

Result<VersionSource> sourceOfFile(const QString &path, const QString &prototypeFile)
{
    const QFileInfo info(path);
    if (!info.isFile())
        return Error{Error::Code::NotFound, Text::tr("There is no model file '%1'.").arg(path), {}};
    VersionSource source;
    source.model = info.completeBaseName();
    source.path = info.absoluteFilePath();
    VT_TRY(const QString hash, artifact::sha256OfFile(source.path));
    source.version = hash.left(10);
    if (prototypeFile.isEmpty())
        return source;
    QFile file(prototypeFile);
    if (!file.open(QIODevice::ReadOnly))
        return Error{Error::Code::Io,
                     Text::tr("Cannot read the prototype '%1': %2").arg(prototypeFile, file.errorString()),
                     {}};
    auto prototype = format::prototypeFromJson(file.readAll());
    if (!prototype)
        return prototype.error().within(Text::tr("The prototype '%1' cannot be used").arg(prototypeFile));
    source.metadata.prototype = std::move(prototype).value();
    return source;
}

} // namespace vitrine::serving
