// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/registryreader.h"

#include <QHash>
#include <QMap>

namespace vitrine::registry {

// The LFS pointers of trees, each blob read once. Not thread-safe; lives as long as the reader.
class PointerScan final
{
public:
    explicit PointerScan(const git::Repository &repository) : m_repository(repository) {}

    // Hashes and sizes of all pointers at or below `folder` ("" for all) of a commit or tree.
    Result<QHash<QString, qint64>> below(const git::Oid &treeish, const QString &folder);
    // Of one blob; nothing when it is no pointer.
    Result<std::optional<artifact::Pointer>> at(const git::Oid &blob);

private:
    const git::Repository &m_repository;
    QHash<git::Oid, std::optional<artifact::Pointer>> m_known;
};

// What one version keeps, and who keeps the version.
struct VersionUse {
    QString model;
    VersionRecord version;
    QHash<QString, qint64> files; // its files, by where they are kept ("lfs:…", "git:…", "dvc:…") → bytes
    QHash<QString, qint64> objects; // LFS objects of its folder, by hash → bytes
    QStringList heldBy;             // stages that were ever assigned to it
    QString name() const { return model + u'@' + version.name; }
    bool isNeeded() const { return !version.deregistered; }
};

// Every version that a tag names, by model and newest first; of one model when it is named. Fails when one of
// them cannot be read, because what it needs is then not known.
Result<QList<VersionUse>> versionUses(const RegistryReader &reader, PointerScan &scan, const QString &model,
                                      const Job &job);

} // namespace vitrine::registry
