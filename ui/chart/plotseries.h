// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/estimate/estimaterun.h"
#include "core/monitor/series.h"
#include "ui/chart/reduction.h"

#include <QHash>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace vitrine::ui {

// The points of a line, column by column, ascending in time. Immutable once made, so that charts, tables and
// threads share it.
struct PlotLine {
    PlotLine() = default;
    Q_DISABLE_COPY_MOVE(PlotLine) // the reduction refers to the columns

    // Rows without a value: `why` says the reason of an undefined one; a gap between two periods has none.
    std::vector<double> time;  // where it is drawn: the middle of the period, ms since 1970
    std::vector<double> left;  // from where to where it lies on an axis that is not of time (then `time` is
    std::vector<double> right; // the middle of these); empty: the period itself
    std::vector<double> value; // NaN: undefined or a gap
    std::vector<qint64> start; // of the period; empty for a line of single moments
    std::vector<qint64> end;
    std::vector<qint64> n;   // observations; 0 for a gap; empty when not counted
    std::vector<double> low; // confidence band, as long as `value` or empty; NaN: not known
    std::vector<double> high;
    QHash<qsizetype, QString> why;
    Reduction reduction;
    Reduction lowest; // of the band
    Reduction highest;
    std::vector<qint64> total; // of `n` up to and with each row; empty as it

    size_t size() const { return time.size(); }
    bool isGap(size_t i) const { return !n.empty() && n[i] == 0; }
    qint64 startOf(size_t i) const { return start.empty() ? qint64(time[i]) : start[i]; }
    qint64 endOf(size_t i) const { return end.empty() ? qint64(time[i]) : end[i]; }
    qint64 countOf(size_t i) const { return n.empty() ? 0 : n[i]; }
    qint64 countBetween(size_t first, size_t last) const; // of rows [first, last)
    double leftOf(size_t i) const { return left.empty() ? double(startOf(i)) : left[i]; }
    double rightOf(size_t i) const { return right.empty() ? double(endOf(i)) : right[i]; }
    void prepare(); // once all columns are filled: makes reductions and totals
    // The period that holds `time`; of single moments the nearest. Nothing between periods.
    std::optional<size_t> indexAt(double time) const;
};

// One version's line in a chart.
struct PlotSeries {
    QString name;           // of the version; what the legend and the card say
    int look = 0;           // for seriesStyle(): the same version looks the same everywhere
    bool estimated = false; // without ground truth: drawn dashed, said in words
    std::shared_ptr<const PlotLine> line = std::make_shared<PlotLine>();
    QString label() const; // "v2.0.0", "v2.0.0 estimated"
};

// A point that somebody asks about.
struct PlotPoint {
    QString metric;
    QString version;
    qint64 start = 0; // of its period, ms since 1970
    qint64 end = 0;
    qint64 n = 0; // observations; 0: not known
    double value = 0;
    bool estimated = false;
    bool operator==(const PlotPoint &) const = default;
};
PlotPoint plotPoint(const QString &metric, const PlotSeries &series, size_t row);

// The line of a metric; a gap where a period in between has no observations.
std::shared_ptr<const PlotLine> lineOf(const monitor::MetricSeries &series);
// The same of what was estimated, with its band.
std::shared_ptr<const PlotLine> lineOf(const monitor::EstimatedSeries &series);
// A line of moments, any number of them.
std::shared_ptr<const PlotLine> lineOf(std::vector<double> time, std::vector<double> value);

// One chart: a metric and its lines.
struct PlotMetric {
    monitor::MetricInfo info;
    QString unit; // "°C"; empty: none
    QList<PlotSeries> series;
};

} // namespace vitrine::ui
