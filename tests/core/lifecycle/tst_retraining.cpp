// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lifecycle/retraining.h"
#include "core/registry/metadata.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::lifecycle;
using Kind = RetrainingState::Kind;

namespace {

QDateTime at(int year, int month, int day)
{
    return {QDate(year, month, day), QTime(9, 0), Qt::UTC};
}

} // namespace

class tst_Retraining final : public QObject
{
    Q_OBJECT
private slots:
    void cadencesAreReadAsPeopleWriteThem_data();
    void cadencesAreReadAsPeopleWriteThem();
    void whatIsNoCadenceIsRefused_data();
    void whatIsNoCadenceIsRefused();
    void monthsAreCountedByTheCalendar();
    void thePolicyComesFromTheMetadata();
    void aWrongPolicyNamesTheKey();
    void itIsDueWhenTheCadenceHasPassed_data();
    void itIsDueWhenTheCadenceHasPassed();
};

void tst_Retraining::cadencesAreReadAsPeopleWriteThem_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("months");
    QTest::addColumn<int>("days");
    QTest::newRow("days") << u"90 days"_s << 0 << 90;
    QTest::newRow("one day") << u"1 day"_s << 0 << 1;
    QTest::newRow("weeks, spaced and in capitals") << u"  2  Weeks "_s << 0 << 14;
    QTest::newRow("months") << u"3 months"_s << 3 << 0;
    QTest::newRow("every month") << u"every month"_s << 1 << 0;
    QTest::newRow("every 6 months") << u"every 6 months"_s << 6 << 0;
    QTest::newRow("a year") << u"1 year"_s << 12 << 0;
    QTest::newRow("an adverb") << u"quarterly"_s << 3 << 0;
    QTest::newRow("weekly") << u"Weekly"_s << 0 << 7;
    QTest::newRow("ISO 8601") << u"P3M"_s << 3 << 0;
    QTest::newRow("ISO 8601 with two parts") << u"P1Y10D"_s << 12 << 10;
}

void tst_Retraining::cadencesAreReadAsPeopleWriteThem()
{
    QFETCH(const QString, text);
    QFETCH(const int, months);
    QFETCH(const int, days);
    const auto cadence = Cadence::parse(text);
    QVERIFY2(cadence, cadence ? "" : qPrintable(cadence.error().message));
    QCOMPARE(cadence->months, months);
    QCOMPARE(cadence->days, days);
}

void tst_Retraining::whatIsNoCadenceIsRefused_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"", "soon", "0 days", "-3 days", "90", "99999999 days", "3 fortnights", "P",
                             "P0D", "PT5H", "3 months or so"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void tst_Retraining::whatIsNoCadenceIsRefused()
{
    QFETCH(const QString, text);
    const auto cadence = Cadence::parse(text);
    QVERIFY(!cadence);
    QCOMPARE(cadence.error().code, Error::Code::InvalidArgument);
}

void tst_Retraining::monthsAreCountedByTheCalendar()
{
    QCOMPARE((Cadence{3, 0}.after(at(2023, 11, 30))), at(2024, 2, 29));
    QCOMPARE((Cadence{0, 90}.after(at(2023, 1, 1))), at(2023, 4, 1));
}

void tst_Retraining::thePolicyComesFromTheMetadata()
{
    const auto read = [](const QByteArray &yaml) {
        return retrainingPolicy(registry::parseMetadata(yaml).value());
    };
    QVERIFY(read("title: x\n") && !read("title: x\n")->has_value());
    QCOMPARE(read("retraining: monthly\n").value()->every, (Cadence{1, 0}));
    const auto both = read("retraining:\n  every: 90 days\n  command: python3 train.py\n");
    QCOMPARE(both.value()->every, (Cadence{0, 90}));
    QCOMPARE(both.value()->command, u"python3 train.py"_s);
}

void tst_Retraining::aWrongPolicyNamesTheKey()
{
    const auto policy = retrainingPolicy(registry::parseMetadata("retraining: whenever\n").value());
    QVERIFY(!policy);
    QVERIFY2(policy.error().message.contains(u"retraining") && policy.error().message.contains(u"whenever"),
             qPrintable(policy.error().message));
    QVERIFY(!retrainingPolicy(registry::parseMetadata("retraining: {command: x}\n").value()));
    QVERIFY(!retrainingPolicy(registry::parseMetadata("retraining: 90\n").value()));
}

void tst_Retraining::itIsDueWhenTheCadenceHasPassed_data()
{
    QTest::addColumn<QDateTime>("now");
    QTest::addColumn<Kind>("kind");
    QTest::newRow("the day after") << at(2024, 1, 2) << Kind::UpToDate;
    QTest::newRow("just before the warning") << at(2024, 3, 21).addSecs(-1) << Kind::UpToDate;
    QTest::newRow("a tenth of the cadence before") << at(2024, 3, 22) << Kind::DueSoon;
    QTest::newRow("the second before") << at(2024, 3, 31).addSecs(-1) << Kind::DueSoon;
    QTest::newRow("on the second") << at(2024, 3, 31) << Kind::Due;
    QTest::newRow("years later") << at(2030, 1, 1) << Kind::Due;
    QTest::newRow("a clock that goes backwards") << at(2023, 1, 1) << Kind::UpToDate;
}

void tst_Retraining::itIsDueWhenTheCadenceHasPassed()
{
    QFETCH(const QDateTime, now);
    QFETCH(const Kind, kind);
    const RetrainingState state = retrainingState({{0, 90}, {}}, at(2024, 1, 1), now);
    QCOMPARE(state.kind, kind);
    QCOMPARE(state.due, at(2024, 3, 31));
}

QTEST_GUILESS_MAIN(tst_Retraining)
#include "tst_retraining.moc"
