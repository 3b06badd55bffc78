// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/indexrows.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

const char *const indexSchema = R"sql(
CREATE TABLE fact(key TEXT PRIMARY KEY, value) WITHOUT ROWID;

-- Every tag whose name is in GTO's grammar; model is NULL for one that points at no commit.
CREATE TABLE tag(name TEXT PRIMARY KEY, target TEXT NOT NULL, object TEXT, model TEXT, commitid TEXT,
                 date INTEGER, zone INTEGER, author TEXT, message TEXT, lightweight INTEGER,
                 loose INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID; -- loose: with a file of its own
CREATE INDEX tag_that_is_loose ON tag(loose) WHERE loose=1;
CREATE INDEX tag_by_model ON tag(model);
CREATE INDEX tag_by_object ON tag(object);
CREATE INDEX tag_by_commit ON tag(commitid);

CREATE TABLE note(object TEXT PRIMARY KEY, blob TEXT NOT NULL, content BLOB) WITHOUT ROWID;

-- What follows from a commit alone.
CREATE TABLE facts(commitid TEXT NOT NULL, model TEXT NOT NULL, size INTEGER, metrics BLOB, format TEXT, summary TEXT,
                   tree TEXT, PRIMARY KEY(commitid, model)) WITHOUT ROWID;

CREATE TABLE model(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, directory TEXT, folder TEXT, type TEXT, format TEXT,
                   title TEXT, description TEXT, labels BLOB, owners BLOB, licence TEXT, metric TEXT, latest TEXT,
                   stages BLOB, versions INTEGER, date INTEGER, zone INTEGER, deprecated INTEGER,
                   tree TEXT, treedate INTEGER, treezone INTEGER, annotation BLOB);

CREATE TABLE version(id INTEGER PRIMARY KEY, model TEXT NOT NULL, name TEXT NOT NULL, commitid TEXT, tag TEXT,
                     date INTEGER, zone INTEGER, author TEXT, message TEXT, size INTEGER, stages BLOB, metrics BLOB,
                     labels BLOB, note TEXT, registered INTEGER, deregistered INTEGER, lightweight INTEGER,
                     UNIQUE(model, name));
CREATE INDEX version_by_date ON version(date);

CREATE TABLE metric(version INTEGER NOT NULL, name TEXT NOT NULL, value REAL, PRIMARY KEY(name, version)) WITHOUT ROWID;
CREATE INDEX metric_by_version ON metric(version);

-- Rows of models have the negated id of the model, those of versions the id of the version.
CREATE VIRTUAL TABLE search USING fts5(name, title, labels, columns, description, card, version, message, note,
                                       tokenize="unicode61 remove_diacritics 2", prefix='1 2 3');
)sql";

void bindDate(Statement &statement, int index, const QDateTime &date)
{
    if (!date.isValid()) {
        statement.bindNull(index);
        statement.bindNull(index + 1);
        return;
    }
    statement.bind(index, date.toMSecsSinceEpoch());
    statement.bind(index + 1, date.offsetFromUtc());
}

QDateTime dateAt(const Statement &statement, int column)
{
    if (statement.isNull(column))
        return {};
    return QDateTime::fromMSecsSinceEpoch(statement.integer(column), Qt::OffsetFromUTC,
                                          int(statement.integer(column + 1)));
}

