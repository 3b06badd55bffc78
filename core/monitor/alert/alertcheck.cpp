// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/alert/alertcheck.h"

#include "core/base/text.h"
#include "core/monitor/alert/alerthook.h"
#include "core/monitor/alert/alertstore.h"
#include "core/monitor/alert/logged.h"
#include "core/monitor/alert/observed.h"
#include "core/monitor/store.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

// Gathers what rules are judged by.
class Gathering final
{
public:
    Gathering(Store &store, StoreConnection &rows, const QString &model, const AlertSources &sources,
              const QDateTime &now)
        : m_store(store)
        , m_rows(rows)
        , m_model(model)
        , m_sources(sources)
        , m_now(now)
    {
    }

    Result<AlertEvidence> evidence(const AlertRule &rule)
    {
        VT_TRY(AlertVersion version, m_sources.version(rule));
        if (version.name.isEmpty()) {
            VT_TRY(const QStringList observed, m_store.versions(m_model));
            version.name = observed.isEmpty() ? QString() : observed.last();
        }
        AlertEvidence evidence{m_model, version.name, {}, version.registration.value(rule.of, absent), {}};
        if (version.name.isEmpty()) {
            evidence.why = Text::tr("Nothing has been recorded for %1 yet.").arg(m_model);
            return evidence;
        }
        VT_CHECK(gather(rule, evidence));
        return evidence;
    }

private:
    Result<> gather(const AlertRule &rule, AlertEvidence &evidence)
    {
        using enum AlertRule::Subject;
        switch (rule.subject) {
        case Metric: return metric(rule, evidence);
        case Drift: return drift(rule, evidence);
        case Volume: return volume(rule, evidence);
        case Staleness: return staleness(rule, evidence);
        case Latency: return latency(rule, evidence);
        }
        return {};
    }
    static RowKind kindOf(const AlertRule &rule)
    {
        return rule.of == u"labelled" ? RowKind::Labelled : RowKind::Observations;
    }

    Result<> volume(const AlertRule &rule, AlertEvidence &evidence)
    {
        if (rule.of == u"requests") {
            VT_TRY(evidence.samples, loggedVolume(m_rows, m_model, evidence.version, rule.periods, m_now));
            return {};
        }
        VT_TRY(evidence.samples,
               observedVolume(m_rows, m_model, evidence.version, kindOf(rule), rule.periods, m_now));
        return {};
    }

    Result<> latency(const AlertRule &rule, AlertEvidence &evidence)
    {
        VT_TRY(evidence.samples,
               loggedLatency(m_rows, m_model, evidence.version, rule.of, rule.periods, m_now));
        if (evidence.samples.isEmpty())
            evidence.why = Text::tr("No request to %1 is recorded in a period that is over.")
                               .arg(m_model + u'@' + evidence.version);
        return {};
    }

    Result<> metric(const AlertRule &rule, AlertEvidence &evidence)
    {
        VT_TRY(const QStringList observed, m_store.versions(m_model));
        if (!observed.contains(evidence.version)) {
            evidence.why =
                Text::tr("Nothing has been recorded for %1 yet.").arg(m_model + u'@' + evidence.version);
            return {};
        }
        MetricRequest request;
        request.model = m_model;
        request.versions = {evidence.version};
        request.metrics = {rule.of};
        request.periods = rule.periods;
        VT_TRY(const QList<MetricSeries> series, m_store.metrics(request));
        for (const MetricSeries &one : series) {
            for (const MetricPoint &point : one.points) {
                if (point.end <= m_now)
                    evidence.samples.append({point.start, point.end, point.n, point.value});
            }
        }
        return {};
    }

    Result<> drift(const AlertRule &rule, AlertEvidence &evidence)
    {
        if (m_sources.drift) {
            VT_TRY(const DriftSeries series, m_sources.drift(rule, evidence.version));
            evidence.samples = driftSamples(series, rule.of, m_now);
            return {};
        }
        const auto reference = m_sources.reference(evidence.version);
        if (!reference) {
            evidence.why = reference.error().message;
            return {};
        }
        VT_TRY(const DriftSeries logged,
               loggedDrift(m_rows, m_model, evidence.version, *reference, rule.periods, {}));
        VT_TRY(const DriftSeries observed,
               observedDrift(m_rows, m_model, evidence.version, *reference, rule.periods, {}));
        evidence.samples = driftSamples(joined(logged, observed, {}), rule.of, m_now);
        const bool isMeasured = std::any_of(evidence.samples.begin(), evidence.samples.end(),
                                            [](const AlertSample &of) { return !std::isnan(of.value); });
        if (!isMeasured)
            evidence.why =
                Text::tr("The store has no values of “%1” that the reference has too.").arg(rule.of);
        return {};
    }

