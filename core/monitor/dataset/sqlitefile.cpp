// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/dataset/sqlitefile.h"

#include "core/base/database.h"
#include "core/base/text.h"
#include "core/monitor/dataset/chunkbuilder.h"
#include "core/monitor/dataset/columnguess.h"
#include "core/monitor/dataset/wantedcolumns.h"

#include <sqlite3.h>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr int sampledRows = 1000;
constexpr std::size_t rowsOfChunk = 16'384;
constexpr std::size_t cellsOfChunk = 4'000'000; // tables may have thousands of columns
constexpr qsizetype shownText = 40;

QString quoted(QString name)
{
    return u'"' + name.replace(u'"', u"\"\""_s) + u'"';
}

// What Statement hides: how many columns there are and what is in them.
struct Finalizer {
    void operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }
};
using RawStatement = std::unique_ptr<sqlite3_stmt, Finalizer>;

Result<RawStatement> prepare(const Database &database, const QString &sql)
{
    const QByteArray bytes = sql.toUtf8();
    sqlite3_stmt *statement = nullptr;
    const char *rest = nullptr;
    const int code = sqlite3_prepare_v2(database.handle(), bytes.constData(), static_cast<int>(bytes.size()),
                                        &statement, &rest);
    RawStatement result(statement);
    if (code != SQLITE_OK)
        return Error{Error::Code::InvalidArgument,
                     Text::tr("The database does not understand the query: %1.")
                         .arg(QString::fromUtf8(sqlite3_errmsg(database.handle()))),
                     sql};
    if (!statement || sqlite3_stmt_readonly(statement) == 0 || sqlite3_column_count(statement) == 0 ||
        !QByteArray(rest).trimmed().isEmpty())
        return Error{Error::Code::InvalidArgument, Text::tr("The query must be one SELECT."), sql};
    return result;
}

// True while there is a row.
Result<bool> step(sqlite3_stmt *statement)
{
    switch (sqlite3_step(statement)) {
    case SQLITE_ROW: return true;
    case SQLITE_DONE: return false;
    default:
        return Error{Error::Code::Corrupt,
                     Text::tr("The database reports: %1.")
                         .arg(QString::fromUtf8(sqlite3_errmsg(sqlite3_db_handle(statement)))),
                     {}};
    }
}

std::string_view textOf(sqlite3_stmt *statement, int column)
{
    const auto *bytes = reinterpret_cast<const char *>(sqlite3_column_text(statement, column));
    return bytes ? std::string_view(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement, column)))
                 : std::string_view();
}

class SqliteSource final : public ChunkSource
{
public:
    SqliteSource(Database database, RawStatement statement, std::vector<CellForm> forms, QStringList names,
                 WantedColumns wanted, const DatasetOptions &options, Job job)
        : m_database(std::move(database))
        , m_statement(std::move(statement))
        , m_forms(std::move(forms))
        , m_names(std::move(names))
        , m_wanted(std::move(wanted))
        , m_options(options)
        , m_missing(options.missing)
        , m_job(std::move(job))
    {
    }

    Result<bool> next(Chunk &chunk) override
    {
        VT_CHECK(m_job.check());
        ChunkBuilder builders(m_forms, m_missing, m_options.zone);
        chunk = {};
        chunk.firstRow = m_row;
        const std::size_t most =
            std::clamp(cellsOfChunk / std::max<std::size_t>(1, m_forms.size()), std::size_t(1), rowsOfChunk);
        while (!m_atEnd && chunk.rows < most) {
            VT_TRY(const bool more, step(m_statement.get()));
            m_atEnd = !more; // another step would begin anew
            if (m_atEnd)
                break;
            ++chunk.rows;
            chunk.lines.push_back(++m_row);
            for (std::size_t i = 0; i < builders.size(); ++i)
                cell(static_cast<int>(i), builders[i]);
        }
        m_job.report(m_row, 0);
        builders.finish(m_wanted, chunk, m_problems);
        return chunk.rows > 0;
    }

private:
    void cell(int column, ColumnBuilder &builder)
    {
        sqlite3_stmt *statement = m_statement.get();
        bool readable = true;
        switch (sqlite3_column_type(statement, column)) {
        case SQLITE_NULL: builder.addMissing(); break;
        case SQLITE_INTEGER:
            if (m_forms[static_cast<std::size_t>(column)].type == ColumnType::Number) {
                readable = builder.addNumber(sqlite3_column_double(statement, column));
                break;
            }
            readable = builder.add(textOf(statement, column)); // every digit of an id
            break;
        case SQLITE_FLOAT: readable = builder.addNumber(sqlite3_column_double(statement, column)); break;
        case SQLITE_TEXT: readable = builder.add(withoutSpaces(textOf(statement, column))); break;
        default: readable = builder.add(std::string_view("\xff")); break; // a blob is no value here
        }
        if (readable)
            return;
        ++m_problems.unreadableCells;
        if (m_problems.first.size() < m_options.keptProblems) {
            const std::string_view bytes = textOf(statement, column);
            const QString text = QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
            m_problems.first.append({m_row, m_names[column], text.left(shownText), builder.complaint()});
        }
    }

