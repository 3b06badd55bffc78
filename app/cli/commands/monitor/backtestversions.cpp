// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/monitor/backtestversions.h"

#include "core/base/text.h"
#include "core/serving/enginepredictor.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

// SHA-256 of the artefact, as registered where it is known.
Result<QByteArray> artefactHash(const registry::Library &library, const registry::VersionDetails &details)
{
    for (const registry::VersionFile &file : details.files) {
        if (file.path == details.artefact && !file.sha256.isEmpty())
            return file.sha256.toLatin1();
    }
    VT_TRY(const QString path, library.artefactPath(details.version));
    QFile file(path);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!file.open(QIODevice::ReadOnly) || !hash.addData(&file))
        return Error{Error::Code::Io, Text::tr("Couldn't read %1: %2.").arg(path, file.errorString()), {}};
    return hash.result().toHex();
}

monitor::BacktestVersion backtestVersion(const registry::Library &library,
                                         const registry::VersionDetails &details)
{
    const registry::Version version = details.version;
    const format::Prototype prototype = details.metadata.prototype;
    monitor::BacktestVersion result;
    result.name = version.name;
    result.bytes = std::max<qint64>(0, version.size);
    // One that cannot be hashed cannot be loaded either, which says why.
    const QByteArray described = QJsonDocument(format::toList(prototype)).toJson(QJsonDocument::Compact);
    result.fingerprint = QString::fromLatin1(artefactHash(library, details).value_or(QByteArray())) + u' ' +
                         QString::fromUtf8(described);
    result.load = [library, version, prototype]() -> Result<std::unique_ptr<monitor::Predictor>> {
        VT_TRY(const QString path, library.artefactPath(version));
        VT_TRY(std::unique_ptr<serving::Engine> engine, serving::loadEngine(path, prototype));
        return serving::predictorOf(std::move(engine));
    };
    return result;
}

} // namespace

Result<QList<monitor::BacktestVersion>> backtestVersions(const registry::Library &library,
                                                         const QString &model, const QStringList &names)
{
    QList<monitor::BacktestVersion> result;
    if (!names.isEmpty()) {
        for (const QString &name : names) {
            VT_TRY(const registry::Version version, library.resolve(registry::ModelRef{model, name, {}}));
            VT_TRY(const registry::VersionDetails details, library.details(model, version.name));
            result.append(backtestVersion(library, details));
        }
        return result;
    }
    VT_TRY(QList<registry::Version> versions, library.versions(model));
    std::reverse(versions.begin(), versions.end());
    for (const registry::Version &version : std::as_const(versions)) {
        if (!version.registered || version.deregistered)
            continue;
        VT_TRY(const registry::VersionDetails details, library.details(model, version.name));
        result.append(backtestVersion(library, details));
    }
    if (result.isEmpty())
        return Error{Error::Code::NotFound, Text::tr("%1 has no registered versions.").arg(model), {}};
    return result;
}

} // namespace vitrine::cli
