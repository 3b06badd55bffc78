// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/index.h"

#include "core/registry/searchsnippet.h"

#include <QHash>
#include <QVariant>

#include <algorithm>
#include <array>
#include <string>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

using Condition = SearchQuery::Condition;
using Alternative = SearchQuery::Alternative;

constexpr double modelBonus = 2.0; // a model before its versions

// In the order of the table's columns, with the weight of a match there.
struct TextColumn {
    const char16_t *reason;
    int number;
};
// In the order in which they explain a hit best.
constexpr std::array<TextColumn, 9> explaining{{{u"name", 0},
                                                {u"title", 1},
                                                {u"labels", 2},
                                                {u"version", 6},
                                                {u"note", 8},
                                                {u"message", 7},
                                                {u"columns", 3},
                                                {u"description", 4},
                                                {u"card", 5}}};
constexpr const char *ranking = "bm25(search, 10, 8, 6, 3, 3, 1, 6, 2, 3)";

// Words have no quotes in them, so they cannot end the string of the expression.
QString expressionOf(const SearchQuery::Text &text)
{
    return u'"' + text.words.join(u' ') + (text.phrase ? u"\""_s : u"\"*"_s);
}

QString joined(const Alternative &alternative, bool negated, const QString &separator)
{
    QStringList parts;
    for (const auto &term : alternative.texts) {
        if (term.negated == negated)
            parts.append(expressionOf(term.what));
    }
    return parts.join(separator);
}

bool asksForVersions(const Alternative &alternative)
{
    return std::any_of(alternative.conditions.begin(), alternative.conditions.end(), [](const auto &term) {
        return term.what.kind == Condition::Kind::Metric || term.what.kind == Condition::Kind::After ||
               term.what.kind == Condition::Kind::Before;
    });
}

// A statement that is put together with its parameters.
class Sql
{
public:
    std::string where;
    QVariantList parameters;

    void add(const std::string &clause, const QVariantList &values = {})
    {
        where += (where.empty() ? " WHERE " : " AND ") + clause;
        parameters += values;
    }
};

std::string negation(bool negated, const std::string &clause)
{
    return negated ? "NOT (" + clause + ")" : clause;
}

const std::string modelLabel =
    "EXISTS(SELECT 1 FROM json_each(CAST(m.labels AS TEXT)) WHERE value=? COLLATE NOCASE)";
const std::string versionLabel =
    "EXISTS(SELECT 1 FROM json_each(CAST(v.labels AS TEXT)) WHERE value=? COLLATE NOCASE)";

void addMetric(const SearchQuery::Term<Condition> &term, Sql *sql)
{
    const Condition &metric = term.what;
    std::string inner = "v.id IN (SELECT version FROM metric WHERE name=?";
    QVariantList values{metric.name};
    if (!metric.comparison.isEmpty()) {
        inner += " AND value" + metric.comparison.toStdString() + "?";
        values.append(metric.number);
    }
    sql->add(negation(term.negated, inner + ")"), values);
}

void addCondition(const SearchQuery::Term<Condition> &term, bool ofVersion, Sql *sql)
{
    const Condition &condition = term.what;
    switch (condition.kind) {
    case Condition::Kind::Label:
        if (ofVersion)
            sql->add(negation(term.negated, "(" + modelLabel + " OR " + versionLabel + ")"),
                     {condition.value, condition.value});
        else
            sql->add(negation(term.negated, modelLabel), {condition.value});
        break;
    case Condition::Kind::Stage:
        sql->add(negation(term.negated,
                          ofVersion ? "EXISTS(SELECT 1 FROM json_each(CAST(v.stages AS TEXT)) WHERE value=?)"
                                    : "EXISTS(SELECT 1 FROM json_each(CAST(m.stages AS TEXT)) WHERE key=?)"),
                 {condition.value});
        break;
    case Condition::Kind::Type:
        sql->add(negation(term.negated, "(m.type=? COLLATE NOCASE OR m.format=? COLLATE NOCASE)"),
                 {condition.value, condition.value});
        break;
    case Condition::Kind::Metric: addMetric(term, sql); break;
    case Condition::Kind::After:
        sql->add(negation(term.negated, "v.date>=?"), {condition.date.startOfDay().toMSecsSinceEpoch()});
        break;
    case Condition::Kind::Before:
        sql->add(negation(term.negated, "v.date<?"), {condition.date.startOfDay().toMSecsSinceEpoch()});
        break;
    }
}

