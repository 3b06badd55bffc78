// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/rollbackoffer.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine;

class tst_RollbackOffer final : public QObject
{
    Q_OBJECT
private slots:
    void theLastGoodVersionIsOffered_data();
    void theLastGoodVersionIsOffered();
};

void tst_RollbackOffer::theLastGoodVersionIsOffered_data()
{
    QTest::addColumn<QString>("stays"); // oldest first; "<" marks one that began by rolling back
    QTest::addColumn<QString>("offer");
    QTest::newRow("never assigned") << QString() << QString();
    QTest::newRow("only one") << u"v1"_s << QString();
    QTest::newRow("the one before") << u"v1 v2"_s << u"v1"_s;
    QTest::newRow("not what was rolled back from") << u"v1 v2 v3 <v2"_s << u"v1"_s;
    QTest::newRow("what was rolled back from and then put back is good again")
        << u"v1 v2 <v1 v2 v3"_s << u"v2"_s;
    QTest::newRow("twice back") << u"v1 v2 v3 <v2 <v1"_s << QString();
    QTest::newRow("the same version twice in a row") << u"v1 v2 v2"_s << u"v1"_s;
}

void tst_RollbackOffer::theLastGoodVersionIsOffered()
{
    QFETCH(QString, stays);
    QFETCH(const QString, offer);
    QList<registry::StageInterval> intervals;
    for (QString version : stays.split(u' ', Qt::SkipEmptyParts)) {
        registry::StageInterval interval;
        interval.stage = u"production"_s;
        interval.rolledBackTo = version.startsWith(u'<');
        interval.version = version.remove(u'<');
        intervals.append(interval);
        interval.stage = u"staging"_s; // another stage does not matter
        interval.version = u"v9"_s;
        intervals.append(interval);
    }
    QCOMPARE(ui::rollbackOffer(intervals, u"production"_s), offer);
}

QTEST_GUILESS_MAIN(tst_RollbackOffer)
#include "tst_rollbackoffer.moc"
