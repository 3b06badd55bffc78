// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/monitor/monitorview.h"

namespace vitrine::ui {

// Estimated lines of the metrics of a view, for versions with predictions that nobody knows the truth of yet,
// recorded by servers or ingested. A point's n counts these only: it gives way to the measured one as labels
// arrive. A chart each, as `view.metrics`; charts without any have no series.
struct MonitorEstimates {
    QString model;
    QString period;
    QStringList metrics;
    QList<QList<PlotSeries>> series; // by metric
    bool isEmpty() const;
    bool isOf(const MonitorView &view) const;
};

// Blocking; learns from up to half a million recorded rows a version.
Result<MonitorEstimates> readEstimates(const registry::Library &library, const MonitorView &view,
                                       const Job &job = {});

// The metrics of the view with the estimated lines behind the realised ones of the same version.
QList<PlotMetric> withEstimates(const MonitorView &view, const MonitorEstimates &estimates);

} // namespace vitrine::ui
