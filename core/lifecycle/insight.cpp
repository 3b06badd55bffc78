// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lifecycle/insight.h"

#include "core/lifecycle/alertsources.h"
#include "core/monitor/store.h"

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::lifecycle {

namespace {

constexpr qsizetype mostVersions = 24;
constexpr int mostPeriods = 24;

// Labels of a version's note that say not to use it.
const QStringList warningLabels{u"harmful"_s, u"broken"_s, u"do-not-use"_s};

bool isProduction(const QString &stage)
{
    return stage.compare(u"production", Qt::CaseInsensitive) == 0 ||
           stage.compare(u"prod", Qt::CaseInsensitive) == 0;
}

// So wide that what was observed makes about two dozen of them.
monitor::PeriodUnit unitFor(const std::pair<QDateTime, QDateTime> &range)
{
    using monitor::PeriodUnit;
    const qint64 hours = range.first.secsTo(range.second) / 3600;
    constexpr std::array<std::pair<PeriodUnit, int>, 4> units{{{PeriodUnit::Hour, 1},
                                                               {PeriodUnit::Day, 24},
                                                               {PeriodUnit::Week, 7 * 24},
                                                               {PeriodUnit::Month, 30 * 24}}};
    for (const auto &[unit, length] : units) {
        if (hours <= qint64(length) * mostPeriods)
            return unit;
    }
    return PeriodUnit::Month;
}

QDateTime beginFor(monitor::PeriodUnit unit, const QDateTime &end)
{
    using monitor::PeriodUnit;
    switch (unit) {
    case PeriodUnit::Hour: return end.addSecs(-3600 * mostPeriods);
    case PeriodUnit::Day: return end.addDays(-mostPeriods);
    case PeriodUnit::Week: return end.addDays(-7 * mostPeriods);
    default: return end.addMonths(-mostPeriods);
    }
}

// One value a version, oldest first; the newest ones when there are many.
void addRegistered(const QList<registry::Version> &versions, const QString &production, Insight *insight)
{
    for (auto it = versions.rbegin(); it != versions.rend(); ++it) {
        const auto value = it->metrics.constFind(insight->metric);
        if (value == it->metrics.constEnd() || it->deregistered)
            continue;
        if (it->name == production)
            insight->marked = insight->values.size();
        insight->values.append(*value);
    }
    if (const qsizetype over = insight->values.size() - mostVersions; over > 0) {
        insight->values.remove(0, over);
        insight->marked = std::max<qsizetype>(-1, insight->marked - over);
    }
    if (!insight->values.isEmpty())
        insight->source = Insight::Source::Registration;
}

QString warningOf(const registry::Version &version)
{
    const bool warns = std::any_of(version.labels.begin(), version.labels.end(), [](const QString &label) {
        return warningLabels.contains(label, Qt::CaseInsensitive);
    });
    if (!warns)
        return {};
    return version.note.isEmpty() ? version.labels.join(u", "_s) : version.note.simplified();
}

} // namespace

QString productionStage(const registry::Model &model)
{
    for (auto it = model.stages.begin(); it != model.stages.end(); ++it) {
        if (isProduction(it.key()))
            return it.key();
    }
    return {};
}

QString productionVersion(const registry::Model &model)
{
    return model.stages.value(productionStage(model));
}

InsightReader::InsightReader(const registry::Library &library) : m_library(library)
{
    const QString where = monitorStore(library);
    if (!monitor::mayHoldStore(where))
        return;
    auto store = monitor::Store::open(where);
    if (store)
        m_store = std::make_unique<monitor::Store>(std::move(*store));
    else
        m_problem = store.error();
}

InsightReader::~InsightReader() = default;

Result<> InsightReader::addMonitoring(const registry::Model &model, HealthEvidence *evidence,
                                      Insight *insight, const Job &job)
{
    VT_TRY(const auto occurrences, m_store->occurrences(model.name));
    for (const monitor::Occurrence &each : occurrences) {
        if (each.kind == monitor::Occurrence::Kind::Alert) {
            evidence->alert = each.time;
            evidence->alertText = each.text;
        }
    }
    const auto range = m_store->range(model.name, {}, monitor::Labels::Known);
    if (!range)
        return range.error().code == Error::Code::NotFound ? Result<>() : Result<>(range.error());
    monitor::MetricRequest request;
    request.model = model.name;
    request.versions = {evidence->version};
    if (!insight->metric.isEmpty())
        request.metrics = {insight->metric};
    request.periods.unit = unitFor(*range);
    request.from = beginFor(request.periods.unit, range->second);
    VT_TRY(const auto series, m_store->metrics(request, job));
    if (series.isEmpty() || series.first().points.isEmpty())
        return {};
    evidence->metric = insight->metric = series.first().metric;
    evidence->points = series.first().points;
    insight->values.clear();
    insight->marked = -1;
    insight->source = Insight::Source::Monitoring;
    for (const monitor::MetricPoint &point : evidence->points)
        insight->values.append(point.value);
    insight->observations = evidence->points.last().n;
    return {};
}

Result<Insight> InsightReader::read(const registry::Model &model, const QDateTime &now, const Job &job)
{
    Insight insight;
    insight.metric = model.mainMetric;
    HealthEvidence evidence;
    evidence.deprecated = model.deprecated;
    evidence.version = productionVersion(model);
    evidence.metric = model.mainMetric;
    VT_TRY(const QList<registry::Version> versions, m_library.versions(model.name, job));
    addRegistered(versions, evidence.version, &insight);
    for (const registry::Version &version : versions) {
        if (version.name == evidence.version)
            evidence.warning = warningOf(version);
    }
    if (!evidence.version.isEmpty() && m_store) {
        const Result<> monitored = addMonitoring(model, &evidence, &insight, job);
        VT_CHECK(job.check());
        if (!monitored) {
            m_problem = monitored.error();
            m_store.reset(); // not asked again and again while it is away
        }
        if (evidence.alert.isValid()) {
            VT_TRY(const auto intervals, m_library.intervals(model.name));
            for (const registry::StageInterval &each : intervals) {
                if (isProduction(each.stage) && each.end.isNull())
                    evidence.since = each.begin;
            }
        }
    }
    insight.monitoringProblem = m_problem;
    insight.health = healthOf(evidence);
    VT_TRY(const registry::Metadata metadata, m_library.metadata(model.name));
    const auto policy = retrainingPolicy(metadata);
    if (!policy)
        insight.retrainingProblem = policy.error().message;
    else if (*policy && !versions.isEmpty())
        insight.retraining = retrainingState(**policy, versions.first().date, now);
    return insight;
}

} // namespace vitrine::lifecycle
