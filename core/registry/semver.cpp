// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/semver.h"

#include "core/base/text.h"

#include <QRegularExpression>
#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

bool isNumber(QStringView text)
{
    return !text.isEmpty() &&
           std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
}

// Digits may be too many for any integer type, so longer means larger.
std::weak_ordering compareNumbers(QStringView a, QStringView b)
{
    if (a.size() != b.size())
        return a.size() <=> b.size();
    return a.compare(b) <=> 0;
}

// semver.org 2.0.0 §11.4
std::weak_ordering compareIdentifiers(QStringView a, QStringView b)
{
    const bool numberA = isNumber(a);
    const bool numberB = isNumber(b);
    if (numberA && numberB)
        return compareNumbers(a, b);
    if (numberA != numberB)
        return numberA ? std::weak_ordering::less : std::weak_ordering::greater;
    return a.compare(b) <=> 0;
}

std::weak_ordering comparePreReleases(const QString &a, const QString &b)
{
    if (a.isEmpty() || b.isEmpty())
        return a.isEmpty() <=> b.isEmpty(); // a release is greater than its pre-releases
    const QStringList partsA = a.split(u'.');
    const QStringList partsB = b.split(u'.');
    for (qsizetype i = 0; i < std::min(partsA.size(), partsB.size()); ++i) {
        const auto order = compareIdentifiers(partsA.at(i), partsB.at(i));
        if (order != 0)
            return order;
    }
    return partsA.size() <=> partsB.size();
}

} // namespace

Result<SemVer> SemVer::parse(const QString &text)
{
    static const QRegularExpression grammar(u"\\Av(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)"
                                            "(?:-((?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(?:\\.(?:0|["
                                            "1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
                                            "(?:\\+([0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*))?\\z"_s);
    const auto match = grammar.match(text);
    bool ok[3] = {false, false, false};
    SemVer version(match.captured(1).toInt(&ok[0]), match.captured(2).toInt(&ok[1]),
                   match.captured(3).toInt(&ok[2]));
    if (!match.hasMatch() || !ok[0] || !ok[1] || !ok[2]) {
        return Error{Error::Code::InvalidArgument,
                     Text::tr("“%1” is not a version. Write it like v1.2.3 or v1.2.3-rc.1.").arg(text),
                     {}};
    }
    version.m_preRelease = match.captured(4);
    version.m_build = match.captured(5);
    return version;
}

QString SemVer::text() const
{
    QString text = u"v%1.%2.%3"_s.arg(m_major).arg(m_minor).arg(m_patch);
    if (!m_preRelease.isEmpty())
        text += u'-' + m_preRelease;
    if (!m_build.isEmpty())
        text += u'+' + m_build;
    return text;
}

SemVer SemVer::bumped(Bump part) const
{
    switch (part) {
    case Bump::Major: return {m_major + 1, 0, 0};
    case Bump::Minor: return {m_major, m_minor + 1, 0};
    case Bump::Patch: break;
    }
    return {m_major, m_minor, m_patch + 1};
}

std::weak_ordering SemVer::operator<=>(const SemVer &other) const
{
    if (const auto order = m_major <=> other.m_major; order != 0)
        return order;
    if (const auto order = m_minor <=> other.m_minor; order != 0)
        return order;
    if (const auto order = m_patch <=> other.m_patch; order != 0)
        return order;
    return comparePreReleases(m_preRelease, other.m_preRelease);
}

} // namespace vitrine::registry
