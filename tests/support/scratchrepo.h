// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace vitrine::test {

// A temporary Git repository made and changed by the real `git`, with a fixed identity and dates that
// advance by one minute a command, so that tests see what other programs write.
class ScratchRepo final
{
public:
    enum class Kind { Bare, WorkTree };
    explicit ScratchRepo(Kind kind = Kind::WorkTree);

    QString path() const;
    QString gitDir() const;

    // Runs git in the repository; fails the test when it fails. Returns its standard output, trimmed.
    QString git(const QStringList &arguments, const QByteArray &input = {});
    bool gitSucceeds(const QStringList &arguments);
    QString lastError() const { return m_error; }

    // Working tree only: writes a file, adds it and commits; returns the commit's id.
    QString commitFile(const QString &path, const QByteArray &content, const QString &message);
    QString tag(const QString &name, const QString &message, const QString &target = QStringLiteral("HEAD"));
    void writeFile(const QString &path, const QByteArray &content);
    QByteArray readFile(const QString &path) const;

    // Stores an object whatever its content is, unchecked (`git hash-object --literally`); returns its id.
    QString object(const QString &type, const QByteArray &content);
    // The record of a tree object.
    static QByteArray treeRecord(const QByteArray &mode, const QByteArray &name, const QString &id);

    // `git fsck --strict` is silent and succeeds.
    bool isSound();

private:
    int run(const QStringList &arguments, QByteArray *out, const QByteArray &input = {});

    QTemporaryDir m_dir;
    Kind m_kind;
    qint64 m_time = 1704067200; // 2024-01-01T00:00:00Z
    QString m_error;
};

} // namespace vitrine::test
