// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QList>

namespace vitrine::test {

// The processes of this machine whose command line holds `words` and, where it is given, whose environment
// holds `mark`: other tests may run the same programs at the same time.
inline QList<pid_t> processesWith(const QByteArray &words, const QByteArray &mark = {})
{
    const auto read = [](const QString &path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    QList<pid_t> list;
    for (const QString &entry : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
        const QString folder = QStringLiteral("/proc/") + entry;
        if (entry.toInt() > 0 && read(folder + QStringLiteral("/cmdline")).contains(words) &&
            (mark.isEmpty() || read(folder + QStringLiteral("/environ")).contains(mark)))
            list << static_cast<pid_t>(entry.toInt());
    }
    return list;
}

} // namespace vitrine::test
