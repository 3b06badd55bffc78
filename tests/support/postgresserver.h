// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QString>
#include <QTemporaryDir>

namespace vitrine::test {

// A PostgreSQL server of its own in a temporary folder, reached by a socket in it; ends with the object. Run
// as root, it belongs to nobody, since PostgreSQL refuses root.
class PostgresServer final
{
public:
    PostgresServer() = default;
    ~PostgresServer();

    // Empty when it runs, else why not: not installed, or what the programs said.
    QString start();
    // Ends it and starts it over the same data: connections break. Empty, or why it does not run.
    QString restart();
    void stop(); // until restart()
    // A new, empty database as postgresql://…
    QString createDatabase(const QString &name);

private:
    QString program(const QString &name) const; // empty when it is not installed
    QString run(const QString &name, const QStringList &arguments) const;
    QString launch();
    void prepare(QProcess &process, const QString &program, const QStringList &arguments) const;

    QTemporaryDir m_dir;
    QProcess m_server;
};

} // namespace vitrine::test
