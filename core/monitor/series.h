// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QList>
#include <QString>

#include <limits>

namespace vitrine::monitor {

// One metric of one version in one period.
struct MetricPoint {
    QDateTime start; // of the period
    QDateTime end;   // of the period, exclusive
    QDateTime index; // time of the first observation in it (vetiver's .index)
    qint64 n = 0;    // observations
    double value = std::numeric_limits<double>::quiet_NaN(); // NaN: undefined, see `why`
    QString why;                                             // why it is undefined
    double lower = std::numeric_limits<double>::quiet_NaN(); // of its confidence interval, where asked for
    double upper = std::numeric_limits<double>::quiet_NaN();
    bool operator==(const MetricPoint &) const = default;
};

// One metric of one version (or stage) over periods, ascending. Periods without observations are absent.
struct MetricSeries {
    QString model;
    QString version;
    QString metric;    // "rmse"
    QString estimator; // "standard", "binary", "macro", …
    QList<MetricPoint> points;
    QString group; // of the rows that it was taken from; empty: all
};

// Which way a metric is better.
enum class Direction { Minimise, Maximise, Zero };

// How a metric is called and read.
struct MetricInfo {
    QString name;  // yardstick's: "rmse"
    QString title; // for people: "Root mean squared error"
    Direction direction = Direction::Minimise;
    bool unitOfTruth = false;                                // has the unit of the target (°C)
    double lower = -std::numeric_limits<double>::infinity(); // range of possible values
    double upper = std::numeric_limits<double>::infinity();
};
QList<MetricInfo> metricCatalogue();
MetricInfo metricInfo(const QString &name); // an unknown name comes back as its own title, Maximise

} // namespace vitrine::monitor
