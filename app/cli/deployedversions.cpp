// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/deployedversions.h"

#include "core/monitor/store.h"
#include "core/serving/admin/adminclient.h"

#include <QFileInfo>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

bool isSameLibrary(const registry::Library &library, const QString &path)
{
    const auto other = registry::Library::open(path);
    return other &&
           QFileInfo(other->gitDir()).canonicalFilePath() == QFileInfo(library.gitDir()).canonicalFilePath();
}

QStringList servedNow(const registry::Library &library)
{
    QStringList versions;
    for (const serving::admin::RunningServer &server : serving::admin::runningServers()) {
        if (!isSameLibrary(library, server.status[u"library"_s].toString()))
            continue;
        for (const QJsonValue model : server.status[u"models"_s].toArray()) {
            const QString name = model[u"model"_s].toString() + u'@';
            versions.append(name + model[u"version"_s].toString());
            for (const QJsonValue offered : model[u"offered"_s].toArray())
                versions.append(name + offered.toString());
        }
    }
    versions.removeDuplicates();
    return versions;
}

} // namespace

Result<QStringList> deployedVersions(const registry::Library &library)
{
    QStringList versions = servedNow(library);
    const QString path = library.dataDir() + u"/monitor.sqlite"_s;
    if (!QFileInfo::exists(path))
        return versions;
    VT_TRY(monitor::Store store, monitor::Store::open(path));
    VT_TRY(const QList<registry::Model> models, library.models());
    for (const registry::Model &model : models) {
        VT_TRY(const QList<monitor::Occurrence> occurrences, store.occurrences(model.name));
        for (const monitor::Occurrence &occurrence : occurrences) {
            const QString name = model.name + u'@' + occurrence.version;
            const bool served = occurrence.kind == monitor::Occurrence::Kind::Deployed ||
                                occurrence.kind == monitor::Occurrence::Kind::RolledBack;
            if (served && !occurrence.version.isEmpty() && !versions.contains(name))
                versions.append(name);
        }
    }
    return versions;
}

} // namespace vitrine::cli
