// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/places.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine::ui;

class tst_Places final : public QObject
{
    Q_OBJECT
private slots:
    void goesBackAndForward();
    void visitingForgetsWhatWasAhead();
    void theSamePlaceTwiceCountsOnce();
};

void tst_Places::goesBackAndForward()
{
    Places places;
    QVERIFY(!places.canGoBack() && !places.back());
    places.visit({1, {}, 0});
    places.visit({2, u"tmax"_s, 0});
    places.visit({2, u"tmax"_s, 1});
    QCOMPARE(places.back(), (Place{2, u"tmax"_s, 0}));
    QCOMPARE(places.back(), (Place{1, {}, 0}));
    QVERIFY(!places.canGoBack());
    QCOMPARE(places.forward(), (Place{2, u"tmax"_s, 0}));
    QVERIFY(places.canGoForward());
}

void tst_Places::visitingForgetsWhatWasAhead()
{
    Places places;
    places.visit({1, {}, 0});
    places.visit({2, {}, 0});
    places.back();
    places.visit({3, {}, 0});
    QVERIFY(!places.canGoForward());
    QCOMPARE(places.back(), (Place{1, {}, 0}));
}

void tst_Places::theSamePlaceTwiceCountsOnce()
{
    Places places;
    places.visit({1, {}, 0});
    places.visit({1, {}, 0});
    QVERIFY(!places.canGoBack());
    places.clear();
    QVERIFY(!places.current());
}

QTEST_GUILESS_MAIN(tst_Places)
#include "tst_places.moc"
