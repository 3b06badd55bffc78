// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/trust/trustledger.h"

#include "core/base/text.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QStandardPaths>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vitrine::serving {

namespace {

QString canonical(const QString &path)
{
    const QString real = QFileInfo(path).canonicalFilePath();
    return real.isEmpty() ? QDir::cleanPath(path) : real;
}

} // namespace

QString TrustLedger::defaultFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + u"/vitrine"_s;
}

TrustLedger::TrustLedger(const QString &folder) : m_folder(folder), m_path(folder + u"/trust.jsonl"_s) {}

Result<QList<QJsonObject>> TrustLedger::lines() const
{
    QFile file(m_path);
    QList<QJsonObject> list;
    if (!file.exists())
        return list;
    if (!file.open(QIODevice::ReadOnly))
        return Error{Error::Code::Io,
                     Text::tr("The record of what you trust cannot be read: %1.").arg(file.errorString()),
                     m_path};
    int number = 0;
    while (!file.atEnd()) {
        const QByteArray line = file.readLine();
        ++number;
        if (line.trimmed().isEmpty())
            continue;
        const QJsonDocument document = QJsonDocument::fromJson(line);
        if (!document.isObject() || !line.endsWith('\n'))
            return Error{
                Error::Code::Corrupt,
                Text::tr(
                    "The record of what you trust is damaged in line %1. Nothing counts as trusted until "
                    "that line is corrected or removed.")
                    .arg(number),
                m_path};
        list.append(document.object());
    }
    return list;
}

Result<> TrustLedger::append(const QJsonObject &line) const
{
    const auto failed = [this] {
        return Error{Error::Code::Io,
                     Text::tr("The record of what you trust cannot be written: %1.")
                         .arg(QString::fromLocal8Bit(std::strerror(errno))),
                     m_path};
    };
    if (!QDir().mkpath(m_folder))
        return failed();
    const int file =
        ::open(QFile::encodeName(m_path).constData(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return failed();
    const QByteArray text = QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';
    const bool written =
        ::write(file, text.constData(), static_cast<std::size_t>(text.size())) == text.size();
    const bool synced = written && ::fsync(file) == 0;
    const int number = errno;
    ::close(file);
    errno = number;
    if (!synced)
        return failed();
    return {};
}

Result<QList<TrustStatement>> TrustLedger::statements() const
{
    VT_TRY(const QList<QJsonObject> all, lines());
    QList<TrustStatement> list;
    for (const QJsonObject &line : all) {
        if (line.contains(u"honour"))
            continue;
        auto statement = trustStatement(line);
        if (!statement)
            return Error{
                Error::Code::Corrupt,
                Text::tr(
                    "The record of what you trust holds a line that is not a statement. Nothing counts as "
                    "trusted until it is corrected or removed."),
                m_path};
        list.append(std::move(statement).value());
    }
    return list;
}

Result<> TrustLedger::add(const TrustStatement &statement) const
{
    return append(toJson(statement));
}

Result<QStringList> TrustLedger::honoured(const QString &gitDir) const
{
    VT_TRY(const QList<QJsonObject> all, lines());
    QStringList people;
    for (const QJsonObject &line : all) {
        const QString address = line.value(u"honour").toString();
        if (address.isEmpty() || line.value(u"library").toString() != canonical(gitDir))
            continue;
        people.removeAll(address);
        if (line.value(u"verdict").toString() == u"honoured")
            people.append(address);
    }
    return people;
}

Result<> TrustLedger::setHonoured(const QString &gitDir, const QString &address, bool honoured) const
{
    return append({{u"honour"_s, addressOf(address)},
                   {u"library"_s, canonical(gitDir)},
                   {u"verdict"_s, honoured ? u"honoured"_s : u"ignored"_s},
                   {u"when"_s, QDateTime::currentDateTime()
                                   .toOffsetFromUtc(QDateTime::currentDateTime().offsetFromUtc())
                                   .toString(Qt::ISODate)}});
}

} // namespace vitrine::serving
