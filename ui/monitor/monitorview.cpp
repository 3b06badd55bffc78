// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/monitorview.h"

#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr auto watchedStage = u"production";

QString storePath(const registry::Library &library)
{
    return library.dataDir() + u"/monitor.sqlite"_s;
}

// Stage assignments as flags: going back to a version registered earlier is a rollback.
QList<monitor::Occurrence> stageOccurrences(const QString &model, const QList<registry::Event> &events,
                                            const QStringList &order)
{
    QList<monitor::Occurrence> found;
    qsizetype before = -1;
    for (const registry::Event &event : events) {
        if (event.kind != registry::EventKind::Assigned || event.stage != watchedStage)
            continue;
        const qsizetype now = order.indexOf(event.version);
        const bool back = before >= 0 && now >= 0 && now < before;
        found.append({back ? monitor::Occurrence::Kind::RolledBack : monitor::Occurrence::Kind::Deployed,
                      event.date, model, event.version, event.stage, event.message.trimmed()});
        before = now;
    }
    return found;
}

} // namespace

Result<MonitorView> fetchMonitorView(const registry::Library &library, const MonitorQuestion &question,
                                     const Job &job)
{
    MonitorView view;
    view.model = question.model;
    VT_TRY(const QList<registry::Version> versions, library.versions(question.model, job));
    for (auto it = versions.crbegin(); it != versions.crend(); ++it)
        view.versions.append(it->name);
    VT_TRY(const QList<registry::Event> events,
           library.history(question.model, QString::fromUtf16(watchedStage)));
    view.occurrences = stageOccurrences(question.model, events, view.versions);
    VT_TRY(const QList<registry::StageInterval> intervals, library.intervals(question.model));
    std::ranges::copy_if(
        intervals, std::back_inserter(view.production),
        [](const registry::StageInterval &interval) { return interval.stage == watchedStage; });
    if (!QFileInfo::exists(storePath(library)))
        return view;

    VT_TRY(monitor::Store store, monitor::Store::open(storePath(library)));
    VT_TRY(view.target, store.target(question.model));
    monitor::MetricRequest request;
    request.model = question.model;
    request.metrics = question.metrics;
    request.periods.unit = question.period;
    VT_TRY(view.series, store.metrics(request, job));
    VT_TRY(const QList<monitor::Occurrence> noted, store.occurrences(question.model));
    view.occurrences += noted;
    std::ranges::stable_sort(view.occurrences, {}, &monitor::Occurrence::time);
    return view;
}

Result<QStringList> fetchMonitoredModels(const registry::Library &library, const Job &job)
{
    VT_TRY(const QList<registry::Model> models, library.models(job));
    QStringList watched;
    if (QFileInfo::exists(storePath(library))) {
        VT_TRY(monitor::Store store, monitor::Store::open(storePath(library)));
        VT_TRY(watched, store.models());
    }
    QStringList names;
    for (const registry::Model &model : models)
        names.append(model.name);
    std::ranges::stable_sort(names, {}, [&watched](const QString &name) { return !watched.contains(name); });
    return names;
}

} // namespace vitrine::ui
