// SPDX-License-Identifier: GPL-3.0-or-later
// The states of a rule over time, as a pure function of samples, the state before and the clock.
#include "core/monitor/alert/alertevaluation.h"
#include "core/monitor/alert/changepoint.h"

#include <QTest>

#include <random>

using namespace vitrine;
using namespace vitrine::monitor;
using namespace Qt::StringLiterals;

namespace {

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

QDateTime day(int number)
{
    return QDateTime(QDate(2024, 1, 1), QTime(0, 0), Qt::UTC).addDays(number);
}

AlertEvidence evidenceOf(const QList<double> &values, qint64 n = 100)
{
    AlertEvidence evidence{u"bikes"_s, u"v1.0.0"_s, {}, absent, {}};
    for (int i = 0; i < values.size(); ++i)
        evidence.samples.append({day(i), day(i + 1), n, values[i]});
    return evidence;
}

AlertRule above(double bound, int times = 1)
{
    AlertRule rule;
    rule.name = u"rmse-high"_s;
    rule.of = u"rmse"_s;
    rule.periods.unit = PeriodUnit::Day;
    rule.above = AlertBound{bound, false};
    rule.times = times;
    return rule;
}

// Judges after each day; one letter a day: . ok, p pending, F firing and told, f firing, R ended and told.
QString course(const AlertRule &rule, const QList<double> &values)
{
    QString letters;
    AlertStatus status;
    for (qsizetype days = 1; days <= values.size(); ++days) {
        const AlertOutcome outcome =
            evaluateAlert(rule, status, evidenceOf(values.first(days)), day(int(days)));
        status = outcome.status;
        const bool told = outcome.notice.has_value();
        switch (status.state) {
        case AlertState::Ok: letters += told ? u'R' : u'.'; break;
        case AlertState::Pending: letters += told ? u'r' : u'p'; break;
        case AlertState::Firing: letters += told ? u'F' : u'f'; break;
        default: letters += u'?';
        }
    }
    return letters;
}

} // namespace

class tst_AlertEvaluation final : public QObject
{
    Q_OBJECT
private slots:
    void oneNoticeAnIncident();
    void pendingUntilEnoughPeriodsInARow();
    void hysteresisKeepsAnIncidentOpen();
    void belowAndBoth();
    void periodsWithFewRowsOrNoValueDoNotCount();
    void relativeToRegistration();
    void relativeToFirstAndPreviousPeriods();
    void withoutSamplesTheStateStays();
    void acknowledgedStaysQuietUntilItEnds();
    void snoozedTellsAgainWhenItIsOver();
    void answersNeedAnOpenIncident();
    void lateLabelsAreTheSameIncident();
    void anIncidentThatEndedBetweenChecksIsAnother();
    void firstCheckOfALongHistoryTellsOnlyOfNow();
    void driftDecidesByItself();
    void shiftOfTheLevelIsFound();
    void changePointOfNothing();
    void textsSayWhatAndWhen();
};

void tst_AlertEvaluation::oneNoticeAnIncident()
{
    QCOMPARE(course(above(4), {1, 5, 6, 5, 1, 1, 5, 5, 1}), u"..FffR.FfR"_s.mid(1));
}

void tst_AlertEvaluation::pendingUntilEnoughPeriodsInARow()
{
    QCOMPARE(course(above(4, 3), {5, 5, 1, 5, 5, 5, 5, 1}), u"pp.ppFfR"_s);
    QCOMPARE(course(above(4, 3), {5, 1, 5, 1, 5, 1}), u"p.p.p."_s);
}

void tst_AlertEvaluation::hysteresisKeepsAnIncidentOpen()
{
    AlertRule rule = above(4);
    rule.clear = AlertBound{3, false};
    QCOMPARE(course(rule, {3.5, 5, 3.5, 3.9, 3.1, 2.9, 3.5, 4.5}), u".FfffR.F"_s);
    QCOMPARE(course(above(4), {3.5, 5, 3.5, 3.9, 3.1, 2.9, 3.5, 4.5}), u".FR....F"_s);
    rule.times = 2;
    QCOMPARE(course(rule, {5, 3.5, 5, 5, 3.5, 1}), u"p.pFfR"_s); // clear counts once it fires
}