QByteArray toJson(const QMap<QString, double> &numbers)
{
    if (numbers.isEmpty())
        return "{}";
    QJsonObject object;
    for (auto it = numbers.begin(); it != numbers.end(); ++it)
        object.insert(it.key(), it.value());
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QMap<QString, double> numbersFrom(const QByteArray &json)
{
    QMap<QString, double> numbers;
    if (json.size() <= 2)
        return numbers;
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    for (auto it = object.begin(); it != object.end(); ++it)
        numbers.insert(it.key(), it.value().toDouble());
    return numbers;
}

QByteArray toJson(const QStringList &list)
{
    return list.isEmpty() ? QByteArray("[]")
                          : QJsonDocument(QJsonArray::fromStringList(list)).toJson(QJsonDocument::Compact);
}

QStringList listFrom(const QByteArray &json)
{
    QStringList list;
    if (json.size() <= 2)
        return list;
    for (const QJsonValue item : QJsonDocument::fromJson(json).array())
        list.append(item.toString());
    return list;
}

TagRecord tagAt(const Statement &row)
{
    TagRecord tag;
    tag.name = row.text(0);
    tag.parsed = GtoTag::parse(tag.name).value_or(GtoTag{});
    tag.object = row.text(1);
    tag.commit = row.text(3);
    tag.date = dateAt(row, 4);
    tag.author = row.text(6);
    tag.message = row.text(7);
    tag.lightweight = row.integer(8) != 0;
    return tag;
}

Model modelAt(const Statement &row)
{
    Model model;
    model.name = row.text(0);
    model.directory = row.text(1);
    model.folder = row.text(2);
    model.type = row.text(3);
    model.format = row.text(4);
    model.title = row.text(5);
    model.description = row.text(6);
    model.labels = listFrom(row.blob(7));
    model.owners = listFrom(row.blob(8));
    model.licence = row.text(9);
    model.mainMetric = row.text(10);
    model.latest = row.text(11);
    const QJsonObject stages = QJsonDocument::fromJson(row.blob(12)).object();
    for (auto it = stages.begin(); it != stages.end(); ++it)
        model.stages.insert(it.key(), it.value().toString());
    model.versionCount = int(row.integer(13));
    model.updated = dateAt(row, 14);
    model.deprecated = row.integer(16) != 0;
    return model;
}

void bindModel(Statement &row, const Model &model)
{
    QJsonObject stages;
    for (auto it = model.stages.begin(); it != model.stages.end(); ++it)
        stages.insert(it.key(), it.value());
    row.bind(1, model.name);
    row.bind(2, model.directory);
    row.bind(3, model.folder);
    row.bind(4, model.type);
    row.bind(5, model.format);
    row.bind(6, model.title);
    row.bind(7, model.description);
    row.bind(8, toJson(model.labels));
    row.bind(9, toJson(model.owners));
    row.bind(10, model.licence);
    row.bind(11, model.mainMetric);
    row.bind(12, model.latest);
    row.bind(13, QJsonDocument(stages).toJson(QJsonDocument::Compact));
    row.bind(14, model.versionCount);
    bindDate(row, 15, model.updated);
    row.bind(17, model.deprecated ? 1 : 0);
}

Version versionAt(const Statement &row)
{
    Version version;
    version.model = row.text(0);
    version.name = row.text(1);
    version.commit = row.text(2);
    version.tag = row.text(3);
    version.date = dateAt(row, 4);
    version.author = row.text(6);
    version.message = row.text(7);
    version.size = row.integer(8);
    version.stages = listFrom(row.blob(9));
    version.metrics = numbersFrom(row.blob(10));
    version.labels = listFrom(row.blob(11));
    version.note = row.text(12);
    version.registered = row.integer(13) != 0;
    version.deregistered = row.integer(14) != 0;
    version.lightweight = row.integer(15) != 0;
    return version;
}

void bindVersion(Statement &row, const Version &version)
{
    row.bind(1, version.model);
    row.bind(2, version.name);
    row.bind(3, version.commit);
    row.bind(4, version.tag);
    bindDate(row, 5, version.date);
    row.bind(7, version.author);
    row.bind(8, version.message);
    row.bind(9, version.size);
    row.bind(10, toJson(version.stages));
    row.bind(11, toJson(version.metrics));
    row.bind(12, toJson(version.labels));
    row.bind(13, version.note);
    row.bind(14, version.registered ? 1 : 0);
    row.bind(15, version.deregistered ? 1 : 0);
    row.bind(16, version.lightweight ? 1 : 0);
}

} // namespace vitrine::registry
