// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/dashboard.h"

#include "ui/chart/axisscale.h"

#include <QJsonArray>

#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

QJsonObject toJson(const Dashboard &dashboard)
{
    QJsonObject json;
    if (!dashboard.period.isEmpty())
        json.insert(u"period"_s, dashboard.period);
    if (!dashboard.metrics.isEmpty())
        json.insert(u"metrics"_s, QJsonArray::fromStringList(dashboard.metrics));
    if (!dashboard.stage.isEmpty())
        json.insert(u"stage"_s, dashboard.stage);
    QJsonObject thresholds;
    for (auto it = dashboard.thresholds.begin(); it != dashboard.thresholds.end(); ++it)
        thresholds.insert(it.key(), it.value());
    if (!thresholds.isEmpty())
        json.insert(u"thresholds"_s, thresholds);
    QJsonArray heights;
    for (const int height : dashboard.heights)
        heights.append(height);
    if (!heights.isEmpty())
        json.insert(u"heights"_s, heights);
    if (!dashboard.axis.isEmpty())
        json.insert(u"axis"_s, dashboard.axis);
    if (!dashboard.estimates)
        json.insert(u"estimates"_s, false);
    if (!dashboard.pages.isEmpty())
        json.insert(u"pages"_s, QJsonArray::fromStringList(dashboard.pages));
    return json;
}

Dashboard dashboardFrom(const QJsonObject &json)
{
    Dashboard dashboard;
    const QString period = json.value(u"period").toString();
    if (monitor::periodUnit(period))
        dashboard.period = period;
    for (const QJsonValue metric : json.value(u"metrics").toArray()) {
        if (metric.isString() && !dashboard.metrics.contains(metric.toString()))
            dashboard.metrics << metric.toString();
    }
    dashboard.stage = json.value(u"stage").toString();
    const QJsonObject thresholds = json.value(u"thresholds").toObject();
    for (auto it = thresholds.begin(); it != thresholds.end(); ++it) {
        if (it.value().isDouble() && std::isfinite(it.value().toDouble()))
            dashboard.thresholds.insert(it.key(), it.value().toDouble());
    }
    for (const QJsonValue height : json.value(u"heights").toArray()) {
        if (height.toInt() > 0)
            dashboard.heights << height.toInt();
    }
    if (const AxisScale axis = axisScale(json.value(u"axis").toString()); axis != AxisScale::Time)
        dashboard.axis = axisScaleName(axis);
    dashboard.estimates = json.value(u"estimates").toBool(true);
    for (const QJsonValue page : json.value(u"pages").toArray()) {
        if (dashboardPages().contains(page.toString()) && !dashboard.pages.contains(page.toString()))
            dashboard.pages << page.toString();
    }
    return dashboard;
}

const QStringList &dashboardPages()
{
    static const QStringList pages{u"metrics"_s,     u"drift"_s, u"matrix"_s,
                                   u"diagnostics"_s, u"data"_s,  u"api"_s};
    return pages;
}

Dashboard vetiverDashboard()
{
    Dashboard dashboard;
    dashboard.period = u"isoweek"_s;
    dashboard.pages = {u"metrics"_s, u"data"_s, u"api"_s};
    return dashboard;
}

} // namespace vitrine::ui