void tst_AlertEvaluation::belowAndBoth()
{
    AlertRule rule = above(4);
    rule.below = AlertBound{1, false};
    QCOMPARE(course(rule, {2, 5, 2, 0.5, 0.4, 2}), u".FRFfR"_s);
    rule.above.reset();
    rule.clear = AlertBound{1.5, false};
    QCOMPARE(course(rule, {2, 0.9, 1.4, 1.6}), u".FfR"_s);
}

void tst_AlertEvaluation::periodsWithFewRowsOrNoValueDoNotCount()
{
    AlertRule rule = above(4, 2);
    rule.minimum = 50;
    AlertEvidence evidence = evidenceOf({5, 1, 5});
    evidence.samples[1].n = 49;
    QCOMPARE(evaluateAlert(rule, {}, evidence, day(3)).status.state, AlertState::Firing);
    evidence.samples[1] = {day(1), day(2), 100, absent};
    QCOMPARE(evaluateAlert(rule, {}, evidence, day(3)).status.state, AlertState::Firing);
    evidence.samples[1].value = 1;
    QCOMPARE(evaluateAlert(rule, {}, evidence, day(3)).status.state, AlertState::Pending);
    evidence.samples[1].value = std::numeric_limits<double>::infinity();
    QCOMPARE(evaluateAlert(rule, {}, evidence, day(3)).status.state, AlertState::Firing);
}

void tst_AlertEvaluation::relativeToRegistration()
{
    AlertRule rule = above(0);
    rule.above = AlertBound{1.2, true};
    AlertEvidence evidence = evidenceOf({2.3, 2.5});
    const AlertOutcome unknown = evaluateAlert(rule, {}, evidence, day(2));
    QCOMPARE(unknown.status.state, AlertState::Ok);
    QVERIFY(unknown.text.contains(u"reference"));
    evidence.registration = 2;
    const AlertOutcome known = evaluateAlert(rule, {}, evidence, day(2));
    QCOMPARE(known.status.state, AlertState::Firing);
    QCOMPARE(known.status.threshold, 2.4);
    rule.reference = {AlertReference::Kind::Value, 3, 0};
    QCOMPARE(evaluateAlert(rule, {}, evidence, day(2)).status.state, AlertState::Ok);
}

void tst_AlertEvaluation::relativeToFirstAndPreviousPeriods()
{
    AlertRule rule = above(0);
    rule.above = AlertBound{1.5, true};
    rule.reference = {AlertReference::Kind::First, 0, 2};
    QCOMPARE(course(rule, {2, 4, 4, 5, 4}), u"...FR"_s); // 1.5 × 3 = 4.5
    rule.reference = {AlertReference::Kind::Previous, 0, 2};
    QCOMPARE(course(rule, {2, 2, 4, 4, 4}), u"..FRR"_s.left(4) + u"."_s);
}

void tst_AlertEvaluation::withoutSamplesTheStateStays()
{
    const AlertRule rule = above(4);
    AlertStatus firing = evaluateAlert(rule, {}, evidenceOf({5}), day(1)).status;
    AlertEvidence nothing = evidenceOf({});
    nothing.why = u"Nothing has been recorded yet."_s;
    const AlertOutcome outcome = evaluateAlert(rule, firing, nothing, day(9));
    QCOMPARE(outcome.status.state, AlertState::Firing);
    QVERIFY(!outcome.notice);
    QCOMPARE(outcome.text, nothing.why);
    QCOMPARE(evaluateAlert(rule, {}, nothing, day(9)).status.state, AlertState::Ok);
}

