// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/store.h"
#include "core/registry/library.h"
#include "ui/chart/plotseries.h"
#include "ui/chart/timeaxis.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace vitrine::ui {

// A version as a dot. Times are milliseconds since 1970, as on a TimeAxis.
struct RibbonVersion {
    registry::Version version;
    double time = 0;
    int look = 0; // for seriesStyle(): its place in the order of registration
};

// A stretch of time that a version spent in a stage; `end` is infinite while it lasts.
struct RibbonStay {
    QString version;
    int look = 0;
    double begin = 0;
    double end = 0;
    bool rolledBackTo = false;
};

struct RibbonLane {
    QString stage;
    QList<RibbonStay> stays; // ascending
    QString holder() const;  // the version that is there now; empty: none
    const RibbonStay *stayAt(double time) const;
};

// Everything that the ribbon shows of one model.
struct RibbonStory {
    QString model;
    QList<RibbonVersion> versions;          // ascending in time; withdrawn ones included
    QList<RibbonLane> lanes;                // production first, staging second, then by name
    QList<monitor::Occurrence> occurrences; // ascending
    QString metric;                         // the main one; empty: none
    QString unit;
    QString period;              // of the monitored values: "month"
    QList<PlotSeries> monitored; // of the main metric, a line a version
    TimeSpan bounds;

    bool isEmpty() const { return versions.isEmpty(); }
    qsizetype indexOf(const QString &version) const; // -1: none
    QStringList stagesOf(const QString &version) const;
    qsizetype holderCount() const; // versions that are in a stage now
    // What goes into a stage at some moment, as the first lane has it; null without lanes.
    const RibbonLane *mainLane() const { return lanes.isEmpty() ? nullptr : &lanes.first(); }
};

// Pure. `versions`: newest first, as Library::versions() gives them.
RibbonStory storyOf(const QList<registry::Version> &versions, const QList<registry::StageInterval> &intervals,
                    const QList<monitor::Occurrence> &stored, const QString &mainMetric,
                    const QDateTime &now);

// With the monitored values where there are any. Blocking; reads the index and the monitoring store.
Result<RibbonStory> readStory(const registry::Library &library, const QString &model,
                              const QString &mainMetric, const QDateTime &now, const Job &job = {});

// The period into which a stretch of time is cut so that a line has enough points and not too many.
monitor::PeriodUnit suitablePeriod(const QDateTime &from, const QDateTime &to);

} // namespace vitrine::ui
