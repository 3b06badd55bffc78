// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/librarysource.h"

#include "core/base/text.h"
#include "core/format/modelfile.h"
#include "core/serving/modelcode.h"
#include "core/serving/trust/trust.h"

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

// The folder of MLmodel among the files, relative to that of the version's files; nothing when the model is a
// file that needs no more than itself.
std::optional<QString> mlflowFolder(const registry::VersionDetails &details)
{
    static const QStringList alone{u"onnx"_s, u"xgboost"_s};
    if (alone.contains(format::formatOfName(details.artefact)))
        return {};
    std::optional<QString> folder;
    for (const registry::VersionFile &file : details.files) {
        if (file.path.section(u'/', -1) != u"MLmodel")
            continue;
        if (folder)
            return {}; // which one?
        folder = file.path.section(u'/', 0, -2);
    }
    return folder;
}

} // namespace

Result<VersionSource> sourceOf(const registry::Library &library, const registry::ModelRef &ref,
                               const Job &job, const EngineChoices &choices)
{
    VT_TRY(const registry::Version version, library.resolve(ref));
    VT_TRY(const registry::VersionDetails details, library.details(version.model, version.name));
    const std::optional<QString> folder = mlflowFolder(details);
    if (details.artefact.isEmpty() && !folder)
        return noModelFile(version, details);
    VersionSource source;
    source.model = version.model;
    source.version = version.name;
    source.stage = ref.stage;
    source.commit = version.commit;
    source.metadata = details.metadata;
    source.url = details.metadata.all.value(u"url").toString();
    if (folder) {
        VT_TRY(const QString files, library.filesPath(version, job));
        source.path = files + u'/' + *folder;
        source.fileName = folder->isEmpty() ? version.model : folder->section(u'/', -1);
    } else {
        source.sha256 = checksumOf(details);
        source.fileName = QFileInfo(details.artefact).fileName();
        VT_TRY(source.path, library.artefactPath(version, job));
    }
    VT_TRY(source.engine, engineOptions(choices, details.metadata.all));
    VT_TRY(const QJsonObject note, library.note(version.model, version.name));
    source.engine.trust =
        trustCheck(TrustLedger(), version.model + u'@' + version.name, library.gitDir(), statementsIn(note));
    return source;
}

Result<VersionSource> sourceOfFile(const QString &path, const QString &prototypeFile,
                                   const EngineChoices &choices)
{
    const QFileInfo info(path);
    if (!info.isFile() && !info.isDir())
        return Error{Error::Code::NotFound, Text::tr("There is no model file '%1'.").arg(path), {}};
    VersionSource source;
    source.model = info.completeBaseName();
    source.path = info.absoluteFilePath();
    VT_TRY(source.engine, engineOptions(choices, {}));
    VT_TRY(const CodeBearing code, codeOf(source.path, info.fileName(), source.engine));
    source.version = code.sha256.left(10);
    source.engine.trust = trustCheck(TrustLedger(), path, {}, {});
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
