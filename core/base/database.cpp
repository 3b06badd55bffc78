// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/database.h"

#include "core/base/text.h"

#include <sqlite3.h>

#include <cmath>
#include <limits>

namespace vitrine {

namespace {

constexpr int busyTimeoutMs = 5000;

Error::Code codeFor(int sqliteCode)
{
    switch (sqliteCode & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return Error::Code::Busy;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return Error::Code::Corrupt;
    case SQLITE_CONSTRAINT: return Error::Code::Conflict;
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN: return Error::Code::Io;
    default: return Error::Code::Internal;
    }
}

Error databaseError(sqlite3 *db, const QString &what)
{
    const int code = sqlite3_extended_errcode(db);
    const QString reason = QString::fromUtf8(sqlite3_errmsg(db));
    switch (code & 0xff) {
    case SQLITE_FULL:
        return {Error::Code::Io, Text::tr("The disk is full. Free some space and try again."), what};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {Error::Code::Busy,
                Text::tr("The database is in use by another program. Try again in a moment."), what};
    default: return {codeFor(code), Text::tr("The database reports: %1.").arg(reason), what};
    }
}

} // namespace

void Statement::Finalizer::operator()(sqlite3_stmt *statement) const
{
    sqlite3_finalize(statement);
}

void Statement::bind(int index, qint64 value)
{
    sqlite3_bind_int64(m_statement.get(), index, value);
}

void Statement::bind(int index, double value)
{
    sqlite3_bind_double(m_statement.get(), index, value);
}

void Statement::bind(int index, const QString &value)
{
    if (value.isNull())
        return bindNull(index);
    const QByteArray utf8 = value.toUtf8();
    sqlite3_bind_text(m_statement.get(), index, utf8.constData(), static_cast<int>(utf8.size()),
                      SQLITE_TRANSIENT);
}

void Statement::bind(int index, const QByteArray &value)
{
    sqlite3_bind_blob(m_statement.get(), index, value.constData(), static_cast<int>(value.size()),
                      SQLITE_TRANSIENT);
}

void Statement::bindBorrowed(int index, std::string_view utf8)
{
    sqlite3_bind_text(m_statement.get(), index, utf8.data() ? utf8.data() : "", static_cast<int>(utf8.size()),
                      SQLITE_STATIC);
}

void Statement::bindNull(int index)
{
    sqlite3_bind_null(m_statement.get(), index);
}

Result<bool> Statement::step()
{
    switch (sqlite3_step(m_statement.get())) {
    case SQLITE_ROW: return true;
    case SQLITE_DONE: return false;
    default: break;
    }
    sqlite3 *db = sqlite3_db_handle(m_statement.get());
    Error error = databaseError(db, QString::fromUtf8(sqlite3_sql(m_statement.get())));
    sqlite3_reset(m_statement.get());
    return error;
}

Result<> Statement::execute()
{
    while (true) {
        VT_TRY(const bool row, step());
        if (!row)
            break;
    }
    reset();
    return {};
}

void Statement::reset()
{
    sqlite3_reset(m_statement.get());
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement.get(), column) == SQLITE_NULL;
}

qint64 Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement.get(), column);
}

double Statement::real(int column) const
{
    return isNull(column) ? std::numeric_limits<double>::quiet_NaN()
                          : sqlite3_column_double(m_statement.get(), column);
}

QString Statement::text(int column) const
{
    const auto *bytes = reinterpret_cast<const char *>(sqlite3_column_text(m_statement.get(), column));
    return bytes ? QString::fromUtf8(bytes, sqlite3_column_bytes(m_statement.get(), column)) : QString();
}

QByteArray Statement::blob(int column) const
{
    const auto *bytes = static_cast<const char *>(sqlite3_column_blob(m_statement.get(), column));
    return {bytes, sqlite3_column_bytes(m_statement.get(), column)};
}

void Database::Closer::operator()(sqlite3 *db) const
{
    sqlite3_close_v2(db);
}

Result<Database> Database::open(const QString &path, Mode mode)
{
    const int flags =
        mode == Mode::ReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    sqlite3 *handle = nullptr;
    const int code =
        sqlite3_open_v2(path.toUtf8().constData(), &handle, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    Database database(handle);
    if (code != SQLITE_OK) {
        return Error{codeFor(code), Text::tr("Couldn't open the database %1.").arg(path),
                     QString::fromUtf8(sqlite3_errstr(code))};
    }
    sqlite3_busy_timeout(handle, busyTimeoutMs);
    sqlite3_extended_result_codes(handle, 1);
    // A file that is no database is noticed here, by its first read.
    if (mode == Mode::ReadWrite)
        VT_CHECK(database.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                                  "PRAGMA journal_size_limit=16777216; PRAGMA foreign_keys=ON;"));
    else
        VT_CHECK(database.execute("PRAGMA query_only=ON; SELECT count(*) FROM sqlite_schema;"));
    return database;
}

Result<Database> Database::inMemory()
{
    return open(QStringLiteral(":memory:"));
}

Result<> Database::execute(std::string_view sql)
{
    if (sqlite3_exec(m_db.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        return lastError(sql);
    return {};
}

Result<Statement> Database::prepare(std::string_view sql)
{
    sqlite3_stmt *statement = nullptr;
    if (sqlite3_prepare_v2(m_db.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr) !=
        SQLITE_OK)
        return lastError(sql);
    return Statement(statement);
}

qint64 Database::lastInsertId() const
{
    return sqlite3_last_insert_rowid(m_db.get());
}

qint64 Database::changes() const
{
    return sqlite3_changes64(m_db.get());
}

Result<qint64> Database::userVersion()
{
    VT_TRY(Statement statement, prepare("PRAGMA user_version"));
    VT_TRY([[maybe_unused]] const bool row, statement.step());
    return statement.integer(0);
}

Result<> Database::setUserVersion(qint64 version)
{
    return execute("PRAGMA user_version=" + std::to_string(version));
}

Error Database::lastError(std::string_view sql) const
{
    return databaseError(m_db.get(), QString::fromUtf8(sql.data(), static_cast<qsizetype>(sql.size())));
}

Result<Transaction> Transaction::begin(Database &database)
{
    VT_CHECK(database.execute("BEGIN IMMEDIATE"));
    return Transaction(database);
}

Transaction::Transaction(Transaction &&other) noexcept : m_database(std::exchange(other.m_database, nullptr))
{
}

Transaction::~Transaction()
{
    if (m_database)
        static_cast<void>(m_database->execute("ROLLBACK").has_value());
}

Result<> Transaction::commit()
{
    Q_ASSERT(m_database);
    VT_CHECK(m_database->execute("COMMIT"));
    m_database = nullptr;
    return {};
}

} // namespace vitrine
