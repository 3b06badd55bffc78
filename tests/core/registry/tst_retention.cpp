// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/retention.h"

#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::registry;

namespace {

// Newest first: v8 of 2024-05-20 down to v1.
QList<Version> history()
{
    const QList<std::tuple<QString, QString, double>> rows = {
        {u"v8"_s, u"2024-05-20T10:00:00Z"_s, 2.0},          {u"v7"_s, u"2024-05-02T10:00:00Z"_s, 1.5},
        {u"v6"_s, u"2024-04-30T23:30:00Z"_s, 1.9},          {u"v5"_s, u"2024-03-15T10:00:00Z"_s, 1.5},
        {u"v4"_s, u"2024-03-14T10:00:00Z"_s, std::nan("")}, {u"v3"_s, u"2024-03-01T10:00:00Z"_s, 9.0},
        {u"v2"_s, u"2024-01-31T10:00:00Z"_s, 1.2},          {u"v1"_s, u"2024-01-01T10:00:00Z"_s, 3.0}};
    QList<Version> versions;
    for (const auto &[name, date, rmse] : rows) {
        Version version;
        version.model = u"churn"_s;
        version.name = name;
        version.date = QDateTime::fromString(date, Qt::ISODate);
        version.metrics = {{u"rmse"_s, rmse}};
        versions.append(version);
    }
    return versions;
}

QList<StageInterval> stages()
{
    const auto at = [](const QString &text) { return QDateTime::fromString(text, Qt::ISODate); };
    return {{u"production"_s, u"v3"_s, at(u"2024-03-02T00:00:00Z"_s), at(u"2024-03-20T00:00:00Z"_s)},
            {u"production"_s, u"v5"_s, at(u"2024-03-20T00:00:00Z"_s), {}}};
}

QString staying(const Result<QList<RetentionDecision>> &decisions)
{
    if (!decisions)
        return u"error: "_s + decisions.error().message;
    QStringList names;
    for (const RetentionDecision &decision : *decisions) {
        if (decision.stays())
            names.append(decision.version.name);
    }
    return names.join(u' ');
}

} // namespace

class tst_Retention final : public QObject
{
    Q_OBJECT
private slots:
    void rulesAreReadAndWritten_data();
    void rulesAreReadAndWritten();
    void wrongRulesAreNamed_data();
    void wrongRulesAreNamed();
    void versionsAreKeptByRule_data();
    void versionsAreKeptByRule();
    void reasonsAreSaidInWords();
    void aVersionInAStageAlwaysStays();
    void whatIsNotRegisteredIsNotDecidedOn();
    void noRuleAtAllIsRefused();
    void aMetricOfUnknownDirectionIsRefused();
    void higherIsBetterWhereItIs();
};

void tst_Retention::rulesAreReadAndWritten_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("written");
    QTest::newRow("all") << u"last:5 staged monthly best:rmse:3"_s << u"last:5 staged monthly best:rmse:3"_s;
    QTest::newRow("best") << u"best"_s << u"best:1"_s;
    QTest::newRow("best n") << u"best:3"_s << u"best:3"_s;
    QTest::newRow("best of a metric") << u"best:rmse"_s << u"best:rmse:1"_s;
    QTest::newRow("the last one wins") << u"last:5 last:2"_s << u"last:2"_s;
}

void tst_Retention::rulesAreReadAndWritten()
{
    QFETCH(QString, text);
    QFETCH(QString, written);
    const auto rules = RetentionRules::parse(text.split(u' '));
    QVERIFY(rules);
    QCOMPARE(rules->texts().join(u' '), written);
    QCOMPARE(*RetentionRules::parse(rules->texts()), *rules);
}

void tst_Retention::wrongRulesAreNamed_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"last", "last:", "last:0", "last:-1", "last:x", "last:1:2", "staged:1",
                             "monthly:x", "", "newest", "best:", "best:rmse:0", "best:a:b:1"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void tst_Retention::wrongRulesAreNamed()
{
    QFETCH(QString, text);
    const auto rules = RetentionRules::parse({u"last:3"_s, text});
    QVERIFY(!rules);
    QCOMPARE(rules.error().code, Error::Code::InvalidArgument);
    QVERIFY(rules.error().message.startsWith(u"“%1” "_s.arg(text)));
}

