// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/ribbon/ribbonstory.h"

#include "core/lifecycle/alertsources.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

using monitor::Occurrence;

constexpr double roomAfter = 0.06; // of the whole, so that what is going on now has an end to be seen
constexpr double endless = std::numeric_limits<double>::infinity();
constexpr double day = 86400000;

double millisecondsOf(const QDateTime &time)
{
    return double(time.toMSecsSinceEpoch());
}

int rankOf(const QString &stage)
{
    return stage.startsWith(u"prod", Qt::CaseInsensitive)   ? 0
           : stage.startsWith(u"stag", Qt::CaseInsensitive) ? 1
                                                            : 2;
}

QList<RibbonLane> lanesOf(const QList<registry::StageInterval> &intervals, const QHash<QString, int> &looks)
{
    QList<RibbonLane> lanes;
    for (const registry::StageInterval &interval : intervals) {
        auto lane = std::find_if(lanes.begin(), lanes.end(),
                                 [&](const RibbonLane &each) { return each.stage == interval.stage; });
        if (lane == lanes.end())
            lane = lanes.insert(lanes.end(), {interval.stage, {}});
        lane->stays.append(
            {interval.version, looks.value(interval.version, 0), millisecondsOf(interval.begin),
             interval.end.isValid() ? millisecondsOf(interval.end) : endless, interval.rolledBackTo});
    }
    for (RibbonLane &lane : lanes)
        std::stable_sort(lane.stays.begin(), lane.stays.end(),
                         [](const RibbonStay &a, const RibbonStay &b) { return a.begin < b.begin; });
    std::sort(lanes.begin(), lanes.end(), [](const RibbonLane &a, const RibbonLane &b) {
        return std::pair(rankOf(a.stage), a.stage) < std::pair(rankOf(b.stage), b.stage);
    });
    return lanes;
}

// The tags tell of the main stage better than a log does; without tags the log has to do.
QList<Occurrence> occurrencesOf(const QString &model, const QList<registry::StageInterval> &intervals,
                                const QString &mainStage, const QList<Occurrence> &stored)
{
    QList<Occurrence> all;
    for (const registry::StageInterval &interval : intervals) {
        if (interval.stage == mainStage || interval.rolledBackTo)
            all << Occurrence{interval.rolledBackTo ? Occurrence::Kind::RolledBack
                                                    : Occurrence::Kind::Deployed,
                              interval.begin,
                              model,
                              interval.version,
                              interval.stage,
                              {}};
    }
    for (const Occurrence &occurrence : stored) {
        const bool isOfStage =
            occurrence.kind == Occurrence::Kind::Deployed || occurrence.kind == Occurrence::Kind::RolledBack;
        if (!isOfStage || intervals.isEmpty())
            all << occurrence;
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const Occurrence &a, const Occurrence &b) { return a.time < b.time; });
    return all;
}

class Extent final
{
public:
    void add(double time)
    {
        if (!std::isfinite(time))
            return;
        m_from = std::min(m_from, time);
        m_to = std::max(m_to, time);
    }
    // What is still going on reaches to now, unless now is so far away that nothing else could be seen.
    TimeSpan until(double now) const
    {
        if (m_from > m_to)
            return {now - day, now};
        if (m_from == m_to) // one moment: the day around it
            return {m_from - day / 2, m_to + day / 2};
        const double after = m_to + (m_to - m_from) * roomAfter;
        return {m_from, m_to <= now ? std::max(m_to + 1, std::min(after, now)) : m_to};
    }

private:
    double m_from = endless;
    double m_to = -endless;
};

void addMonitored(RibbonStory *story, const QList<monitor::MetricSeries> &all)
{
    QHash<QString, int> looks;
    for (const RibbonVersion &each : std::as_const(story->versions))
        looks.insert(each.version.name, each.look);
    for (const monitor::MetricSeries &series : all) {
        if (series.metric == story->metric && !series.points.isEmpty() && looks.contains(series.version))
            story->monitored << PlotSeries{series.version, looks.value(series.version), false,
                                           lineOf(series)};
    }
}

