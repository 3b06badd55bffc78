// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/scratchrepo.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTest>

using namespace Qt::StringLiterals;

namespace vitrine::test {

ScratchRepo::ScratchRepo(Kind kind) : m_kind(kind)
{
    QDir(m_dir.path()).mkpath(u"repo"_s);
    QStringList init{u"init"_s, u"-q"_s, u"-b"_s, u"main"_s};
    if (kind == Kind::Bare)
        init << u"--bare"_s;
    git(init << u"."_s);
    git({u"config"_s, u"user.name"_s, u"Ada Test"_s});
    git({u"config"_s, u"user.email"_s, u"ada@example.com"_s});
    git({u"config"_s, u"commit.gpgSign"_s, u"false"_s});
    git({u"config"_s, u"tag.gpgSign"_s, u"false"_s});
    git({u"config"_s, u"gc.auto"_s, u"0"_s});
    git({u"config"_s, u"core.fsync"_s, u"none"_s}); // no test cuts the power
}

QString ScratchRepo::path() const
{
    return m_dir.filePath(u"repo"_s);
}

QString ScratchRepo::gitDir() const
{
    return m_kind == Kind::Bare ? path() : path() + u"/.git"_s;
}

int ScratchRepo::run(const QStringList &arguments, QByteArray *out, const QByteArray &input)
{
    QProcess process;
    process.setWorkingDirectory(path());
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    const QString date = QString::number(m_time) + u" +0000"_s;
    m_time += 60;
    environment.insert(u"GIT_AUTHOR_DATE"_s, date);
    environment.insert(u"GIT_COMMITTER_DATE"_s, date);
    environment.insert(u"GIT_CONFIG_GLOBAL"_s, u"/dev/null"_s);
    environment.insert(u"GIT_CONFIG_NOSYSTEM"_s, u"1"_s);
    process.setProcessEnvironment(environment);
    process.start(u"git"_s, arguments);
    process.write(input);
    process.closeWriteChannel();
    process.waitForFinished(120'000);
    *out = process.readAllStandardOutput();
    m_error = QString::fromUtf8(process.readAllStandardError());
    return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
}

QString ScratchRepo::git(const QStringList &arguments, const QByteArray &input)
{
    QByteArray out;
    if (run(arguments, &out, input) != 0)
        QTest::qFail(qPrintable(u"git %1: %2"_s.arg(arguments.join(u' '), m_error)), __FILE__, __LINE__);
    return QString::fromUtf8(out).trimmed();
}

bool ScratchRepo::gitSucceeds(const QStringList &arguments)
{
    QByteArray out;
    return run(arguments, &out) == 0;
}

void ScratchRepo::writeFile(const QString &file, const QByteArray &content)
{
    const QString full = path() + u'/' + file;
    QDir().mkpath(QFileInfo(full).path());
    QFile target(full);
    if (!target.open(QIODevice::WriteOnly) || target.write(content) != content.size())
        QTest::qFail(qPrintable(u"cannot write %1"_s.arg(full)), __FILE__, __LINE__);
}

QByteArray ScratchRepo::readFile(const QString &file) const
{
    QFile source(path() + u'/' + file);
    return source.open(QIODevice::ReadOnly) ? source.readAll() : QByteArray();
}

QString ScratchRepo::commitFile(const QString &file, const QByteArray &content, const QString &message)
{
    writeFile(file, content);
    git({u"add"_s, u"--"_s, file});
    git({u"commit"_s, u"-q"_s, u"-m"_s, message});
    return git({u"rev-parse"_s, u"HEAD"_s});
}

QString ScratchRepo::tag(const QString &name, const QString &message, const QString &target)
{
    git({u"tag"_s, u"-a"_s, name, u"-m"_s, message, target});
    return git({u"rev-parse"_s, u"refs/tags/"_s + name});
}

QString ScratchRepo::object(const QString &type, const QByteArray &content)
{
    QByteArray out;
    if (run({u"hash-object"_s, u"-t"_s, type, u"-w"_s, u"--stdin"_s, u"--literally"_s}, &out, content) != 0)
        QTest::qFail(qPrintable(m_error), __FILE__, __LINE__);
    return QString::fromLatin1(out).trimmed();
}

QByteArray ScratchRepo::treeRecord(const QByteArray &mode, const QByteArray &name, const QString &id)
{
    return mode + ' ' + name + '\0' + QByteArray::fromHex(id.toLatin1());
}

bool ScratchRepo::isSound()
{
    QByteArray out;
    return run({u"fsck"_s, u"--strict"_s, u"--no-dangling"_s}, &out) == 0 && out.trimmed().isEmpty();
}

} // namespace vitrine::test