    Result<> staleness(const AlertRule &rule, AlertEvidence &evidence)
    {
        const bool ofRequests = rule.of == u"requests";
        VT_TRY(const QDateTime newest, ofRequests
                                           ? newestLogged(m_rows, m_model, evidence.version)
                                           : newestObserved(m_rows, m_model, evidence.version, kindOf(rule)));
        if (!newest.isValid()) {
            evidence.why =
                Text::tr("Nothing has been recorded for %1 yet.").arg(m_model + u'@' + evidence.version);
            return {};
        }
        const double hours = static_cast<double>(newest.msecsTo(m_now)) / 3'600'000;
        evidence.samples.append({newest, m_now, rule.minimum, hours});
        return {};
    }

    Store &m_store;
    StoreConnection &m_rows;
    QString m_model;
    const AlertSources &m_sources;
    QDateTime m_now;
};

Result<> tell(AlertStore &store, CheckedAlert &checked)
{
    for (const AlertHook &hook : checked.rule.hooks) {
        VT_TRY(const bool allowed, store.isAllowed(hook));
        if (!allowed) {
            checked.notAllowed.append(hook);
            continue;
        }
        if (!checked.notice)
            continue;
        if (const auto delivered = deliver(hook, *checked.notice); !delivered)
            checked.problems << delivered.error().message;
    }
    return {};
}

// A notice of an incident that this desktop has not shown, whichever program found it; no other.
Result<> keepForDesktop(AlertStore &store, const QString &model, CheckedAlert &checked)
{
    checked.notice.reset();
    const AlertStatus &status = checked.status;
    if (status.state != AlertState::Firing)
        return {};
    VT_TRY(const bool isNew, store.claimIncident(model, checked.rule.name, status.incident));
    if (isNew)
        checked.notice = AlertNotice{AlertNotice::Kind::Fired,
                                     model,
                                     checked.version,
                                     checked.rule.name,
                                     checked.rule.severity,
                                     status.value,
                                     status.threshold,
                                     status.lastPeriod,
                                     checked.text,
                                     checked.rule.message};
    return {};
}

} // namespace

Result<QList<CheckedAlert>> checkAlerts(const QString &where, const QString &model,
                                        const QList<AlertRule> &rules, const AlertSources &sources,
                                        const AlertCheckOptions &options, const Job &job)
{
    VT_TRY(Store store, Store::open(where));
    VT_TRY(AlertStore alerts, AlertStore::open(where, options.localPath));
    VT_TRY(StoreConnection rows, StoreConnection::openToRead(where));
    Gathering gathering(store, rows, model, sources, options.now);
    QList<CheckedAlert> result;
    QStringList names;
    for (const AlertRule &rule : rules) {
        if (!rule.enabled)
            continue;
        names << rule.name;
        VT_CHECK(job.check());
        auto evidence = gathering.evidence(rule);
        if (!evidence && evidence.error().code != Error::Code::InvalidArgument &&
            evidence.error().code != Error::Code::NotFound)
            return evidence.error();
        if (!evidence)
            evidence = AlertEvidence{model, {}, {}, absent, evidence.error().message};
        AlertOutcome outcome;
        if (options.dryRun) {
            VT_TRY(const AlertStatus before, alerts.status(model, rule.name));
            outcome = evaluateAlert(rule, before, *evidence, options.now);
        } else {
            VT_TRY(outcome, alerts.evaluate(rule, *evidence, options.now));
        }
        CheckedAlert checked{rule, evidence->version, outcome.status, outcome.notice, outcome.text, {}, {}};
        if (options.useHooks && !options.dryRun)
            VT_CHECK(tell(alerts, checked));
        if (options.forDesktop && !options.dryRun)
            VT_CHECK(keepForDesktop(alerts, model, checked));
        result.append(checked);
    }
    if (!options.dryRun)
        VT_CHECK(alerts.keepOnly(model, names));
    return result;
}

} // namespace vitrine::monitor
