// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/monitorview.h"

#include "core/lifecycle/alertsources.h"

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

using monitor::Occurrence;

constexpr int replicates = 200; // of a bootstrap: enough for a band that is looked at

QStringList registrationOrder(const registry::Library &library, const QString &model, const Job &job)
{
    QStringList order;
    // A model may have been observed without being in the library (any more): it is plotted all the same.
    if (const auto versions = library.versions(model, job)) {
        for (auto version = versions->rbegin(); version != versions->rend(); ++version)
            order << version->name;
    }
    return order;
}

QStringList stagesOf(const QList<registry::Event> &events)
{
    QStringList stages;
    for (const registry::Event &event : events) {
        if (!event.stage.isEmpty() && !stages.contains(event.stage))
            stages << event.stage;
    }
    std::sort(stages.begin(), stages.end());
    if (stages.removeOne(u"production"_s))
        stages.prepend(u"production"_s);
    return stages;
}

QList<StageBand> bandsOf(const registry::Library &library, const QString &model, const QString &stage,
                         const QStringList &order)
{
    QList<StageBand> bands;
    const auto intervals = library.intervals(model);
    if (!intervals)
        return bands;
    for (const registry::StageInterval &interval : *intervals) {
        if (interval.stage != stage)
            continue;
        const double end = interval.end.isValid() ? double(interval.end.toMSecsSinceEpoch())
                                                  : std::numeric_limits<double>::infinity();
        bands << StageBand{interval.version, int(std::max<qsizetype>(0, order.indexOf(interval.version))),
                           double(interval.begin.toMSecsSinceEpoch()), end};
    }
    return bands;
}

QList<PlotMetric> plotMetrics(const QList<monitor::MetricSeries> &all, const monitor::Target &target,
                              const QStringList &order)
{
    QList<PlotMetric> metrics;
    for (const monitor::MetricSeries &series : all) {
        if (series.points.isEmpty())
            continue;
        auto metric = std::find_if(metrics.begin(), metrics.end(),
                                   [&](const PlotMetric &m) { return m.info.name == series.metric; });
        if (metric == metrics.end()) {
            const monitor::MetricInfo info = monitor::metricInfo(series.metric);
            metric = metrics.insert(metrics.end(), {info, info.unitOfTruth ? target.unit : QString(), {}});
        }
        metric->series << PlotSeries{series.version, int(order.indexOf(series.version)), false,
                                     lineOf(series)};
    }
    for (PlotMetric &metric : metrics) {
        std::stable_sort(metric.series.begin(), metric.series.end(),
                         [](const PlotSeries &a, const PlotSeries &b) { return a.look < b.look; });
    }
    return metrics;
}

} // namespace

QList<Occurrence> stageOccurrences(const QList<registry::Event> &events, const QString &stage,
                                   const QStringList &order)
{
    QList<Occurrence> out;
    QString current;
    for (const registry::Event &event : events) {
        if (event.stage != stage)
            continue;
        Occurrence occurrence{
            Occurrence::Kind::Deployed, event.date, event.model, event.version, stage, event.message};
        if (event.kind == registry::EventKind::Assigned) {
            const qsizetype before = order.indexOf(current);
            const qsizetype now = order.indexOf(event.version);
            if (!current.isEmpty() && now >= 0 && now < before)
                occurrence.kind = Occurrence::Kind::RolledBack;
            current = event.version;
        } else if (event.kind == registry::EventKind::Unassigned && event.version == current) {
            occurrence.version.clear();
            current.clear();
        } else {
            continue;
        }
        out << occurrence;
    }
    return out;
}

Result<MonitorView> readMonitor(const registry::Library &library, const MonitorQuestion &question,
                                const Job &job)
{
    MonitorView view;
    view.model = question.model;
    if (const auto metadata = library.metadata(question.model))
        view.team = dashboardFrom(metadata->all.value(u"dashboard").toObject());
    view.used = question.own.isEmpty() ? view.team : question.own;
    if (view.used.period.isEmpty())
        view.used.period = u"month"_s;
    const QString where = lifecycle::monitorStore(library);
    if (!monitor::mayHoldStore(where))
        return view;
    VT_TRY(monitor::Store store, monitor::Store::open(where));
    VT_TRY(const QStringList observed, store.versions(question.model));
    if (observed.isEmpty())
        return view;
    VT_TRY(view.target, store.target(question.model));
    view.offered = monitor::metricsOf(view.target);

    QStringList order = registrationOrder(library, question.model, job);
    for (const QString &version : observed) {
        if (!order.contains(version))
            order << version;
    }
    VT_CHECK(job.check());
    monitor::MetricRequest request;
    request.model = question.model;
    request.periods.unit = monitor::periodUnit(view.used.period).value_or(monitor::PeriodUnit::Month);
    for (const QString &metric : std::as_const(view.used.metrics)) {
        if (view.offered.contains(metric))
            request.metrics << metric;
    }
    request.intervals.level = 0.95;
    request.intervals.replicates = replicates;
    VT_TRY(const QList<monitor::MetricSeries> series, store.metrics(request, job));
    view.metrics = plotMetrics(series, view.target, order);
    for (const PlotMetric &metric : std::as_const(view.metrics))
        view.chosen << metric.info.name;

    const QList<registry::Event> events = library.history(question.model).value_or({});
    view.stages = stagesOf(events);
    view.stage = view.stages.contains(view.used.stage) ? view.used.stage : view.stages.value(0);
    view.used.stage = view.stage;
    view.used.metrics = view.chosen;
    view.bands = bandsOf(library, question.model, view.stage, order);
    view.occurrences = stageOccurrences(events, view.stage, order);
    VT_TRY(const QList<Occurrence> stored, store.occurrences(question.model));
    for (const Occurrence &occurrence : stored) {
        // The tags tell of deployments better than a log does; without tags the log has to do.
        const bool ofStage =
            occurrence.kind == Occurrence::Kind::Deployed || occurrence.kind == Occurrence::Kind::RolledBack;
        if (!ofStage || events.isEmpty())
            view.occurrences << occurrence;
    }
    std::stable_sort(view.occurrences.begin(), view.occurrences.end(),
                     [](const Occurrence &a, const Occurrence &b) { return a.time < b.time; });
    return view;
}

} // namespace vitrine::ui