    Database m_database;
    RawStatement m_statement;
    std::vector<CellForm> m_forms;
    QStringList m_names;
    WantedColumns m_wanted;
    DatasetOptions m_options;
    MissingTexts m_missing;
    Job m_job;
    qint64 m_row = 0;
    bool m_atEnd = false;
};

class SqliteFile final : public DatasetFile
{
public:
    using DatasetFile::DatasetFile;

    Result<> findColumns()
    {
        VT_TRY(const Database database, Database::open(path, Database::Mode::ReadOnly));
        VT_CHECK(chooseRows(database));
        VT_TRY(const RawStatement statement, prepare(database, u"SELECT * FROM %1"_s.arg(m_rows)));
        const int width = sqlite3_column_count(statement.get());
        for (int i = 0; i < width; ++i)
            m_columns << QString::fromUtf8(sqlite3_column_name(statement.get(), i));
        std::vector<CellTexts> cells(static_cast<std::size_t>(width));
        for (int row = 0; row < sampledRows; ++row) {
            VT_TRY(const bool more, step(statement.get()));
            empty = !more && row == 0;
            if (!more)
                break;
            for (int i = 0; i < width; ++i)
                cells[static_cast<std::size_t>(i)].emplace_back(textOf(statement.get(), i));
        }
        const ColumnGuesses guesses = guessColumns(distinctNames(m_columns), cells, options, false);
        columns = guesses.columns;
        m_forms = guesses.forms;
        notes += guesses.notes;
        return {};
    }

    Result<std::unique_ptr<ChunkSource>> read(const std::vector<int> &wanted, const Job &job) const override
    {
        WantedColumns distinct(wanted);
        std::vector<CellForm> forms;
        QStringList expressions;
        QStringList names;
        for (const int index : distinct.columns) {
            forms.push_back(m_forms[static_cast<std::size_t>(index)]);
            names << columns[index].name;
            expressions << quoted(m_columns[index]);
        }
        if (expressions.isEmpty())
            expressions << u"1"_s;
        VT_TRY(Database database, Database::open(path, Database::Mode::ReadOnly));
        VT_TRY(RawStatement statement,
               prepare(database, u"SELECT %1 FROM %2"_s.arg(expressions.join(u','), m_rows)));
        return std::unique_ptr<ChunkSource>(
            std::make_unique<SqliteSource>(std::move(database), std::move(statement), std::move(forms),
                                           std::move(names), std::move(distinct), options, job));
    }

private:
    // What stands behind FROM.
    Result<> chooseRows(const Database &database)
    {
        if (!options.query.isEmpty()) {
            VT_TRY([[maybe_unused]] const RawStatement checked, prepare(database, options.query));
            QString query = options.query.trimmed();
            while (query.endsWith(u';'))
                query.chop(1);
            m_rows = u'(' + query + u')';
            return {};
        }
        VT_TRY(const RawStatement statement,
               prepare(database, u"SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') "
                                 "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"_s));
        QStringList tables;
        while (true) {
            VT_TRY(const bool more, step(statement.get()));
            if (!more)
                break;
            const std::string_view name = textOf(statement.get(), 0);
            tables << QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
        }
        if (tables.isEmpty())
            return Error{Error::Code::Corrupt, Text::tr("The database has no tables."), path};
        const QString table =
            options.table.isEmpty() && tables.size() == 1 ? tables.constFirst() : options.table;
        if (!tables.contains(table)) {
            return Error{
                Error::Code::InvalidArgument,
                table.isEmpty()
                    ? Text::tr("The database has several tables; name one of %1.").arg(tables.join(u", "_s))
                    : Text::tr("The database has no table “%1”, but %2.").arg(table, tables.join(u", "_s)),
                path};
        }
        m_rows = quoted(table);
        return {};
    }

    QString m_rows;
    QStringList m_columns; // as the database calls them
    std::vector<CellForm> m_forms;
};

} // namespace

Result<std::shared_ptr<DatasetFile>> openSqlite(const QString &path, const DatasetOptions &options)
{
    auto file = std::make_shared<SqliteFile>(path, options);
    VT_CHECK(file->findColumns());
    return std::shared_ptr<DatasetFile>(std::move(file));
}

} // namespace vitrine::monitor
