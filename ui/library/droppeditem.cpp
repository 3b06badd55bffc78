// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/droppeditem.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr qsizetype mostLookedAt = 50; // folders below the dropped one

bool isRepository(const QDir &folder)
{
    if (folder.exists(u".git"_s))
        return true;
    return folder.exists(u"HEAD"_s) && folder.exists(u"objects"_s) && folder.exists(u"refs"_s);
}

QStringList foldersIn(const QDir &folder)
{
    return folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot).mid(0, mostLookedAt);
}

bool anyFolderHas(const QDir &folder, const QString &file)
{
    const QStringList folders = foldersIn(folder);
    return std::any_of(folders.begin(), folders.end(),
                       [&](const QString &name) { return folder.exists(name + u'/' + file); });
}

// A board is board/pin/version/data.txt; one of its pins or versions counts as well.
bool isPinsBoard(const QDir &folder)
{
    if (folder.exists(u"_pins.yaml"_s) || folder.exists(u"data.txt"_s) || anyFolderHas(folder, u"data.txt"_s))
        return true;
    const QStringList pins = foldersIn(folder);
    return std::any_of(pins.begin(), pins.end(), [&folder](const QString &pin) {
        return anyFolderHas(QDir(folder.filePath(pin)), u"data.txt"_s);
    });
}

bool isMlflowStore(const QDir &folder)
{
    return folder.exists(u"MLmodel"_s) || folder.exists(u"mlflow.db"_s) || folder.exists(u"mlruns"_s) ||
           anyFolderHas(folder, u"meta.yaml"_s);
}

} // namespace

DroppedItem droppedItem(const QStringList &paths)
{
    using Kind = DroppedItem::Kind;
    DroppedItem item;
    for (const QString &path : paths) {
        if (QFileInfo::exists(path))
            item.paths << QFileInfo(path).absoluteFilePath();
    }
    if (item.paths.isEmpty())
        return item;
    item.kind = Kind::ModelFiles;
    if (item.paths.size() == 1 && QFileInfo(item.paths.first()).isDir()) {
        const QDir folder(item.paths.first());
        if (isRepository(folder))
            item.kind = Kind::Repository;
        else if (isMlflowStore(folder))
            item.kind = Kind::MlflowStore;
        else if (isPinsBoard(folder))
            item.kind = Kind::PinsBoard;
    }
    return item;
}

} // namespace vitrine::ui
