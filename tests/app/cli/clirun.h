// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

namespace vitrine::test {

// What a run of vitrine-cli said and how it ended.
struct Ran {
    int code = -1;
    QString out;
    QString err;
    QJsonObject object() const { return QJsonDocument::fromJson(out.toUtf8()).object(); }
    QJsonArray array() const { return QJsonDocument::fromJson(out.toUtf8()).array(); }
};

inline QString cliProgram()
{
    return QStringLiteral(VT_BINARY_DIR "/vitrine-cli");
}

// As of somebody who has set nothing.
inline QProcessEnvironment cleanEnvironment()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(QStringLiteral("VITRINE_LIBRARY"));
    environment.remove(QStringLiteral("VITRINE_MONITOR_STORE"));
    environment.insert(QStringLiteral("ORT_DISABLE_TELEMETRY"), QStringLiteral("1"));
    environment.insert(QStringLiteral("GIT_AUTHOR_NAME"), QStringLiteral("Ada"));
    return environment;
}

// Runs it in `folder`; its standard output goes to the file `output` when one is named.
inline Ran runCli(const QStringList &arguments, const QString &folder = {}, const QString &output = {},
                  const QByteArray &input = {})
{
    QProcess process;
    if (!folder.isEmpty())
        process.setWorkingDirectory(folder);
    if (!output.isEmpty())
        process.setStandardOutputFile(output);
    process.setProcessEnvironment(cleanEnvironment());
    process.start(cliProgram(), arguments);
    process.write(input);
    process.closeWriteChannel();
    process.waitForFinished(120'000);
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

} // namespace vitrine::test
