// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/monitor/store.h"
#include "core/registry/library.h"

#include <QMap>

namespace vitrine::ui {

// What the user asked to see.
struct MonitorQuestion {
    QString model;
    monitor::PeriodUnit period = monitor::PeriodUnit::Month;
    QStringList metrics; // empty: the usual ones of the task
};

// Everything that the page draws, fetched in one go so that it belongs together.
struct MonitorView {
    QString model;
    monitor::Target target;
    QStringList versions; // in the order of registration, so that a version keeps its look
    QList<monitor::MetricSeries> series;
    QList<monitor::Occurrence> occurrences; // ascending: the registry's and the store's
    QList<registry::StageInterval> production;
};

// Blocking; for a worker thread. Without labelled data the series are empty.
Result<MonitorView> fetchMonitorView(const registry::Library &library, const MonitorQuestion &question,
                                     const Job &job);

// The models that have something to show, for the choice in the toolbar: all models, watched ones first.
Result<QStringList> fetchMonitoredModels(const registry::Library &library, const Job &job);

} // namespace vitrine::ui