// Without a metric or a date a version is found only by what is its own: its model is found by the rest. This
// is the part of the expression that says so, or nothing where another condition may stand for it.
QString ownExpression(const Alternative &alternative)
{
    const bool byLabel =
        std::any_of(alternative.conditions.begin(), alternative.conditions.end(), [](const auto &term) {
            return term.what.kind == Condition::Kind::Label && !term.negated;
        });
    const QString words = joined(alternative, false, u" OR "_s);
    return byLabel || words.isEmpty() ? QString() : u"{labels version message note} : ("_s + words + u')';
}

void addOwnMatch(const Alternative &alternative, Sql *sql)
{
    std::string own;
    QVariantList values;
    const QString words = joined(alternative, false, u" OR "_s);
    if (!words.isEmpty()) {
        own = "v.id IN (SELECT rowid FROM search WHERE search MATCH ? AND rowid>0)";
        values.append(u"{labels version message note} : ("_s + words + u')');
    }
    for (const auto &term : alternative.conditions) {
        if (term.what.kind != Condition::Kind::Label || term.negated)
            continue;
        own += (own.empty() ? "" : " OR ") + versionLabel;
        values.append(term.what.value);
    }
    sql->add(own.empty() ? "0" : "(" + own + ")", values);
}

Sql statementFor(const Alternative &alternative, bool ofVersion)
{
    Sql sql;
    QString wanted = joined(alternative, false, u" AND "_s);
    const QString unwanted = joined(alternative, true, u" OR "_s);
    const bool mustOwn = ofVersion && !asksForVersions(alternative);
    const QString own = mustOwn ? ownExpression(alternative) : QString(); // ranks and filters in one pass
    if (!own.isEmpty())
        wanted = wanted.count(u" AND "_s) == 0 ? own : u'(' + wanted + u") AND "_s + own;
    if (!wanted.isEmpty()) {
        sql.add("search MATCH ?",
                {unwanted.isEmpty() ? wanted : u'(' + wanted + u") NOT ("_s + unwanted + u')'});
        sql.add(ofVersion ? "search.rowid>0" : "search.rowid<0");
    } else if (!unwanted.isEmpty()) {
        sql.add(ofVersion ? "v.id NOT IN (SELECT rowid FROM search WHERE search MATCH ?)"
                          : "-m.id NOT IN (SELECT rowid FROM search WHERE search MATCH ?)",
                {unwanted});
    }
    for (const auto &term : alternative.conditions)
        addCondition(term, ofVersion, &sql);
    if (ofVersion) {
        sql.add("v.deregistered=0");
        if (mustOwn && own.isEmpty())
            addOwnMatch(alternative, &sql);
    }
    return sql;
}

void bindAll(Statement &statement, const QVariantList &parameters)
{
    int position = 0;
    for (const QVariant &value : parameters) {
        ++position;
        if (value.typeId() == QMetaType::QString)
            statement.bind(position, value.toString());
        else if (value.typeId() == QMetaType::Double)
            statement.bind(position, value.toDouble());
        else
            statement.bind(position, value.toLongLong());
    }
}

struct Found {
    SearchHit hit;
    qint64 row = 0; // in the table search
    qint64 date = 0;
    const Alternative *alternative = nullptr;
};

bool isBetter(const Found &a, const Found &b)
{
    if (a.hit.score != b.hit.score)
        return a.hit.score > b.hit.score;
    if (a.date != b.date)
        return a.date > b.date;
    return a.hit.model < b.hit.model;
}

// The column that explains the hit best, with the words marked where they stand. Read from the stored texts:
// asking the full-text index for snippets costs a look at all matches of a prefix for every hit.
Result<> explainByText(Database &database, const Alternative &alternative, Found *found)
{
    VT_TRY(Statement row,
           database.prepare("SELECT name, title, labels, columns, description, card, version, message, "
                            "note FROM search WHERE rowid=?"));
    row.bind(1, found->row);
    VT_TRY(const bool there, row.step());
    if (!there)
        return {};
    for (const TextColumn &column : explaining) {
        const auto snippet = snippetOf(row.text(column.number), alternative.texts);
        if (!snippet)
            continue;
        found->hit.reason = QString::fromUtf16(column.reason);
        found->hit.snippet = snippet->text;
        found->hit.highlights = snippet->marks;
        return {};
    }
    return {};
}

