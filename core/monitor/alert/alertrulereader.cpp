// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/alert/alertrulereader.h"

#include "core/base/text.h"
#include "core/monitor/series.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

const QStringList &knownKeys()
{
    static const QStringList keys{
        u"name"_s,    u"metric"_s, u"drift"_s,   u"volume"_s,   u"latency"_s, u"staleness"_s, u"stage"_s,
        u"version"_s, u"period"_s, u"every"_s,   u"above"_s,    u"below"_s,   u"change"_s,    u"reference"_s,
        u"clear"_s,   u"for"_s,    u"minimum"_s, u"severity"_s, u"message"_s, u"notify"_s,    u"enabled"_s};
    return keys;
}

// 36h, 2d, 250ms in the unit of the subject (milliseconds or hours).
std::optional<double> duration(const QString &text, AlertRule::Subject subject)
{
    static const QRegularExpression form(u"^([0-9]+(?:\\.[0-9]+)?)\\s*(ms|s|m|min|h|d|w)$"_s);
    const auto match = form.match(text);
    if (!match.hasMatch())
        return {};
    static const QHash<QString, double> milliseconds{
        {u"ms"_s, 1},        {u"s"_s, 1e3},        {u"m"_s, 6e4},        {u"min"_s, 6e4},
        {u"h"_s, 3'600'000}, {u"d"_s, 86'400'000}, {u"w"_s, 604'800'000}};
    const double value = match.captured(1).toDouble() * milliseconds.value(match.captured(2));
    if (subject == AlertRule::Subject::Latency)
        return value;
    if (subject == AlertRule::Subject::Staleness)
        return value / milliseconds.value(u"h"_s);
    return {};
}

bool isVariableName(const QString &text)
{
    static const QRegularExpression form(u"^[A-Za-z_][A-Za-z0-9_]*$"_s);
    return form.match(text).hasMatch();
}

} // namespace

Error AlertRuleReader::wrong(const QString &sentence) const
{
    const QString name = m_rule.name.isEmpty() ? Text::tr("Alert rule %1").arg(m_place)
                                               : Text::tr("Alert rule “%1”").arg(m_rule.name);
    return {Error::Code::InvalidArgument, name + u": "_s + sentence, {}};
}

Result<> AlertRuleReader::checkKeys() const
{
    for (auto it = m_json.begin(); it != m_json.end(); ++it) {
        if (!knownKeys().contains(it.key()))
            return wrong(Text::tr("“%1” is not a key of a rule. Known are: %2.")
                             .arg(it.key(), knownKeys().join(u", "_s)));
    }
    return {};
}

Result<> AlertRuleReader::readName()
{
    static const QRegularExpression form(u"^[A-Za-z0-9._-]{1,64}$"_s);
    const QString name = m_json[u"name"_s].toString();
    if (!form.match(name).hasMatch())
        return wrong(Text::tr("“name” takes 1 to 64 letters, digits, . _ or -."));
    m_rule.name = name;
    return {};
}

Result<> AlertRuleReader::readSubject()
{
    using enum AlertRule::Subject;
    int found = 0;
    for (const AlertRule::Subject subject : {Metric, Drift, Volume, Latency, Staleness}) {
        const QString key = alertSubjectName(subject);
        if (!m_json.contains(key))
            continue;
        ++found;
        m_rule.subject = subject;
        m_rule.of = m_json[key].toString();
        if (m_rule.of.isEmpty())
            return wrong(Text::tr("“%1” takes a name.").arg(key));
    }
    if (found != 1)
        return wrong(Text::tr("it needs one of metric, drift, volume, latency and staleness."));
    const auto oneOf = [&](const QStringList &names) -> Result<> {
        if (names.contains(m_rule.of))
            return {};
        return wrong(Text::tr("“%1” takes one of %2, not “%3”.")
                         .arg(alertSubjectName(m_rule.subject), names.join(u", "_s), m_rule.of));
    };
    if (m_rule.subject == Volume || m_rule.subject == Staleness)
        VT_CHECK(oneOf(alertRowKinds()));
    if (m_rule.subject == Latency)
        VT_CHECK(oneOf(alertLatencies()));
    m_rule.stage = m_json[u"stage"_s].toString();
    m_rule.version = m_json[u"version"_s].toString();
    if (!m_rule.stage.isEmpty() && !m_rule.version.isEmpty())
        return wrong(Text::tr("“stage” and “version” exclude each other."));
    return {};
}

