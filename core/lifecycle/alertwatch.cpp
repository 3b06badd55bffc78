// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lifecycle/alertwatch.h"

#include "core/base/async.h"
#include "core/base/text.h"
#include "core/lifecycle/alertsources.h"
#include "core/monitor/store.h"

#include <QFile>

#include <utility>

namespace vitrine::lifecycle {

namespace {

Result<QList<monitor::CheckedAlert>> checkModel(const registry::Library &library, const QString &name,
                                                const QString &store,
                                                const monitor::AlertCheckOptions &options, const Job &job)
{
    VT_TRY(const QList<monitor::AlertRule> rules, alertRules(library, name));
    if (rules.isEmpty())
        return QList<monitor::CheckedAlert>();
    VT_TRY(const registry::Model model, library.model(name));
    return monitor::checkAlerts(store, name, rules, alertSources(library, model), options, job);
}

// A store that nobody made yet is not made for that.
Result<> removeOld(const QString &where, const QDateTime &now, const Job &job)
{
    if (!monitor::isPostgres(where) && !QFile::exists(where))
        return {};
    VT_TRY(monitor::Store store, monitor::Store::open(where));
    VT_CHECK(store.applyRetention(now, job));
    return {};
}

} // namespace

QStringList troubles(const QString &model, const monitor::CheckedAlert &alert)
{
    QStringList sentences = alert.problems;
    for (const monitor::AlertHook &hook : alert.notAllowed)
        sentences << Text::tr(
                         "%1 of %2 would run %3, which is not allowed on this computer yet. To allow it: "
                         "vitrine-cli monitor check %2 --allow-hooks")
                         .arg(alert.rule.name, model, hook.label());
    return sentences;
}

Result<LibraryAlerts> checkLibrary(const registry::Library &library, const QStringList &models,
                                   const QString &store, const monitor::AlertCheckOptions &options,
                                   const Job &job)
{
    QStringList names = models;
    if (names.isEmpty()) {
        VT_TRY(const QList<registry::Model> all, library.models());
        for (const registry::Model &model : all)
            names << model.name;
    }
    LibraryAlerts result;
    for (qsizetype i = 0; i < names.size(); ++i) {
        const QString &name = names[i];
        job.report(i, names.size());
        VT_CHECK(job.check());
        const auto alerts = checkModel(library, name, store, options, job);
        if (!alerts && alerts.error().code == Error::Code::Cancelled)
            return alerts.error();
        if (!alerts) {
            result.problems << alerts.error().message;
            continue;
        }
        if (!alerts->isEmpty())
            result.models.append({name, *alerts});
        for (const monitor::CheckedAlert &alert : *alerts)
            result.problems += troubles(name, alert);
    }
    return result;
}

AlertWatch::AlertWatch(Options options, QObject *parent) : QObject(parent), m_options(std::move(options))
{
    m_pool.setMaxThreadCount(1);
    m_timer.setInterval(m_options.interval);
    connect(&m_timer, &QTimer::timeout, this, &AlertWatch::check);
}

AlertWatch::~AlertWatch()
{
    m_running.cancel();
    m_pool.waitForDone();
}

void AlertWatch::start(std::chrono::milliseconds wait)
{
    QTimer::singleShot(wait, this, [this] {
        m_timer.start();
        check();
    });
}

void AlertWatch::check()
{
    if (m_running.isRunning())
        return;
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const bool removes = !m_nextRemoval.isValid() || now >= m_nextRemoval;
    if (removes)
        m_nextRemoval = now.addDays(1);
    const auto work = [options = m_options, now, removes](const Job &job) -> Result<LibraryAlerts> {
        VT_TRY(const registry::Library library, registry::Library::open(options.library));
        monitor::AlertCheckOptions check;
        check.now = now;
        check.forDesktop = options.forDesktop;
        check.localPath = localStore(library);
        const QString where = options.store.isEmpty() ? monitorStore(library) : options.store;
        VT_TRY(LibraryAlerts alerts, checkLibrary(library, options.models, where, check, job));
        if (const auto removed = removes ? removeOld(where, now, job) : Result<>(); !removed)
            alerts.problems << removed.error().message;
        return alerts;
    };
    m_running = runAsync(&m_pool, work);
    onFinished(m_running, this, [this](const Result<LibraryAlerts> &result) { take(result); });
}

void AlertWatch::take(const Result<LibraryAlerts> &result)
{
    QStringList problems;
    if (!result)
        problems << result.error().message;
    else
        problems = result->problems;
    for (const QString &problem : std::as_const(problems)) {
        if (!m_told.contains(problem))
            emit troubled(problem);
    }
    m_told = problems;
    if (result) {
        for (const ModelAlerts &model : result->models) {
            for (const monitor::CheckedAlert &alert : model.alerts) {
                if (alert.notice)
                    emit noticed(*alert.notice);
            }
        }
    }
    emit checked();
}

} // namespace vitrine::lifecycle
