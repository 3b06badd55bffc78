// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/sketch/referencesketch.h"

#include "core/base/text.h"
#include "core/monitor/drift/driftcolumns.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr int formatVersion = 1;

void addColumn(ColumnSketch &sketch, const Column &column)
{
    if (column.type == ColumnType::Number) {
        sketch.add(column.numbers);
        return;
    }
    std::vector<qint64> counts(column.texts.size(), 0);
    qint64 missing = 0;
    for (const qint32 code : column.codes)
        ++(code == missingText ? missing : counts[static_cast<std::size_t>(code)]);
    for (std::size_t code = 0; code < counts.size(); ++code)
        sketch.addLevel(QString::fromStdString(column.texts[code]), counts[code]);
    sketch.addMissing(missing);
}

} // namespace

QList<ColumnProfile> ReferenceSketch::profiles() const
{
    QList<ColumnProfile> profiles;
    for (const ColumnSketch &column : columns)
        profiles.append(column.profile());
    return profiles;
}

Result<> ReferenceSketch::merge(const ReferenceSketch &other)
{
    ReferenceSketch merged = *this;
    for (const ColumnSketch &column : other.columns) {
        const auto same = std::find_if(merged.columns.begin(), merged.columns.end(),
                                       [&](const ColumnSketch &own) { return own.name() == column.name(); });
        if (same == merged.columns.end())
            merged.columns.append(column);
        else
            VT_CHECK(same->merge(column));
    }
    merged.rows += other.rows;
    *this = std::move(merged);
    return {};
}

QByteArray ReferenceSketch::toJson() const
{
    QJsonArray array;
    for (const ColumnSketch &column : columns)
        array.append(column.toJson());
    const QJsonObject json{{u"format"_s, u"vitrine-reference"_s},
                           {u"formatVersion"_s, formatVersion},
                           {u"rows"_s, rows},
                           {u"columns"_s, array}};
    return QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n';
}

Result<ReferenceSketch> ReferenceSketch::fromJson(const QByteArray &json)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    if (object[u"format"_s].toString() != u"vitrine-reference") {
        return Error{Error::Code::Corrupt,
                     Text::tr("This is not a reference of Vitrine's: reference.json is damaged."),
                     {}};
    }
    if (object[u"formatVersion"_s].toInt() > formatVersion) {
        return Error{
            Error::Code::Unsupported,
            Text::tr("The reference was written by a newer version of Vitrine. Update Vitrine to use it."),
            {}};
    }
    ReferenceSketch reference;
    reference.rows = object[u"rows"_s].toInteger();
    const QJsonArray columns = object[u"columns"_s].toArray();
    for (const QJsonValue &value : columns) {
        VT_TRY(const ColumnSketch column, ColumnSketch::fromJson(value.toObject()));
        reference.columns.append(column);
    }
    return reference;
}

Result<ReferenceSketch> captureReference(const Dataset &dataset, const Roles &roles, const Job &job)
{
    const QList<DriftColumn> columns = driftColumns(dataset.columns(), roles);
    ReferenceSketch reference;
    QStringList names;
    for (const DriftColumn &column : columns) {
        reference.columns.append(ColumnSketch(column.name, column.kind, column.role));
        names << column.name;
    }
    VT_TRY(DatasetReader reader, dataset.read(names, job));
    Chunk chunk;
    while (true) {
        VT_TRY(const bool more, reader.next(chunk));
        if (!more)
            break;
        reference.rows += static_cast<qint64>(chunk.rows);
        for (qsizetype i = 0; i < reference.columns.size(); ++i)
            addColumn(reference.columns[i], chunk.columns[static_cast<std::size_t>(i)]);
    }
    reference.problems = reader.problems();
    return reference;
}

Result<ReferenceSketch> captureReference(const Dataset &dataset, const Job &job)
{
    return captureReference(dataset, guessRoles(dataset.columns()), job);
}

} // namespace vitrine::monitor