Result<> AlertRuleReader::readPeriods()
{
    auto unit = periodUnit(m_json[u"period"_s].toString(u"day"_s));
    if (!unit)
        return wrong(unit.error().message);
    if (*unit == PeriodUnit::Count)
        return wrong(Text::tr("“period” takes a period in time, such as day."));
    m_rule.periods.unit = *unit;
    m_rule.periods.every = m_json[u"every"_s].toInt(1);
    if (auto checked = checkPeriods(m_rule.periods); !checked)
        return wrong(checked.error().message);
    return {};
}

Result<AlertBound> AlertRuleReader::bound(const QString &key) const
{
    const QJsonValue value = m_json[key];
    if (value.isDouble())
        return AlertBound{value.toDouble(), false};
    const QString text = value.toString().trimmed();
    if (const auto span = duration(text, m_rule.subject))
        return AlertBound{*span, false};
    bool understood = false;
    const double percent = text.chopped(text.endsWith(u'%') ? 1 : 0).toDouble(&understood);
    if (!understood || !text.endsWith(u'%'))
        return wrong(
            Text::tr("“%1” takes a number, a percentage of the reference such as 120%, or a duration.")
                .arg(key));
    return AlertBound{percent / 100, true};
}

Result<> AlertRuleReader::readBounds()
{
    for (const auto &[key, to] : {std::pair{u"above"_s, &m_rule.above}, std::pair{u"below"_s, &m_rule.below},
                                  std::pair{u"clear"_s, &m_rule.clear}}) {
        if (m_json.contains(key)) {
            VT_TRY(*to, bound(key));
        }
    }
    if (m_json.contains(u"change"_s)) {
        m_rule.change = m_json[u"change"_s].toDouble(-1);
        if (!(*m_rule.change > 0) || *m_rule.change >= 1)
            return wrong(Text::tr("“change” takes a p-value between 0 and 1, such as 0.01."));
        if (m_rule.above || m_rule.below || m_rule.clear)
            return wrong(Text::tr("“change” excludes above, below and clear."));
        if (m_rule.subject == AlertRule::Subject::Staleness)
            return wrong(Text::tr("staleness takes above, not change."));
        return {};
    }
    const bool isDrift = m_rule.subject == AlertRule::Subject::Drift;
    if (!m_rule.above && !m_rule.below && !isDrift)
        return wrong(Text::tr("it needs above, below or change."));
    if (m_rule.above && m_rule.below && m_rule.clear)
        return wrong(Text::tr("“clear” goes with above or below, not with both."));
    if (m_rule.clear && !m_rule.above && !m_rule.below)
        return wrong(Text::tr("“clear” goes with above or below."));
    if (m_rule.clear) {
        const AlertBound &bound = m_rule.above ? *m_rule.above : *m_rule.below;
        const bool isInside =
            m_rule.above ? m_rule.clear->value <= bound.value : m_rule.clear->value >= bound.value;
        if (m_rule.clear->relative != bound.relative || !isInside)
            return wrong(Text::tr("“clear” must lie on the good side of the bound, in the same unit."));
    }
    return {};
}

Result<> AlertRuleReader::readReference()
{
    static const QRegularExpression form(u"^(first|previous) ([0-9]{1,4})$"_s);
    const bool isMetric = m_rule.subject == AlertRule::Subject::Metric;
    m_rule.reference = isMetric ? AlertReference{} : AlertReference{AlertReference::Kind::Previous, 0, 7};
    const QJsonValue value = m_json[u"reference"_s];
    if (value.isUndefined())
        return {};
    if (value.isDouble()) {
        m_rule.reference = {AlertReference::Kind::Value, value.toDouble(), 0};
        return {};
    }
    const QString text = value.toString();
    const auto match = form.match(text);
    if (text == u"registration" && isMetric) {
        m_rule.reference = {};
    } else if (match.hasMatch() && match.captured(2).toInt() > 0) {
        m_rule.reference = {match.captured(1) == u"first" ? AlertReference::Kind::First
                                                          : AlertReference::Kind::Previous,
                            0, match.captured(2).toInt()};
    } else {
        return wrong(Text::tr("“reference” takes a number, “first N”, “previous N” or, of a metric, "
                              "“registration”."));
    }
    return {};
}

