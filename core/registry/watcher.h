// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

namespace vitrine::registry {

// Says when any reference of a repository moved, whoever moved it (git, the command line, another window):
// file watches for speed, a poll every two seconds for file systems that do not report changes.
// Lives in the thread of its owner; each check costs about a millisecond.
class LibraryWatcher final : public QObject
{
    Q_OBJECT
public:
    explicit LibraryWatcher(const QString &gitDir, QObject *parent = nullptr);

    // Looks now instead of at the next notification.
    void check();

signals:
    void changed();

private:
    void watchFolders();

    QString m_gitDir;
    QByteArray m_fingerprint;
    QFileSystemWatcher m_files;
    QTimer m_poll;
    QTimer m_settle; // many notifications, one check
};

} // namespace vitrine::registry
