// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/gittext.h"

#include <QList>
#include <QStringDecoder>

#include <algorithm>
#include <array>
#include <cstring>

using namespace Qt::StringLiterals;

namespace vitrine::git {

namespace {

constexpr auto escapes = std::to_array<std::pair<char, char>>({{'\a', 'a'},
                                                               {'\b', 'b'},
                                                               {'\t', 't'},
                                                               {'\n', 'n'},
                                                               {'\v', 'v'},
                                                               {'\f', 'f'},
                                                               {'\r', 'r'},
                                                               {'"', '"'},
                                                               {'\\', '\\'}});

bool hasControlCharacter(QByteArrayView text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x20 || byte == 0x7f)
            return true;
        // U+0080 … U+009F, which terminals obey as well
        if (byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0)
            return true;
    }
    return false;
}

bool isQuoted(QByteArrayView name)
{
    return name.size() >= 2 && name.front() == '"' && name.back() == '"';
}

bool mustQuote(QByteArrayView name)
{
    return name.isEmpty() || name == "." || name == ".." || name.contains('/') || hasControlCharacter(name) ||
           isQuoted(name) || isDotGit(name) || !name.isValidUtf8();
}

QString quoted(QByteArrayView name)
{
    QString text = u"\""_s;
    for (const char each : name) {
        const auto byte = static_cast<unsigned char>(each);
        const auto *escape = std::ranges::find(escapes, each, &std::pair<char, char>::first);
        if (escape != escapes.end())
            text += u'\\' + QString(QLatin1Char(escape->second));
        else if (byte < 0x20 || byte >= 0x7f || each == '/')
            text += u"\\%1"_s.arg(uint{byte}, 3, 8, QChar(u'0'));
        else
            text += QLatin1Char(each);
    }
    return text + u'"';
}

// Empty when it is not what quoted() writes: then the name is meant as it stands.
QByteArray unquoted(QByteArrayView name)
{
    QByteArray raw;
    for (qsizetype i = 1; i + 1 < name.size(); ++i) {
        if (name[i] != '\\') {
            raw += name[i];
            continue;
        }
        if (++i + 1 >= name.size())
            return {};
        const auto *escape = std::ranges::find(escapes, name[i], &std::pair<char, char>::second);
        if (escape != escapes.end()) {
            raw += escape->first;
            continue;
        }
        bool octal = false;
        const int byte =
            name.sliced(i).first(std::min<qsizetype>(3, name.size() - i)).toByteArray().toInt(&octal, 8);
        if (!octal || byte > 0xff || i + 3 >= name.size())
            return {};
        raw += static_cast<char>(byte);
        i += 2;
    }
    return raw;
}

// What HFS+ leaves out when it compares names, in UTF-8: U+200C…200F, U+202A…202E, U+206A…206F, U+FEFF.
qsizetype ignoredByHfs(QByteArrayView text)
{
    if (text.size() < 3)
        return 0;
    const auto byte = [&text](qsizetype i) { return static_cast<unsigned char>(text[i]); };
    const bool ignored = (byte(0) == 0xe2 && byte(1) == 0x80 &&
                          ((byte(2) >= 0x8c && byte(2) <= 0x8f) || (byte(2) >= 0xaa && byte(2) <= 0xae))) ||
                         (byte(0) == 0xe2 && byte(1) == 0x81 && byte(2) >= 0xaa && byte(2) <= 0xaf) ||
                         (byte(0) == 0xef && byte(1) == 0xbb && byte(2) == 0xbf);
    return ignored ? 3 : 0;
}

} // namespace

QString toText(const char *bytes, const char *encoding)
{
    if (!bytes)
        return {};
    const QByteArrayView text(bytes, static_cast<qsizetype>(strnlen(bytes, maxText)));
    if (encoding) {
        QStringDecoder decoder(encoding);
        if (decoder.isValid()) {
            QString decoded = decoder(text);
            if (!decoder.hasError())
                return decoded;
        }
    }
    const bool cut = text.size() == maxText; // perhaps within a character
    return cut || text.isValidUtf8() ? QString::fromUtf8(text) : QString::fromLatin1(text);
}

QString toName(QByteArrayView raw)
{
    return mustQuote(raw) ? quoted(raw) : QString::fromUtf8(raw);
}

QString toPath(QByteArrayView raw)
{
    QString path;
    for (qsizetype from = 0; from <= raw.size();) {
        const qsizetype slash = raw.indexOf('/', from);
        const qsizetype end = slash < 0 ? raw.size() : slash;
        if (from > 0)
            path += u'/';
        path += toName(raw.sliced(from, end - from));
        from = end + 1;
    }
    return path;
}

QByteArray fromName(QStringView name)
{
    const QByteArray raw = name.toUtf8();
    if (!isQuoted(raw))
        return raw;
    const QByteArray bytes = unquoted(raw);
    // Only what toName() writes is read as quoted, so that every name has one spelling.
    return toName(bytes) == name ? bytes : raw;
}

QByteArray fromPath(QStringView path)
{
    QByteArray raw;
    for (const QStringView name : path.split(u'/')) {
        if (name.constData() != path.constData())
            raw += '/';
        raw += fromName(name);
    }
    return raw;
}

bool isDotGit(QByteArrayView name)
{
    QByteArray plain;
    for (qsizetype i = 0; i < name.size();) {
        if (const qsizetype ignored = ignoredByHfs(name.sliced(i))) {
            i += ignored;
        } else {
            plain += static_cast<char>(name[i] >= 'A' && name[i] <= 'Z' ? name[i] - 'A' + 'a' : name[i]);
            ++i;
        }
    }
    if (const qsizetype stream = plain.indexOf(':'); stream >= 0)
        plain.truncate(stream);
    while (plain.endsWith('.') || plain.endsWith(' '))
        plain.chop(1);
    return plain == ".git" || plain == "git~1";
}

} // namespace vitrine::git