void tst_AlertEvaluation::acknowledgedStaysQuietUntilItEnds()
{
    const AlertRule rule = above(4);
    AlertStatus status = evaluateAlert(rule, {}, evidenceOf({5}), day(1)).status;
    const auto answered = acknowledged(status, u"Ada"_s, day(1));
    QVERIFY(answered);
    QCOMPARE(answered->state, AlertState::Acknowledged);
    AlertOutcome outcome = evaluateAlert(rule, *answered, evidenceOf({5, 6}), day(2));
    QCOMPARE(outcome.status.state, AlertState::Acknowledged);
    QCOMPARE(outcome.status.by, u"Ada"_s);
    QVERIFY(!outcome.notice);
    outcome = evaluateAlert(rule, outcome.status, evidenceOf({5, 6, 1}), day(3));
    QCOMPARE(outcome.status.state, AlertState::Ok);
    QCOMPARE(outcome.notice->kind, AlertNotice::Kind::Resolved);
    outcome = evaluateAlert(rule, outcome.status, evidenceOf({5, 6, 1, 5}), day(4));
    QCOMPARE(outcome.status.state, AlertState::Firing); // another incident
    QCOMPARE(outcome.notice->kind, AlertNotice::Kind::Fired);
}

void tst_AlertEvaluation::snoozedTellsAgainWhenItIsOver()
{
    const AlertRule rule = above(4);
    const AlertStatus status = evaluateAlert(rule, {}, evidenceOf({5}), day(1)).status;
    QVERIFY(!snoozed(status, u"Ada"_s, day(1), day(1)));
    const auto asleep = snoozed(status, u"Ada"_s, day(1), day(3));
    QVERIFY(asleep);
    AlertOutcome outcome = evaluateAlert(rule, *asleep, evidenceOf({5, 6}), day(2));
    QCOMPARE(outcome.status.state, AlertState::Snoozed);
    QVERIFY(!outcome.notice);
    outcome = evaluateAlert(rule, outcome.status, evidenceOf({5, 6, 5}), day(3));
    QCOMPARE(outcome.status.state, AlertState::Firing);
    QCOMPARE(outcome.notice->kind, AlertNotice::Kind::StillFiring);
    outcome = evaluateAlert(rule, outcome.status, evidenceOf({5, 6, 5, 5}), day(4));
    QVERIFY(!outcome.notice);
    // What ends while it sleeps is over.
    outcome = evaluateAlert(rule, *asleep, evidenceOf({5, 1}), day(2));
    QCOMPARE(outcome.status.state, AlertState::Ok);
    QCOMPARE(outcome.notice->kind, AlertNotice::Kind::Resolved);
}

void tst_AlertEvaluation::answersNeedAnOpenIncident()
{
    QCOMPARE(acknowledged({}, u"Ada"_s, day(1)).error().code, Error::Code::Conflict);
    QCOMPARE(snoozed({}, u"Ada"_s, day(1), day(2)).error().code, Error::Code::Conflict);
    AlertStatus status = evaluateAlert(above(4), {}, evidenceOf({5}), day(1)).status;
    status = acknowledged(status, u"Ada"_s, day(1)).value();
    QCOMPARE(reopened(status, day(2))->state, AlertState::Firing);
    QVERIFY(reopened(status, day(2))->by.isEmpty());
}

void tst_AlertEvaluation::lateLabelsAreTheSameIncident()
{
    const AlertRule rule = above(4);
    AlertStatus status = evaluateAlert(rule, {}, evidenceOf({1, 1, 5, 5}), day(4)).status;
    QCOMPARE(status.incident, day(2));
    // Labels of day 1 arrive: the incident began earlier than was known.
    AlertOutcome outcome = evaluateAlert(rule, status, evidenceOf({1, 5, 5, 5, 5}), day(5));
    QCOMPARE(outcome.status.state, AlertState::Firing);
    QVERIFY(!outcome.notice);
    // Or later.
    outcome = evaluateAlert(rule, status, evidenceOf({1, 1, 1, 5, 5}), day(5));
    QVERIFY(!outcome.notice);
}

void tst_AlertEvaluation::anIncidentThatEndedBetweenChecksIsAnother()
{
    const AlertRule rule = above(4);
    const AlertStatus status = evaluateAlert(rule, {}, evidenceOf({5}), day(1)).status;
    const AlertOutcome outcome = evaluateAlert(rule, status, evidenceOf({5, 1, 1, 5}), day(4));
    QCOMPARE(outcome.status.state, AlertState::Firing);
    QCOMPARE(outcome.notice->kind, AlertNotice::Kind::Fired);
    QCOMPARE(outcome.status.incident, day(3));
}

