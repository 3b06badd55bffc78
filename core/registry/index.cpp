// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/index.h"

#include "core/base/text.h"
#include "core/registry/indexrefresh.h"
#include "core/registry/indexrows.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;
using namespace std::string_literals;

namespace vitrine::registry {

Result<Index> Index::open(const QString &path)
{
    if (!QDir().mkpath(QFileInfo(path).path()))
        return Error{
            Error::Code::Io, Text::tr("The folder %1 cannot be made.").arg(QFileInfo(path).path()), {}};
    VT_TRY(Database database, Database::open(path));
    return prepared(std::move(database));
}

Result<Index> Index::inMemory()
{
    VT_TRY(Database database, Database::inMemory());
    return prepared(std::move(database));
}

Result<Index> Index::prepared(Database database)
{
    VT_TRY(qint64 version, database.userVersion());
    if (version == 0) {
        VT_TRY(Transaction transaction, Transaction::begin(database));
        VT_TRY(version, database.userVersion()); // another process may have been first
        if (version == 0) {
            // A file with tables but without a number is none of ours.
            VT_CHECK(database.execute(indexSchema));
            VT_CHECK(database.setUserVersion(indexSchemaVersion));
            version = indexSchemaVersion;
        }
        VT_CHECK(transaction.commit());
    }
    if (version != indexSchemaVersion)
        return Error{Error::Code::Corrupt, Text::tr("The index has another form."), QString::number(version)};
    Index index(std::move(database));
    VT_CHECK(index.readRules());
    return index;
}

Result<> Index::readRules()
{
    VT_TRY(Statement facts, m_database.prepare("SELECT value FROM fact WHERE key=?1"));
    const auto fact = [&facts](const QString &key) -> Result<QByteArray> {
        facts.reset();
        facts.bind(1, key);
        VT_TRY(const bool known, facts.step());
        return known ? facts.blob(0) : QByteArray();
    };
    VT_TRY(const QByteArray gto, fact(u"gto"_s));
    VT_TRY(const QByteArray settings, fact(u"settings"_s));
    m_rules = parseGtoConfig(gto).value_or(GtoConfig{}).rules;
    m_rules = withLibrarySettings(m_rules, settings).value_or(m_rules);
    return {};
}

Result<bool> Index::refresh(const git::Repository &repository, const artifact::ObjectStore &store,
                            const Job &job)
{
    m_databaseFailed = false;
    return IndexRefresh(*this, repository, store, job).run();
}

Result<QList<Model>> Index::models()
{
    VT_TRY(Statement rows, db(m_database.prepare("SELECT "s + modelColumns + " FROM model ORDER BY name")));
    QList<Model> models;
    while (true) {
        VT_TRY(const bool more, db(rows.step()));
        if (!more)
            return models;
        models.append(modelAt(rows));
    }
}

Result<std::optional<Model>> Index::model(const QString &name)
{
    VT_TRY(Statement row, db(m_database.prepare("SELECT "s + modelColumns + " FROM model WHERE name=?1")));
    row.bind(1, name);
    VT_TRY(const bool found, db(row.step()));
    return found ? std::optional(modelAt(row)) : std::optional<Model>();
}

Result<QStringList> Index::modelNames()
{
    VT_TRY(Statement rows, db(m_database.prepare("SELECT name FROM model ORDER BY name")));
    QStringList names;
    while (true) {
        VT_TRY(const bool more, db(rows.step()));
        if (!more)
            return names;
        names.append(rows.text(0));
    }
}

Result<QList<Version>> Index::versions(const QString &model)
{
    VT_TRY(Statement rows,
           db(m_database.prepare("SELECT "s + versionColumns + " FROM version WHERE model=?1")));
    rows.bind(1, model);
    QList<Version> versions;
    while (true) {
        VT_TRY(const bool more, db(rows.step()));
        if (!more)
            return versions;
        versions.append(versionAt(rows));
    }
}

Result<QList<TagRecord>> Index::tags(const QString &model)
{
    VT_TRY(Statement rows, db(m_database.prepare("SELECT "s + tagColumns + " FROM tag WHERE model=?1")));
    rows.bind(1, model);
    QList<TagRecord> tags;
    while (true) {
        VT_TRY(const bool more, db(rows.step()));
        if (!more)
            return tags;
        tags.append(tagAt(rows));
    }
}

Result<VersionFacts> Index::facts(const git::Repository &repository, const artifact::ObjectStore &store,
                                  const git::Oid &commit, const QString &model)
{
    VT_TRY(Statement row,
           db(m_database.prepare(
               "SELECT size, metrics, format, summary, tree FROM facts WHERE commitid=?1 AND model=?2")));
    row.bind(1, commit);
    row.bind(2, model);
    VT_TRY(const bool known, db(row.step()));
    if (!known)
        return versionFacts(repository, store, commit, model);
    return VersionFacts{row.integer(0), numbersFrom(row.blob(1)), row.text(2), row.text(3), row.text(4)};
}

} // namespace vitrine::registry
