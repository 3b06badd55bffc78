// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/dvccache.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

constexpr qint64 maxListing = 32'000'000;

StoredFile dvcFile(const git::RepositoryInfo &info, const QString &path, const QString &md5, qint64 size)
{
    StoredFile stored;
    stored.path = path;
    stored.file.path = path;
    stored.file.size = size;
    const QString cached = dvcCachePath(info, md5);
    stored.file.state = cached.isEmpty() ? FileState::NotDownloaded : FileState::DvcCache;
    if (!cached.isEmpty() && size < 0)
        stored.file.size = QFileInfo(cached).size();
    stored.dvcMd5 = md5;
    return stored;
}

// [{"md5": …, "relpath": …}]
QList<StoredFile> listedFiles(const git::RepositoryInfo &info, const QString &path, const DvcOutput &output)
{
    QFile listing(dvcCachePath(info, output.md5));
    if (listing.fileName().isEmpty() || listing.size() > maxListing || !listing.open(QIODevice::ReadOnly))
        return {dvcFile(info, path, output.md5, output.size)};
    QList<StoredFile> files;
    for (const QJsonValue item : QJsonDocument::fromJson(listing.readAll()).array()) {
        const QJsonObject entry = item.toObject();
        const QString relative = entry.value(u"relpath").toString();
        if (relative.isEmpty() || relative.split(u'/').contains(u".."_s))
            continue;
        files.append(dvcFile(info, path + u'/' + relative, entry.value(u"md5").toString(), -1));
    }
    return files;
}

} // namespace

Result<QList<StoredFile>> dvcFiles(const git::Repository &repository, const git::Oid &commit,
                                   const QString &path)
{
    const auto text = repository.file(commit, path + u".dvc"_s, 1'000'000);
    if (!text)
        return QList<StoredFile>();
    QList<StoredFile> files;
    const auto outputs = parseDvcFile(*text);
    for (const DvcOutput &output : outputs ? *outputs : QList<DvcOutput>()) {
        if (output.md5.endsWith(u".dir"))
            files += listedFiles(repository.info(), path, output);
        else
            files.append(dvcFile(repository.info(), path, output.md5, output.size));
    }
    return files;
}

QString dvcCachePath(const git::RepositoryInfo &info, const QString &md5)
{
    static const QRegularExpression grammar(u"\\A[0-9a-f]{32}(\\.dir)?\\z"_s);
    if (info.workTree.isEmpty() || !grammar.match(md5).hasMatch())
        return {};
    const QString tail = md5.left(2) + u'/' + md5.mid(2);
    for (const QString &root : {u"/.dvc/cache/files/md5/"_s, u"/.dvc/cache/"_s}) {
        const QString path = info.workTree + root + tail;
        if (QFileInfo(path).isFile())
            return path;
    }
    return {};
}

} // namespace vitrine::registry
