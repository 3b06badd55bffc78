// SPDX-License-Identifier: GPL-3.0-or-later
// The prototype documents of vetiver for Python and for R.
#include "core/base/text.h"
#include "core/format/jsonorder.h"
#include "core/format/prototype.h"

#include <QJsonDocument>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace vitrine::format {

namespace {

Error invalid(const QString &message)
{
    return {Error::Code::InvalidArgument, message, {}};
}

QByteArray jsonText(const QJsonValue &value)
{
    const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return list.sliced(1, list.size() - 2);
}

// With a decimal point, because a Python client takes the type from the example.
QByteArray realText(double value)
{
    QByteArray text = QByteArray::number(value, 'g', QLocale::FloatingPointShortest);
    if (!text.contains('.') && !text.contains('e') && !text.contains('n') && !text.contains('i'))
        text += ".0";
    return text;
}

QByteArray pythonType(ColumnType type)
{
    switch (type) {
    case ColumnType::Number: return "number";
    case ColumnType::Integer: return "integer";
    case ColumnType::Boolean: return "boolean";
    default: return "string";
    }
}

// vetiver refuses to read a property without an example, so a column that has none gets its type's zero.
QByteArray pythonExample(const Column &column)
{
    switch (column.type) {
    case ColumnType::Number: return realText(column.example.toDouble());
    case ColumnType::Integer: return QByteArray::number(column.example.toInteger());
    case ColumnType::Boolean: return column.example.toBool() ? "true" : "false";
    default:
        if (column.example.isString() || column.levels.isEmpty())
            return jsonText(column.example.toString());
        return jsonText(column.levels.first());
    }
}

QByteArray rType(ColumnType type)
{
    switch (type) {
    case ColumnType::Number: return "numeric";
    case ColumnType::Integer: return "integer";
    case ColumnType::Boolean: return "logical";
    case ColumnType::Date: return "Date";
    case ColumnType::DateTime: return "POSIXct";
    case ColumnType::Category: return "factor";
    case ColumnType::OrderedCategory: return "ordered";
    case ColumnType::String: break;
    }
    return "character";
}

QByteArray rExample(const QJsonValue &example)
{
    if (example.isUndefined() || example.isNull())
        return "null";
    if (example.isBool())
        return example.toBool() ? R"("TRUE")" : R"("FALSE")";
    if (example.isDouble())
        return '"' + QByteArray::number(example.toDouble(), 'g', 15) + '"';
    return jsonText(example.toString());
}

QByteArray rDetails(const Column &column)
{
    if (column.type == ColumnType::DateTime)
        return R"({"tzone":"UTC"})";
    if (column.type == ColumnType::Category || column.type == ColumnType::OrderedCategory)
        return R"({"levels":)" +
               QJsonDocument(QJsonArray::fromStringList(column.levels)).toJson(QJsonDocument::Compact) + '}';
    return "[]";
}

QJsonValue valueOf(const QByteArray &text)
{
    return QJsonDocument::fromJson('[' + text + ']').array().at(0);
}

const JsonMember *memberOf(const QList<JsonMember> &members, QStringView key)
{
    for (const JsonMember &member : members) {
        if (member.key == key)
            return &member;
    }
    return nullptr;
}

// What a value's spelling says of its column: 6.0 is a number, 6 an integer.
Column columnByExample(const QString &name, const QByteArray &text)
{
    Column column;
    column.name = name;
    column.example = valueOf(text);
    if (column.example.isBool())
        column.type = ColumnType::Boolean;
    else if (column.example.isString())
        column.type = ColumnType::String;
    else if (column.example.isDouble() && !text.contains('.') && !text.contains('e') && !text.contains('E'))
        column.type = ColumnType::Integer;
    return column;
}

Result<Column> pythonColumn(const JsonMember &property)
{
    VT_TRY(const QList<JsonMember> parts, jsonMembers(property.value));
    const JsonMember *example = memberOf(parts, u"example");
    Column column = columnByExample(property.key, example ? example->value : QByteArray("null"));
    if (!example)
        column.example = QJsonValue(QJsonValue::Undefined);
    const JsonMember *type = memberOf(parts, u"type");
    const QString typeName = type ? valueOf(type->value).toString() : QString();
    if (typeName == u"number" || typeName == u"integer" || typeName == u"string" || typeName == u"boolean") {
        VT_TRY(column.type, columnType(typeName));
    }
    return column;
}

Result<Prototype> fromPython(const QByteArray &properties)
{
    VT_TRY(const QList<JsonMember> members, jsonMembers(properties));
    Prototype prototype;
    for (const JsonMember &member : members) {
        VT_TRY(Column column, pythonColumn(member));
        prototype.columns.append(std::move(column));
    }
    return prototype;
}

ColumnType typeFromR(const QString &name)
{
    for (const ColumnType type :
         {ColumnType::Integer, ColumnType::Boolean, ColumnType::Date, ColumnType::DateTime,
          ColumnType::Category, ColumnType::OrderedCategory, ColumnType::String}) {
        if (name == QLatin1StringView(rType(type)))
            return type;
    }
    return ColumnType::Number;
}

// cereal writes every example as a string.
QJsonValue exampleFromR(const QJsonValue &text, ColumnType type)
{
    if (!text.isString())
        return text.isNull() ? QJsonValue(QJsonValue::Undefined) : text;
    bool ok = false;
    if (type == ColumnType::Number || type == ColumnType::Integer) {
        const double number = text.toString().toDouble(&ok);
        return ok ? QJsonValue(number) : QJsonValue(QJsonValue::Undefined);
    }
    if (type == ColumnType::Boolean)
        return text.toString().startsWith(u'T', Qt::CaseInsensitive);
    return text;
}

Column columnFromR(const QString &name, const QJsonObject &object)
{
    Column column;
    column.name = name;
    column.type = typeFromR(object.value(u"type").toString());
    for (const QJsonValue level : object.value(u"details").toObject().value(u"levels").toArray())
        column.levels.append(level.toString());
    column.example = exampleFromR(object.value(u"example"), column.type);
    return column;
}

bool isCereal(const QJsonObject &document)
{
    for (const QJsonValue value : document) {
        const QJsonObject column = value.toObject();
        if (!column.value(u"type").isString() || !column.contains(u"details"))
            return false;
    }
    return !document.isEmpty();
}

} // namespace

