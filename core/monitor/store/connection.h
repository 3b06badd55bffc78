// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/database.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <memory>
#include <string>
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

struct BatchColumn {
    enum class Type { Integer, Real, Text };
    QString name;
    Type type = Type::Text;
};

class BatchEngine
{
public:
    virtual ~BatchEngine() = default;
    virtual void bind(int index, qint64 value) = 0;
    virtual void bind(int index, double value) = 0;
    virtual void bindText(int index, std::string_view utf8) = 0;
    virtual void bindNull(int index) = 0;
    virtual Result<> add() = 0;
    virtual Result<> flush() = 0;
    virtual void clear() = 0;
};

class ConnectionEngine
{
public:
    virtual ~ConnectionEngine() = default;
    virtual Result<std::unique_ptr<BatchEngine>> batch(const std::string &table,
                                                       const QList<BatchColumn> &columns) = 0;
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

// Rows of one table, inserted in the caller's transaction: one by one into a file, many at a time into a
// database. Bind every column from 1, then add(). What add() took is in the transaction once flush() has
// returned; a transaction that is rolled back leaves rows behind that clear() drops. Dies before its
// connection.
class StoreBatch final
{
public:
    explicit StoreBatch(std::unique_ptr<BatchEngine> engine) : m_engine(std::move(engine)) {}

    void bind(int index, qint64 value) { m_engine->bind(index, value); }
    void bind(int index, int value) { m_engine->bind(index, qint64(value)); }
    void bind(int index, double value) { m_engine->bind(index, value); }
    // UTF-8 that stays where it is until add().
    void bindText(int index, std::string_view utf8) { m_engine->bindText(index, utf8); }
    void bindNull(int index) { m_engine->bindNull(index); }

    Result<> add() { return m_engine->add(); }
    Result<> flush() { return m_engine->flush(); }
    void clear() { m_engine->clear(); }

private:
    std::unique_ptr<BatchEngine> m_engine;
};

// A connection to a monitoring store: a SQLite file through its C API, or a PostgreSQL database through
// QtSql. The SQL is what both understand. One connection belongs to one thread.
class StoreConnection final
{
public:
    // `where`: the path of a file, which is made when it is missing, or postgresql://user@host:port/database.
    // The store's tables are made or brought up to date. Unsupported when Qt's driver for PostgreSQL is not
    // installed. A server that does not answer is given up after 5 seconds, unless the query says otherwise
    // (?connect_timeout=30), and one that the network lost after half a minute. No message repeats a
    // password.
    static Result<StoreConnection> open(const QString &where);
    // A file is opened as it is, for reading only, and not made.
    static Result<StoreConnection> openToRead(const QString &where);

    Result<> execute(std::string_view sql) { return m_engine->execute(sql); }
    // CREATE TABLE IF NOT EXISTS … in SQLite's words, beside the store's own tables.
    Result<> addTables(const QByteArray &sql) { return m_engine->addTables(sql); }
    Result<StoreStatement> prepare(std::string_view sql);
    Result<StoreBatch> batch(const std::string &table, const QList<BatchColumn> &columns);

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

// Whether there may be a store to read: a file that exists; a database server is asked itself.
bool mayHoldStore(const QString &where);
// What to call a store in messages: the path, or the address without user, password and options.
QString storeName(const QString &where);

// Engines.
bool isPostgres(const QString &where);
Result<std::unique_ptr<ConnectionEngine>> openSqliteEngine(const QString &path, Database::Mode mode);
Result<std::unique_ptr<ConnectionEngine>> openPostgresEngine(const QString &where);

} // namespace vitrine::monitor
