// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/index.h"

#include <QHash>
#include <QMap>
#include <QSet>

namespace vitrine::registry {

// One run of Index::refresh: finds out which models changed since the last run and describes those anew.
class IndexRefresh final
{
public:
    IndexRefresh(Index &index, const git::Repository &repository, const artifact::ObjectStore &store,
                 const Job &job);

    Result<bool> run();

private:
    struct Head {
        QMap<QString, git::Oid> folders;       // model → tree
        QMap<QString, Annotation> annotations; // model → entry
    };

    // What changed (indexrefresh.cpp)
    Result<> update();
    Result<> compareNotes();
    Result<> compareHead();
    Result<> readKnownHead();
    Result<> compareRules();
    QByteArray annotationText(const QString &model) const;

    // The tags (indextags.cpp)
    Result<> compareTags();
    Result<> compareTags(const QList<git::Reference> &references, const char *rows);
    Result<> keepLoose(const QList<git::Reference> &loose);
    Result<> readTags(const QStringList &names, const QList<git::Reference> &references);

    // The rows of what changed (indexdescribe.cpp)
    Result<> describeChanged();
    Result<> computeFacts(const QStringList &models);
    Result<bool> isFolderOfNewestVersion(const ModelState &state);
    Result<> findFolderDates(QStringList models);
    Result<QDateTime> folderDateOf(const QString &model);
    Result<> describe(const ModelState &state);
    Result<QList<Version>> versionsOf(const ModelState &state);
    Result<> writeModel(const Model &model, const QString &columns, const QString &card,
                        const QDateTime &folderDate);
    Result<> writeVersions(const Model &model, const QList<Version> &versions, bool titleChanged);
    Result<> writeVersion(qint64 known, const Version &version, const QString &title);
    Result<> removeDocument(qint64 id);
    Result<> removeVersion(qint64 id);
    Result<> remove(const QString &model);

    // A failure of the database is remembered, because then the file is at fault and not the repository.
    template<typename T>
    Result<T> db(Result<T> result)
    {
        m_index.m_databaseFailed |= !result;
        return result;
    }
    Result<> execute(const char *sql, const QString &parameter);
    Result<QByteArray> fact(const char *key);
    Result<> setFact(const char *key, const QByteArray &value);

    Index &m_index;
    const git::Repository &m_repository;
    const artifact::ObjectStore &m_store;
    const Job &m_job;
    Database &m_db;
    Head m_head;
    QSet<QString> m_changed; // models to describe anew
    QSet<QString> m_moved;   // those whose folder at HEAD is another one
    QHash<QString, QDateTime> m_folderDates;
    std::optional<Statement> m_writeVersion;
    std::optional<Statement> m_writeText;
    std::optional<Statement> m_writeMetric;
};

} // namespace vitrine::registry
