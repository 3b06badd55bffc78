// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/artifact/dvc.h"

#include "core/base/text.h"
#include "core/base/yaml.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::artifact {

namespace {

Error damaged(const QString &why)
{
    return {Error::Code::Corrupt, Text::tr("This file of DVC is damaged: %1.").arg(why), {}};
}

bool isMd5(const QString &text)
{
    const QStringView digits = text.endsWith(u".dir") ? QStringView(text).chopped(4) : QStringView(text);
    return digits.size() == 32 && std::all_of(digits.begin(), digits.end(), [](QChar c) {
               return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
           });
}

// `path` seen from `folder`, without . and ..; empty when it leads outside.
QString below(const QString &folder, const QString &path)
{
    if (path.isEmpty() || path.contains(u"://") || QDir::isAbsolutePath(path) || path.contains(QChar(u'\0')))
        return {};
    const QString joined = QDir::cleanPath(folder.isEmpty() ? path : folder + u'/' + path);
    return joined == u".." || joined.startsWith(u"../") || joined == u"." ? QString() : joined;
}

// As below(), but the folder itself is allowed.
QString folderBelow(const QString &folder, const QString &path)
{
    return path.isEmpty() || path == u"." ? folder : below(folder, path);
}

qint64 sizeOf(const QJsonObject &object)
{
    const qint64 size = object[u"size"].toInteger(-1);
    return size < 0 ? -1 : size;
}

QList<DvcEntry> entriesOf(const QJsonArray &files)
{
    QList<DvcEntry> entries;
    for (const QJsonValue &value : files) {
        const QJsonObject file = value.toObject();
        const DvcEntry entry{below({}, file[u"relpath"].toString()), file[u"md5"].toString(), sizeOf(file)};
        if (!entry.path.isEmpty() && isMd5(entry.md5))
            entries << entry;
    }
    return entries;
}

QList<DvcOutput> outputsOf(const QJsonArray &outs, const QString &folder)
{
    QList<DvcOutput> outputs;
    for (const QJsonValue &value : outs) {
        const QJsonObject out = value.toObject();
        DvcOutput output;
        output.path = below(folder, out[u"path"].toString());
        output.md5 = out[u"md5"].toString();
        output.size = sizeOf(out);
        output.legacy = !out.contains(u"hash");
        output.entries = entriesOf(out[u"files"].toArray());
        if (!isMd5(output.md5))
            output.md5.clear();
        if (!output.path.isEmpty() && (!output.md5.isEmpty() || !output.entries.isEmpty()))
            outputs << output;
    }
    return outputs;
}

Result<QJsonObject> mapping(const QByteArray &text)
{
    if (text.trimmed().isEmpty())
        return QJsonObject();
    VT_TRY(const QJsonValue value, yaml::parse(text));
    if (!value.isObject())
        return damaged(Text::tr("it is not a mapping"));
    return value.toObject();
}

} // namespace

Result<QList<DvcOutput>> outputsOfDvcFile(const QByteArray &text, const QString &folder)
{
    VT_TRY(const QJsonObject file, mapping(text));
    if (!file[u"outs"].isArray())
        return damaged(Text::tr("it lists no outputs"));
    return outputsOf(file[u"outs"].toArray(), folderBelow(folder, file[u"wdir"].toString()));
}

Result<QList<DvcOutput>> outputsOfDvcLock(const QByteArray &lock, const QByteArray &pipeline,
                                          const QString &folder)
{
    VT_TRY(const QJsonObject locked, mapping(lock));
    VT_TRY(const QJsonObject described, mapping(pipeline));
    const QJsonObject descriptions = described[u"stages"].toObject();
    // The first schema had the stages at the top.
    const QJsonObject stages = locked.contains(u"schema") ? locked[u"stages"].toObject() : locked;
    QList<DvcOutput> outputs;
    for (auto stage = stages.begin(); stage != stages.end(); ++stage) {
        const QString workingFolder =
            folderBelow(folder, descriptions[stage.key()].toObject()[u"wdir"].toString());
        outputs << outputsOf(stage.value().toObject()[u"outs"].toArray(), workingFolder);
    }
    return outputs;
}

Result<QList<DvcEntry>> entriesOfDvcDirectory(const QByteArray &json)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (!document.isArray())
        return damaged(error.error == QJsonParseError::NoError ? Text::tr("it is not a list of files")
                                                               : error.errorString());
    const QList<DvcEntry> entries = entriesOf(document.array());
    if (entries.size() != document.array().size())
        return damaged(Text::tr("it names a file without a usable path and hash"));
    return entries;
}

QString cacheFolderOfDvcConfig(const QByteArray &text)
{
    QString folder;
    QString section;
    for (const QByteArray &raw : text.split('\n')) {
        const QString line = QString::fromUtf8(raw).trimmed();
        if (line.startsWith(u'[')) {
            section = line.mid(1, line.indexOf(u']') - 1).trimmed();
            continue;
        }
        const qsizetype equals = line.indexOf(u'=');
        if (section != u"cache" || line.startsWith(u'#') || equals < 0)
            continue;
        if (line.left(equals).trimmed().toLower() != u"dir")
            continue;
        folder = line.mid(equals + 1).trimmed();
        const bool quoted =
            folder.size() > 1 && (folder[0] == u'"' || folder[0] == u'\'') && folder.back() == folder[0];
        if (quoted)
            folder = folder.mid(1, folder.size() - 2);
    }
    return folder;
}

QString DvcCache::find(const QString &md5, bool legacy) const
{
    if (m_folder.isEmpty() || !isMd5(md5))
        return {};
    const QString name = md5.left(2) + u'/' + md5.mid(2);
    QStringList candidates = {m_folder + u"/files/md5/"_s + name, m_folder + u'/' + name};
    // The hash of a text file may differ between the two, so its own place comes first.
    if (legacy)
        std::swap(candidates[0], candidates[1]);
    for (const QString &candidate : candidates) {
        if (QFileInfo(candidate).isFile())
            return candidate;
    }
    return {};
}

} // namespace vitrine::artifact
