// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/gtotag.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

constexpr QStringView nameGrammar = u"[a-zA-Z0-9](?:[a-zA-Z0-9/_-]*[a-zA-Z0-9])?";
constexpr QStringView directoryGrammar = u"[a-zA-Z0-9_./-]+";
constexpr QStringView versionGrammar = u"v(?:0|[1-9][0-9]*)\\.(?:0|[1-9][0-9]*)\\.(?:0|[1-9][0-9]*)"
                                       "(?:-(?:(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(?:\\.(?:0|[1-9]"
                                       "[0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
                                       "(?:\\+(?:[0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*))?";

QRegularExpression compiled(const QString &pattern)
{
    QRegularExpression expression(pattern);
    expression.optimize();
    return expression;
}

} // namespace

std::optional<GtoTag> GtoTag::parse(const QString &name)
{
    static const QRegularExpression grammar =
        compiled(u"\\A(?:(%1)=)?(%2)(?:(?:#(%2)|@(%3))(!?)|@(deprecated|created))(?:#([0-9]+))?\\z"_s.arg(
            directoryGrammar, nameGrammar, versionGrammar));
    const auto match = grammar.match(name);
    if (!match.hasMatch())
        return {};

    GtoTag tag;
    const QString directory = match.captured(1);
    tag.model = directory.isEmpty() ? match.captured(2) : directory + u':' + match.captured(2);
    tag.stage = match.captured(3);
    tag.version = match.captured(4);
    const bool cancel = !match.capturedView(5).isEmpty();
    if (!tag.stage.isEmpty())
        tag.kind = cancel ? Kind::Unassign : Kind::Assign;
    else if (!tag.version.isEmpty())
        tag.kind = cancel ? Kind::Deregister : Kind::Register;
    else
        tag.kind = match.capturedView(6) == u"created" ? Kind::Create : Kind::Deprecate;
    if (match.capturedLength(7) > 0) {
        bool fits = false;
        tag.counter = match.capturedView(7).toInt(&fits);
        if (!fits)
            return {};
    }
    return tag;
}

QString GtoTag::text() const
{
    QString text = model;
    text.replace(u':', u'=');
    switch (kind) {
    case Kind::Register: text += u'@' + version; break;
    case Kind::Deregister: text += u'@' + version + u'!'; break;
    case Kind::Assign: text += u'#' + stage; break;
    case Kind::Unassign: text += u'#' + stage + u'!'; break;
    case Kind::Deprecate: text += u"@deprecated"_s; break;
    case Kind::Create: text += u"@created"_s; break;
    }
    return counter > 0 ? text + u'#' + QString::number(counter) : text;
}

QString defaultMessage(const GtoTag &tag, const QString &version)
{
    switch (tag.kind) {
    case GtoTag::Kind::Register: return u"Registering artifact %1 version %2"_s.arg(tag.model, tag.version);
    case GtoTag::Kind::Deregister:
        return u"Deregistering artifact %1 version %2"_s.arg(tag.model, tag.version);
    case GtoTag::Kind::Assign:
        return u"Assigning stage %1 to artifact %2 version %3"_s.arg(tag.stage, tag.model, version);
    case GtoTag::Kind::Unassign:
        return u"Unassigning stage '%1' to artifact '%2' version '%3'"_s.arg(tag.stage, tag.model, version);
    case GtoTag::Kind::Deprecate: return u"Deprecating artifact '%1'"_s.arg(tag.model);
    case GtoTag::Kind::Create: break;
    }
    return u"Creating artifact %1"_s.arg(tag.model);
}

bool isDefaultMessage(const QString &message)
{
    static const QRegularExpression grammar =
        compiled(u"\\A(?:(?:Registering|Deregistering) (?:artifact|object) '?\\S+?'? version '?\\S+?'?"
                 "|(?:Assigning|Unassigning) (?:stage|label) '?\\S+?'? (?:to|from) (?:artifact|object) "
                 "'?\\S+?'? (?:version|commit) '?\\S+?'?"
                 "|Promoting \\S+ version \\S+ to (?:stage|label) \\S+"
                 "|Deprecating artifact '?\\S+?'?|Creating artifact '?\\S+?'?)\\s*\\z"_s);
    return grammar.match(message).hasMatch();
}

ModelName ModelName::of(const QString &fullName)
{
    const qsizetype colon = fullName.indexOf(u':');
    return colon < 0 ? ModelName{{}, fullName} : ModelName{fullName.left(colon), fullName.mid(colon + 1)};
}

QString ModelName::folder() const
{
    return directory.isEmpty() ? u"models/"_s + name : directory + u"/models/"_s + name;
}

bool isFullName(const QString &text)
{
    static const QRegularExpression grammar =
        compiled(u"\\A(?:%1:)?%2\\z"_s.arg(directoryGrammar, nameGrammar));
    return grammar.match(text).hasMatch();
}

bool isStageName(const QString &text)
{
    static const QRegularExpression grammar = compiled(u"\\A%1\\z"_s.arg(nameGrammar));
    return grammar.match(text).hasMatch();
}

} // namespace vitrine::registry
