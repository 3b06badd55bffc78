// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QStringList>
#include <QTest>

namespace vitrine::test {

inline bool succeeds(const QString &program, const QStringList &arguments, int ms = 120'000)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    if (!process.waitForFinished(ms) || process.exitStatus() != QProcess::NormalExit)
        return false;
    if (process.exitCode() != 0)
        qInfo("%s", process.readAll().constData());
    return process.exitCode() == 0;
}

// The Python that has these modules: the system's (Debian's packages) or the first on the PATH; empty when
// neither does.
inline QString pythonWith(const QStringList &modules)
{
    for (const QString &program :
         {QStringLiteral("/usr/bin/python3"), QStandardPaths::findExecutable(QStringLiteral("python3"))}) {
        if (!QFileInfo::exists(program))
            continue;
        QProcess process;
        process.start(program,
                      {QStringLiteral("-c"), QStringLiteral("import ") + modules.join(QStringLiteral(", "))});
        if (process.waitForFinished(60'000) && process.exitStatus() == QProcess::NormalExit &&
            process.exitCode() == 0)
            return program;
    }
    return {};
}

// Rscript, when it has these packages.
inline QString rscriptWith(const QStringList &packages)
{
    const QString program = QStandardPaths::findExecutable(QStringLiteral("Rscript"));
    if (program.isEmpty())
        return {};
    QString code = QStringLiteral("quit(status = 1L - (TRUE");
    for (const QString &package : packages)
        code += QStringLiteral(" && requireNamespace('%1', quietly = TRUE)").arg(package);
    QProcess process;
    process.start(program, {QStringLiteral("-e"), code + QStringLiteral("))")});
    const bool done = process.waitForFinished(60'000) && process.exitStatus() == QProcess::NormalExit;
    return done && process.exitCode() == 0 ? program : QString();
}

} // namespace vitrine::test

// Skips the test case loudly when the interpreter or its packages are not there.
#define VT_NEED_PYTHON(variable, ...)                                                                  \
    const QString variable = vitrine::test::pythonWith(__VA_ARGS__);                                   \
    if (variable.isEmpty())                                                                            \
    QSKIP(qPrintable(                                                                                  \
        QStringLiteral("SKIPPED: no Python with %1; packaging/dependencies.sh --optional installs it") \
            .arg(QStringList(__VA_ARGS__).join(QStringLiteral(", ")))))

#define VT_NEED_R(variable, ...)                                                                             \
    const QString variable = vitrine::test::rscriptWith(__VA_ARGS__);                                        \
    if (variable.isEmpty())                                                                                  \
    QSKIP(                                                                                                   \
        qPrintable(QStringLiteral("SKIPPED: no R with %1; packaging/dependencies.sh --optional installs it") \
                       .arg(QStringList(__VA_ARGS__).join(QStringLiteral(", ")))))
