// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

namespace vitrine::artifact {

// What DVC writes into a repository, read without DVC: `*.dvc` files, dvc.lock, its configuration and its
// cache. Format: https://dvc.org/doc/user-guide/project-structure. Pure but for DvcCache; any thread.

// One file of a directory that DVC tracks.
struct DvcEntry {
    QString path; // below the directory
    QString md5;
    qint64 size = -1; // -1: not written down
    bool operator==(const DvcEntry &) const = default;
};

// One file or directory that DVC tracks.
struct DvcOutput {
    QString path; // from the root of the repository
    QString md5;  // of a directory it ends with ".dir"; empty when only the entries have one
    qint64 size = -1;
    bool legacy = false;     // written by DVC before 3.0
    QList<DvcEntry> entries; // of a directory whose files are listed in place
    bool isDirectory() const { return md5.endsWith(u".dir") || !entries.isEmpty(); }
    bool operator==(const DvcOutput &) const = default;
};

// `folder`: where the file lies, from the root of the repository ("" for the root). Outputs outside of the
// repository (a URL, an absolute path, "..") are left out. Corrupt when it is not such a file.
Result<QList<DvcOutput>> outputsOfDvcFile(const QByteArray &text, const QString &folder);
// dvc.lock, with the dvc.yaml beside it, which says where its stages run (may be empty).
Result<QList<DvcOutput>> outputsOfDvcLock(const QByteArray &lock, const QByteArray &pipeline,
                                          const QString &folder);
// The content of a cached ".dir" object.
Result<QList<DvcEntry>> entriesOfDvcDirectory(const QByteArray &json);
// `dir` of the section [cache] of a configuration file; empty when it does not say.
QString cacheFolderOfDvcConfig(const QByteArray &text);

// A DVC cache on this disk, in the layout of DVC 3 and of the versions before.
class DvcCache final
{
public:
    explicit DvcCache(const QString &folder) : m_folder(folder) {}

    // The file with that content; empty when it is not there. 32 lower-case hexadecimal digits, maybe with
    // ".dir".
    QString find(const QString &md5, bool legacy) const;

private:
    QString m_folder;
};

} // namespace vitrine::artifact
