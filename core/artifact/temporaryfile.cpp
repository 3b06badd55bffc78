// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/artifact/temporaryfile.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace vitrine::artifact {

namespace {

constexpr qint64 staleAfterSeconds = 24 * 3600;

} // namespace

Result<TemporaryFile> TemporaryFile::open(const QString &folder, const QString &name, unsigned mode)
{
    const QString path = folder + u'/' + name;
    VT_TRY(PosixFile file, PosixFile::openForWriting(path, mode));
    // Between opening and locking, the last owner may have renamed the file to its target: it is no longer
    // ours to write.
    if (file.tryLock() && file.isStillAt(path))
        return TemporaryFile(std::move(file));
    const QString other = path + u'-' + QString::number(QRandomGenerator::global()->generate64(), 36);
    VT_TRY(PosixFile unshared, PosixFile::openForWriting(other, mode));
    unshared.tryLock(); // where the file system has no locks, the random name has to do
    return TemporaryFile(std::move(unshared));
}

void TemporaryFile::sweep(const QString &folder, const QString &prefix)
{
    const QDateTime limit = QDateTime::currentDateTime().addSecs(-staleAfterSeconds);
    const QFileInfoList files = QDir(folder).entryInfoList({prefix + u'*'}, QDir::Files | QDir::Hidden);
    for (const QFileInfo &info : files) {
        if (info.lastModified() >= limit)
            continue;
        auto file = PosixFile::openForReading(info.filePath());
        if (file && file->tryLock() && file->isStillAt(info.filePath()))
            QFile::remove(info.filePath());
    }
}

TemporaryFile::~TemporaryFile()
{
    // A moved-from object has no descriptor and owns nothing.
    if (!m_moved && m_file.descriptor() >= 0)
        QFile::remove(m_file.path());
}

Result<> TemporaryFile::moveTo(const QString &target)
{
    VT_CHECK(replaceFile(m_file.path(), target));
    m_moved = true;
    return {};
}

} // namespace vitrine::artifact