QByteArray toVetiverPython(const Prototype &prototype)
{
    QByteArrayList properties;
    QStringList required;
    for (const Column &column : prototype.columns) {
        properties.append(jsonText(column.name) + R"(:{"example":)" + pythonExample(column) + R"(,"type":")" +
                          pythonType(column.type) + R"("})");
        required.append(column.name);
    }
    return R"({"properties":{)" + properties.join(',') + R"(},"required":)" +
           QJsonDocument(QJsonArray::fromStringList(required)).toJson(QJsonDocument::Compact) +
           R"(,"title":"prototype","type":"object"})";
}

QByteArray toVetiverR(const Prototype &prototype)
{
    QByteArrayList columns;
    for (const Column &column : prototype.columns) {
        columns.append(jsonText(column.name) + R"(:{"type":")" + rType(column.type) + R"(","example":)" +
                       rExample(column.example) + R"(,"details":)" + rDetails(column) + '}');
    }
    return '{' + columns.join(',') + '}';
}

Result<Prototype> prototypeFromJson(const QByteArray &json)
{
    const QJsonDocument list = QJsonDocument::fromJson(json);
    if (list.isArray())
        return prototypeFromList(list.array());

    VT_TRY(const QList<JsonMember> members, jsonMembers(json));
    const JsonMember *properties = memberOf(members, u"properties");
    if (properties && properties->value.startsWith('{'))
        return fromPython(properties->value);
    QJsonObject document;
    for (const JsonMember &member : members)
        document.insert(member.key, valueOf(member.value));
    const bool cereal = isCereal(document);
    Prototype prototype;
    for (const JsonMember &member : members) {
        const QJsonValue value = document.value(member.key);
        if (cereal)
            prototype.columns.append(columnFromR(member.key, value.toObject()));
        else if (value.isObject() || value.isArray())
            return invalid(Text::tr("The prototype's column %1 has neither a type nor a plain example.")
                               .arg(member.key));
        else
            prototype.columns.append(columnByExample(member.key, member.value));
    }
    return prototype;
}

} // namespace vitrine::format
