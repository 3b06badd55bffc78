// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/postgresserver.h"

#include <QTest>

#include <memory>

namespace vitrine::test {

// What a monitoring store may lie in: a file, and a database of a real PostgreSQL server that is started when
// the first test asks for one.
class StoreEngines final
{
public:
    static void addRows()
    {
        QTest::addColumn<bool>("postgres");
        QTest::newRow("SQLite") << false;
        QTest::newRow("PostgreSQL") << true;
    }

    // A new store; empty where there is no server.
    QString newStore(bool postgres, const QString &folder)
    {
        if (!postgres)
            return folder + QStringLiteral("/monitor.sqlite");
        if (!m_server) {
            m_server = std::make_unique<PostgresServer>();
            m_why = m_server->start();
        }
        return m_why.isEmpty() ? m_server->createDatabase(QStringLiteral("store%1").arg(++m_databases))
                               : QString();
    }
    QString whyNot() const { return QStringLiteral("SKIPPED, PostgreSQL is not tested: ") + m_why; }
    PostgresServer *server() const { return m_server.get(); }

private:
    std::unique_ptr<PostgresServer> m_server;
    QString m_why;
    int m_databases = 0;
};

} // namespace vitrine::test