Result<> readMonitored(const registry::Library &library, RibbonStory *story, const QDateTime &now,
                       const Job &job)
{
    const QString where = lifecycle::monitorStore(library);
    if (!monitor::mayHoldStore(where))
        return {};
    VT_TRY(monitor::Store store, monitor::Store::open(where));
    VT_TRY(const QList<Occurrence> stored, store.occurrences(story->model));
    VT_TRY(const QList<registry::StageInterval> intervals, library.intervals(story->model));
    const QString mainStage = story->mainLane() ? story->mainLane()->stage : QString();
    story->occurrences = occurrencesOf(story->model, intervals, mainStage, stored);
    const auto range = store.range(story->model);
    if (story->metric.isEmpty() || !range)
        return {};
    monitor::MetricRequest request;
    request.model = story->model;
    request.metrics = {story->metric};
    request.periods.unit = suitablePeriod(range->first, range->second);
    story->period = monitor::periodUnitName(request.periods.unit);
    // A metric that this kind of target does not have was never monitored: no failure.
    const Result<QList<monitor::MetricSeries>> series = store.metrics(request, job);
    VT_CHECK(job.check());
    if (!series)
        return {};
    addMonitored(story, *series);
    if (const auto target = store.target(story->model);
        target && monitor::metricInfo(story->metric).unitOfTruth)
        story->unit = target->unit;
    Extent extent;
    extent.add(story->bounds.from);
    for (const PlotSeries &each : std::as_const(story->monitored)) {
        extent.add(double(each.line->startOf(0)));
        extent.add(double(each.line->endOf(each.line->size() - 1)));
    }
    for (const Occurrence &occurrence : std::as_const(story->occurrences))
        extent.add(millisecondsOf(occurrence.time));
    const TimeSpan all = extent.until(millisecondsOf(now));
    story->bounds.from = all.from;
    story->bounds.to = std::max(story->bounds.to, all.to);
    return {};
}

} // namespace

QString RibbonLane::holder() const
{
    const auto last = std::find_if(stays.rbegin(), stays.rend(),
                                   [](const RibbonStay &stay) { return std::isinf(stay.end); });
    return last == stays.rend() ? QString() : last->version;
}

const RibbonStay *RibbonLane::stayAt(double time) const
{
    const auto after = std::upper_bound(stays.begin(), stays.end(), time,
                                        [](double at, const RibbonStay &stay) { return at < stay.begin; });
    if (after == stays.begin())
        return nullptr;
    const RibbonStay &stay = *std::prev(after);
    return time < stay.end ? &stay : nullptr;
}

qsizetype RibbonStory::indexOf(const QString &version) const
{
    const auto found = std::find_if(versions.begin(), versions.end(),
                                    [&](const RibbonVersion &each) { return each.version.name == version; });
    return found == versions.end() ? -1 : found - versions.begin();
}

QStringList RibbonStory::stagesOf(const QString &version) const
{
    QStringList stages;
    for (const RibbonLane &lane : lanes) {
        if (lane.holder() == version)
            stages << lane.stage;
    }
    return stages;
}

qsizetype RibbonStory::holderCount() const
{
    QSet<QString> holders;
    for (const RibbonLane &lane : lanes) {
        if (!lane.holder().isEmpty())
            holders.insert(lane.holder());
    }
    return holders.size();
}

RibbonStory storyOf(const QList<registry::Version> &versions, const QList<registry::StageInterval> &intervals,
                    const QList<Occurrence> &stored, const QString &mainMetric, const QDateTime &now)
{
    RibbonStory story;
    story.metric = mainMetric;
    Extent extent;
    QHash<QString, int> looks;
    for (auto version = versions.rbegin(); version != versions.rend(); ++version) {
        const int look = int(story.versions.size());
        looks.insert(version->name, look);
        story.versions.append({*version, millisecondsOf(version->date), look});
        extent.add(millisecondsOf(version->date));
    }
    std::stable_sort(story.versions.begin(), story.versions.end(),
                     [](const RibbonVersion &a, const RibbonVersion &b) { return a.time < b.time; });
    story.model = versions.isEmpty() ? QString() : versions.first().model;
    story.lanes = lanesOf(intervals, looks);
    for (const RibbonLane &lane : std::as_const(story.lanes)) {
        for (const RibbonStay &stay : lane.stays) {
            extent.add(stay.begin);
            extent.add(stay.end);
        }
    }
    story.occurrences =
        occurrencesOf(story.model, intervals, story.mainLane() ? story.mainLane()->stage : QString(), stored);
    for (const Occurrence &occurrence : std::as_const(story.occurrences))
        extent.add(millisecondsOf(occurrence.time));
    story.bounds = extent.until(millisecondsOf(now));
    return story;
}

Result<RibbonStory> readStory(const registry::Library &library, const QString &model,
                              const QString &mainMetric, const QDateTime &now, const Job &job)
{
    VT_TRY(const QList<registry::Version> versions, library.versions(model, job));
    VT_TRY(const QList<registry::StageInterval> intervals, library.intervals(model));
    RibbonStory story = storyOf(versions, intervals, {}, mainMetric, now);
    story.model = model;
    VT_CHECK(readMonitored(library, &story, now, job));
    return story;
}

monitor::PeriodUnit suitablePeriod(const QDateTime &from, const QDateTime &to)
{
    using Unit = monitor::PeriodUnit;
    const double days = double(from.msecsTo(to)) / day;
    if (days <= 4)
        return Unit::Hour;
    if (days <= 90)
        return Unit::Day;
    if (days <= 500)
        return Unit::IsoWeek;
    if (days <= 3660)
        return Unit::Month;
    return days <= 12000 ? Unit::Quarter : Unit::Year;
}

} // namespace vitrine::ui
