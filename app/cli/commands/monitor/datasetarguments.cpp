// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands/monitor/datasetarguments.h"

#include "core/base/text.h"

#include <QFile>
#include <QTemporaryFile>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace vitrine::cli {

namespace {

Error wrong(const QString &message)
{
    return {Error::Code::InvalidArgument, message, {}};
}

// "A=B" split at its first '='; InvalidArgument when there is none.
Result<std::pair<QString, QString>> pairOf(const QString &text, const QString &option, const QString &shape)
{
    const qsizetype equals = text.indexOf(u'=');
    if (equals < 1 || equals + 1 == text.size())
        return wrong(Text::tr("%1 takes %2, not “%3”.").arg(option, shape, text));
    return std::pair{text.left(equals), text.sliced(equals + 1)};
}

Result<QHash<QString, monitor::ColumnType>> typesOf(const QStringList &values)
{
    QHash<QString, monitor::ColumnType> types;
    for (const QString &value : values) {
        VT_TRY(const auto named, pairOf(value, u"--type"_s, u"COLUMN=number|text|time"_s));
        const auto &[column, type] = named;
        if (type == u"number")
            types.insert(column, monitor::ColumnType::Number);
        else if (type == u"text")
            types.insert(column, monitor::ColumnType::Text);
        else if (type == u"time")
            types.insert(column, monitor::ColumnType::Time);
        else
            return wrong(Text::tr("“%1” is not a type of column. Use number, text or time.").arg(type));
    }
    return types;
}

Result<std::optional<char>> characterOf(const QCommandLineParser &options, const QString &name)
{
    if (!options.isSet(name))
        return std::optional<char>();
    const QString value = options.value(name);
    if (value == u"tab" || value == u"\\t")
        return std::optional<char>('\t');
    if (value == u"space")
        return std::optional<char>(' ');
    if (value.size() != 1 || value[0].unicode() > 127)
        return wrong(Text::tr("--%1 takes one character, tab or space, not “%2”.").arg(name, value));
    return std::optional<char>(value[0].toLatin1());
}

Result<monitor::DatasetOptions> readingOptions(const QCommandLineParser &options)
{
    monitor::DatasetOptions reading;
    VT_TRY(reading.delimiter, characterOf(options, u"delimiter"_s));
    VT_TRY(reading.decimal, characterOf(options, u"decimal"_s));
    if (reading.decimal && *reading.decimal != '.' && *reading.decimal != ',')
        return wrong(Text::tr("--decimal takes . or , only."));
    VT_TRY(reading.types, typesOf(options.values(u"type"_s)));
    if (options.isSet(u"missing"_s))
        reading.missing = options.value(u"missing"_s).split(u',');
    if (options.isSet(u"zone"_s)) {
        reading.zone = QTimeZone(options.value(u"zone"_s).toUtf8());
        if (!reading.zone.isValid())
            return wrong(
                Text::tr("“%1” is not a time zone of this computer. Use a name such as Europe/Paris or UTC.")
                    .arg(options.value(u"zone"_s)));
    }
    if (options.isSet(u"date-order"_s)) {
        const QString order = options.value(u"date-order"_s);
        if (order != u"dmy" && order != u"mdy")
            return wrong(Text::tr("--date-order takes dmy or mdy, not “%1”.").arg(order));
        reading.dateOrder = order == u"dmy" ? monitor::DateOrder::DayFirst : monitor::DateOrder::MonthFirst;
    }
    if (options.isSet(u"no-header"_s))
        reading.header = false;
    reading.table = options.value(u"table"_s);
    reading.query = options.value(u"query"_s);
    return reading;
}

Result<std::shared_ptr<QTemporaryFile>> keepStandardInput()
{
    const auto kept = std::make_shared<QTemporaryFile>();
    QFile input;
    if (!kept->open() || !input.open(stdin, QIODevice::ReadOnly))
        return Error{
            Error::Code::Io, Text::tr("Standard input could not be kept: %1.").arg(kept->errorString()), {}};
    QByteArray block(1 << 20, Qt::Uninitialized);
    while (true) {
        const qint64 count = input.read(block.data(), block.size());
        if (count < 0 || (count > 0 && kept->write(block.constData(), count) != count))
            return Error{Error::Code::Io,
                         Text::tr("Standard input could not be kept: %1.").arg(kept->errorString()),
                         {}};
        if (count == 0)
            break;
    }
    if (!kept->flush())
        return Error{
            Error::Code::Io, Text::tr("Standard input could not be kept: %1.").arg(kept->errorString()), {}};
    return kept;
}

} // namespace

