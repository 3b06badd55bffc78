// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QString>
#include <QStringList>

namespace vitrine::format {

enum class ColumnType { Number, Integer, String, Boolean, Date, DateTime, Category, OrderedCategory };

struct Column {
    QString name;
    ColumnType type = ColumnType::Number;
    QStringList levels; // of a category, in order; empty: any
    QJsonValue example; // undefined: none
    QString unit;       // for people: "°C"
    QString description;
    bool operator==(const Column &) const = default;
};

// The input schema of a model: the columns that a request must have, in the model's order.
struct Prototype {
    QList<Column> columns;
    bool isEmpty() const { return columns.isEmpty(); }
    bool operator==(const Prototype &) const = default;
};

// "number", "integer", "string", "boolean", "date", "datetime", "category", "ordered": as in model.yaml.
QString columnTypeName(ColumnType type);
Result<ColumnType> columnType(const QString &name);

// The form in model.yaml: a list of {name, type, levels?, example?, unit?, description?}.
Result<Prototype> prototypeFromList(const QJsonValue &list);
QJsonArray toList(const Prototype &prototype);

// vetiver-python's document:
// {"properties":{name:{"type","example"}},"required":[…],"title":"prototype","type":"object"}. Key order of a
// QJsonObject is alphabetical, so the text form keeps the model's order.
QByteArray toVetiverPython(const Prototype &prototype);
// vetiver-R's (cereal): {name:{"type":"numeric","example":null,"details":[]},…}.
QByteArray toVetiverR(const Prototype &prototype);
// Reads vetiver-python's document, its map of examples {column: value}, cereal's, or our own list.
Result<Prototype> prototypeFromJson(const QByteArray &json);

// What a client that sends rows for `before` meets when `after` answers.
enum class Verdict {
    Compatible, // the same columns and types
    Widening,   // everything sent today is still accepted: columns dropped, levels added, integer → number
    Breaking,   // some requests of today would be refused
};

struct ColumnChange {
    enum class Kind { Added, Removed, TypeChanged, LevelsChanged } kind = Kind::Added;
    QString column;
    Verdict verdict = Verdict::Compatible;
    QString text; // one clause for people: "needs the new column wind"
    bool operator==(const ColumnChange &) const = default;
};

struct PrototypeDifference {
    Verdict verdict = Verdict::Compatible;
    QList<ColumnChange> changes;
    QString summary() const; // "compatible: no column changes"
};
PrototypeDifference compare(const Prototype &before, const Prototype &after);

} // namespace vitrine::format
