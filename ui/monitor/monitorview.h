// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/store.h"
#include "core/registry/library.h"
#include "ui/chart/eventlane.h"
#include "ui/chart/plotseries.h"

namespace vitrine::ui {

// What the Monitor page asks: a model's metrics by period.
struct MonitorQuestion {
    QString model;
    QStringList metrics; // empty: the usual ones of its target
    monitor::PeriodUnit period = monitor::PeriodUnit::Month;
    QString stage; // whose changes are marked; empty: production, else the first there is
};

// The answer as values, made outside of the GUI thread.
struct MonitorView {
    QString model;
    monitor::Target target;
    QStringList offered; // metrics that its target allows
    QStringList chosen;  // metrics of `metrics`
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
