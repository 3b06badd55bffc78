// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/store.h"
#include "core/registry/library.h"
#include "ui/chart/eventlane.h"
#include "ui/chart/plotseries.h"
#include "ui/monitor/dashboard.h"

namespace vitrine::ui {

// What the Monitor page asks: a model's metrics by period.
struct MonitorQuestion {
    QString model;
    Dashboard own; // what somebody chose on this machine; empty: the team's view is used, else the usual one
};

// The answer as values, made outside of the GUI thread.
struct MonitorView {
    QString model;
    monitor::Target target;
    Dashboard team;      // of model.yaml
    Dashboard used;      // period, metrics and stage are filled in
    QStringList offered; // metrics that its target allows
    QStringList chosen;  // metrics of `metrics`, top to bottom
    QList<PlotMetric> metrics;
    QStringList stages;
    QString stage;
    QList<StageBand> bands;
    QList<monitor::Occurrence> occurrences; // ascending
    bool isEmpty() const { return metrics.isEmpty(); }
};

// Blocking. A model without observations has an empty answer, not an error.
Result<MonitorView> readMonitor(const registry::Library &library, const MonitorQuestion &question,
                                const Job &job = {});

// Changes of one stage as occurrences: assigning a version that was registered before the current one is a
// rollback. `order`: versions as they were registered. Pure.
QList<monitor::Occurrence> stageOccurrences(const QList<registry::Event> &events, const QString &stage,
                                            const QStringList &order);

} // namespace vitrine::ui