void tst_AlertEvaluation::firstCheckOfALongHistoryTellsOnlyOfNow()
{
    QList<double> values(300, 5.0);
    values.append(1);
    const AlertOutcome outcome = evaluateAlert(above(4), {}, evidenceOf(values), day(301));
    QCOMPARE(outcome.status.state, AlertState::Ok);
    QVERIFY(!outcome.notice);
}

void tst_AlertEvaluation::driftDecidesByItself()
{
    AlertRule rule;
    rule.name = u"drift"_s;
    rule.subject = AlertRule::Subject::Drift;
    rule.of = u"temp"_s;
    rule.periods.unit = PeriodUnit::Day;
    AlertEvidence evidence = evidenceOf({0.3, 0.01});
    evidence.samples[1].drift = true; // by p, which is low
    evidence.samples[1].threshold = 0.05;
    const AlertOutcome outcome = evaluateAlert(rule, {}, evidence, day(2));
    QCOMPARE(outcome.status.state, AlertState::Firing);
    QCOMPARE(outcome.status.threshold, 0.05);
    rule.above = AlertBound{0.5, false}; // a bound of one's own
    QCOMPARE(evaluateAlert(rule, {}, evidence, day(2)).status.state, AlertState::Ok);
}

void tst_AlertEvaluation::shiftOfTheLevelIsFound()
{
    std::mt19937_64 random(3);
    std::normal_distribution<double> noise(0, 0.3);
    std::vector<double> values;
    for (int i = 0; i < 40; ++i)
        values.push_back((i < 25 ? 2 : 3) + noise(random));
    const ChangePoint change = changePoint(values);
    QCOMPARE(change.index, std::size_t(25));
    QCOMPARE(change.p, 0.001);
    QVERIFY(std::abs(change.before - 2) < 0.2 && std::abs(change.after - 3) < 0.2);
    AlertRule rule = above(0);
    rule.above.reset();
    rule.change = 0.01;
    const QList<double> all(values.begin(), values.end());
    const AlertOutcome outcome = evaluateAlert(rule, {}, evidenceOf(all), day(40));
    QCOMPARE(outcome.status.state, AlertState::Firing);
    QVERIFY2(outcome.text.contains(u"after a shift from about "), qPrintable(outcome.text));
    QCOMPARE(evaluateAlert(rule, {}, evidenceOf(all.first(25)), day(25)).status.state, AlertState::Ok);
}

void tst_AlertEvaluation::changePointOfNothing()
{
    QCOMPARE(changePoint({}).p, 1.0);
    QCOMPARE(changePoint(std::vector<double>(7, 1.0)).p, 1.0);
    QCOMPARE(changePoint(std::vector<double>(50, 1.0)).p, 1.0);
    std::mt19937_64 random(3);
    std::normal_distribution<double> noise;
    int found = 0;
    for (int round = 0; round < 100; ++round) {
        std::vector<double> values;
        for (int i = 0; i < 30; ++i)
            values.push_back(noise(random));
        found += changePoint(values).p <= 0.05 ? 1 : 0;
    }
    QVERIFY2(found <= 12, qPrintable(QString::number(found))); // 5 are to be expected
}

void tst_AlertEvaluation::textsSayWhatAndWhen()
{
    AlertRule rule = above(4);
    rule.message = u"Roll back."_s;
    rule.severity = AlertRule::Severity::Critical;
    const AlertOutcome outcome = evaluateAlert(rule, {}, evidenceOf({5, 5.25}), day(2));
    QCOMPARE(outcome.notice->text,
             u"rmse of bikes@v1.0.0 is 5.25 in 2024-01-02 (bound: not above 4), for 2 periods in a row."_s);
    QCOMPARE(outcome.notice->message, u"Roll back."_s);
    QCOMPARE(outcome.notice->period, day(1));
    QCOMPARE(outcome.notice->severity, AlertRule::Severity::Critical);
}

QTEST_GUILESS_MAIN(tst_AlertEvaluation)
#include "tst_alertevaluation.moc"
