// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/store/changemark.h"

#include <QDateTime>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

// Observations and truths are written behind an update of `sequence`, which makes a new row of it each time;
// xmin is the transaction that did.
constexpr auto mark = "SELECT (SELECT max(next) || ' ' || max(xmin::text) FROM sequence), "
                      "(SELECT max(seq) FROM prediction), "
                      "(SELECT count(*) || ' ' || coalesce(max(id), 0) FROM occurrence)";

QByteArray ofFiles(const QString &path)
{
    QByteArray seen;
    for (const QString &suffix : {QString(), u"-wal"_s}) {
        const QFileInfo file(path + suffix);
        seen += QByteArray::number(file.size()) + ' ' +
                QByteArray::number(file.lastModified().toMSecsSinceEpoch()) + ' ';
    }
    return seen;
}

} // namespace

Result<QByteArray> ChangeMark::look()
{
    if (!isPostgres(m_where))
        return ofFiles(m_where);
    const bool connected = m_database.has_value();
    Result<QByteArray> seen = ask();
    if (!seen) {
        m_database.reset();
        if (connected) // the server may have been started again meanwhile
            seen = ask();
    }
    if (!seen)
        m_database.reset();
    return seen;
}

Result<QByteArray> ChangeMark::ask()
{
    if (!m_database) {
        VT_TRY(StoreConnection connection, StoreConnection::openToRead(m_where));
        m_database.emplace(std::move(connection));
    }
    VT_TRY(StoreStatement statement, m_database->prepare(mark));
    VT_TRY([[maybe_unused]] const bool row, statement.step());
    QByteArray seen;
    for (int column = 0; column < 3; ++column)
        seen += statement.text(column).toUtf8() + '\n';
    return seen;
}

} // namespace vitrine::monitor
