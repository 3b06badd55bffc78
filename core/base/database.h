// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <optional>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace vitrine {

// One prepared statement of a Database. Bind from 1, step, read columns from 0. Reset it (or let it die)
// when done: an unfinished read keeps the write-ahead log from shrinking.
class Statement final
{
public:
    Statement(Statement &&) noexcept = default;
    Statement &operator=(Statement &&) noexcept = default;

    void bind(int index, qint64 value);
    void bind(int index, int value) { bind(index, qint64(value)); }
    void bind(int index, double value); // NaN is stored as NULL
    void bind(int index, const QString &value);
    void bind(int index, const QByteArray &value);
    // UTF-8 that stays where it is until the statement was executed or bound again.
    void bindBorrowed(int index, std::string_view utf8);
    void bindNull(int index);

    Result<bool> step(); // true while there is a row
    Result<> execute();  // steps to the end and resets, bindings kept
    void reset();

    bool isNull(int column) const;
    qint64 integer(int column) const;
    double real(int column) const; // NULL reads as NaN
    QString text(int column) const;
    QByteArray blob(int column) const;

private:
    friend class Database;
    struct Finalizer {
        void operator()(sqlite3_stmt *statement) const;
    };
    explicit Statement(sqlite3_stmt *statement) : m_statement(statement) {}
    std::unique_ptr<sqlite3_stmt, Finalizer> m_statement;
};

// A SQLite connection through its C API (twice as fast as QtSql on the hot paths). WAL, a busy time-out
// of five seconds, foreign keys on. One connection belongs to one thread.
class Database final
{
public:
    enum class Mode { ReadWrite, ReadOnly };

    // Creates the file when it is missing (ReadWrite).
    static Result<Database> open(const QString &path, Mode mode = Mode::ReadWrite);
    static Result<Database> inMemory();

    Database(Database &&) noexcept = default;
    Database &operator=(Database &&) noexcept = default;

    Result<> execute(std::string_view sql); // one or more statements without results
    Result<Statement> prepare(std::string_view sql);

    qint64 lastInsertId() const;
    qint64 changes() const;
    Result<qint64> userVersion();
    Result<> setUserVersion(qint64 version);

    sqlite3 *handle() const { return m_db.get(); }

private:
    struct Closer {
        void operator()(sqlite3 *db) const;
    };
    explicit Database(sqlite3 *db) : m_db(db) {}
    Error lastError(std::string_view sql) const;
    std::unique_ptr<sqlite3, Closer> m_db;
};

// Rolls back unless committed. `Immediate` takes the write lock at once, so that two writers queue
// instead of failing when they upgrade.
class Transaction final
{
public:
    static Result<Transaction> begin(Database &database);
    Transaction(Transaction &&other) noexcept;
    Transaction &operator=(Transaction &&) = delete;
    ~Transaction();

    Result<> commit();

private:
    explicit Transaction(Database &database) : m_database(&database) {}
    Database *m_database = nullptr;
};

} // namespace vitrine
