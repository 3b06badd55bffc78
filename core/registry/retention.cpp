// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/retention.h"

#include "core/base/text.h"
#include "core/registry/metricdirection.h"
#include "core/registry/reclaim.h"

#include <QSet>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

constexpr int mostKept = 1'000'000;

Error wrongRule(const QString &rule)
{
    return {
        Error::Code::InvalidArgument,
        Text::tr(
            "“%1” is not a rule for keeping versions: use last:N, staged, monthly, best or best:METRIC:N.")
            .arg(rule),
        {}};
}

std::optional<int> countOf(const QString &text)
{
    bool ok = false;
    const int count = text.toInt(&ok);
    return ok && count > 0 && count <= mostKept ? std::optional(count) : std::nullopt;
}

bool parseBest(const QStringList &parts, RetentionRules *rules)
{
    QStringList rest = parts.mid(1);
    rules->best = 1;
    if (!rest.isEmpty()) {
        if (const auto count = countOf(rest.last())) {
            rules->best = *count;
            rest.removeLast();
        }
    }
    if (rest.size() > 1 || (rest.size() == 1 && rest.first().isEmpty()))
        return false;
    rules->metric = rest.value(0);
    return true;
}

bool isCandidate(const Version &version)
{
    return version.registered && !version.deregistered && !version.lightweight;
}

// The candidates as positions in the list.
class Decisions
{
public:
    explicit Decisions(const QList<Version> &versions)
    {
        for (const Version &version : versions) {
            if (isCandidate(version))
                m_decisions.append({version, {}});
        }
    }

    void keepLatest()
    {
        if (!m_decisions.isEmpty())
            m_decisions.first().reasons.append(Text::tr("the latest version"));
    }

    void keepStagedNow()
    {
        for (RetentionDecision &decision : m_decisions) {
            for (const QString &stage : std::as_const(decision.version.stages))
                decision.reasons.append(Text::tr("in %1").arg(stage));
        }
    }

    void keepStagedEver(const QList<StageInterval> &intervals)
    {
        for (RetentionDecision &decision : m_decisions) {
            QSet<QString> stages;
            for (const StageInterval &interval : intervals) {
                if (interval.version != decision.version.name || stages.contains(interval.stage) ||
                    decision.version.stages.contains(interval.stage))
                    continue;
                stages.insert(interval.stage);
                decision.reasons.append(Text::tr("was in %1").arg(interval.stage));
            }
        }
    }

    void keepLast(int count)
    {
        const qsizetype end = std::min<qsizetype>(count, m_decisions.size());
        for (qsizetype i = 0; i < end; ++i)
            m_decisions[i].reasons.append(Text::tr("one of the last %1").arg(count));
    }

    void keepMonthly()
    {
        QSet<QString> months;
        for (RetentionDecision &decision : m_decisions) {
            const QString month = decision.version.date.toString(u"yyyy-MM");
            if (months.contains(month))
                continue;
            months.insert(month);
            decision.reasons.append(Text::tr("the newest of %1").arg(month));
        }
    }

    void keepBest(int count, const QString &metric)
    {
        QList<RetentionDecision *> measured;
        for (RetentionDecision &decision : m_decisions) {
            if (!std::isnan(decision.version.metrics.value(metric, std::nan(""))))
                measured.append(&decision);
        }
        std::stable_sort(measured.begin(), measured.end(), [&metric](const auto *a, const auto *b) {
            return metricImprovement(metric, b->version.metrics[metric], a->version.metrics[metric]) > 0;
        });
        for (RetentionDecision *decision : measured.mid(0, count)) {
            const QString value = QString::number(decision->version.metrics[metric], 'g', 4);
            decision->reasons.append(
                count == 1 ? Text::tr("the best %1 (%2)").arg(metric, value)
                           : Text::tr("one of the %1 best %2 (%3)").arg(count).arg(metric, value));
        }
    }

    QList<RetentionDecision> finished() { return std::move(m_decisions); }

private:
    QList<RetentionDecision> m_decisions;
};

} // namespace

