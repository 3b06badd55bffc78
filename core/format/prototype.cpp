// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/prototype.h"

#include "core/base/text.h"

#include <QSet>

#include <array>

using namespace Qt::StringLiterals;

namespace vitrine::format {

namespace {

struct TypeName {
    ColumnType type;
    QStringView name;
};
constexpr std::array<TypeName, 8> typeNames{{{ColumnType::Number, u"number"},
                                             {ColumnType::Integer, u"integer"},
                                             {ColumnType::String, u"string"},
                                             {ColumnType::Boolean, u"boolean"},
                                             {ColumnType::Date, u"date"},
                                             {ColumnType::DateTime, u"datetime"},
                                             {ColumnType::Category, u"category"},
                                             {ColumnType::OrderedCategory, u"ordered"}}};

Error invalid(const QString &message)
{
    return {Error::Code::InvalidArgument, message, {}};
}

Result<Column> columnFrom(const QJsonObject &object, qsizetype position)
{
    Column column;
    column.name = object.value(u"name").toString();
    if (column.name.isEmpty())
        return invalid(Text::tr("Column %1 of the prototype has no name.").arg(position + 1));
    const QJsonValue type = object.value(u"type");
    if (!type.isString())
        return invalid(Text::tr("The prototype's column %1 has no type.").arg(column.name));
    VT_TRY(column.type, columnType(type.toString()));
    const QJsonValue levels = object.value(u"levels");
    if (!levels.isUndefined() && !levels.isNull() && !levels.isArray())
        return invalid(Text::tr("The levels of the prototype's column %1 are not a list.").arg(column.name));
    for (const QJsonValue level : levels.toArray())
        column.levels.append(level.toVariant().toString());
    column.example =
        object.contains(u"example") ? object.value(u"example") : QJsonValue(QJsonValue::Undefined);
    column.unit = object.value(u"unit").toString();
    column.description = object.value(u"description").toString();
    return column;
}

} // namespace

QString columnTypeName(ColumnType type)
{
    for (const TypeName &entry : typeNames) {
        if (entry.type == type)
            return entry.name.toString();
    }
    return u"number"_s;
}

Result<ColumnType> columnType(const QString &name)
{
    for (const TypeName &entry : typeNames) {
        if (entry.name == name)
            return entry.type;
    }
    return invalid(
        Text::tr("“%1” is not a column type. Use number, integer, string, boolean, date, datetime, "
                 "category or ordered.")
            .arg(name));
}

Result<Prototype> prototypeFromList(const QJsonValue &list)
{
    if (list.isUndefined() || list.isNull())
        return Prototype{};
    if (!list.isArray())
        return invalid(Text::tr("The prototype is not a list of columns."));
    Prototype prototype;
    QSet<QString> names;
    const QJsonArray items = list.toArray();
    for (qsizetype i = 0; i < items.size(); ++i) {
        VT_TRY(Column column, columnFrom(items.at(i).toObject(), i));
        if (names.contains(column.name))
            return invalid(Text::tr("The prototype lists the column %1 twice.").arg(column.name));
        names.insert(column.name);
        prototype.columns.append(std::move(column));
    }
    return prototype;
}

QJsonArray toList(const Prototype &prototype)
{
    QJsonArray list;
    for (const Column &column : prototype.columns) {
        QJsonObject item{{u"name"_s, column.name}, {u"type"_s, columnTypeName(column.type)}};
        if (!column.levels.isEmpty())
            item.insert(u"levels"_s, QJsonArray::fromStringList(column.levels));
        if (!column.example.isUndefined())
            item.insert(u"example"_s, column.example);
        if (!column.unit.isEmpty())
            item.insert(u"unit"_s, column.unit);
        if (!column.description.isEmpty())
            item.insert(u"description"_s, column.description);
        list.append(item);
    }
    return list;
}

} // namespace vitrine::format
