// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/estimates.h"

#include "core/lifecycle/alertsources.h"
#include "core/monitor/estimate/recordedestimate.h"

#include <QMap>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

bool MonitorEstimates::isEmpty() const
{
    return std::all_of(series.begin(), series.end(),
                       [](const QList<PlotSeries> &lines) { return lines.isEmpty(); });
}

bool MonitorEstimates::isOf(const MonitorView &view) const
{
    return model == view.model && period == view.used.period && metrics == view.chosen;
}

Result<MonitorEstimates> readEstimates(const registry::Library &library, const MonitorView &view,
                                       const Job &job)
{
    MonitorEstimates estimates;
    estimates.model = view.model;
    estimates.period = view.used.period;
    estimates.metrics = view.chosen;
    estimates.series.resize(view.metrics.size());
    const QString where = lifecycle::monitorStore(library);
    monitor::RecordedEstimateRequest request;
    request.model = view.model;
    request.target = view.target;
    request.metrics = view.chosen;
    request.periods.unit = monitor::periodUnit(view.used.period).value_or(monitor::PeriodUnit::Month);
    QMap<QString, int> looks;
    for (const PlotMetric &metric : view.metrics) {
        for (const PlotSeries &series : metric.series)
            looks.insert(series.name, series.look);
    }
    for (auto version = looks.cbegin(); version != looks.cend(); ++version) {
        VT_CHECK(job.check());
        request.version = version.key();
        VT_TRY(const auto report, monitor::estimateRecorded(where, request, job));
        for (qsizetype i = 0; report && i < report->series.size(); ++i) {
            const monitor::EstimatedSeries &series = report->series[i];
            const qsizetype at = view.chosen.indexOf(series.metric);
            if (at >= 0 && !series.points.isEmpty())
                estimates.series[at] << PlotSeries{version.key(), *version, true, lineOf(series)};
        }
    }
    return estimates;
}

QList<PlotMetric> withEstimates(const MonitorView &view, const MonitorEstimates &estimates)
{
    QList<PlotMetric> metrics = view.metrics;
    if (!estimates.isOf(view))
        return metrics;
    for (qsizetype i = 0; i < metrics.size(); ++i) {
        metrics[i].series += estimates.series[i];
        std::stable_sort(metrics[i].series.begin(), metrics[i].series.end(),
                         [](const PlotSeries &a, const PlotSeries &b) { return a.look < b.look; });
    }
    return metrics;
}

} // namespace vitrine::ui
