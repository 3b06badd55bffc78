// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/monitor/store/connection.h"
#include "core/monitor/store/postgresbatch.h"
#include "core/monitor/storeschema.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QUrl>
#include <QUrlQuery>
#include <QUuid>
#include <QVariant>

#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

// libpq's options: seconds to connect, and to notice that the other side is gone (the last in ms).
const std::array<std::pair<QString, QString>, 5> patience{{{u"connect_timeout"_s, u"5"_s},
                                                           {u"keepalives_idle"_s, u"10"_s},
                                                           {u"keepalives_interval"_s, u"5"_s},
                                                           {u"keepalives_count"_s, u"4"_s},
                                                           {u"tcp_user_timeout"_s, u"30000"_s}}};

// Classes of SQLSTATE.
Error::Code codeOf(const QString &state)
{
    if (state.startsWith(u"23"))
        return Error::Code::Conflict;
    if (state == u"40001" || state == u"40P01" || state == u"55P03")
        return Error::Code::Busy;
    // A connection that broke has no state.
    if (state.isEmpty() || state.startsWith(u"08") || state.startsWith(u"57P"))
        return Error::Code::Io;
    return Error::Code::Internal;
}

Error databaseError(const QSqlError &error, const QString &what)
{
    // The driver's text ends with the query and "Unable to …": the first line says what is wrong.
    const QString reason = error.databaseText().section(u'\n', 0, 0).remove(u"ERROR:  "_s).trimmed();
    return {codeOf(error.nativeErrorCode()),
            Text::tr("The database reports: %1.").arg(reason.isEmpty() ? error.driverText() : reason), what};
}

// ?1 becomes :p1, which QtSql passes on as PostgreSQL's $n.
QString withNamedParameters(std::string_view sql)
{
    QString result;
    for (std::size_t i = 0; i < sql.size(); ++i) {
        if (sql[i] == '?')
            result += u":p"_s;
        else
            result += QLatin1Char(sql[i]);
    }
    return result;
}

class PostgresStatement final : public StatementEngine
{
public:
    explicit PostgresStatement(QSqlQuery query) : m_query(std::move(query)) {}

    void bind(int index, qint64 value) override { bindValue(index, QVariant::fromValue(value)); }
    void bind(int index, double value) override
    {
        if (std::isnan(value))
            bindNull(index);
        else
            bindValue(index, value);
    }
    void bind(int index, const QString &value) override
    {
        bindValue(index, value.isNull() ? QVariant(QMetaType::fromType<QString>()) : QVariant(value));
    }
    void bind(int index, const QByteArray &value) override { bindValue(index, value); }
    void bindBorrowed(int index, std::string_view utf8) override
    {
        bindValue(index, QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size())));
    }
    void bindNull(int index) override { bindValue(index, QVariant(QMetaType::fromType<QString>())); }

    Result<bool> step() override
    {
        if (!m_running && !m_query.exec())
            return databaseError(m_query.lastError(), m_query.lastQuery());
        m_running = true;
        if (m_query.next())
            return true;
        const QSqlError error = m_query.lastError();
        if (error.isValid())
            return databaseError(error, m_query.lastQuery());
        return false;
    }
    Result<qint64> execute() override
    {
        if (!m_running && !m_query.exec())
            return databaseError(m_query.lastError(), m_query.lastQuery());
        const qint64 changed = m_query.numRowsAffected();
        reset();
        return changed;
    }
    void reset() override
    {
        m_query.finish();
        m_running = false;
    }
    bool isNull(int column) const override { return m_query.isNull(column); }
    qint64 integer(int column) const override { return m_query.value(column).toLongLong(); }
    double real(int column) const override
    {
        return isNull(column) ? std::numeric_limits<double>::quiet_NaN() : m_query.value(column).toDouble();
    }
    QString text(int column) const override { return m_query.value(column).toString(); }
    QByteArray blob(int column) const override { return m_query.value(column).toByteArray(); }

private:
    void bindValue(int index, const QVariant &value) { m_query.bindValue(u":p%1"_s.arg(index), value); }

    QSqlQuery m_query;
    bool m_running = false;
};

