// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/database.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <string_view>

namespace vitrine::monitor {

// The engine behind a statement or a connection.
class StatementEngine
{
public:
    virtual ~StatementEngine() = default;
    virtual void bind(int index, qint64 value) = 0;
    virtual void bind(int index, double value) = 0;
    virtual void bind(int index, const QString &value) = 0;
    virtual void bind(int index, const QByteArray &value) = 0;
    virtual void bindBorrowed(int index, std::string_view utf8) = 0;
    virtual void bindNull(int index) = 0;
    virtual Result<bool> step() = 0;
    virtual Result<qint64> execute() = 0;
    virtual void reset() = 0;
    virtual bool isNull(int column) const = 0;
    virtual qint64 integer(int column) const = 0;
    virtual double real(int column) const = 0;
    virtual QString text(int column) const = 0;
    virtual QByteArray blob(int column) const = 0;
};

class ConnectionEngine
{
public:
    virtual ~ConnectionEngine() = default;
    virtual Result<> execute(std::string_view sql) = 0;
    virtual Result<std::unique_ptr<StatementEngine>> prepare(std::string_view sql) = 0;
    virtual Result<> begin() = 0;
    virtual Result<> beginAlone() = 0;
    virtual Result<> prepareLayout() = 0;
    virtual Result<> addTables(const QByteArray &sql) = 0;
};

// One prepared statement, whichever engine runs it. Parameters are ?1, ?2, … Bind from 1, step, read columns
// from 0; reset it, or let it die, when done. NaN is stored as NULL, a null text as well; NULL reads as NaN,
// an empty text, 0. Only one statement of a connection may be in the middle of its rows.
class StoreStatement final
{
public:
    explicit StoreStatement(std::unique_ptr<StatementEngine> engine) : m_engine(std::move(engine)) {}

    void bind(int index, qint64 value) { m_engine->bind(index, value); }
    void bind(int index, int value) { m_engine->bind(index, qint64(value)); }
    void bind(int index, double value) { m_engine->bind(index, value); }
    void bind(int index, const QString &value) { m_engine->bind(index, value); }
    void bind(int index, const QByteArray &value) { m_engine->bind(index, value); }
    // UTF-8 that stays where it is until the statement was executed or bound again.
    void bindBorrowed(int index, std::string_view utf8) { m_engine->bindBorrowed(index, utf8); }
    void bindNull(int index) { m_engine->bindNull(index); }

    Result<bool> step() { return m_engine->step(); }         // true while there is a row
    Result<qint64> execute() { return m_engine->execute(); } // to the end; rows that were changed
    void reset() { m_engine->reset(); }

    bool isNull(int column) const { return m_engine->isNull(column); }
    qint64 integer(int column) const { return m_engine->integer(column); }
    double real(int column) const { return m_engine->real(column); }
    QString text(int column) const { return m_engine->text(column); }
    QByteArray blob(int column) const { return m_engine->blob(column); }

private:
    std::unique_ptr<StatementEngine> m_engine;
};

// A connection to a monitoring store: a SQLite file through its C API, or a PostgreSQL database through
// QtSql. The SQL is what both understand. One connection belongs to one thread.
class StoreConnection final
{
public:
    // `where`: the path of a file, which is made when it is missing, or postgresql://user@host:port/database.
    // The store's tables are made or brought up to date. Unsupported when Qt's driver for PostgreSQL is not
    // installed. No message repeats a password.
    static Result<StoreConnection> open(const QString &where);
    // A file is opened as it is, for reading only, and not made.
    static Result<StoreConnection> openToRead(const QString &where);

    Result<> execute(std::string_view sql) { return m_engine->execute(sql); }
    // CREATE TABLE IF NOT EXISTS … in SQLite's words, beside the store's own tables.
    Result<> addTables(const QByteArray &sql) { return m_engine->addTables(sql); }
    Result<StoreStatement> prepare(std::string_view sql);

private:
    friend class StoreTransaction;
    explicit StoreConnection(std::unique_ptr<ConnectionEngine> engine) : m_engine(std::move(engine)) {}
    std::unique_ptr<ConnectionEngine> m_engine;
};

// Rolls back unless committed. Writers of a SQLite file queue; a statement of the transaction dies before it.
class StoreTransaction final
{
public:
    static Result<StoreTransaction> begin(StoreConnection &connection);
    // Of those that begin so, one at a time: what it reads stays true until it has written.
    static Result<StoreTransaction> beginAlone(StoreConnection &connection);
    StoreTransaction(StoreTransaction &&other) noexcept;
    StoreTransaction &operator=(StoreTransaction &&) = delete;
    ~StoreTransaction();

    Result<> commit();

private:
    explicit StoreTransaction(ConnectionEngine &engine) : m_engine(&engine) {}
    ConnectionEngine *m_engine = nullptr;
};

// Engines.
bool isPostgres(const QString &where);
Result<std::unique_ptr<ConnectionEngine>> openSqliteEngine(const QString &path, Database::Mode mode);
Result<std::unique_ptr<ConnectionEngine>> openPostgresEngine(const QString &where);

} // namespace vitrine::monitor
