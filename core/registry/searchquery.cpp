// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/registry/search.h"

#include <QHash>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

using Condition = SearchQuery::Condition;

struct Token {
    QString text;
    bool negated = false;
    bool quoted = false;
};

QList<Token> tokens(const QString &text)
{
    QList<Token> found;
    qsizetype at = 0;
    while (at < text.size()) {
        if (text.at(at).isSpace()) {
            ++at;
            continue;
        }
        Token token;
        token.negated = text.at(at) == u'-' && at + 1 < text.size() && !text.at(at + 1).isSpace();
        at += token.negated ? 1 : 0;
        token.quoted = text.at(at) == u'"';
        if (token.quoted) {
            const qsizetype end = text.indexOf(u'"', at + 1);
            token.text = text.mid(at + 1, end < 0 ? -1 : end - at - 1);
            at = end < 0 ? text.size() : end + 1;
        } else {
            // label:"two words" is one token.
            bool inside = false;
            const qsizetype begin = at;
            while (at < text.size() && (inside || !text.at(at).isSpace())) {
                inside ^= text.at(at) == u'"';
                ++at;
            }
            token.text = text.mid(begin, at - begin);
        }
        found.append(token);
    }
    return found;
}

// The letters and digits of a text, as the full-text index cuts it.
QStringList words(const QString &text)
{
    static const QRegularExpression separator(u"[^\\p{L}\\p{N}\\p{M}\\p{Co}]+"_s);
    return text.split(separator, Qt::SkipEmptyParts);
}

// The first day that 2025, 2025-03 or 2025-03-14 names.
std::optional<QDate> firstDay(const QString &text)
{
    static const QRegularExpression grammar(u"\\A(\\d{4})(?:-(\\d{1,2})(?:-(\\d{1,2}))?)?\\z"_s);
    const auto match = grammar.match(text);
    if (!match.hasMatch())
        return {};
    const auto part = [&match](int group) {
        return match.capturedLength(group) > 0 ? match.captured(group).toInt() : 1;
    };
    const QDate date(part(1), part(2), part(3));
    return date.isValid() ? std::optional(date) : std::nullopt;
}

Result<std::optional<Condition>> metricCondition(const QString &text)
{
    static const QRegularExpression grammar(u"\\Ametric\\.([^<>=]+)(?:(<=|>=|<|>|=)(.*))?\\z"_s,
                                            QRegularExpression::CaseInsensitiveOption);
    const auto match = grammar.match(text);
    if (!match.hasMatch())
        return std::optional<Condition>();
    Condition condition;
    condition.kind = Condition::Kind::Metric;
    condition.name = match.captured(1);
    const QString number = match.captured(3);
    if (number.isEmpty())
        return std::optional(condition); // no comparison, or still being typed
    bool ok = false;
    condition.comparison = match.captured(2);
    condition.number = number.toDouble(&ok);
    if (!ok) {
        return Error{
            Error::Code::InvalidArgument,
            Text::tr("“%1” is not a number. Write for example metric.%2<3.5.").arg(number, condition.name),
            {}};
    }
    return std::optional(condition);
}

Result<std::optional<Condition>> condition(const QString &text)
{
    VT_TRY(const std::optional<Condition> metric, metricCondition(text));
    if (metric)
        return metric;
    const qsizetype colon = text.indexOf(u':');
    if (colon < 0)
        return std::optional<Condition>();
    static const QHash<QString, Condition::Kind> keys{
        {u"label"_s, Condition::Kind::Label},   {u"stage"_s, Condition::Kind::Stage},
        {u"type"_s, Condition::Kind::Type},     {u"after"_s, Condition::Kind::After},
        {u"before"_s, Condition::Kind::Before},
    };
    const auto key = keys.constFind(text.left(colon).toLower());
    if (key == keys.constEnd())
        return std::optional<Condition>();
    Condition made;
    made.kind = *key;
    made.value = text.mid(colon + 1).remove(u'"');
    if ((made.kind == Condition::Kind::After || made.kind == Condition::Kind::Before) &&
        !made.value.isEmpty()) {
        const auto date = firstDay(made.value);
        if (!date) {
            return Error{
                Error::Code::InvalidArgument,
                Text::tr("“%1” is not a date. Write for example %2:2025-01-31.").arg(made.value, key.key()),
                {}};
        }
        made.date = *date;
    }
    return std::optional(made);
}

} // namespace

Result<SearchQuery> SearchQuery::parse(const QString &text)
{
    SearchQuery query;
    Alternative current;
    const auto finish = [&] {
        if (!current.texts.isEmpty() || !current.conditions.isEmpty())
            query.m_alternatives.append(current);
        current = {};
    };
    for (const Token &token : tokens(text)) {
        if (!token.quoted && !token.negated && token.text == u"OR") {
            finish();
            continue;
        }
        if (!token.quoted) {
            VT_TRY(const std::optional<Condition> found, condition(token.text));
            if (found) {
                if (found->kind == Condition::Kind::Metric || !found->value.isEmpty())
                    current.conditions.append({*found, token.negated});
                continue;
            }
        }
        const QStringList parts = words(token.text);
        if (!parts.isEmpty())
            current.texts.append({{parts, token.quoted}, token.negated});
    }
    finish();
    return query;
}

} // namespace vitrine::registry
