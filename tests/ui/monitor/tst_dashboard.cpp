// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/ownviews.h"

#include <QJsonArray>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace vitrine::ui;

class tst_Dashboard final : public QObject
{
    Q_OBJECT
private slots:
    void itComesBackAsItWasWritten();
    void whatCannotBeReadIsLeftOut();
    void anEmptyOneSaysNothing();
    void itIsKnownWhichViewItIs();
    void changesAreTakenBackOneByOne();
    void aNewerViewOfTheTeamIsToldOnce();
};

void tst_Dashboard::itComesBackAsItWasWritten()
{
    Dashboard dashboard;
    dashboard.period = u"isoweek"_s;
    dashboard.metrics = {u"rmse"_s, u"mae"_s};
    dashboard.stage = u"staging"_s;
    dashboard.thresholds = {{u"rmse"_s, 4.25}};
    dashboard.heights = {300, 150};
    dashboard.axis = u"observation"_s;
    dashboard.estimates = false;
    dashboard.pages = {u"data"_s, u"api"_s};
    QCOMPARE(dashboardFrom(toJson(dashboard)), dashboard);
}

void tst_Dashboard::whatCannotBeReadIsLeftOut()
{
    const Dashboard read =
        dashboardFrom({{u"period"_s, u"fortnight"_s},
                       {u"metrics"_s, QJsonArray{u"rmse"_s, 7, u"rmse"_s, u"mae"_s}},
                       {u"stage"_s, 3},
                       {u"thresholds"_s, QJsonObject{{u"rmse"_s, u"high"_s}, {u"mae"_s, 2}}},
                       {u"heights"_s, QJsonArray{-1, u"x"_s, 5}},
                       {u"axis"_s, u"diagonal"_s},
                       {u"estimates"_s, u"perhaps"_s},
                       {u"pages"_s, QJsonArray{u"weather"_s, 3}},
                       {u"unknown"_s, true}});
    Dashboard expected;
    expected.metrics = {u"rmse"_s, u"mae"_s};
    expected.thresholds = {{u"mae"_s, 2}};
    expected.heights = {5};
    QCOMPARE(read, expected);
}

void tst_Dashboard::anEmptyOneSaysNothing()
{
    QVERIFY(Dashboard().isEmpty());
    QVERIFY(toJson({}).isEmpty());
    QVERIFY(dashboardFrom({}).isEmpty());
    QVERIFY(!vetiverDashboard().isEmpty());
}

void tst_Dashboard::itIsKnownWhichViewItIs()
{
    Dashboard team;
    team.metrics = {u"rmse"_s};
    Dashboard mine = team;
    mine.period = u"day"_s;
    QCOMPARE(viewKind({}, {}), ViewKind::Usual);
    QCOMPARE(viewKind({}, team), ViewKind::Team);
    QCOMPARE(viewKind(toJson(team), team), ViewKind::Team);
    QCOMPARE(viewKind(toJson(usualDashboard()), team), ViewKind::Usual);
    QCOMPARE(viewKind(toJson(vetiverDashboard()), team), ViewKind::Vetiver);
    QCOMPARE(viewKind(toJson(mine), team), ViewKind::Own);
}

void tst_Dashboard::changesAreTakenBackOneByOne()
{
    QTemporaryDir dir;
    QSettings settings(dir.filePath(u"s.ini"_s), QSettings::IniFormat);
    OwnViews views(settings);
    const QString key = u"monitor/lib/m/dashboard"_s;
    Dashboard first;
    first.period = u"day"_s;
    Dashboard second = first;
    second.heights = {2, 1};
    QVERIFY(!views.canUndo(key));
    views.keep(key, toJson(first), {});
    views.keep(key, toJson(first), {}); // nothing new
    views.keep(key, toJson(second), {});
    views.keep(u"monitor/lib/other/dashboard"_s, toJson(second), {});
    views.undo(key);
    QCOMPARE(dashboardFrom(views.own(key).toJsonObject()), first);
    views.undo(key);
    QVERIFY(!views.own(key).isValid()); // as it was in the beginning
    QVERIFY(!views.canUndo(key));
    views.undo(key);
    QVERIFY(views.canUndo(u"monitor/lib/other/dashboard"_s)); // each model has its own
    views.keep(key, {}, {});
    QVERIFY(!views.canUndo(key));
    views.keep(key, toJson(first), {});
    for (int i = 1; i < 200; ++i) { // a handle is dragged
        second = first;
        second.heights = {i, 300 - i};
        views.keep(key, toJson(second), {});
    }
    views.undo(key);
    QCOMPARE(dashboardFrom(views.own(key).toJsonObject()), first);
    for (int i = 1; i < 200; ++i) {
        second.thresholds = {{u"rmse"_s, i}};
        views.keep(key, toJson(second), {});
    }
    int steps = 0;
    for (; views.canUndo(key); ++steps)
        views.undo(key);
    QCOMPARE(steps, 50);
}

void tst_Dashboard::aNewerViewOfTheTeamIsToldOnce()
{
    QTemporaryDir dir;
    QSettings settings(dir.filePath(u"s.ini"_s), QSettings::IniFormat);
    const QString key = u"monitor/lib/m/dashboard"_s;
    Dashboard mine;
    mine.period = u"day"_s;
    Dashboard team;
    team.metrics = {u"rmse"_s};
    Dashboard newer = team;
    newer.metrics << u"mae"_s;
    {
        OwnViews views(settings);
        QVERIFY(!views.isBehind(key, team)); // nothing of one's own
        views.keep(key, toJson(mine), team);
        QVERIFY(!views.isBehind(key, team));
        QVERIFY(views.isBehind(key, newer));
        QVERIFY(views.tellBehind(key, newer));
        QVERIFY(!views.tellBehind(key, newer));
    }
    OwnViews later(settings); // the program was started again
    QVERIFY(later.isBehind(key, newer));
    QVERIFY(!later.tellBehind(key, newer));
    QVERIFY(!later.isBehind(key, {})); // the team has none any more
    mine.heights = {1, 2};
    later.keep(key, toJson(mine), newer); // goes on with one's own, knowing the team's
    QVERIFY(!later.isBehind(key, newer));
}

QTEST_GUILESS_MAIN(tst_Dashboard)
#include "tst_dashboard.moc"
