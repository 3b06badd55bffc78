// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/serving/engine.h"
#include "core/serving/requestparser.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <cmath>

namespace vitrine::test {

// Models with rows and what the framework itself answered on them, as make_*_models write them.
inline QJsonArray readCases(const QString &file)
{
    QFile in(file);
    return in.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(in.readAll()).array() : QJsonArray();
}

inline format::Prototype prototypeOf(const QJsonObject &example)
{
    return format::prototypeFromList(example.value(QStringLiteral("prototype"))).value_or({});
}

// What an engine answers to rows in JSON; a problem is a refused request or a failure.
struct Asked {
    serving::Output output;
    QString problem;
    serving::Failure::Kind kind = serving::Failure::Kind::Model;
};

inline Asked askRows(const serving::Engine &engine, const QByteArray &rows,
                     serving::Wanted wanted = serving::Wanted::Everything)
{
    serving::RequestParser parser;
    serving::Frame frame;
    serving::Faults faults;
    Asked asked;
    const std::string body = rows.toStdString();
    parser.readRows({body, 0}, engine.schema(), serving::RowLists::Accepted, frame, faults);
    if (!faults.isEmpty()) {
        asked.problem = QString::fromStdString(faultMessage(faults, engine.schema()));
    } else if (const auto failure = engine.predict(frame, wanted, asked.output)) {
        asked.problem = QString::fromStdString(failure->message);
        asked.kind = failure->kind;
    }
    return asked;
}

inline QJsonValue valueAt(const serving::OutputColumn &column, std::size_t index)
{
    if (column.isMissing(index))
        return QJsonValue::Null;
    switch (column.kind) {
    case serving::OutputColumn::Kind::Text: return QString::fromStdString(column.texts[index]);
    case serving::OutputColumn::Kind::Integer: return qint64(column.integers[index]);
    case serving::OutputColumn::Kind::Boolean: return column.integers[index] != 0;
    default: break;
    }
    const double number = column.number(index);
    return std::isnan(number) ? QJsonValue(QJsonValue::Null) : QJsonValue(number);
}

// Exactly equal, but for numbers within `tolerance` of the larger one of them and 1.
inline bool isEqual(const QJsonValue &got, const QJsonValue &expected, double tolerance)
{
    if (got.isDouble() && expected.isDouble()) {
        if (tolerance == 0)
            return got == expected;
        const double a = got.toDouble();
        const double b = expected.toDouble();
        return std::abs(a - b) <= tolerance * std::max(1.0, std::abs(b));
    }
    return got == expected;
}

// The differences between a column and the expected list of values or of lists; empty when there are none.
inline QString differences(const serving::OutputColumn *column, const QJsonArray &expected, double tolerance)
{
    if (column == nullptr)
        return QStringLiteral("there is no such column");
    QString text;
    std::size_t index = 0;
    for (const QJsonValue row : expected) {
        const QJsonArray values = row.isArray() ? row.toArray() : QJsonArray{row};
        for (const QJsonValue value : values) {
            const QJsonValue got = valueAt(*column, index++);
            if (!isEqual(got, value, tolerance))
                text +=
                    QStringLiteral("value %1: %2 instead of %3\n")
                        .arg(index - 1)
                        .arg(QString::fromUtf8(QJsonDocument(QJsonArray{got}).toJson(QJsonDocument::Compact)),
                             QString::fromUtf8(
                                 QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact)));
        }
    }
    return text;
}

} // namespace vitrine::test
