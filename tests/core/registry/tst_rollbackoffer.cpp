// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/rollbackoffer.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;
using namespace vitrine::registry;

namespace {

QDateTime day(int number)
{
    return QDateTime(QDate(2024, 1, 1), QTime(12, 0), Qt::UTC).addDays(10 * number);
}

// "v1 v2 <v1": stays, oldest first; "<" marks one that began by rolling back; "." empties the stage.
QList<StageInterval> past(const QString &stays)
{
    QList<StageInterval> intervals;
    const QStringList words = stays.split(u' ', Qt::SkipEmptyParts);
    for (int at = 0; at < words.size(); ++at) {
        if (words.at(at) == u".")
            continue;
        StageInterval interval;
        interval.stage = u"production"_s;
        interval.rolledBackTo = words.at(at).startsWith(u'<');
        interval.version = QString(words.at(at)).remove(u'<');
        interval.begin = day(at);
        interval.end = at + 1 < words.size() ? day(at + 1) : QDateTime();
        intervals.append(interval);
        interval.stage = u"staging"_s; // another stage does not matter
        interval.version = u"v9"_s;
        intervals.append(interval);
    }
    return intervals;
}

VersionLookup known(const QStringList &unfit = {}, const QStringList &withdrawn = {},
                    const QStringList &gone = {})
{
    return [=](const QString &name) -> std::optional<Version> {
        if (gone.contains(name))
            return {};
        Version version;
        version.name = name;
        version.deregistered = withdrawn.contains(name);
        if (unfit.contains(name)) {
            version.labels = QStringList{u"harmful"_s};
            version.note = u"Leaks the target."_s;
        }
        return version;
    };
}

} // namespace

class tst_RollbackOffer final : public QObject
{
    Q_OBJECT
private slots:
    void theLastGoodVersionIsOffered_data();
    void theLastGoodVersionIsOffered();
    void unfitWithdrawnAndForgottenVersionsArePassedOver();
    void theReasonIsASentence();
    void whyThereIsNoneIsSaid();
    void thePastOfAnyVersionIsTold();
};

void tst_RollbackOffer::theLastGoodVersionIsOffered_data()
{
    QTest::addColumn<QString>("stays");
    QTest::addColumn<QString>("offer");
    QTest::newRow("never assigned") << QString() << QString();
    QTest::newRow("only one") << u"v1"_s << QString();
    QTest::newRow("the one before") << u"v1 v2"_s << u"v1"_s;
    QTest::newRow("not what was rolled back from") << u"v1 v2 v3 <v2"_s << u"v1"_s;
    QTest::newRow("rolled back from and then put back: good again") << u"v1 v2 <v1 v2 v3"_s << u"v2"_s;
    QTest::newRow("twice back") << u"v1 v2 v3 <v2 <v1"_s << QString();
    QTest::newRow("the same version twice in a row") << u"v1 v2 v2"_s << u"v1"_s;
    QTest::newRow("an emptied stage") << u"v1 v2 ."_s << u"v2"_s;
}

void tst_RollbackOffer::theLastGoodVersionIsOffered()
{
    QFETCH(const QString, stays);
    QFETCH(const QString, offer);
    QCOMPARE(rollbackOffer(past(stays), u"production"_s, known()).version, offer);
}

void tst_RollbackOffer::unfitWithdrawnAndForgottenVersionsArePassedOver()
{
    const auto stays = past(u"v1 v2 v3 v4"_s);
    QCOMPARE(rollbackOffer(stays, u"production"_s, known({u"v3"_s})).version, u"v2"_s);
    QCOMPARE(rollbackOffer(stays, u"production"_s, known({u"v3"_s}, {u"v2"_s})).version, u"v1"_s);
    QCOMPARE(rollbackOffer(stays, u"production"_s, known({}, {}, {u"v3"_s})).version, u"v2"_s);
}

void tst_RollbackOffer::theReasonIsASentence()
{
    const RollbackOffer offer = rollbackOffer(past(u"v1 v2 v3 <v2"_s), u"production"_s, known());
    QVERIFY2(
        offer.why.startsWith(u"Offered because v1 was in production from 1 Jan 2024 to 11 Jan 2024 (10 day"),
        qPrintable(offer.why));
    QVERIFY2(offer.why.contains(u"production was rolled back from v3 on 31 Jan 2024."),
             qPrintable(offer.why));
    const RollbackOffer noted = rollbackOffer(past(u"v1 v2 v3"_s), u"production"_s, known({u"v2"_s}));
    QVERIFY2(noted.why.contains(u"The note on v2 says: “Leaks the target.”"), qPrintable(noted.why));
}

void tst_RollbackOffer::whyThereIsNoneIsSaid()
{
    QCOMPARE(rollbackOffer({}, u"production"_s, known()).why, u"No version was in production before."_s);
    const RollbackOffer none = rollbackOffer(past(u"v1 v2"_s), u"production"_s, known({u"v1"_s}));
    QVERIFY(none.version.isEmpty());
    QVERIFY2(none.why.startsWith(u"No other version that was in production before is good. The note on v1"),
             qPrintable(none.why));
}

void tst_RollbackOffer::thePastOfAnyVersionIsTold()
{
    using Verdict = StagePast::Verdict;
    const auto stays = past(u"v1 v2 v3 <v2"_s);
    const auto verdict = [&](const QString &version) {
        return pastInStage(stays, u"production"_s, version, known({u"v5"_s})).verdict;
    };
    QCOMPARE(verdict(u"v1"_s), Verdict::Good);
    QCOMPARE(verdict(u"v2"_s), Verdict::Current);
    QCOMPARE(verdict(u"v3"_s), Verdict::RolledBack);
    QCOMPARE(verdict(u"v4"_s), Verdict::Never);
    QCOMPARE(verdict(u"v5"_s), Verdict::Unfit);
    QCOMPARE(pastInStage(stays, u"production"_s, u"v4"_s, known()).sentence,
             u"v4 was never in production."_s);
}

QTEST_GUILESS_MAIN(tst_RollbackOffer)
#include "tst_rollbackoffer.moc"