void tst_Retention::versionsAreKeptByRule_data()
{
    QTest::addColumn<QString>("rules");
    QTest::addColumn<QString>("kept");
    QTest::newRow("last 3") << u"last:3"_s << u"v8 v7 v6"_s;
    QTest::newRow("more than there are") << u"last:99"_s << u"v8 v7 v6 v5 v4 v3 v2 v1"_s;
    QTest::newRow("staged, now and before") << u"staged"_s << u"v8 v5 v3"_s;
    QTest::newRow("the newest of each month") << u"monthly"_s << u"v8 v6 v5 v2"_s;
    QTest::newRow("best") << u"best"_s << u"v8 v2"_s;
    QTest::newRow("two best, the newer of equals") << u"best:rmse:2"_s << u"v8 v7 v2"_s;
    QTest::newRow("undefined is never best") << u"best:rmse:7"_s << u"v8 v7 v6 v5 v3 v2 v1"_s;
    QTest::newRow("together") << u"last:2 monthly best:1"_s << u"v8 v7 v6 v5 v2"_s;
    QTest::newRow("a metric that nothing has") << u"best:mae"_s << u"v8"_s;
}

void tst_Retention::versionsAreKeptByRule()
{
    QFETCH(QString, rules);
    QFETCH(QString, kept);
    const auto parsed = RetentionRules::parse(rules.split(u' '));
    QVERIFY(parsed);
    QCOMPARE(staying(decideRetention(history(), stages(), u"rmse"_s, *parsed)), kept);
}

void tst_Retention::reasonsAreSaidInWords()
{
    QList<Version> versions = history();
    versions[3].stages = {u"production"_s};
    const auto rules = RetentionRules::parse({u"last:1"_s, u"staged"_s, u"monthly"_s, u"best:2"_s});
    const auto decisions = decideRetention(versions, stages(), u"rmse"_s, *rules);
    QVERIFY(decisions);
    QStringList lines;
    for (const RetentionDecision &decision : *decisions)
        lines.append(decision.version.name + u": "_s + decision.reasons.join(u", "_s));
    QCOMPARE(lines.join(u'\n'), u"v8: the latest version, one of the last 1, the newest of 2024-05\n"
                                "v7: one of the 2 best rmse (1.5)\n"
                                "v6: the newest of 2024-04\n"
                                "v5: in production, the newest of 2024-03\n"
                                "v4: \n"
                                "v3: was in production\n"
                                "v2: the newest of 2024-01, one of the 2 best rmse (1.2)\n"
                                "v1: "_s);
}

void tst_Retention::aVersionInAStageAlwaysStays()
{
    QList<Version> versions = history();
    versions[6].stages = {u"staging"_s};
    QCOMPARE(staying(decideRetention(versions, {}, {}, *RetentionRules::parse({u"last:1"_s}))), u"v8 v2"_s);
}

void tst_Retention::whatIsNotRegisteredIsNotDecidedOn()
{
    QList<Version> versions = history();
    versions[0].deregistered = true;
    versions[1].lightweight = true;
    versions[2].registered = false;
    const auto decisions = decideRetention(versions, {}, {}, *RetentionRules::parse({u"last:1"_s}));
    QCOMPARE(staying(decisions), u"v5"_s);
    QCOMPARE(decisions->size(), 5);
}

void tst_Retention::noRuleAtAllIsRefused()
{
    const auto decisions = decideRetention(history(), stages(), u"rmse"_s, {});
    QVERIFY(!decisions);
    QCOMPARE(decisions.error().code, Error::Code::InvalidArgument);
}

void tst_Retention::aMetricOfUnknownDirectionIsRefused()
{
    RetentionRules rules;
    rules.best = 1;
    QCOMPARE(decideRetention(history(), {}, {}, rules).error().code, Error::Code::InvalidArgument);
    rules.metric = u"wobbliness"_s;
    const auto decisions = decideRetention(history(), {}, u"rmse"_s, rules);
    QVERIFY(!decisions);
    QVERIFY(decisions.error().message.contains(u"wobbliness"));
}

void tst_Retention::higherIsBetterWhereItIs()
{
    QList<Version> versions = history();
    for (Version &version : versions)
        version.metrics = {{u"accuracy"_s, version.metrics[u"rmse"_s]}};
    QCOMPARE(staying(decideRetention(versions, {}, u"accuracy"_s, *RetentionRules::parse({u"best"_s}))),
             u"v8 v3"_s);
}

QTEST_GUILESS_MAIN(tst_Retention)
#include "tst_retention.moc"