Result<> explainByCondition(Database &database, const Condition &condition, Found *found)
{
    SearchHit &hit = found->hit;
    switch (condition.kind) {
    case Condition::Kind::Label: hit.reason = u"label"_s; break;
    case Condition::Kind::Stage: hit.reason = u"stage"_s; break;
    case Condition::Kind::Type: hit.reason = u"type"_s; break;
    case Condition::Kind::Metric: hit.reason = u"metric"_s; break;
    case Condition::Kind::After:
    case Condition::Kind::Before: hit.reason = u"date"_s; break;
    }
    hit.snippet = condition.value;
    if (condition.kind == Condition::Kind::Metric) {
        VT_TRY(Statement value, database.prepare("SELECT value FROM metric WHERE version=? AND name=?"));
        value.bind(1, found->row);
        value.bind(2, condition.name);
        VT_TRY(const bool there, value.step());
        hit.snippet = there ? condition.name + u' ' + QString::number(value.real(0)) : condition.name;
    } else if (hit.reason == u"date") {
        hit.snippet = QDateTime::fromMSecsSinceEpoch(found->date).date().toString(Qt::ISODate);
    }
    hit.highlights = {{0, hit.snippet.size()}};
    return {};
}

Result<> explain(Database &database, Found *found)
{
    const auto &texts = found->alternative->texts;
    if (std::any_of(texts.begin(), texts.end(), [](const auto &term) { return !term.negated; }))
        return explainByText(database, *found->alternative, found);
    for (const auto &term : found->alternative->conditions) {
        if (!term.negated)
            return explainByCondition(database, term.what, found);
    }
    return {};
}

Result<> collect(Database &database, const Alternative &alternative, bool ofVersion, int limit,
                 QHash<qint64, Found> *found)
{
    const bool ranked = !joined(alternative, false, u" "_s).isEmpty();
    const Sql sql = statementFor(alternative, ofVersion);
    const std::string from =
        ofVersion ? (ranked ? "search JOIN version v ON v.id=search.rowid JOIN model m ON m.name=v.model"
                            : "version v JOIN model m ON m.name=v.model")
                  : (ranked ? "search JOIN model m ON m.id=-search.rowid" : "model m");
    const std::string score = ranked ? std::string("-") + ranking : "0.0";
    const std::string columns =
        ofVersion ? "v.id, m.name, v.name, m.title, v.date, " : "-m.id, m.name, '', m.title, m.date, ";
    VT_TRY(Statement rows,
           database.prepare("SELECT " + columns + score + " AS score FROM " + from + sql.where +
                            " ORDER BY score DESC, 5 DESC LIMIT " + std::to_string(limit)));
    bindAll(rows, sql.parameters);
    while (true) {
        VT_TRY(const bool more, rows.step());
        if (!more)
            return {};
        Found each;
        each.row = rows.integer(0);
        each.date = rows.integer(4);
        each.alternative = &alternative;
        each.hit.model = rows.text(1);
        each.hit.version = rows.text(2);
        each.hit.title = rows.text(3);
        each.hit.score = rows.real(5) * (ofVersion ? 1.0 : modelBonus);
        const auto before = found->constFind(each.row);
        if (before == found->constEnd() || before->hit.score < each.hit.score)
            found->insert(each.row, each);
    }
}

} // namespace

Result<QList<SearchHit>> Index::search(const SearchQuery &query, int limit)
{
    QHash<qint64, Found> found;
    for (const Alternative &alternative : query.alternatives()) {
        if (!asksForVersions(alternative))
            VT_CHECK(db(collect(m_database, alternative, false, limit, &found)));
        VT_CHECK(db(collect(m_database, alternative, true, limit, &found)));
    }
    QList<Found> best = found.values();
    std::sort(best.begin(), best.end(), isBetter);
    QList<SearchHit> hits;
    for (Found &each : best.first(std::min<qsizetype>(limit, best.size()))) {
        VT_CHECK(db(explain(m_database, &each)));
        hits.append(each.hit);
    }
    return hits;
}

} // namespace vitrine::registry
