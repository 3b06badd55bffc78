// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lifecycle/alertbook.h"
#include "tests/support/samplecopies.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::lifecycle;

namespace {

const QString model = u"seattle-tmax"_s;
const QDateTime now(QDate(2016, 1, 2), QTime(12, 0), Qt::UTC);

QJsonObject rule(const QString &name, double above)
{
    return {{u"name"_s, name}, {u"metric"_s, u"rmse"_s}, {u"above"_s, above}, {u"period"_s, u"month"_s}};
}

} // namespace

class tst_AlertBook final : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void rulesAreKeptReplacedAndRemovedInOneCommitEach();
    void whatTheWriterDoesNotKnowIsKept();
    void wrongRulesAreNotWritten();
    void aChangeIsTakenBackUnlessSomebodyWroteMeanwhile();
    void aFiringAlertIsAcknowledgedSnoozedAndReopened();
    void rulesThatAreSwitchedOffAreListedNotJudged();

private:
    QStringList names() const
    {
        QStringList result;
        for (const QJsonValue &each : m_library->metadata(model)->all[u"alerts"_s].toArray())
            result << each[u"name"_s].toString();
        return result;
    }

    test::SampleCopies m_samples;
    std::optional<registry::Library> m_library;
};

void tst_AlertBook::initTestCase()
{
    const auto made = m_samples.make();
    QVERIFY2(made, made ? "" : qPrintable(made.error().message));
    qunsetenv("VITRINE_MONITOR_STORE");
}

void tst_AlertBook::init()
{
    m_library.reset();
    const auto copy = m_samples.fresh();
    QVERIFY2(copy, copy ? "" : qPrintable(copy.error().message));
    m_library = *copy;
}

void tst_AlertBook::rulesAreKeptReplacedAndRemovedInOneCommitEach()
{
    const auto first = keepAlert(*m_library, model, {}, rule(u"high"_s, 4));
    QVERIFY2(first, first ? "" : qPrintable(first.error().message));
    QVERIFY(!first->commit.isEmpty());
    QVERIFY(keepAlert(*m_library, model, {}, rule(u"higher"_s, 5)));
    QCOMPARE(names(), QStringList({u"high"_s, u"higher"_s}));
    QVERIFY(keepAlert(*m_library, model, u"high"_s, rule(u"beyond"_s, 4.5)));
    QCOMPARE(names(), QStringList({u"beyond"_s, u"higher"_s}));
    const auto book = readAlertBook(*m_library, model, now);
    QVERIFY2(book, book ? "" : qPrintable(book.error().message));
    QCOMPARE(book->entries.size(), 2);
    QCOMPARE(book->entries[0].rule.above->value, 4.5);
    QVERIFY(book->metrics.contains(u"rmse"_s) && !book->metrics.contains(u"accuracy"_s));
    QVERIFY(book->columns.contains(u"temp_max"_s));
    QVERIFY(book->stages.contains(u"production"_s));

    QVERIFY(removeAlert(*m_library, model, u"beyond"_s));
    QVERIFY(removeAlert(*m_library, model, u"higher"_s));
    QVERIFY(!m_library->metadata(model)->all.contains(u"alerts"_s));
    QCOMPARE(m_library->metadataHistory(model)->first().message,
             u"Remove the alert higher of seattle-tmax"_s);
}

void tst_AlertBook::whatTheWriterDoesNotKnowIsKept()
{
    QJsonObject own = rule(u"high"_s, 4);
    own[u"notify"_s] = QJsonArray{QJsonObject{{u"command"_s, QJsonArray{u"true"_s}}}};
    QVERIFY(keepAlert(*m_library, model, {}, own));
    QVERIFY(keepAlert(*m_library, model, {}, rule(u"other"_s, 9)));
    const auto book = readAlertBook(*m_library, model, now);
    QVERIFY(book);
    QCOMPARE(book->entries[0].json, own);
}

