// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/database.h"
#include "core/monitor/store/connection.h"
#include "core/monitor/storeschema.h"

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

class SqliteStatement final : public StatementEngine
{
public:
    SqliteStatement(Database &database, Statement statement)
        : m_database(database)
        , m_statement(std::move(statement))
    {
    }
    void bind(int index, qint64 value) override { m_statement.bind(index, value); }
    void bind(int index, double value) override { m_statement.bind(index, value); }
    void bind(int index, const QString &value) override { m_statement.bind(index, value); }
    void bind(int index, const QByteArray &value) override { m_statement.bind(index, value); }
    void bindBorrowed(int index, std::string_view utf8) override { m_statement.bindBorrowed(index, utf8); }
    void bindNull(int index) override { m_statement.bindNull(index); }
    Result<bool> step() override { return m_statement.step(); }
    Result<qint64> execute() override
    {
        VT_CHECK(m_statement.execute());
        return m_database.changes();
    }
    void reset() override { m_statement.reset(); }
    bool isNull(int column) const override { return m_statement.isNull(column); }
    qint64 integer(int column) const override { return m_statement.integer(column); }
    double real(int column) const override { return m_statement.real(column); }
    QString text(int column) const override { return m_statement.text(column); }
    QByteArray blob(int column) const override { return m_statement.blob(column); }

private:
    Database &m_database;
    Statement m_statement;
};

class SqliteBatch final : public BatchEngine
{
public:
    explicit SqliteBatch(Statement statement) : m_statement(std::move(statement)) {}
    void bind(int index, qint64 value) override { m_statement.bind(index, value); }
    void bind(int index, double value) override { m_statement.bind(index, value); }
    void bindText(int index, std::string_view utf8) override { m_statement.bindBorrowed(index, utf8); }
    void bindNull(int index) override { m_statement.bindNull(index); }
    Result<> add() override { return m_statement.execute(); }
    Result<> flush() override { return {}; }
    void clear() override {}

private:
    Statement m_statement;
};

class SqliteEngine final : public ConnectionEngine
{
public:
    explicit SqliteEngine(Database database) : m_database(std::move(database)) {}

    Result<> execute(std::string_view sql) override { return m_database.execute(sql); }
    Result<std::unique_ptr<StatementEngine>> prepare(std::string_view sql) override
    {
        VT_TRY(Statement statement, m_database.prepare(sql));
        return std::unique_ptr<StatementEngine>(
            std::make_unique<SqliteStatement>(m_database, std::move(statement)));
    }
    Result<std::unique_ptr<BatchEngine>> batch(const std::string &table,
                                               const QList<BatchColumn> &columns) override
    {
        QStringList names;
        QStringList places;
        for (const BatchColumn &column : columns) {
            names << column.name;
            places << u"?%1"_s.arg(names.size());
        }
        const QString rest = u"(%1) VALUES(%2)"_s.arg(names.join(u", "_s), places.join(u", "_s));
        VT_TRY(Statement statement, m_database.prepare("INSERT INTO " + table + rest.toStdString()));
        return std::unique_ptr<BatchEngine>(std::make_unique<SqliteBatch>(std::move(statement)));
    }
    Result<> begin() override { return m_database.execute("BEGIN IMMEDIATE"); }
    Result<> beginAlone() override { return begin(); }
    Result<> prepareLayout() override { return prepareStore(m_database); }
    Result<> addTables(const QByteArray &sql) override
    {
        return m_database.execute(std::string_view(sql.constData(), static_cast<std::size_t>(sql.size())));
    }

private:
    Database m_database;
};

} // namespace

Result<std::unique_ptr<ConnectionEngine>> openSqliteEngine(const QString &path, Database::Mode mode)
{
    VT_TRY(Database database, Database::open(path, mode));
    return std::unique_ptr<ConnectionEngine>(std::make_unique<SqliteEngine>(std::move(database)));
}

} // namespace vitrine::monitor
