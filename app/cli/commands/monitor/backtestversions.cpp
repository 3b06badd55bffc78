// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/monitor/backtestversions.h"

#include "core/base/text.h"
#include "core/serving/enginepredictor.h"
#include "core/serving/librarysource.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

// A model that runs in a process of its own takes that much memory besides its file.
constexpr qint64 workerBytes = 250'000'000;

bool runsInThisProcess(const QString &artefact)
{
    return artefact.endsWith(u".onnx") || artefact.endsWith(u".ubj") || artefact.endsWith(u".json");
}

Result<QByteArray> hashOf(const QString &path)
{
    QFile file(path);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!file.open(QIODevice::ReadOnly) || !hash.addData(&file))
        return Error{Error::Code::Io, Text::tr("Couldn't read %1: %2.").arg(path, file.errorString()), {}};
    return hash.result().toHex();
}

// Of every file, as registered where it is known, and of the prototype.
QString fingerprintOf(const registry::Library &library, const registry::VersionDetails &details)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const registry::VersionFile &file : details.files)
        hash.addData((file.path + u'=' + file.sha256 + u'\n').toUtf8());
    const bool allKnown =
        std::none_of(details.files.begin(), details.files.end(),
                     [](const registry::VersionFile &file) { return file.sha256.isEmpty(); });
    if (!allKnown) {
        // One that cannot be hashed cannot be loaded either, which says why; its commit tells it apart.
        const auto path = library.artefactPath(details.version);
        hash.addData(path ? hashOf(*path).value_or(QByteArray()) : details.version.commit.toUtf8());
    }
    hash.addData(QJsonDocument(format::toList(details.metadata.prototype)).toJson(QJsonDocument::Compact));
    return QString::fromLatin1(hash.result().toHex());
}

monitor::BacktestVersion backtestVersion(const registry::Library &library,
                                         const registry::VersionDetails &details,
                                         const serving::EngineChoices &choices, const Job &job)
{
    monitor::BacktestVersion result;
    result.name = details.version.name;
    result.bytes = std::max<qint64>(0, details.version.size);
    if (!runsInThisProcess(details.artefact))
        result.bytes += workerBytes;
    result.fingerprint = fingerprintOf(library, details);
    const registry::ModelRef ref{details.version.model, details.version.name, {}};
    result.load = [library, ref, choices, job]() -> Result<std::unique_ptr<monitor::Predictor>> {
        VT_TRY(serving::VersionSource source, serving::sourceOf(library, ref, job, choices));
        source.engine.workers = 1; // one thread asks at a time
        VT_TRY(std::unique_ptr<serving::Engine> engine,
               serving::loadEngine(source.path, source.metadata.prototype, source.engine));
        return serving::predictorOf(std::move(engine));
    };
    return result;
}

} // namespace

Result<QList<monitor::BacktestVersion>> backtestVersions(const registry::Library &library,
                                                         const QString &model, const QStringList &names,
                                                         const serving::EngineChoices &choices,
                                                         const Job &job)
{
    QList<monitor::BacktestVersion> result;
    if (!names.isEmpty()) {
        for (const QString &name : names) {
            VT_TRY(const registry::Version version, library.resolve(registry::ModelRef{model, name, {}}));
            VT_TRY(const registry::VersionDetails details, library.details(model, version.name));
            result.append(backtestVersion(library, details, choices, job));
        }
        return result;
    }
    VT_TRY(QList<registry::Version> versions, library.versions(model));
    std::reverse(versions.begin(), versions.end());
    for (const registry::Version &version : std::as_const(versions)) {
        if (!version.registered || version.deregistered)
            continue;
        VT_TRY(const registry::VersionDetails details, library.details(model, version.name));
        result.append(backtestVersion(library, details, choices, job));
    }
    if (result.isEmpty())
        return Error{Error::Code::NotFound, Text::tr("%1 has no registered versions.").arg(model), {}};
    return result;
}

} // namespace vitrine::cli
