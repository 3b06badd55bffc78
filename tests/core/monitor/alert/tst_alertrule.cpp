// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/yaml.h"
#include "core/monitor/alert/alertrule.h"

#include <QJsonObject>
#include <QTest>

using namespace vitrine;
using namespace vitrine::monitor;
using namespace Qt::StringLiterals;

namespace {

Result<QList<AlertRule>> rulesOf(const QByteArray &yaml)
{
    const auto json = yaml::parse(yaml);
    if (!json)
        return json.error();
    return alertRules(json->toObject()[u"alerts"_s]);
}

AlertRule ruleOf(const QByteArray &yaml)
{
    const auto rules = rulesOf(yaml);
    if (!rules || rules->isEmpty())
        qFatal("%s", rules ? "no rule" : qPrintable(rules.error().message));
    return rules->first();
}

} // namespace

class tst_AlertRule final : public QObject
{
    Q_OBJECT
private slots:
    void fullRuleIsRead();
    void defaultsAreSensible();
    void percentagesAreRelative();
    void durationsAreInTheUnitOfTheSubject();
    void hooksAreReadWithTheirSecretsOutside();
    void fingerprintsTellHooksApart();
    void noRulesIsNoError();
    void mistakesNameTheRuleAndTheKey_data();
    void mistakesNameTheRuleAndTheKey();
};

void tst_AlertRule::fullRuleIsRead()
{
    const AlertRule rule = ruleOf(R"(
alerts:
  - name: rmse-high
    metric: rmse
    stage: production
    period: week
    every: 2
    above: 4.2
    clear: 4
    for: 3
    minimum: 30
    severity: critical
    message: Roll back.
    enabled: false
)");
    QCOMPARE(rule.name, u"rmse-high"_s);
    QCOMPARE(rule.subject, AlertRule::Subject::Metric);
    QCOMPARE(rule.of, u"rmse"_s);
    QCOMPARE(rule.stage, u"production"_s);
    QCOMPARE(rule.periods.unit, PeriodUnit::Week);
    QCOMPARE(rule.periods.every, 2);
    QCOMPARE(*rule.above, (AlertBound{4.2, false}));
    QCOMPARE(*rule.clear, (AlertBound{4, false}));
    QVERIFY(!rule.below);
    QCOMPARE(rule.times, 3);
    QCOMPARE(rule.minimum, 30);
    QCOMPARE(rule.severity, AlertRule::Severity::Critical);
    QCOMPARE(rule.message, u"Roll back."_s);
    QVERIFY(!rule.enabled);
}

void tst_AlertRule::defaultsAreSensible()
{
    const AlertRule rule = ruleOf("alerts: [{name: a, volume: observations, below: 10}]");
    QCOMPARE(rule.periods.unit, PeriodUnit::Day);
    QCOMPARE(rule.times, 1);
    QCOMPARE(rule.reference.kind, AlertReference::Kind::Previous);
    QCOMPARE(rule.reference.periods, 7);
    QVERIFY(rule.enabled);
    const AlertRule share = ruleOf("alerts: [{name: a, drift: share}]");
    QVERIFY(!share.above && !share.below);
    const AlertRule column = ruleOf("alerts: [{name: a, drift: temp}]");
    QVERIFY(!column.above && !column.below);
}

void tst_AlertRule::percentagesAreRelative()
{
    const AlertRule rule = ruleOf("alerts: [{name: a, metric: rmse, above: 120%, reference: first 3}]");
    QCOMPARE(*rule.above, (AlertBound{1.2, true}));
    QVERIFY(rule.isRelative());
    QCOMPARE(rule.reference.kind, AlertReference::Kind::First);
    QCOMPARE(rule.reference.periods, 3);
    QCOMPARE(ruleOf("alerts: [{name: a, metric: rmse, above: 120%}]").reference.kind,
             AlertReference::Kind::Registration);
    QCOMPARE(ruleOf("alerts: [{name: a, metric: rmse, above: 120%, reference: 3.5}]").reference.value, 3.5);
}

void tst_AlertRule::durationsAreInTheUnitOfTheSubject()
{
    QCOMPARE(ruleOf("alerts: [{name: a, staleness: labelled, above: 2d}]").above->value, 48.0);
    QCOMPARE(ruleOf("alerts: [{name: a, staleness: labelled, above: 90m}]").above->value, 1.5);
    QCOMPARE(ruleOf("alerts: [{name: a, staleness: labelled, above: 6}]").above->value, 6.0);
    QCOMPARE(ruleOf("alerts: [{name: a, latency: p95, above: 250ms}]").above->value, 250.0);
    QCOMPARE(ruleOf("alerts: [{name: a, latency: p95, above: 2s}]").above->value, 2000.0);
}

void tst_AlertRule::hooksAreReadWithTheirSecretsOutside()
{
    const AlertRule rule = ruleOf(R"(
alerts:
  - name: a
    metric: rmse
    above: 1
    notify:
      - command: [notify-send, Vitrine, "{text}", 5]
      - webhook: https://example.org/hook?key=secret
        token: {env: TOKEN}
      - webhook: {env: SLACK_URL}
)");
    QCOMPARE(rule.hooks.size(), 3);
    QCOMPARE(rule.hooks[0].command, (QStringList{u"notify-send"_s, u"Vitrine"_s, u"{text}"_s, u"5"_s}));
    QCOMPARE(rule.hooks[1].tokenFrom, u"TOKEN"_s);
    QCOMPARE(rule.hooks[1].label(), u"the webhook at example.org"_s);
    QVERIFY(!rule.hooks[1].label().contains(u"secret"));
    QCOMPARE(rule.hooks[2].webhookFrom, u"SLACK_URL"_s);
    QCOMPARE(rule.hooks[2].label(), u"the webhook in $SLACK_URL"_s);
}

