// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/period.h"

#include <QJsonObject>
#include <QMap>
#include <QStringList>

#include <optional>

namespace vitrine::ui {

// How a model's performance is looked at: what is plotted, in which order, against what. One's own is kept in
// the settings; the team's is the key `dashboard` of the model's model.yaml:
//
//   dashboard: {period: month, metrics: [rmse, mae], stage: production, thresholds: {rmse: 4}, heights: [2,
//   1], axis: version, estimates: false, pages: [metrics, data, api]}
struct Dashboard {
    QString period;      // as monitor::periodUnitName(); empty: as it is
    QStringList metrics; // top to bottom; empty: the usual ones
    QString stage;
    QMap<QString, double> thresholds;
    QList<int> heights;    // of the charts, relative to each other; empty: all alike
    QString axis;          // as axisScaleName(); empty: by time
    bool estimates = true; // estimated performance beside what was realised
    QStringList pages;     // of dashboardPages(), that can be turned to; empty: all
    bool operator==(const Dashboard &) const = default;
    bool isEmpty() const { return *this == Dashboard{}; }
};

QJsonObject toJson(const Dashboard &dashboard);
// What cannot be read is left out.
Dashboard dashboardFrom(const QJsonObject &json);

// The pages of the Monitor page by their names in a dashboard, in their order.
const QStringList &dashboardPages();

// vetiver's monitoring dashboard with its three pages: the usual metrics by week with the model's age, the
// validation data, and what the model's API answers.
Dashboard vetiverDashboard();

} // namespace vitrine::ui
