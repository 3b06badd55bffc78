// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/store/connection.h"

#include <QFileInfo>
#include <QUrl>

#include <utility>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

bool isPostgres(const QString &where)
{
    return where.startsWith(u"postgresql://"_s) || where.startsWith(u"postgres://"_s);
}

bool mayHoldStore(const QString &where)
{
    return isPostgres(where) || QFileInfo::exists(where);
}

QString storeName(const QString &where)
{
    return isPostgres(where)
               ? QUrl(where).toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment)
               : where;
}

Result<StoreConnection> StoreConnection::open(const QString &where)
{
    VT_TRY(auto engine, isPostgres(where) ? openPostgresEngine(where)
                                          : openSqliteEngine(where, Database::Mode::ReadWrite));
    VT_CHECK(engine->prepareLayout());
    return StoreConnection(std::move(engine));
}

Result<StoreConnection> StoreConnection::openToRead(const QString &where)
{
    if (isPostgres(where))
        return open(where);
    VT_TRY(auto engine, openSqliteEngine(where, Database::Mode::ReadOnly));
    return StoreConnection(std::move(engine));
}

Result<StoreStatement> StoreConnection::prepare(std::string_view sql)
{
    VT_TRY(auto engine, m_engine->prepare(sql));
    return StoreStatement(std::move(engine));
}

Result<StoreBatch> StoreConnection::batch(const std::string &table, const QList<BatchColumn> &columns)
{
    VT_TRY(auto engine, m_engine->batch(table, columns));
    return StoreBatch(std::move(engine));
}

Result<StoreTransaction> StoreTransaction::begin(StoreConnection &connection)
{
    VT_CHECK(connection.m_engine->begin());
    return StoreTransaction(*connection.m_engine);
}

Result<StoreTransaction> StoreTransaction::beginAlone(StoreConnection &connection)
{
    VT_CHECK(connection.m_engine->beginAlone());
    return StoreTransaction(*connection.m_engine);
}

StoreTransaction::StoreTransaction(StoreTransaction &&other) noexcept
    : m_engine(std::exchange(other.m_engine, nullptr))
{
}

StoreTransaction::~StoreTransaction()
{
    if (m_engine)
        static_cast<void>(m_engine->execute("ROLLBACK").has_value());
}

Result<> StoreTransaction::commit()
{
    Q_ASSERT(m_engine);
    VT_CHECK(m_engine->execute("COMMIT"));
    m_engine = nullptr;
    return {};
}

} // namespace vitrine::monitor
