// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/metric/interval.h"
#include "core/monitor/metric/moments.h"
#include "ui/monitor/diagnosispictures.h"

namespace vitrine::ui {

// The rows of one or two versions by the values of one column.
struct GroupSplit {
    struct Rows {
        std::vector<double> residuals;
        std::vector<bool> isEvent;       // of a classification
        monitor::NumericMoments moments; // of the residuals as errors
    };
    struct Version {
        QString version;
        int look = 0;
        Rows all;
        std::vector<Rows> groups; // as GroupSplit::groups
    };
    QString column;
    bool classification = false;
    QString unit;
    QString event;
    QStringList groups; // in their order: numbers by value, levels by name
    QList<Version> versions;
    QString remark; // one sentence when the column cannot be split by, or nothing is known of it
};
// Of versions with `groups`. Pure.
GroupSplit splitByGroup(const QList<DiagnosedVersion> &versions);

// Fewer rows than that say little: metrics of theirs are shown faintly, and say so.
inline constexpr qint64 fewRows = 20;

struct GroupMetric {
    QString title; // with its unit
    enum class Better { Low, High, NearZero } better = Better::Low;
    bool atOperatingPoint = false; // follows from the classes that are predicted
    bool operator==(const GroupMetric &) const = default;
};

// How well one version does on the rows of one group.
struct GroupFigures {
    QString version;
    int look = 0;
    QString group; // empty: all rows together
    qint64 n = 0;
    QList<double> values;               // as GroupedDiagnosis::metrics; NaN: undefined
    QList<monitor::Interval> intervals; // 95 %, likewise
    bool isFew() const { return n < fewRows; }
};

// All rows together come before the groups of each version.
struct GroupedDiagnosis {
    QString column;
    QStringList groups;
    QList<GroupMetric> metrics;
    QList<GroupFigures> rows;
    QString event;        // of a classification
    double threshold = 0; // from which on it is predicted
    QString remark;

    const GroupFigures *find(const QString &version, const QString &group) const;
};

// Regression: root mean squared error, mean absolute error, bias; classification: Brier score, bias of the
// probability, and when the event is predicted from `threshold` on accuracy, precision and recall. Pure.
GroupedDiagnosis groupedDiagnosis(const GroupSplit &split, double threshold);

enum class GroupOrder { WorstFirst, BestFirst, LargestFirst, ByName };
// By the figures of the first version; groups of few rows come last where the order is that of a metric.
// Pure.
QStringList orderedGroups(const GroupedDiagnosis &grouped, qsizetype metric, GroupOrder order);
// One metric with its intervals, a row a group, and lines for all rows together. Pure.
XyPicture groupPicture(const GroupedDiagnosis &grouped, qsizetype metric, const QStringList &groups);

} // namespace vitrine::ui
