// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/serving/trust/truststatement.h"

#include "core/base/text.h"

#include <QMap>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::serving {

QJsonObject toJson(const TrustStatement &statement)
{
    return {{u"sha256"_s, statement.sha256},
            {u"verdict"_s, statement.trusted ? u"trusted"_s : u"revoked"_s},
            {u"subject"_s, statement.subject},
            {u"by"_s, statement.by},
            {u"when"_s, statement.when.toString(Qt::ISODate)},
            {u"why"_s, statement.why}};
}

Result<TrustStatement> trustStatement(const QJsonObject &object)
{
    TrustStatement statement;
    const QString verdict = object.value(u"verdict").toString();
    statement.sha256 = object.value(u"sha256").toString();
    statement.trusted = verdict == u"trusted";
    statement.subject = object.value(u"subject").toString();
    statement.by = object.value(u"by").toString();
    statement.when = QDateTime::fromString(object.value(u"when").toString(), Qt::ISODate);
    statement.why = object.value(u"why").toString();
    if (statement.sha256.size() != 64 || (verdict != u"trusted" && verdict != u"revoked") ||
        !statement.when.isValid())
        return Error{Error::Code::Corrupt, Text::tr("It is not a statement of trust."), {}};
    return statement;
}

QString addressOf(const QString &person)
{
    const qsizetype begin = person.lastIndexOf(u'<');
    const qsizetype end = person.lastIndexOf(u'>');
    return (begin >= 0 && end > begin ? person.mid(begin + 1, end - begin - 1) : person).trimmed().toLower();
}

TrustDecision decideTrust(const QString &sha256, const QList<TrustStatement> &own,
                          const QList<TrustStatement> &inLibrary, const QStringList &honoured)
{
    TrustDecision decision;
    for (const TrustStatement &statement : own) {
        if (statement.sha256 == sha256)
            decision.statement = statement; // they are in the order of time
    }
    decision.own = decision.statement.has_value();
    decision.trusted = decision.own && decision.statement->trusted;
    QMap<QString, TrustStatement> newest;
    for (const TrustStatement &statement : inLibrary) {
        if (statement.sha256 != sha256)
            continue;
        decision.others.append(statement);
        const QString address = addressOf(statement.by);
        if (honoured.contains(address, Qt::CaseInsensitive) &&
            (!newest.contains(address) || newest.value(address).when <= statement.when))
            newest.insert(address, statement);
    }
    std::stable_sort(decision.others.begin(), decision.others.end(),
                     [](const TrustStatement &a, const TrustStatement &b) { return a.when > b.when; });
    if (decision.own || newest.isEmpty())
        return decision;
    const auto revoked = std::find_if(newest.cbegin(), newest.cend(),
                                      [](const TrustStatement &statement) { return !statement.trusted; });
    decision.statement = revoked != newest.cend() ? *revoked : newest.first();
    decision.trusted = revoked == newest.cend();
    return decision;
}

} // namespace vitrine::serving
