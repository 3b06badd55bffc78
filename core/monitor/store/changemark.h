// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/store/connection.h"

#include <QByteArray>

#include <optional>

namespace vitrine::monitor {

// Tells whether a monitoring store was written to, without reading what is in it: of a file by its size and
// time and those of its write-ahead log, of a database by the numbers that every write moves on. Belongs to
// one thread.
class ChangeMark final
{
public:
    explicit ChangeMark(const QString &where) : m_where(where) {}

    // Something that is another after a write by anybody. A database that went away and came back is
    // connected to again.
    Result<QByteArray> look();

private:
    Result<QByteArray> ask();

    QString m_where;
    std::optional<StoreConnection> m_database;
};

} // namespace vitrine::monitor