void tst_AlertBook::wrongRulesAreNotWritten()
{
    const auto before = m_library->metadataYaml(model).value();
    const auto without = keepAlert(*m_library, model, {}, {{u"name"_s, u"high"_s}});
    QVERIFY(!without);
    QCOMPARE(without.error().code, Error::Code::InvalidArgument);
    QVERIFY(without.error().message.contains(u"high"_s));
    QCOMPARE(m_library->metadataYaml(model).value(), before);

    QVERIFY(keepAlert(*m_library, model, {}, rule(u"high"_s, 4)));
    QCOMPARE(keepAlert(*m_library, model, {}, rule(u"high"_s, 5)).error().code, Error::Code::Conflict);
    QCOMPARE(keepAlert(*m_library, model, u"gone"_s, rule(u"gone"_s, 5)).error().code, Error::Code::NotFound);
    QCOMPARE(removeAlert(*m_library, model, u"gone"_s).error().code, Error::Code::NotFound);
    QCOMPARE(names(), QStringList{u"high"_s});
}

void tst_AlertBook::aChangeIsTakenBackUnlessSomebodyWroteMeanwhile()
{
    QVERIFY(keepAlert(*m_library, model, {}, rule(u"high"_s, 4)));
    const auto change = removeAlert(*m_library, model, u"high"_s);
    QVERIFY(change);
    QVERIFY(undoAlerts(*m_library, model, *change));
    QCOMPARE(names(), QStringList{u"high"_s});

    const auto other = keepAlert(*m_library, model, {}, rule(u"other"_s, 4));
    QVERIFY(keepAlert(*m_library, model, {}, rule(u"third"_s, 4)));
    QCOMPARE(undoAlerts(*m_library, model, *other).error().code, Error::Code::Conflict);
    QCOMPARE(names().size(), 3);
}

void tst_AlertBook::aFiringAlertIsAcknowledgedSnoozedAndReopened()
{
    QVERIFY(keepAlert(*m_library, model, {}, rule(u"low"_s, 0.1)));
    QVERIFY(keepAlert(*m_library, model, {}, rule(u"never"_s, 100)));
    const auto state = [this](qsizetype entry) {
        return readAlertBook(*m_library, model, now)->entries[entry].checked->status.state;
    };
    QCOMPARE(state(0), monitor::AlertState::Firing);
    QCOMPARE(state(1), monitor::AlertState::Ok);
    QVERIFY(answerAlert(*m_library, model, u"low"_s, AlertAnswer::Acknowledge, now, {}, u"Robin"_s));
    QCOMPARE(state(0), monitor::AlertState::Acknowledged);
    QVERIFY(answerAlert(*m_library, model, u"low"_s, AlertAnswer::Reopen, now));
    QCOMPARE(state(0), monitor::AlertState::Firing);
    QVERIFY(answerAlert(*m_library, model, u"low"_s, AlertAnswer::Snooze, now, now.addDays(1)));
    const auto book = readAlertBook(*m_library, model, now);
    QCOMPARE(book->entries[0].checked->status.state, monitor::AlertState::Snoozed);
    QCOMPARE(book->entries[0].checked->status.snoozedUntil, now.addDays(1));
    QVERIFY(book->events.size() >= 4);
    QCOMPARE(answerAlert(*m_library, model, u"never"_s, AlertAnswer::Acknowledge, now).error().code,
             Error::Code::Conflict);
}

void tst_AlertBook::rulesThatAreSwitchedOffAreListedNotJudged()
{
    QJsonObject off = rule(u"off"_s, 0.1);
    off[u"enabled"_s] = false;
    QVERIFY(keepAlert(*m_library, model, {}, off));
    const auto book = readAlertBook(*m_library, model, now);
    QVERIFY(book);
    QCOMPARE(book->entries.size(), 1);
    QVERIFY(!book->entries[0].checked);
}

QTEST_GUILESS_MAIN(tst_AlertBook)
#include "tst_alertbook.moc"
