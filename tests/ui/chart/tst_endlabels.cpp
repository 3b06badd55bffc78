// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/endlabels.h"

#include <QFontMetricsF>
#include <QGuiApplication>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;
using namespace vitrine::ui;

class tst_EndLabels final : public QObject
{
    Q_OBJECT
private slots:
    void whatIsFarApartStays()
    {
        QCOMPARE(spreadApart({20, 50, 90}, 14, 0, 100), (QList<double>{20, 50, 90}));
        QCOMPARE(spreadApart({}, 14, 0, 100), QList<double>());
    }

    void whatMeetsIsPushedApartEvenly()
    {
        QCOMPARE(spreadApart({50, 50}, 10, 0, 100), (QList<double>{45, 55}));
        QCOMPARE(spreadApart({48, 50, 55}, 10, 0, 100), (QList<double>{41, 51, 61}));
    }

    void piledBoxesStayInside()
    {
        QCOMPARE(spreadApart({2, 3, 4}, 10, 0, 100), (QList<double>{5, 15, 25}));
        QCOMPARE(spreadApart({99, 99}, 10, 0, 100), (QList<double>{85, 95}));
        // A pile that is pushed away from the edge pushes what it meets.
        QCOMPARE(spreadApart({0, 0, 18}, 10, 0, 100), (QList<double>{5, 15, 25}));
    }

    void whateverIsWantedNothingOverlaps()
    {
        unsigned random = 7;
        for (int round = 0; round < 200; ++round) {
            QList<double> wanted;
            for (int i = 0; i < 1 + round % 7; ++i) {
                random = random * 1664525U + 1013904223U;
                wanted << double(random >> 8) / double(1 << 24) * 100;
            }
            std::sort(wanted.begin(), wanted.end());
            const QList<double> centres = spreadApart(wanted, 14, 0, 100);
            QCOMPARE(centres.size(), wanted.size());
            for (qsizetype i = 0; i < centres.size(); ++i) {
                QVERIFY(centres[i] >= 7 - 1e-9 && centres[i] <= 93 + 1e-9);
                QVERIFY(i == 0 || centres[i] - centres[i - 1] >= 14 - 1e-9);
            }
        }
    }

    void linesThatMeetAreAllNamed()
    {
        const QFontMetricsF metrics(QGuiApplication::font());
        const QList<LineEnd> ends{{0, u"v1.0.0"_s, {500, 60}, 0},
                                  {1, u"v1.1.0"_s, {500, 61}, 1},
                                  {2, u"v2.0.0"_s, {480, 60}, 2},
                                  {3, u"v2.1.0"_s, {500, 20}, 3}};
        const QList<EndLabel> labels = labelsOf(ends, QRectF(0, 0, 700, 120), metrics);
        QCOMPARE(labels.size(), 4);
        QCOMPARE(labels.first().text, u"v2.1.0"_s); // from top to bottom
        for (const EndLabel &label : labels) {
            QVERIFY(label.led); // one column, so each has its leader
            QVERIFY(label.box.left() > 500);
            for (const EndLabel &other : labels)
                QVERIFY(other.series == label.series ||
                        !other.box.adjusted(0, 0.01, 0, -0.01).intersects(label.box));
        }
    }

    void aLineAloneNeedsNoLeader()
    {
        const QFontMetricsF metrics(QGuiApplication::font());
        const QList<EndLabel> labels =
            labelsOf({{0, u"v1"_s, {500, 60}, 0}}, QRectF(0, 0, 700, 120), metrics);
        QCOMPARE(labels.size(), 1);
        QVERIFY(!labels.first().led);
        QCOMPARE(labels.first().box.center().y(), 60.0);
    }

    void withoutRoomForAllTheHighestStay()
    {
        const QFontMetricsF metrics(QGuiApplication::font());
        QList<LineEnd> ends;
        for (int i = 0; i < 12; ++i)
            ends << LineEnd{i, u"v%1"_s.arg(i), {500, 50.0 + i}, i == 3 ? 100 : i};
        const QRectF room(0, 0, 700, metrics.height() * 4 + 2);
        const QList<EndLabel> labels = labelsOf(ends, room, metrics);
        QCOMPARE(labels.size(), 4);
        QSet<qsizetype> named;
        for (const EndLabel &label : labels) {
            named << label.series;
            QVERIFY(room.contains(label.box.adjusted(0, 0.01, 0, -0.01)));
        }
        QCOMPARE(named, (QSet<qsizetype>{3, 9, 10, 11}));
    }

    void aLongNameIsElidedAndAnEarlierEndIsNotInTheColumn()
    {
        const QFontMetricsF metrics(QGuiApplication::font());
        const QString name = u"a-name-of-many-words-for-one-version"_s;
        const QRectF room(0, 0, 600, 120);
        QList<EndLabel> labels =
            labelsOf({{0, name, {500, 60}, 0}, {1, u"early"_s, {200, 60}, 1}}, room, metrics);
        QCOMPARE(labels.size(), 1);
        QVERIFY(labels.first().text != name && labels.first().text.startsWith(u"a-n"));
        QVERIFY(labels.first().box.right() <= room.right());
        labels = labelsOf({{0, name, {590, 60}, 0}}, room, metrics);
        QVERIFY(labels.isEmpty()); // nothing can be read of so little
    }
};

QTEST_MAIN(tst_EndLabels)
#include "tst_endlabels.moc"
