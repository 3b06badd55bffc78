// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"
#include "ui/widgets/itemroles.h"

#include <QHash>
#include <QObject>

#include <optional>

namespace vitrine::ui {

// What a search in a library found, by model.
struct SearchOutcome {
    struct Place {
        double score = 0;                // larger is better
        QList<registry::SearchHit> hits; // of the model and of its versions, best first; never empty
    };
    QString text; // empty: nothing is searched for
    QHash<QString, Place> places;
    QStringList words; // to mark wherever they occur
    QString problem;   // why the text cannot be searched for; one sentence
    bool cut = false;  // there is more than was looked at
    bool isActive() const { return !text.isEmpty(); }
};

// Searches while somebody types: each keystroke asks the library's index, and only the newest question gets
// an answer. Beside what the index finds, plain words find whatever is inside of a name, title, label, owner,
// type or format; "owner:x" asks for an owner.
class LibrarySearch final : public QObject
{
    Q_OBJECT
public:
    explicit LibrarySearch(Services &services, QObject *parent = nullptr);

    void setLibrary(const registry::Library &library);
    void setModels(const QList<registry::Model> &models);
    void setText(const QString &text);
    void repeat(); // after the library changed
    const SearchOutcome &outcome() const { return m_outcome; }
    bool isRunning() const { return m_search.isRunning(); }

signals:
    void found(); // outcome() is new

private:
    Services &m_services;
    std::optional<registry::Library> m_library;
    QList<registry::Model> m_models;
    QString m_text;
    SearchOutcome m_outcome;
    Latest<SearchOutcome> m_search;
};

// Where a hit is: "v2.1.0 message: ", which goes before its snippet.
QString placeText(const registry::SearchHit &hit);
// The highlights of the snippet behind it.
QList<TextMark> marksOf(const registry::SearchHit &hit);

// What can be told at once, without the index: plain words inside of names, titles, labels, owners, types and
// formats. So that whoever types a name and presses Return has it.
SearchOutcome glanceAt(const QList<registry::Model> &models, const QString &text);

// The blocking search behind it.
Result<SearchOutcome> searchLibrary(const registry::Library &library, const QList<registry::Model> &models,
                                    const QString &text);

} // namespace vitrine::ui
