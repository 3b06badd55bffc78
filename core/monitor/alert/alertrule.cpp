// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/alert/alertrule.h"

#include "core/base/text.h"
#include "core/monitor/alert/alertrulereader.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QUrl>

#include <array>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr std::array<std::pair<AlertRule::Subject, QLatin1StringView>, 5> subjects{{
    {AlertRule::Subject::Metric, "metric"_L1},
    {AlertRule::Subject::Drift, "drift"_L1},
    {AlertRule::Subject::Volume, "volume"_L1},
    {AlertRule::Subject::Latency, "latency"_L1},
    {AlertRule::Subject::Staleness, "staleness"_L1},
}};

} // namespace

QString AlertHook::fingerprint() const
{
    const QJsonObject json{{u"command"_s, QJsonArray::fromStringList(command)},
                           {u"webhook"_s, webhook},
                           {u"webhookFrom"_s, webhookFrom},
                           {u"tokenFrom"_s, tokenFrom}};
    const QByteArray text = QJsonDocument(json).toJson(QJsonDocument::Compact);
    return QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex());
}

QString AlertHook::label() const
{
    if (!command.isEmpty())
        return Text::tr("the command %1").arg(QFileInfo(command.first()).fileName());
    if (!webhookFrom.isEmpty())
        return Text::tr("the webhook in $%1").arg(webhookFrom);
    return Text::tr("the webhook at %1").arg(QUrl(webhook).host());
}

QString alertSubjectName(AlertRule::Subject subject)
{
    return subjects[static_cast<std::size_t>(subject)].second;
}

QStringList alertRowKinds()
{
    return {u"observations"_s, u"labelled"_s, u"requests"_s};
}

QStringList alertLatencies()
{
    return {u"p50"_s, u"p90"_s, u"p95"_s, u"p99"_s, u"mean"_s, u"max"_s};
}

QString alertSeverityName(AlertRule::Severity severity)
{
    return severity == AlertRule::Severity::Critical ? u"critical"_s : u"warning"_s;
}

Result<QList<AlertRule>> alertRules(const QJsonValue &alerts)
{
    QList<AlertRule> rules;
    if (alerts.isUndefined() || alerts.isNull())
        return rules;
    if (!alerts.isArray())
        return Error{
            Error::Code::InvalidArgument, Text::tr("“alerts” in model.yaml must be a list of rules."), {}};
    QSet<QString> names;
    const QJsonArray array = alerts.toArray();
    for (qsizetype i = 0; i < array.size(); ++i) {
        VT_TRY(const AlertRule rule, AlertRuleReader(array[i].toObject(), static_cast<int>(i + 1)).read());
        if (names.contains(rule.name))
            return Error{Error::Code::InvalidArgument,
                         Text::tr("Two alert rules are called “%1”. Rename one.").arg(rule.name),
                         {}};
        names.insert(rule.name);
        rules.append(rule);
    }
    return rules;
}

} // namespace vitrine::monitor
