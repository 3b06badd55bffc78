// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/store/names.h"

namespace vitrine::monitor {

namespace {

// A do-nothing update, so that RETURNING answers for rows that were there already.
constexpr auto ofModel =
    "INSERT INTO model(name) VALUES(?1) ON CONFLICT(name) DO UPDATE SET name = excluded.name RETURNING id";
constexpr auto ofVersion = "INSERT INTO version(name, model) VALUES(?1, ?2) "
                           "ON CONFLICT(model, name) DO UPDATE SET name = excluded.name RETURNING id";
constexpr auto ofLevel = "INSERT INTO level(name, model) VALUES(?1, ?2) "
                         "ON CONFLICT(model, name) DO UPDATE SET name = excluded.name RETURNING id";

Result<qint64> idOf(StoreConnection &connection, std::string_view sql, const QString &name, qint64 owner = 0)
{
    VT_TRY(StoreStatement statement, connection.prepare(sql));
    statement.bind(1, name);
    if (owner != 0)
        statement.bind(2, owner);
    VT_TRY([[maybe_unused]] const bool row, statement.step());
    const qint64 id = statement.integer(0);
    VT_CHECK(statement.execute());
    return id;
}

} // namespace

Result<qint64> modelId(StoreConnection &connection, const QString &model)
{
    return idOf(connection, ofModel, model);
}

Result<qint64> versionId(StoreConnection &connection, const QString &version, qint64 model)
{
    return idOf(connection, ofVersion, version, model);
}

Result<qint64> levelId(StoreConnection &connection, const QString &level, qint64 model)
{
    return idOf(connection, ofLevel, level, model);
}

} // namespace vitrine::monitor
