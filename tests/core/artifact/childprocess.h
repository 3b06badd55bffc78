// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QFile>
#include <QString>

#include <fcntl.h>
#include <functional>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

namespace vitrine::test {

// How a forked copy of the test ended, and what it said.
struct ChildOutcome {
    int signal = 0; // that killed it
    QString text;
    bool skipped() const { return text.startsWith(u"cannot "); }
};

// Runs `work` in a forked copy of this process, where it may lose rights or die.
inline ChildOutcome inChild(const std::function<QString()> &work)
{
    int pipe[2];
    if (::pipe2(pipe, O_CLOEXEC) != 0)
        return {0, QStringLiteral("cannot make a pipe")};
    const pid_t child = ::fork();
    if (child == 0) {
        const QByteArray text = work().toUtf8();
        const ssize_t written = ::write(pipe[1], text.constData(), static_cast<std::size_t>(text.size()));
        ::_exit(written == text.size() ? 0 : 1);
    }
    ::close(pipe[1]);
    QFile reader;
    ChildOutcome outcome;
    if (reader.open(pipe[0], QIODevice::ReadOnly, QFileDevice::AutoCloseHandle))
        outcome.text = QString::fromUtf8(reader.readAll());
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFSIGNALED(status))
        outcome.signal = WTERMSIG(status);
    return outcome;
}

inline void writeMap(const char *file, const QByteArray &text)
{
    QFile map(QString::fromLatin1(file));
    if (map.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
        map.write(text);
}

// In a child: puts a small memory disk over `folder` that only this process sees. False where that is
// forbidden.
inline bool mountSmallDisk(const QString &folder, const QByteArray &options)
{
    const uid_t user = ::getuid();
    const gid_t group = ::getgid();
    if (::unshare(CLONE_NEWNS | (user == 0 ? 0 : CLONE_NEWUSER)) != 0)
        return false;
    if (user != 0) {
        writeMap("/proc/self/setgroups", "deny");
        writeMap("/proc/self/uid_map", "0 " + QByteArray::number(user) + " 1");
        writeMap("/proc/self/gid_map", "0 " + QByteArray::number(group) + " 1");
    }
    ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
    return ::mount("vitrine-test", QFile::encodeName(folder).constData(), "tmpfs", 0, options.constData()) ==
           0;
}

} // namespace vitrine::test
