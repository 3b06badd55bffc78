// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/watcher.h"

#include "core/git/repository.h"

#include <QDirIterator>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

constexpr int pollMs = 2000;
constexpr int settleMs = 30;
constexpr int maxWatched = 200; // folders of references; the poll sees what lies deeper

QByteArray fingerprintOf(const QString &gitDir)
{
    const auto repository = git::Repository::open(gitDir);
    if (!repository)
        return "unreadable";
    return repository->fingerprint().value_or("unreadable");
}

} // namespace

LibraryWatcher::LibraryWatcher(const QString &gitDir, QObject *parent)
    : QObject(parent)
    , m_gitDir(gitDir)
    , m_fingerprint(fingerprintOf(gitDir))
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(settleMs);
    m_poll.setInterval(pollMs);
    connect(&m_settle, &QTimer::timeout, this, &LibraryWatcher::check);
    connect(&m_poll, &QTimer::timeout, this, &LibraryWatcher::check);
    const auto settle = [this] {
        if (!m_settle.isActive())
            m_settle.start();
    };
    connect(&m_files, &QFileSystemWatcher::fileChanged, this, settle);
    connect(&m_files, &QFileSystemWatcher::directoryChanged, this, settle);
    watchFolders();
    m_poll.start();
}

void LibraryWatcher::check()
{
    const QByteArray now = fingerprintOf(m_gitDir);
    if (now == m_fingerprint)
        return;
    m_fingerprint = now;
    // Git replaces files by renaming, which ends their watch, and makes folders for names with '/'.
    watchFolders();
    emit changed();
}

void LibraryWatcher::watchFolders()
{
    QStringList wanted{m_gitDir, m_gitDir + u"/refs"_s};
    QDirIterator it(m_gitDir + u"/refs"_s, QDir::Dirs | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
    while (it.hasNext() && wanted.size() < maxWatched)
        wanted.append(it.next());
    const QStringList watched = m_files.directories();
    wanted.removeIf(
        [&watched](const QString &folder) { return watched.contains(folder) || !QFileInfo::exists(folder); });
    if (!wanted.isEmpty())
        m_files.addPaths(wanted);
}

} // namespace vitrine::registry
