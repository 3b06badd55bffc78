// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/metric/options.h"
#include "core/monitor/series.h"

#include <QStringList>

#include <optional>

namespace vitrine::monitor {

// What a chart shows: metrics over time for a number of pixels, not for periods of a calendar.
struct ChartRequest {
    QString model;
    QStringList versions;          // empty: all
    QStringList metrics;           // empty: the usual ones of the target
    std::optional<QDateTime> from; // inclusive; not set: all there is
    std::optional<QDateTime> to;   // exclusive
    int width = 1000;              // pixels
    MetricOptions options;
};

// Points that are ready to be drawn: at most two a pixel, the least and the greatest of what falls on it.
struct Chart {
    // By version, then by metric. start and end of a point are those of its minute, hour or day. Where a
    // value is known within bounds only (roc_auc out of bins), lower and upper hold them.
    QList<MetricSeries> series;
    qint64 stepMs = 0; // of the roll-up; 0: from the observations themselves
    QStringList notes; // metrics that cannot be shown for such a stretch, and why
};

} // namespace vitrine::monitor