Result<> AlertRuleReader::readNumbers()
{
    const auto whole = [&](const QString &key, qint64 usual, qint64 &to) -> Result<> {
        const QJsonValue value = m_json[key];
        to = value.isUndefined() ? usual : value.toInteger(-1);
        if (to >= 1)
            return {};
        return wrong(Text::tr("“%1” takes a whole number from 1.").arg(key));
    };
    qint64 times = 1;
    VT_CHECK(whole(u"for"_s, 1, times));
    m_rule.times = static_cast<int>(std::min<qint64>(times, 10'000));
    VT_CHECK(whole(u"minimum"_s, 1, m_rule.minimum));
    const QString severity = m_json[u"severity"_s].toString(u"warning"_s);
    if (severity != u"warning" && severity != u"critical")
        return wrong(Text::tr("“severity” takes warning or critical, not “%1”.").arg(severity));
    m_rule.severity = severity == u"critical" ? AlertRule::Severity::Critical : AlertRule::Severity::Warning;
    m_rule.message = m_json[u"message"_s].toString();
    m_rule.enabled = m_json[u"enabled"_s].toBool(true);
    return {};
}

Result<AlertHook> AlertRuleReader::hook(const QJsonObject &json) const
{
    AlertHook hook;
    const bool isCommand = json.contains(u"command"_s);
    if (isCommand == json.contains(u"webhook"_s))
        return wrong(Text::tr("each entry of “notify” is a command or a webhook."));
    if (isCommand) {
        const QJsonArray words = json[u"command"_s].toArray();
        for (const QJsonValue &word : words) {
            if (!word.isString() && !word.isDouble())
                return wrong(Text::tr("“command” takes a list of words, such as [notify-send, \"{text}\"]."));
            hook.command << (word.isString() ? word.toString() : QString::number(word.toDouble()));
        }
        if (hook.command.isEmpty() || hook.command.first().isEmpty())
            return wrong(Text::tr("“command” takes a list of words, such as [notify-send, \"{text}\"]."));
        return hook;
    }
    const QJsonValue address = json[u"webhook"_s];
    hook.webhook = address.toString();
    hook.webhookFrom = address[u"env"_s].toString();
    hook.tokenFrom = json[u"token"_s][u"env"_s].toString();
    const QUrl url(hook.webhook, QUrl::StrictMode);
    const bool isUrl =
        url.isValid() && !url.host().isEmpty() && (url.scheme() == u"https" || url.scheme() == u"http");
    if (hook.webhookFrom.isEmpty() ? !isUrl : !isVariableName(hook.webhookFrom))
        return wrong(Text::tr("“webhook” takes an address that begins with https://, or {env: NAME}."));
    if (json.contains(u"token"_s) && !isVariableName(hook.tokenFrom))
        return wrong(Text::tr("“token” takes {env: NAME}: secrets do not belong into model.yaml."));
    return hook;
}

Result<> AlertRuleReader::readHooks()
{
    const QJsonValue value = m_json[u"notify"_s];
    if (value.isUndefined())
        return {};
    if (!value.isArray())
        return wrong(Text::tr("“notify” takes a list."));
    const QJsonArray array = value.toArray();
    for (const QJsonValue &entry : array) {
        VT_TRY(const AlertHook one, hook(entry.toObject()));
        m_rule.hooks.append(one);
    }
    return {};
}

Result<AlertRule> AlertRuleReader::read()
{
    VT_CHECK(readName());
    VT_CHECK(checkKeys());
    VT_CHECK(readSubject());
    VT_CHECK(readPeriods());
    VT_CHECK(readBounds());
    VT_CHECK(readReference());
    VT_CHECK(readNumbers());
    VT_CHECK(readHooks());
    return m_rule;
}

} // namespace vitrine::monitor