class PostgresEngine final : public ConnectionEngine
{
public:
    PostgresEngine() : m_name(QUuid::createUuid().toString(QUuid::WithoutBraces)) {}
    ~PostgresEngine() override
    {
        m_database.close();
        m_database = {};
        QSqlDatabase::removeDatabase(m_name);
    }

    Result<> open(const QUrl &where)
    {
        m_database = QSqlDatabase::addDatabase(u"QPSQL"_s, m_name);
        const QUrlQuery query(where);
        m_database.setHostName(where.host().isEmpty() ? query.queryItemValue(u"host"_s, QUrl::FullyDecoded)
                                                      : where.host());
        if (where.port() > 0)
            m_database.setPort(where.port());
        m_database.setUserName(where.userName());
        m_database.setPassword(where.password());
        m_database.setDatabaseName(where.path().mid(1));
        QStringList options;
        for (const auto &[key, value] : query.queryItems(QUrl::FullyDecoded)) {
            if (key != u"host")
                options << key + u'=' + value;
        }
        for (const auto &[key, value] : patience) {
            if (!query.hasQueryItem(key))
                options << key + u'=' + value;
        }
        m_database.setConnectOptions(options.join(u';'));
        if (m_database.open())
            return execute("SET client_min_messages = warning; SET standard_conforming_strings = on");
        const QString reason = m_database.lastError().databaseText().section(u'\n', 0, 0).trimmed();
        return Error{Error::Code::Io, Text::tr("The database server cannot be reached: %1.").arg(reason), {}};
    }

    Result<> execute(std::string_view sql) override
    {
        QSqlQuery query(m_database);
        const QString text = QString::fromUtf8(sql.data(), static_cast<qsizetype>(sql.size()));
        if (!query.exec(text))
            return databaseError(query.lastError(), text);
        return {};
    }
    Result<std::unique_ptr<StatementEngine>> prepare(std::string_view sql) override
    {
        QSqlQuery query(m_database);
        query.setForwardOnly(true); // rows come one by one, not all at once
        const QString text = withNamedParameters(sql);
        if (!query.prepare(text))
            return databaseError(query.lastError(), text);
        return std::unique_ptr<StatementEngine>(std::make_unique<PostgresStatement>(std::move(query)));
    }
    Result<std::unique_ptr<BatchEngine>> batch(const std::string &table,
                                               const QList<BatchColumn> &columns) override
    {
        return std::unique_ptr<BatchEngine>(std::make_unique<PostgresBatch>(*this, table, columns));
    }
    Result<> begin() override { return execute("BEGIN"); }
    Result<> beginAlone() override
    {
        VT_CHECK(begin());
        const Result<> locked = execute("SELECT pg_advisory_xact_lock(7681130973)");
        if (!locked)
            static_cast<void>(execute("ROLLBACK").has_value());
        return locked;
    }
    Result<> prepareLayout() override { return preparePostgresStore(*this); }
    Result<> addTables(const QByteArray &sql) override { return addPostgresTables(*this, sql); }

private:
    QString m_name;
    QSqlDatabase m_database;
};

} // namespace

Result<std::unique_ptr<ConnectionEngine>> openPostgresEngine(const QString &where)
{
    if (!QSqlDatabase::isDriverAvailable(u"QPSQL"_s)) {
        return Error{Error::Code::Unsupported,
                     Text::tr("PostgreSQL needs Qt's driver for it. Install the package libqt6sql6-psql."),
                     {}};
    }
    const QUrl url(where, QUrl::StrictMode);
    if (!url.isValid() || url.path().size() < 2) {
        return Error{Error::Code::InvalidArgument,
                     Text::tr("A PostgreSQL store is named as in postgresql://user@host:5432/database."),
                     {}};
    }
    auto engine = std::make_unique<PostgresEngine>();
    VT_CHECK(engine->open(url));
    return std::unique_ptr<ConnectionEngine>(std::move(engine));
}

} // namespace vitrine::monitor
