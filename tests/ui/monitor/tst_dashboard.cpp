// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/dashboard.h"

#include <QJsonArray>
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

QTEST_GUILESS_MAIN(tst_Dashboard)
#include "tst_dashboard.moc"