Result<RetentionRules> RetentionRules::parse(const QStringList &rules)
{
    RetentionRules parsed;
    for (const QString &rule : rules) {
        const QStringList parts = rule.trimmed().split(u':');
        const QString &kind = parts.first();
        bool ok = parts.size() == 1;
        if (kind == u"last") {
            const auto count = parts.size() == 2 ? countOf(parts[1]) : std::nullopt;
            ok = count.has_value();
            parsed.last = count.value_or(0);
        } else if (kind == u"staged") {
            parsed.staged = true;
        } else if (kind == u"monthly") {
            parsed.monthly = true;
        } else {
            ok = kind == u"best" && parseBest(parts, &parsed);
        }
        if (!ok)
            return wrongRule(rule);
    }
    return parsed;
}

QStringList RetentionRules::texts() const
{
    QStringList rules;
    if (last > 0)
        rules.append(u"last:%1"_s.arg(last));
    if (staged)
        rules.append(u"staged"_s);
    if (monthly)
        rules.append(u"monthly"_s);
    if (best > 0)
        rules.append(metric.isEmpty() ? u"best:%1"_s.arg(best) : u"best:%1:%2"_s.arg(metric).arg(best));
    return rules;
}

QStringList RetentionPlan::leaving() const
{
    QStringList names;
    for (const RetentionDecision &decision : decisions) {
        if (!decision.stays())
            names.append(decision.version.name);
    }
    return names;
}

Result<QList<RetentionDecision>> decideRetention(const QList<Version> &versions,
                                                 const QList<StageInterval> &intervals,
                                                 const QString &mainMetric, const RetentionRules &rules)
{
    if (rules.last <= 0 && !rules.staged && !rules.monthly && rules.best <= 0)
        return Error{Error::Code::InvalidArgument,
                     Text::tr("No rule says which versions to keep: name at least one."),
                     {}};
    Decisions decisions(versions);
    decisions.keepLatest();
    decisions.keepStagedNow();
    if (rules.staged)
        decisions.keepStagedEver(intervals);
    if (rules.last > 0)
        decisions.keepLast(rules.last);
    if (rules.monthly)
        decisions.keepMonthly();
    if (rules.best > 0) {
        const QString metric = rules.metric.isEmpty() ? mainMetric : rules.metric;
        if (metric.isEmpty())
            return Error{
                Error::Code::InvalidArgument,
                Text::tr("The model has no main metric: name the one to keep the best of, as in best:rmse."),
                {}};
        if (metricDirection(metric) == MetricDirection::Unknown)
            return Error{
                Error::Code::InvalidArgument,
                Text::tr("It is not known whether a higher or a lower “%1” is better: name another metric.")
                    .arg(metric),
                {}};
        decisions.keepBest(rules.best, metric);
    }
    return decisions.finished();
}

Result<RetentionPlan> planRetention(const Library &library, const QString &model, const RetentionRules &rules,
                                    const Job &job)
{
    RetentionPlan plan;
    plan.model = model;
    VT_TRY(const QList<Version> versions, library.versions(model, job));
    VT_TRY(const QList<StageInterval> intervals, library.intervals(model));
    const QString mainMetric = library.metadata(model).value_or({}).mainMetric;
    VT_TRY(plan.decisions, decideRetention(versions, intervals, mainMetric, rules));

    ReclaimRequest request;
    request.model = model;
    request.minimumAgeSeconds = 0;
    for (const QString &version : plan.leaving())
        request.assume.append(model + u'@' + version);
    VT_TRY(const ReclaimPlan reclaim, planReclaim(library, request, job));
    // What earlier deregistrations left is not freed by these rules.
    for (const ReclaimObject &object : reclaim.objects) {
        const bool byRules =
            std::any_of(object.versions.begin(), object.versions.end(),
                        [&](const QString &version) { return request.assume.contains(version); });
        if (byRules && object.goes())
            plan.bytes += object.bytes;
    }
    return plan;
}

} // namespace vitrine::registry
