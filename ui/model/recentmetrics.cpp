// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/recentmetrics.h"

#include "core/lifecycle/alertsources.h"
#include "core/monitor/store.h"

#include <limits>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr int weeks = 4;
}

Result<RecentMetric> readRecentMetric(const registry::Library &library, const QString &model,
                                      const QString &mainMetric, const QString &current,
                                      const QString &target, const Job &job)
{
    RecentMetric recent;
    recent.before = recent.after = std::numeric_limits<double>::quiet_NaN();
    const QString where = lifecycle::monitorStore(library);
    if (!monitor::mayHoldStore(where))
        return recent;
    VT_TRY(monitor::Store store, monitor::Store::open(where));
    const auto range = store.range(model, {}, monitor::Labels::Known);
    if (!range && range.error().code != Error::Code::NotFound)
        return range.error();
    if (!range)
        return recent; // nothing was observed
    recent.to = range->second.addMSecs(1);
    recent.from = recent.to.addDays(-7 * weeks);
    monitor::MetricRequest request;
    request.model = model;
    request.versions = {target};
    if (!current.isEmpty())
        request.versions << current;
    request.from = recent.from;
    request.to = recent.to;
    request.periods.unit = monitor::PeriodUnit::Count; // all of it as one period
    request.periods.every = std::numeric_limits<int>::max();
    if (!mainMetric.isEmpty())
        request.metrics = {mainMetric};
    Result<QList<monitor::MetricSeries>> series = store.metrics(request, job);
    VT_CHECK(job.check());
    if (!series) { // the main metric is not one of this kind of target
        request.metrics.clear();
        series = store.metrics(request, job);
        VT_CHECK(job.check());
        if (!series)
            return recent;
    }
    for (const monitor::MetricSeries &each : *series) {
        if (recent.metric.isEmpty())
            recent.metric = each.metric;
        if (each.metric != recent.metric || each.points.isEmpty())
            continue;
        const bool isTarget = each.version == target;
        (isTarget ? recent.after : recent.before) = each.points.first().value;
        (isTarget ? recent.countAfter : recent.countBefore) = each.points.first().n;
    }
    if (recent.countBefore == 0 && recent.countAfter == 0)
        recent.metric.clear();
    else if (const auto of = store.target(model); of && monitor::metricInfo(recent.metric).unitOfTruth)
        recent.unit = of->unit;
    return recent;
}

} // namespace vitrine::ui
