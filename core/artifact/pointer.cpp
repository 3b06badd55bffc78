// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/artifact/pointer.h"

#include "core/base/text.h"

#include <QList>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace vitrine::artifact {

namespace {

constexpr qsizetype pointerLimit = 1024;
constexpr QByteArrayView versionPrefix = "version ";
constexpr QByteArrayView specification = "https://git-lfs.github.com/spec/";
constexpr QByteArrayView currentVersion = "https://git-lfs.github.com/spec/v1";
constexpr std::array<QByteArrayView, 3> knownVersions = {currentVersion, "https://hawser.github.com/spec/v1",
                                                         "http://git-media.io/v/2"};

Error damaged(const QString &why)
{
    return {Error::Code::Corrupt, Text::tr("The Git LFS pointer is damaged: %1.").arg(why), {}};
}

QList<QByteArray> linesOf(const QByteArray &text)
{
    QList<QByteArray> lines = text.split('\n');
    for (QByteArray &line : lines) {
        if (line.endsWith('\r'))
            line.chop(1);
    }
    while (!lines.isEmpty() && lines.last().isEmpty())
        lines.removeLast();
    return lines;
}

// The hash of "sha256:<hash>", empty when it is not one.
QString hashOf(const QByteArray &value)
{
    constexpr QByteArrayView scheme = "sha256:";
    if (!value.startsWith(scheme))
        return {};
    const QString hash = QString::fromLatin1(value.mid(scheme.size()));
    return isSha256(hash) ? hash : QString();
}

bool isWord(const QByteArray &text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

// "ext-0-name sha256:…": its digit, or nothing when the line is not of that form.
std::optional<int> extensionPriority(const QByteArray &line)
{
    const qsizetype space = line.indexOf(' ');
    if (space < 7 || line[4] < '0' || line[4] > '9' || line[5] != '-' || !isWord(line.mid(6, space - 6)))
        return {};
    if (hashOf(line.mid(space + 1)).isEmpty())
        return {};
    return line[4] - '0';
}

Result<> skipExtensions(QList<QByteArray> &lines)
{
    std::array<bool, 10> seen{};
    while (!lines.isEmpty() && lines.first().startsWith("ext-")) {
        const auto priority = extensionPriority(lines.first());
        if (!priority)
            return damaged(Text::tr("the extension line “%1” cannot be read")
                               .arg(QString::fromUtf8(lines.first().left(80))));
        if (std::exchange(seen[static_cast<std::size_t>(*priority)], true))
            return damaged(Text::tr("two extensions have the priority %1").arg(*priority));
        lines.removeFirst();
    }
    return {};
}

Result<qint64> sizeOf(const QByteArray &digits)
{
    const bool allDigits =
        std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    bool ok = false;
    const qint64 size = digits.toLongLong(&ok);
    if (!ok || !allDigits)
        return damaged(
            Text::tr("its size “%1” is not a number of bytes").arg(QString::fromUtf8(digits.left(40))));
    return size;
}

Result<> checkVersion(const QByteArray &line)
{
    const QByteArrayView version = QByteArrayView(line).sliced(versionPrefix.size());
    if (std::find(knownVersions.begin(), knownVersions.end(), version) != knownVersions.end())
        return {};
    if (version.startsWith(specification))
        return Error{
            Error::Code::Unsupported,
            Text::tr("The Git LFS pointer has the unknown version “%1”; a newer Vitrine may read it.")
                .arg(QString::fromUtf8(version)),
            {}};
    return damaged(Text::tr("its version line “%1” is unknown").arg(QString::fromUtf8(version)));
}

} // namespace

Pointer emptyPointer()
{
    return {u"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"_s, 0};
}

bool isSha256(const QString &text)
{
    return text.size() == 64 && std::all_of(text.begin(), text.end(), [](QChar c) {
               return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
           });
}

QByteArray toText(const Pointer &pointer)
{
    if (pointer.size == 0)
        return {};
    QByteArray text;
    text.append(versionPrefix).append(currentVersion);
    text.append("\noid sha256:").append(pointer.sha256.toLatin1());
    text.append("\nsize ").append(QByteArray::number(pointer.size)).append('\n');
    return text;
}

bool looksLikePointer(const QByteArray &text)
{
    if (text.size() >= pointerLimit || !text.startsWith(versionPrefix))
        return false;
    const QByteArrayView version = QByteArrayView(text).sliced(versionPrefix.size());
    return version.startsWith(specification) ||
           std::any_of(knownVersions.begin(), knownVersions.end(),
                       [&](QByteArrayView known) { return version.startsWith(known); });
}

Result<Pointer> pointerFromText(const QByteArray &text)
{
    if (text.isEmpty())
        return emptyPointer();
    if (!looksLikePointer(text))
        return Error{Error::Code::InvalidArgument, Text::tr("This is not a Git LFS pointer."), {}};

    QList<QByteArray> lines = linesOf(text);
    VT_CHECK(checkVersion(lines.takeFirst()));
    VT_CHECK(skipExtensions(lines));
    if (lines.size() < 2)
        return damaged(Text::tr("it ends too early"));
    if (lines.size() > 2)
        return damaged(Text::tr("it has the unexpected line “%1”").arg(QString::fromUtf8(lines[2].left(80))));
    if (!lines[0].startsWith("oid ") || !lines[1].startsWith("size "))
        return damaged(Text::tr("“oid” and “size” do not follow in this order"));

    Pointer pointer;
    pointer.sha256 = hashOf(lines[0].mid(4));
    if (pointer.sha256.isEmpty())
        return damaged(Text::tr("its object id is not “sha256:” and 64 lower-case hexadecimal digits"));
    VT_TRY(pointer.size, sizeOf(lines[1].mid(5)));
    return pointer;
}

} // namespace vitrine::artifact
