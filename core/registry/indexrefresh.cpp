// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/indexrefresh.h"

#include "core/registry/indexrows.h"
#include "core/registry/registryreader.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;
using namespace std::string_literals;

namespace vitrine::registry {

namespace {

QByteArray serialised(const Annotation &annotation)
{
    return QJsonDocument(QJsonArray{annotation.name, annotation.path, annotation.type, annotation.description,
                                    QJsonArray::fromStringList(annotation.labels)})
        .toJson(QJsonDocument::Compact);
}

Annotation annotationFrom(const QByteArray &json)
{
    const QJsonArray parts = QJsonDocument::fromJson(json).array();
    Annotation annotation{
        parts.at(0).toString(), parts.at(1).toString(), parts.at(2).toString(), parts.at(3).toString(), {}};
    for (const QJsonValue label : parts.at(4).toArray())
        annotation.labels.append(label.toString());
    return annotation;
}

} // namespace

IndexRefresh::IndexRefresh(Index &index, const git::Repository &repository,
                           const artifact::ObjectStore &store, const Job &job)
    : m_index(index)
    , m_repository(repository)
    , m_store(store)
    , m_job(job)
    , m_db(index.m_database)
{
}

Result<bool> IndexRefresh::run()
{
    // Taken first: what moves while we read is found at the next refresh.
    VT_TRY(const QByteArray now, m_repository.fingerprint());
    VT_TRY(QByteArray then, fact("fingerprint"));
    if (now == then)
        return false;
    VT_TRY(Transaction transaction, db(Transaction::begin(m_db)));
    VT_TRY(then, fact("fingerprint"));
    if (now == then) { // another process did the work while we waited
        VT_CHECK(db(m_index.readRules()));
        return true;
    }
    VT_CHECK(update());
    VT_CHECK(setFact("fingerprint", now));
    VT_CHECK(db(transaction.commit()));
    return true;
}

Result<> IndexRefresh::update()
{
    VT_CHECK(compareTags());
    VT_CHECK(compareNotes());
    VT_CHECK(compareHead());
    return describeChanged();
}

Result<QByteArray> IndexRefresh::fact(const char *key)
{
    VT_TRY(Statement row, db(m_db.prepare("SELECT value FROM fact WHERE key=?1")));
    row.bind(1, QString::fromLatin1(key));
    VT_TRY(const bool known, db(row.step()));
    return known ? row.blob(0) : QByteArray();
}

Result<> IndexRefresh::setFact(const char *key, const QByteArray &value)
{
    VT_TRY(Statement row, db(m_db.prepare("INSERT OR REPLACE INTO fact(key, value) VALUES(?1, ?2)")));
    row.bind(1, QString::fromLatin1(key));
    row.bind(2, value);
    return db(row.execute());
}

Result<> IndexRefresh::execute(const char *sql, const QString &parameter)
{
    VT_TRY(Statement statement, db(m_db.prepare(sql)));
    statement.bind(1, parameter);
    return db(statement.execute());
}

Result<> IndexRefresh::compareNotes()
{
    const auto notes = m_repository.commit(notesRef);
    const git::Oid target = notes ? notes->id : git::Oid();
    VT_TRY(const QByteArray before, fact("notes"));
    if (before == target.toLatin1())
        return {};
    QHash<QString, git::Oid> now;
    if (!target.isEmpty()) {
        VT_TRY(const QList<git::TreeEntry> entries, m_repository.entries(target, {}, true));
        for (const git::TreeEntry &entry : entries)
            now.insert(QString(entry.path).remove(u'/'), entry.id);
    }
    QStringList touched;
    {
        VT_TRY(Statement known, db(m_db.prepare("SELECT object, blob FROM note")));
        while (true) {
            VT_TRY(const bool more, db(known.step()));
            if (!more)
                break;
            const auto it = now.find(known.text(0));
            if (it != now.end() && it.value() == known.text(1))
                now.erase(it);
            else
                touched.append(known.text(0));
        }
    }
    for (const QString &object : std::as_const(touched))
        VT_CHECK(execute("DELETE FROM note WHERE object=?1", object));
    VT_TRY(Statement insert, db(m_db.prepare("INSERT INTO note(object, blob, content) VALUES(?1, ?2, ?3)")));
    for (auto it = now.begin(); it != now.end(); ++it) {
        const auto content = m_repository.blob(it.value(), 1'000'000);
        if (!content)
            continue;
        insert.bind(1, it.key());
        insert.bind(2, it.value());
        insert.bind(3, *content);
        VT_CHECK(db(insert.execute()));
        touched.append(it.key());
    }
    VT_TRY(Statement models,
           db(m_db.prepare("SELECT DISTINCT model FROM tag WHERE model IS NOT NULL AND (object=?1 OR "
                           "commitid=?1)")));
    for (const QString &object : std::as_const(touched)) {
        models.bind(1, object);
        while (true) {
            VT_TRY(const bool more, db(models.step()));
            if (!more)
                break;
            m_changed.insert(models.text(0));
        }
        models.reset();
    }
    return setFact("notes", target.toLatin1());
}

Result<> IndexRefresh::compareHead()
{
    QSet<QString> tagged;
    QStringList directories;
    {
        VT_TRY(Statement models, db(m_db.prepare("SELECT DISTINCT model FROM tag WHERE model IS NOT NULL")));
        while (true) {
            VT_TRY(const bool more, db(models.step()));
            if (!more)
                break;
            tagged.insert(models.text(0));
            const QString directory = ModelName::of(models.text(0)).directory;
            if (!directory.isEmpty() && !directories.contains(directory))
                directories.append(directory);
        }
    }
    VT_CHECK(readKnownHead());
    const git::Oid head = m_repository.info().head;
    // A model that is new in the tags may have been in the tree before.
    const QByteArray key =
        head.toLatin1() + ' ' + QByteArray::number(tagged.size()) + ' ' + directories.join(u' ').toUtf8();
    VT_TRY(const QByteArray before, fact("head"));
    if (key == before)
        return {};
    VT_CHECK(compareRules());

    const Head old = m_head;
    VT_TRY(m_head.folders, modelFolders(m_repository, head, directories, old.folders));
    m_head.annotations.clear();
    for (const Annotation &annotation : annotationsAt(m_repository, head, directories)) {
        // GTO's types are free; what is plainly something else is not a model.
        const bool isModel = annotation.type.isEmpty() || annotation.type == u"model" ||
                             m_head.folders.contains(annotation.name) || tagged.contains(annotation.name);
        if (isModel && !m_head.annotations.contains(annotation.name))
            m_head.annotations.insert(annotation.name, annotation);
    }
    QSet<QString> names(old.folders.keyBegin(), old.folders.keyEnd());
    for (const QStringList &more : {m_head.folders.keys(), m_head.annotations.keys(), old.annotations.keys()})
        names.unite(QSet<QString>(more.begin(), more.end()));
    for (const QString &name : std::as_const(names)) {
        const bool movedFolder = old.folders.value(name) != m_head.folders.value(name);
        if (movedFolder)
            m_moved.insert(name);
        const bool annotated = old.annotations.value(name) != m_head.annotations.value(name);
        if (movedFolder || annotated)
            m_changed.insert(name);
        if (annotated) // may say where the files of older commits are
            VT_CHECK(execute("DELETE FROM facts WHERE model=?1 AND size<0", name));
    }
    return setFact("head", key);
}

Result<> IndexRefresh::readKnownHead()
{
    VT_TRY(Statement rows, db(m_db.prepare("SELECT name, tree, annotation FROM model")));
    while (true) {
        VT_TRY(const bool more, db(rows.step()));
        if (!more)
            return {};
        if (!rows.text(1).isEmpty())
            m_head.folders.insert(rows.text(0), rows.text(1));
        if (!rows.blob(2).isEmpty())
            m_head.annotations.insert(rows.text(0), annotationFrom(rows.blob(2)));
    }
}

Result<> IndexRefresh::compareRules()
{
    const git::Oid head = m_repository.info().head;
    bool changed = false;
    for (const auto &[key, file] :
         {std::pair("gto", u".gto"_s), std::pair("settings", librarySettingsFile)}) {
        const QByteArray now =
            head.isEmpty() ? QByteArray() : m_repository.file(head, file, 1'000'000).value_or(QByteArray());
        VT_TRY(const QByteArray before, fact(key));
        if (now == before)
            continue;
        VT_CHECK(setFact(key, now));
        changed = true;
    }
    if (!changed)
        return {};
    VT_CHECK(db(m_index.readRules()));
    VT_TRY(Statement rows, db(m_db.prepare("SELECT DISTINCT model FROM tag WHERE model IS NOT NULL")));
    while (true) {
        VT_TRY(const bool more, db(rows.step()));
        if (!more)
            return {};
        m_changed.insert(rows.text(0));
    }
}

QByteArray IndexRefresh::annotationText(const QString &model) const
{
    const auto found = m_head.annotations.constFind(model);
    return found == m_head.annotations.constEnd() ? QByteArray() : serialised(*found);
}

} // namespace vitrine::registry
