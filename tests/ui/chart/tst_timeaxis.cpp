// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/timeaxis.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace vitrine::ui;

namespace {
constexpr double day = 86400000;
}

class tst_TimeAxis final : public QObject
{
    Q_OBJECT
private slots:
    void itShowsEverythingAtFirst()
    {
        TimeAxis axis;
        axis.setBounds({0, 100 * day});
        QVERIFY(axis.showsEverything());
        QVERIFY(axis.window().from < 0 && axis.window().to > 100 * day);
    }

    void zoomingKeepsTheTimeUnderThePointer()
    {
        TimeAxis axis;
        axis.setBounds({0, 100 * day});
        axis.setMargins(50, 20);
        const double time = axis.timeAt(400, 800);
        axis.zoom(0.5, time);
        QVERIFY(std::abs(axis.x(time, 800) - 400) < 1e-6);
        axis.zoom(0.5, time);
        QVERIFY(std::abs(axis.x(time, 800) - 400) < 1e-6);
    }

    void itNeverLeavesWhatThereIs()
    {
        TimeAxis axis;
        axis.setBounds({0, 100 * day});
        const TimeSpan all = axis.window();
        axis.zoom(4, 30 * day);
        QCOMPARE(axis.window(), all);
        axis.zoom(0.1, 50 * day);
        const double length = axis.window().length();
        axis.pan(-1000 * day);
        QCOMPARE(axis.window().from, all.from);
        QVERIFY(std::abs(axis.window().length() - length) < 1);
        axis.pan(1000 * day);
        QVERIFY(std::abs(axis.window().to - all.to) < 1);
        for (int i = 0; i < 200; ++i)
            axis.zoom(0.5, 10 * day);
        QVERIFY(axis.window().length() >= 999);
    }

    void aGestureIsTakenBackAsOneStep()
    {
        TimeAxis axis;
        axis.setBounds({0, 100 * day});
        const TimeSpan all = axis.window();
        axis.zoom(0.8, 50 * day);
        axis.zoom(0.8, 50 * day);
        axis.zoom(0.8, 50 * day);
        const TimeSpan zoomed = axis.window();
        axis.setWindow({40 * day, 45 * day});
        QVERIFY(axis.zoomOutStep());
        QCOMPARE(axis.window(), zoomed);
        QVERIFY(axis.zoomOutStep());
        QCOMPARE(axis.window(), all);
        QVERIFY(!axis.zoomOutStep());
    }

    void newDataKeepsTheViewUnlessEverythingWasShown()
    {
        TimeAxis axis;
        axis.setBounds({0, 100 * day});
        axis.setBounds({0, 110 * day});
        QVERIFY(axis.showsEverything());
        axis.setWindow({10 * day, 20 * day});
        axis.setBounds({0, 120 * day});
        QCOMPARE(axis.window(), (TimeSpan{10 * day, 20 * day}));
        axis.setBounds({500 * day, 600 * day});
        QVERIFY(axis.showsEverything());
    }

    void aViewOfTheNewestGoesOnWithIt()
    {
        TimeAxis axis;
        axis.setBounds({0, 100 * day});
        axis.setWindow({93 * day, 100 * day});
        axis.setBounds({0, 102 * day});
        QCOMPARE(axis.window(), (TimeSpan{95 * day, 102 * day}));
        axis.setBounds({0, 101 * day}); // what went away again does not move it
        QCOMPARE(axis.window(), (TimeSpan{95 * day, 102 * day}));
    }

    void aLockNeedsACrosshair()
    {
        TimeAxis axis;
        QSignalSpy changes(&axis, &TimeAxis::cursorChanged);
        axis.setLocked(true);
        QVERIFY(!axis.isLocked());
        axis.setCursor(5);
        axis.setLocked(true);
        QVERIFY(axis.isLocked());
        axis.setCursor({});
        axis.setLocked(false);
        QVERIFY(!axis.isLocked());
        QVERIFY(changes.count() >= 4);
    }
};

QTEST_GUILESS_MAIN(tst_TimeAxis)
#include "tst_timeaxis.moc"
