// SPDX-License-Identifier: GPL-3.0-or-later
// The second half of a refresh: the rows of the models that changed.
#include "core/base/yaml.h"
#include "core/registry/indexrefresh.h"
#include "core/registry/indexrows.h"
#include "core/registry/modelsummary.h"
#include "core/registry/registryreader.h"
#include "core/registry/versionnote.h"

#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::string_literals;

namespace vitrine::registry {

namespace {

constexpr int maxSteps = 100'000; // of the walk for the dates of folders

// What the full-text index knows of a model besides its row.
struct Texts {
    QString columns;
    QString card;
};

Texts textsOf(const ModelFolder &folder, const Metadata &metadata)
{
    Texts texts;
    QStringList columns;
    for (const format::Column &column : metadata.prototype.columns)
        columns.append(column.description.isEmpty() ? column.name : column.name + u' ' + column.description);
    texts.columns = columns.join(u'\n');
    texts.card = QString::fromUtf8(withoutFrontMatter(folder.card));
    return texts;
}

} // namespace

Result<> IndexRefresh::describeChanged()
{
    QStringList names(m_changed.begin(), m_changed.end());
    names.sort();
    VT_CHECK(computeFacts(names));

    QMap<QString, ModelState> states;
    QStringList datesWanted;
    for (const QString &name : std::as_const(names)) {
        VT_TRY(const QList<TagRecord> tags, db(m_index.tags(name)));
        const ModelState state = modelState(name, tags, m_index.rules());
        if (tags.isEmpty() && !m_head.folders.contains(name) && !m_head.annotations.contains(name)) {
            VT_CHECK(remove(name));
            continue;
        }
        states.insert(name, state);
        if (m_moved.contains(name) && m_head.folders.contains(name)) {
            VT_TRY(const bool ofVersion, isFolderOfNewestVersion(state));
            if (!ofVersion)
                datesWanted.append(name);
        }
    }
    VT_CHECK(findFolderDates(datesWanted));
    qint64 done = 0;
    for (auto it = states.begin(); it != states.end(); ++it) {
        VT_CHECK(m_job.check());
        VT_CHECK(describe(it.value()));
        m_job.report(++done, states.size());
    }
    return {};
}

// The commits of changed models whose facts are not known yet; in several threads when there are many.
Result<> IndexRefresh::computeFacts(const QStringList &models)
{
    struct Wanted {
        git::Oid commit;
        QString model;
        VersionFacts facts;
    };
    std::vector<Wanted> wanted;
    VT_TRY(Statement rows,
           db(m_db.prepare(
               "SELECT DISTINCT t.commitid FROM tag t LEFT JOIN facts f ON f.commitid=t.commitid AND "
               "f.model=t.model WHERE t.model=?1 AND f.commitid IS NULL")));
    for (const QString &model : models) {
        rows.bind(1, model);
        while (true) {
            VT_TRY(const bool more, db(rows.step()));
            if (!more)
                break;
            wanted.push_back({rows.text(0), model, {}});
        }
        rows.reset();
    }

    constexpr size_t worthAThread = 200;
    const auto compute = [this, &wanted](const git::Repository &repository, size_t begin, size_t end) {
        for (size_t i = begin; i < end && !m_job.stop.stop_requested(); ++i)
            wanted[i].facts = versionFacts(repository, m_store, wanted[i].commit, wanted[i].model);
    };
    const size_t half = wanted.size() > worthAThread ? wanted.size() / 2 : 0;
    QFuture<bool> other;
    if (half > 0) {
        other = QtConcurrent::run([&] {
            const auto repository = git::Repository::open(m_repository.info().path);
            if (repository)
                compute(*repository, 0, half);
            return bool(repository);
        });
    }
    compute(m_repository, half, wanted.size());
    if (half > 0 && !other.result())
        compute(m_repository, 0, half);
    VT_CHECK(m_job.check());

    VT_TRY(Statement insert,
           db(m_db.prepare("INSERT OR REPLACE INTO facts(commitid, model, size, metrics, format, "
                           "summary, tree) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")));
    for (const Wanted &each : wanted) {
        insert.bind(1, each.commit);
        insert.bind(2, each.model);
        insert.bind(3, each.facts.size);
        insert.bind(4, toJson(each.facts.metrics));
        insert.bind(5, each.facts.format);
        insert.bind(6, each.facts.summary);
        insert.bind(7, each.facts.tree);
        VT_CHECK(db(insert.execute()));
    }
    return {};
}

// Then the folder's date is no later than that version's, and need not be looked for.
Result<bool> IndexRefresh::isFolderOfNewestVersion(const ModelState &state)
{
    if (state.versions.isEmpty())
        return false;
    VT_TRY(const VersionFacts facts,
           db(m_index.facts(m_repository, m_store, state.versions.first().commit, state.name)));
    return facts.tree == m_head.folders.value(state.name);
}

// When the folders became what they are at HEAD, along first parents.
Result<> IndexRefresh::findFolderDates(QStringList models)
{
    if (models.isEmpty())
        return {};
    auto commit = m_repository.commit(m_repository.info().head);
    for (int step = 0; commit && !models.isEmpty() && step < maxSteps; ++step) {
        VT_CHECK(m_job.check());
        const git::Oid parent = commit->parents.value(0);
        const bool last = parent.isEmpty();
        const auto treeBefore = last ? Result<git::Commit>(Error{}) : m_repository.commit(parent);
        for (auto it = models.begin(); it != models.end();) {
            const auto before = treeBefore ? m_repository.entry(parent, ModelName::of(*it).folder())
                                           : Result<git::TreeEntry>(Error{});
            if (!before || before->id != m_head.folders.value(*it)) {
                m_folderDates.insert(*it, commit->committer.when);
                it = models.erase(it);
            } else {
                ++it;
            }
        }
        if (!treeBefore)
            break;
        commit = treeBefore;
    }
    return {};
}

Result<> IndexRefresh::describe(const ModelState &state)
{
    const auto annotation = m_head.annotations.constFind(state.name);
    const Annotation *annotated = annotation == m_head.annotations.constEnd() ? nullptr : &*annotation;
    const auto annotations = [&] { return annotated ? QList<Annotation>{*annotated} : QList<Annotation>(); };
    ModelFolder folder;
    const git::Oid head = m_repository.info().head;
    if (!head.isEmpty())
        folder = readModelFolder(m_repository, m_store, head, state.name, annotations).value_or({});
    const bool now = !folder.isEmpty();
    if (!now && !state.latest.isEmpty()) {
        // On another branch, or removed since: the last version still tells what it is.
        const git::Oid commit = state.version(state.latest)->commit;
        folder = readModelFolder(m_repository, m_store, commit, state.name, annotations).value_or({});
    }
    const Metadata metadata = parseMetadata(folder.yaml).value_or({});
    Model model = summaryOf(state, folder, metadata, annotated);
    if (!now)
        model.folder.clear();
    else
        model.folder = folder.folder;
    VT_TRY(const QDateTime folderDate, folderDateOf(state.name));
    if (folderDate.isValid() && (!model.updated.isValid() || folderDate > model.updated))
        model.updated = folderDate;
    if (!model.updated.isValid() && annotated && !annotated->path.isEmpty()) {
        const auto changes = m_repository.historyOf(annotated->path, head, 1, m_job);
        if (changes && !changes->isEmpty())
            model.updated = changes->first().committer.when;
    }

    VT_TRY(const std::optional<Model> before, db(m_index.model(state.name)));
    const Texts texts = textsOf(folder, metadata);
    VT_CHECK(writeModel(model, texts.columns, texts.card, folderDate));
    VT_TRY(const QList<Version> versions, versionsOf(state));
    return writeVersions(model, versions, before && before->title != model.title);
}

Result<QDateTime> IndexRefresh::folderDateOf(const QString &model)
{
    if (m_moved.contains(model))
        return m_folderDates.value(model);
    VT_TRY(Statement row, db(m_db.prepare("SELECT treedate, treezone FROM model WHERE name=?1")));
    row.bind(1, model);
    VT_TRY(const bool known, db(row.step()));
    return known ? dateAt(row, 0) : QDateTime();
}

Result<QList<Version>> IndexRefresh::versionsOf(const ModelState &state)
{
    QList<Version> versions;
    VT_TRY(Statement note, db(m_db.prepare("SELECT content FROM note WHERE object=?1")));
    for (const VersionRecord &record : state.versions) {
        VT_TRY(const VersionFacts facts, db(m_index.facts(m_repository, m_store, record.commit, state.name)));
        note.bind(1, RegistryReader::notedObject(record));
        VT_TRY(const bool noted, db(note.step()));
        versions.append(versionOf(state.name, record, facts, noted ? noteFrom(note.blob(0)) : QJsonObject()));
        note.reset();
    }
    return versions;
}

Result<> IndexRefresh::writeModel(const Model &model, const QString &columns, const QString &card,
                                  const QDateTime &folderDate)
{
    VT_TRY(Statement id, db(m_db.prepare("SELECT id FROM model WHERE name=?1")));
    id.bind(1, model.name);
    VT_TRY(const bool known, db(id.step()));
    const qint64 row = known ? id.integer(0) : 0;
    id.reset();
    VT_TRY(Statement write,
           db(m_db.prepare(
               "INSERT OR REPLACE INTO model("s + modelColumns +
               ", id, tree, treedate, treezone, annotation) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
               "?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)")));
    bindModel(write, model);
    if (known)
        write.bind(18, row);
    else
        write.bindNull(18);
    write.bind(19, m_head.folders.value(model.name));
    bindDate(write, 20, folderDate);
    write.bind(22, annotationText(model.name));
    VT_CHECK(db(write.execute()));
    const qint64 document = -(known ? row : m_db.lastInsertId());

    if (known)
        VT_CHECK(removeDocument(document));
    VT_TRY(Statement text,
           db(m_db.prepare("INSERT INTO search(rowid, name, title, labels, columns, description, card) "
                           "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")));
    text.bind(1, document);
    text.bind(2, model.name);
    text.bind(3, model.title);
    text.bind(4, model.labels.join(u'\n'));
    text.bind(5, columns);
    text.bind(6, model.description);
    text.bind(7, card);
    return db(text.execute());
}

Result<> IndexRefresh::writeVersions(const Model &model, const QList<Version> &versions, bool titleChanged)
{
    QHash<QString, std::pair<qint64, Version>> before;
    {
        VT_TRY(Statement rows,
               db(m_db.prepare("SELECT "s + versionColumns + ", id FROM version WHERE model=?1")));
        rows.bind(1, model.name);
        while (true) {
            VT_TRY(const bool more, db(rows.step()));
            if (!more)
                break;
            const Version version = versionAt(rows);
            before.insert(version.name, {rows.integer(16), version});
        }
    }
    for (const Version &version : versions) {
        const auto old = before.constFind(version.name);
        const qint64 id = old == before.constEnd() ? 0 : old->first;
        const bool same = id > 0 && old->second == version;
        if (!same || titleChanged)
            VT_CHECK(writeVersion(id, version, model.title));
        before.remove(version.name);
    }
    for (const auto &[id, version] : std::as_const(before))
        VT_CHECK(removeVersion(id));
    return {};
}

Result<> IndexRefresh::writeVersion(qint64 known, const Version &version, const QString &title)
{
    if (!m_writeVersion) {
        VT_TRY(m_writeVersion,
               db(m_db.prepare(
                   "INSERT OR REPLACE INTO version("s + versionColumns +
                   ", id) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, "
                   "?17)")));
        VT_TRY(m_writeText,
               db(m_db.prepare("INSERT INTO search(rowid, name, title, labels, version, message, note) "
                               "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")));
        VT_TRY(m_writeMetric,
               db(m_db.prepare("INSERT INTO metric(version, name, value) VALUES(?1, ?2, ?3)")));
    }
    bindVersion(*m_writeVersion, version);
    if (known > 0) {
        VT_CHECK(removeDocument(known));
        VT_CHECK(execute("DELETE FROM metric WHERE version=?1", QString::number(known)));
        m_writeVersion->bind(17, known);
    } else {
        m_writeVersion->bindNull(17);
    }
    VT_CHECK(db(m_writeVersion->execute()));
    const qint64 id = known > 0 ? known : m_db.lastInsertId();
    for (auto it = version.metrics.begin(); it != version.metrics.end(); ++it) {
        m_writeMetric->bind(1, id);
        m_writeMetric->bind(2, it.key());
        m_writeMetric->bind(3, it.value());
        VT_CHECK(db(m_writeMetric->execute()));
    }
    m_writeText->bind(1, id);
    m_writeText->bind(2, version.model);
    m_writeText->bind(3, title);
    m_writeText->bind(4, version.labels.join(u'\n'));
    m_writeText->bind(5, version.name);
    m_writeText->bind(6, version.message);
    m_writeText->bind(7, version.note);
    return db(m_writeText->execute());
}

Result<> IndexRefresh::removeDocument(qint64 id)
{
    return execute("DELETE FROM search WHERE rowid=CAST(?1 AS INTEGER)", QString::number(id));
}

Result<> IndexRefresh::removeVersion(qint64 id)
{
    VT_CHECK(removeDocument(id));
    VT_CHECK(execute("DELETE FROM metric WHERE version=CAST(?1 AS INTEGER)", QString::number(id)));
    return execute("DELETE FROM version WHERE id=CAST(?1 AS INTEGER)", QString::number(id));
}

Result<> IndexRefresh::remove(const QString &model)
{
    VT_CHECK(execute("DELETE FROM search WHERE rowid IN (SELECT id FROM version WHERE model=?1)", model));
    VT_CHECK(execute("DELETE FROM search WHERE rowid IN (SELECT -id FROM model WHERE name=?1)", model));
    VT_CHECK(execute("DELETE FROM metric WHERE version IN (SELECT id FROM version WHERE model=?1)", model));
    VT_CHECK(execute("DELETE FROM version WHERE model=?1", model));
    VT_CHECK(execute("DELETE FROM facts WHERE model=?1", model));
    return execute("DELETE FROM model WHERE name=?1", model);
}

} // namespace vitrine::registry