void tst_AlertRule::fingerprintsTellHooksApart()
{
    const AlertHook one{{u"a"_s, u"b c"_s}, {}, {}, {}};
    const AlertHook other{{u"a"_s, u"b"_s, u"c"_s}, {}, {}, {}};
    QCOMPARE(one.fingerprint().size(), 64);
    QVERIFY(one.fingerprint() != other.fingerprint());
    QCOMPARE(one.fingerprint(), AlertHook(one).fingerprint());
    QVERIFY((AlertHook{{}, u"https://a"_s, {}, {}}.fingerprint() !=
             AlertHook{{}, {}, u"https://a"_s, {}}.fingerprint()));
}

void tst_AlertRule::noRulesIsNoError()
{
    QVERIFY(rulesOf("title: a")->isEmpty());
    QVERIFY(rulesOf("alerts:")->isEmpty());
    QVERIFY(rulesOf("alerts: []")->isEmpty());
}

void tst_AlertRule::mistakesNameTheRuleAndTheKey_data()
{
    QTest::addColumn<QByteArray>("rule");
    QTest::addColumn<QStringList>("words");
    const auto row = [](const char *name, const char *rule, const QStringList &words) {
        QTest::newRow(name) << QByteArray("alerts: [" + QByteArray(rule) + "]") << words;
    };
    row("no mapping", "3", {u"Alert rule 1"_s, u"name"_s});
    row("no name", "{metric: rmse, above: 1}", {u"Alert rule 1"_s, u"“name”"_s});
    row("bad name", "{name: a b, metric: rmse, above: 1}", {u"letters"_s});
    row("unknown key", "{name: a, metric: rmse, abvoe: 1}", {u"“a”"_s, u"abvoe"_s, u"above"_s});
    row("nothing watched", "{name: a, above: 1}", {u"one of metric"_s});
    row("two watched", "{name: a, metric: rmse, drift: x, above: 1}", {u"one of metric"_s});
    row("no bound", "{name: a, metric: rmse}", {u"above, below or change"_s});
    row("bad bound", "{name: a, metric: rmse, above: high}", {u"“above”"_s, u"120%"_s});
    row("duration of a metric", "{name: a, metric: rmse, above: 3h}", {u"“above”"_s});
    row("bad volume", "{name: a, volume: lots, above: 1}", {u"observations"_s, u"lots"_s});
    row("bad latency", "{name: a, latency: p42, above: 1}", {u"p95"_s});
    row("bad period", "{name: a, metric: rmse, above: 1, period: fortnight}", {u"fortnight"_s});
    row("count", "{name: a, metric: rmse, above: 1, period: count}", {u"“period”"_s});
    row("bad every", "{name: a, metric: rmse, above: 1, every: 0}", {u"“a”"_s});
    row("clear beyond", "{name: a, metric: rmse, above: 1, clear: 2}", {u"“clear”"_s});
    row("clear below", "{name: a, metric: accuracy, below: 0.8, clear: 0.7}", {u"“clear”"_s});
    row("clear in another unit", "{name: a, metric: rmse, above: 120%, clear: 1}", {u"“clear”"_s});
    row("clear of both", "{name: a, metric: rmse, above: 3, below: 1, clear: 2}", {u"“clear”"_s});
    row("bad change", "{name: a, metric: rmse, change: 2}", {u"“change”"_s});
    row("change and above", "{name: a, metric: rmse, change: 0.01, above: 2}", {u"“change”"_s});
    row("bad reference", "{name: a, metric: rmse, above: 120%, reference: yesterday}", {u"“reference”"_s});
    row("registered volume", "{name: a, volume: observations, above: 120%, reference: registration}",
        {u"“reference”"_s});
    row("bad for", "{name: a, metric: rmse, above: 1, for: 0}", {u"“for”"_s});
    row("bad minimum", "{name: a, metric: rmse, above: 1, minimum: few}", {u"“minimum”"_s});
    row("bad severity", "{name: a, metric: rmse, above: 1, severity: high}", {u"critical"_s});
    row("stage and version", "{name: a, metric: rmse, above: 1, stage: s, version: v1.0.0}", {u"“stage”"_s});
    row("hooks are a list", "{name: a, metric: rmse, above: 1, notify: me}", {u"“notify”"_s});
    row("command is a list", "{name: a, metric: rmse, above: 1, notify: [{command: rm -rf}]}",
        {u"“command”"_s});
    row("webhook is an address", "{name: a, metric: rmse, above: 1, notify: [{webhook: 'file:///x'}]}",
        {u"“webhook”"_s});
    row("token outside",
        "{name: a, metric: rmse, above: 1, notify: [{webhook: 'https://x.org', token: abc}]}",
        {u"“token”"_s, u"secrets"_s});
    row("twice", "{name: a, metric: rmse, above: 1}, {name: a, metric: mae, above: 1}", {u"“a”"_s, u"Two"_s});
}

void tst_AlertRule::mistakesNameTheRuleAndTheKey()
{
    QFETCH(QByteArray, rule);
    QFETCH(QStringList, words);
    const auto rules = rulesOf(rule);
    QVERIFY(!rules);
    QCOMPARE(rules.error().code, Error::Code::InvalidArgument);
    for (const QString &word : words)
        QVERIFY2(rules.error().message.contains(word), qPrintable(rules.error().message));
}

QTEST_GUILESS_MAIN(tst_AlertRule)
#include "tst_alertrule.moc"
