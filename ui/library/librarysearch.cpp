// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/librarysearch.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int mostHits = 400;

// What somebody typed, taken apart as far as it is not the index's business.
struct Typed {
    QString query;       // for the index
    QStringList owners;  // wanted
    QStringList words;   // without operators
    bool isPlain = true; // words only, so that parts of words may match as well
};

Typed takenApart(const QString &text)
{
    static const QRegularExpression token(u"[^\\s\"]*\"[^\"]*\"?|\\S+"_s);
    Typed typed;
    QStringList query;
    auto tokens = token.globalMatch(text);
    while (tokens.hasNext()) {
        const QString word = tokens.next().captured();
        if (word.startsWith(u"owner:", Qt::CaseInsensitive)) {
            if (const QString owner = word.mid(6).remove(u'"'); !owner.isEmpty())
                typed.owners << owner;
            continue;
        }
        query << word;
        if (word.contains(u':') || word.startsWith(u'-') || word == u"OR" || word.startsWith(u"metric.")) {
            typed.isPlain = false;
            continue;
        }
        typed.isPlain = typed.isPlain && !word.contains(u'"');
        typed.words << QString(word).remove(u'"');
    }
    typed.words.removeAll(QString());
    typed.query = query.join(u' ');
    return typed;
}

bool anyContains(const QStringList &values, const QString &part)
{
    return std::any_of(values.begin(), values.end(),
                       [&](const QString &v) { return v.contains(part, Qt::CaseInsensitive); });
}

// The first text of the model in which the word occurs, and what it is called.
std::pair<QString, QString> placeOf(const QString &word, const registry::Model &model)
{
    const std::pair<QString, QStringList> texts[] = {
        {u"name"_s, {model.name}},  {u"title"_s, {model.title}}, {u"labels"_s, model.labels},
        {u"owner"_s, model.owners}, {u"type"_s, {model.type}},   {u"format"_s, {model.format}}};
    for (const auto &[reason, values] : texts) {
        for (const QString &value : values) {
            if (value.contains(word, Qt::CaseInsensitive))
                return {reason, value};
        }
    }
    return {};
}

std::optional<registry::SearchHit> insideHit(const QStringList &words, const registry::Model &model)
{
    registry::SearchHit hit;
    for (const QString &word : words) {
        const auto [reason, text] = placeOf(word, model);
        if (reason.isEmpty())
            return std::nullopt;
        if (!hit.reason.isEmpty())
            continue;
        hit.model = model.name;
        hit.title = model.title;
        hit.reason = reason;
        hit.snippet = text;
        hit.highlights = {{text.indexOf(word, 0, Qt::CaseInsensitive), word.size()}};
    }
    return hit;
}

void addInsideMatches(const Typed &typed, const QList<registry::Model> &models, SearchOutcome *outcome)
{
    if (!typed.isPlain || typed.words.isEmpty())
        return;
    for (const registry::Model &model : models) {
        if (outcome->places.contains(model.name))
            continue;
        if (const auto hit = insideHit(typed.words, model))
            outcome->places.insert(model.name, {0, {*hit}});
    }
}

void keepOwners(const Typed &typed, const QList<registry::Model> &models, SearchOutcome *outcome)
{
    const bool ownersOnly = typed.query.isEmpty();
    for (const registry::Model &model : models) {
        const bool owned = std::all_of(typed.owners.begin(), typed.owners.end(), [&](const QString &owner) {
            return anyContains(model.owners, owner);
        });
        if (!owned) {
            outcome->places.remove(model.name);
        } else if (ownersOnly) {
            registry::SearchHit hit;
            hit.model = model.name;
            hit.title = model.title;
            hit.reason = u"owner"_s;
            hit.snippet = model.owners.join(u", "_s);
            const QString &owner = typed.owners.constFirst();
            hit.highlights = {{hit.snippet.indexOf(owner, 0, Qt::CaseInsensitive), owner.size()}};
            outcome->places.insert(model.name, {0, {hit}});
        }
    }
}