void addRoleOptions(QCommandLineParser &parser)
{
    parser.addOption({u"time"_s, Text::tr("The column with the time of each row."), u"COL"_s});
    parser.addOption({u"truth"_s, Text::tr("The column with what came true."), u"COL"_s});
    parser.addOption({u"estimate"_s, Text::tr("The column with what was predicted."), u"COL"_s});
    parser.addOption(
        {u"prob"_s, Text::tr("The columns with the probabilities of the levels."), u"LEVEL=COL,..."_s});
    parser.addOption({u"id"_s, Text::tr("The column with the id of the request."), u"COL"_s});
    parser.addOption({u"group"_s, Text::tr("The column whose values are told apart."), u"COL"_s});
    parser.addOption({u"weight"_s, Text::tr("The column with the weight of each case."), u"COL"_s});
    parser.addOption(
        {u"features"_s,
         Text::tr("The columns that the model predicts from (default: those without another role)."),
         u"A,B"_s});
}

void addReadingOptions(QCommandLineParser &parser)
{
    parser.addOption({u"delimiter"_s, Text::tr("Between cells: one character, tab or space."), u"C"_s});
    parser.addOption({u"decimal"_s, Text::tr("In numbers: . or ,"), u"C"_s});
    parser.addOption({u"missing"_s, Text::tr("Texts that mean a missing value."), u"A,B"_s});
    parser.addOption(
        {u"type"_s, Text::tr("number, text or time, for one column; may be repeated."), u"COL=TYPE"_s});
    parser.addOption({u"zone"_s,
                      Text::tr("Time zone, of times that say none and of the periods (default: UTC)."),
                      u"NAME"_s});
    parser.addOption({u"date-order"_s, Text::tr("Of dates such as 3/4/2024: dmy or mdy."), u"ORDER"_s});
    parser.addOption({u"no-header"_s, Text::tr("The first row is data; columns are column_1, column_2, …")});
    parser.addOption({u"table"_s, Text::tr("The table of a SQLite database."), u"NAME"_s});
    parser.addOption({u"query"_s, Text::tr("A SELECT in place of a table."), u"SQL"_s});
}

Result<DatasetInput> openDataset(const QString &path, const QCommandLineParser &options,
                                 const QHash<QString, monitor::ColumnType> &types)
{
    VT_TRY(const monitor::DatasetOptions reading, readingOptions(options));
    std::shared_ptr<QTemporaryFile> kept;
    if (path == u"-") {
        VT_TRY(kept, keepStandardInput());
    }
    VT_TRY(monitor::Dataset dataset, monitor::Dataset::open(kept ? kept->fileName() : path, reading));
    QHash<QString, monitor::ColumnType> others;
    for (const monitor::ColumnInfo &column : dataset.columns()) {
        const monitor::ColumnType type = types.value(column.name, column.type);
        if (type != column.type && !reading.types.contains(column.name))
            others.insert(column.name, type);
    }
    if (!others.isEmpty()) {
        VT_TRY(dataset, dataset.withTypes(others));
    }
    return DatasetInput{std::move(dataset), std::move(kept)};
}

Result<monitor::Roles> rolesOf(const monitor::Dataset &dataset, const QCommandLineParser &options)
{
    monitor::Roles roles = monitor::guessRoles(dataset.columns());
    const auto override = [&](QString &role, const QString &option) {
        if (options.isSet(option))
            role = options.value(option);
    };
    override(roles.time, u"time"_s);
    override(roles.truth, u"truth"_s);
    override(roles.estimate, u"estimate"_s);
    override(roles.id, u"id"_s);
    override(roles.group, u"group"_s);
    override(roles.weight, u"weight"_s);
    if (options.isSet(u"prob"_s)) {
        roles.probabilities.clear();
        for (const QString &part : options.value(u"prob"_s).split(u',', Qt::SkipEmptyParts)) {
            VT_TRY(const auto named, pairOf(part, u"--prob"_s, u"LEVEL=COLUMN,..."_s));
            roles.probabilities.append({named.first, named.second});
        }
    }
    roles.features.clear();
    if (options.isSet(u"features"_s)) {
        roles.features = options.value(u"features"_s).split(u',', Qt::SkipEmptyParts);
    } else {
        for (const monitor::ColumnInfo &column : dataset.columns()) {
            if (!roles.others().contains(column.name))
                roles.features << column.name;
        }
    }
    VT_CHECK(monitor::checkRoles(roles, dataset.columns()));
    return roles;
}

} // namespace vitrine::cli
