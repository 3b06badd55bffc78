// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/prototype.h"
#include "core/serving/requestparser.h"
#include "core/serving/servedversion.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

#include <string>
#include <string_view>

namespace vitrine::test {

// A model of tests/core/serving/data.
inline QString modelFile(const QString &name)
{
    return QStringLiteral(VT_SERVING_DATA_DIR "/") + name + QStringLiteral(".onnx");
}

inline format::Column column(const char *name, format::ColumnType type, const QStringList &levels = {})
{
    format::Column made;
    made.name = QString::fromUtf8(name);
    made.type = type;
    made.levels = levels;
    return made;
}

// cyl and disp, numbers: the prototype of linear.onnx.
inline format::Prototype carsPrototype()
{
    return {{column("cyl", format::ColumnType::Number), column("disp", format::ColumnType::Number)}};
}

// A column of every type.
inline format::Prototype mixedPrototype()
{
    using format::ColumnType;
    return {{column("number", ColumnType::Number), column("integer", ColumnType::Integer),
             column("text", ColumnType::String), column("flag", ColumnType::Boolean),
             column("day", ColumnType::Date), column("moment", ColumnType::DateTime),
             column("grade", ColumnType::Category,
                    {QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("4")})}};
}

inline serving::VersionSource source(const QString &model, const format::Prototype &prototype,
                                     const QString &version = QStringLiteral("v1.0.0"))
{
    serving::VersionSource made;
    made.model = model;
    made.version = version;
    made.path = modelFile(model);
    made.metadata.prototype = prototype;
    return made;
}

inline QJsonObject jsonObject(const std::string &text)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
}

} // namespace vitrine::test