// What a hit's reason is called.
QString reasonText(const QString &reason)
{
    static const QHash<QString, QString> texts{{u"name"_s, LibrarySearch::tr("name")},
                                               {u"title"_s, LibrarySearch::tr("title")},
                                               {u"labels"_s, LibrarySearch::tr("labels")},
                                               {u"columns"_s, LibrarySearch::tr("columns")},
                                               {u"description"_s, LibrarySearch::tr("description")},
                                               {u"card"_s, LibrarySearch::tr("card")},
                                               {u"version"_s, LibrarySearch::tr("version")},
                                               {u"message"_s, LibrarySearch::tr("message")},
                                               {u"note"_s, LibrarySearch::tr("note")},
                                               {u"label"_s, LibrarySearch::tr("label")},
                                               {u"stage"_s, LibrarySearch::tr("stage")},
                                               {u"type"_s, LibrarySearch::tr("type")},
                                               {u"metric"_s, LibrarySearch::tr("metric")},
                                               {u"date"_s, LibrarySearch::tr("date")},
                                               {u"owner"_s, LibrarySearch::tr("owner")},
                                               {u"format"_s, LibrarySearch::tr("format")}};
    return texts.value(reason, reason);
}

} // namespace

QString placeText(const registry::SearchHit &hit)
{
    return (hit.version.isEmpty() ? QString() : hit.version + u' ') + reasonText(hit.reason) + u": "_s;
}

QList<TextMark> marksOf(const registry::SearchHit &hit)
{
    const qsizetype shift = placeText(hit).size();
    QList<TextMark> marks;
    for (const registry::SearchHit::Range &range : hit.highlights)
        marks.append({range.begin + shift, range.length});
    return marks;
}

SearchOutcome glanceAt(const QList<registry::Model> &models, const QString &text)
{
    SearchOutcome outcome;
    outcome.text = text.trimmed();
    const Typed typed = takenApart(text);
    outcome.words = typed.words;
    if (typed.owners.isEmpty())
        addInsideMatches(typed, models, &outcome);
    return outcome;
}

Result<SearchOutcome> searchLibrary(const registry::Library &library, const QList<registry::Model> &models,
                                    const QString &text)
{
    SearchOutcome outcome;
    outcome.text = text.trimmed();
    const Typed typed = takenApart(text);
    outcome.words = typed.words;
    if (!typed.query.isEmpty()) {
        const auto hits = library.search(typed.query, mostHits);
        if (!hits && hits.error().code == Error::Code::InvalidArgument) {
            outcome.problem = hits.error().message;
            return outcome;
        }
        if (!hits)
            return hits.error();
        outcome.cut = hits->size() >= mostHits;
        for (const registry::SearchHit &hit : *hits) {
            SearchOutcome::Place &place = outcome.places[hit.model];
            place.score = std::max(place.score, hit.score);
            place.hits.append(hit);
        }
    }
    addInsideMatches(typed, models, &outcome);
    if (!typed.owners.isEmpty())
        keepOwners(typed, models, &outcome);
    return outcome;
}

LibrarySearch::LibrarySearch(Services &services, QObject *parent) : QObject(parent), m_services(services) {}

void LibrarySearch::setLibrary(const registry::Library &library)
{
    m_library = library;
    m_models.clear();
    m_search.forget();
    m_text.clear();
    m_outcome = {};
}

void LibrarySearch::setModels(const QList<registry::Model> &models)
{
    m_models = models;
}

void LibrarySearch::setText(const QString &text)
{
    if (text.trimmed() == m_text)
        return;
    m_text = text.trimmed();
    if (SearchOutcome glance = glanceAt(m_models, m_text); !glance.places.isEmpty()) {
        m_outcome = std::move(glance);
        emit found();
    }
    repeat();
}

void LibrarySearch::repeat()
{
    if (m_text.isEmpty() || !m_library) {
        m_search.forget();
        if (std::exchange(m_outcome, {}).isActive())
            emit found();
        return;
    }
    m_search.ask(runAsync(&m_services.readers,
                          [library = *m_library, models = m_models, text = m_text](const Job &) {
                              return searchLibrary(library, models, text);
                          }),
                 this, [this](const Result<SearchOutcome> &outcome) {
                     if (outcome) {
                         m_outcome = *outcome;
                     } else if (outcome.error().code != Error::Code::Cancelled) {
                         m_outcome = {};
                         m_outcome.text = m_text;
                         m_outcome.problem = outcome.error().message;
                     } else {
                         return;
                     }
                     emit found();
                 });
}

} // namespace vitrine::ui
