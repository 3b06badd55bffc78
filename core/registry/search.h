// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QDate>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace vitrine::registry {

// Something that a search found: a model, or one version of it.
struct SearchHit {
    struct Range {
        qsizetype begin = 0; // in characters of the snippet
        qsizetype length = 0;
        bool operator==(const Range &) const = default;
    };
    QString model;
    QString version; // empty: the model itself
    QString title;   // of the model
    // Why it was found: "name", "title", "labels", "columns", "description", "card", "version", "message" or
    // "note" for a text, else "label", "stage", "type", "metric" or "date" for a condition.
    QString reason;
    QString snippet; // plain text around the match
    QList<Range> highlights;
    double score = 0; // larger is better
    bool operator==(const SearchHit &) const = default;
};

// What somebody typed into the search field:
//
//   word            begins a word in a name, title, label, column, description, card, version, message or
//   note "a phrase"      these words in this order label:x         a label of the model or of the version's
//   note stage:x         the version is in that stage now (or the model has a version in it) type:x the
//   model's type or the format of its file: type:onnx, type:regression metric.m<3      a metric at
//   registration; also <= > >= = and metric.m alone for "is recorded" after:2025-01-31, before:2025-02   the
//   version's date: from that day (month, year) on, or earlier than it -term           not that OR between
//   alternatives; it binds weaker than writing terms one after the other
//
// With a metric or a date the hits are versions, else models and those versions whose own texts match.
class SearchQuery final
{
public:
    struct Text {
        QStringList words; // one, or those of a phrase
        bool phrase = false;
        bool operator==(const Text &) const = default;
    };
    struct Condition {
        enum class Kind { Label, Stage, Type, Metric, After, Before } kind = Kind::Label;
        QString name;       // of a metric
        QString value;      // of a label, stage or type, as typed
        QString comparison; // of a metric: < <= > >= = or empty
        double number = 0;
        QDate date;
        bool operator==(const Condition &) const = default;
    };
    template<typename T>
    struct Term {
        T what;
        bool negated = false;
        bool operator==(const Term &) const = default;
    };
    struct Alternative {
        QList<Term<Text>> texts;
        QList<Term<Condition>> conditions;
        bool operator==(const Alternative &) const = default;
    };

    // InvalidArgument for a number or a date that is none. What is still being typed ("label:", a phrase
    // without its end) is taken for what it can be so far.
    static Result<SearchQuery> parse(const QString &text);

    const QList<Alternative> &alternatives() const { return m_alternatives; }
    bool isEmpty() const { return m_alternatives.isEmpty(); }

private:
    QList<Alternative> m_alternatives;
};

} // namespace vitrine::registry
