// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/alert/alertevaluation.h"

#include "core/base/text.h"
#include "core/monitor/alert/changepoint.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::monitor {

namespace {

constexpr double absent = std::numeric_limits<double>::quiet_NaN();
constexpr qsizetype changeWindow = 60; // periods

// How the periods, one after the other, left the rule: the state it would be in without memory.
struct Course {
    bool firing = false;
    int streak = 0;        // periods in a row beyond the bound
    QDateTime since;       // the first period of the streak
    double value = absent; // of the last period
    double threshold = absent;
    QDateTime last;
    bool judged = false; // at least one period counted
};

double meanOf(const QList<AlertSample> &samples, qsizetype first, qsizetype last)
{
    double sum = 0;
    for (qsizetype i = first; i < last; ++i)
        sum += samples[i].value;
    return last > first ? sum / static_cast<double>(last - first) : absent;
}

double referenceOf(const AlertRule &rule, const AlertEvidence &evidence, const QList<AlertSample> &samples,
                   qsizetype at)
{
    switch (rule.reference.kind) {
    case AlertReference::Kind::Registration: return evidence.registration;
    case AlertReference::Kind::Value: return rule.reference.value;
    case AlertReference::Kind::First:
        return at < rule.reference.periods ? absent : meanOf(samples, 0, rule.reference.periods);
    case AlertReference::Kind::Previous:
        return at < rule.reference.periods ? absent : meanOf(samples, at - rule.reference.periods, at);
    }
    return absent;
}

double resolved(const AlertBound &bound, double reference)
{
    return bound.relative ? bound.value * reference : bound.value;
}

struct Judgement {
    bool beyond = false;
    double threshold = absent;
    bool known = true; // false: there is no reference to compare with
};

Judgement judgeBounds(const AlertRule &rule, const AlertSample &sample, double reference, bool firing)
{
    Judgement judgement;
    // Once an incident is open it takes more to end it: the bound moves to `clear`.
    const auto beyond = [&](const std::optional<AlertBound> &bound, bool above) {
        if (!bound)
            return false;
        const double limit = resolved(firing && rule.clear ? *rule.clear : *bound, reference);
        judgement.known = judgement.known && !std::isnan(limit);
        const bool isBeyond = above ? sample.value > limit : sample.value < limit;
        if (isBeyond || std::isnan(judgement.threshold))
            judgement.threshold = resolved(*bound, reference);
        return isBeyond;
    };
    const bool tooHigh = beyond(rule.above, true);
    const bool tooLow = beyond(rule.below, false);
    judgement.beyond = tooHigh || tooLow;
    return judgement;
}

Judgement judgeChange(const AlertRule &rule, const QList<AlertSample> &samples, qsizetype at)
{
    std::vector<double> values;
    for (qsizetype i = std::max<qsizetype>(0, at + 1 - changeWindow); i <= at; ++i)
        values.push_back(samples[i].value);
    const ChangePoint change = changePoint(values);
    return {change.p <= *rule.change, change.p <= *rule.change ? change.before : absent, true};
}

Judgement judge(const AlertRule &rule, const AlertEvidence &evidence, const QList<AlertSample> &samples,
                qsizetype at, bool firing)
{
    const AlertSample &sample = samples[at];
    if (rule.change) {
        // Only the last periods decide; each looks back over a window of its own.
        return at + rule.times < samples.size() ? Judgement{} : judgeChange(rule, samples, at);
    }
    if (!rule.above && !rule.below)
        return {sample.drift, sample.threshold, true};
    return judgeBounds(rule, sample, referenceOf(rule, evidence, samples, at), firing);
}

Course courseOf(const AlertRule &rule, const AlertEvidence &evidence)
{
    QList<AlertSample> samples;
    std::copy_if(evidence.samples.begin(), evidence.samples.end(), std::back_inserter(samples),
                 [&](const AlertSample &sample) {
                     const bool isEnough =
                         rule.subject == AlertRule::Subject::Volume || sample.n >= rule.minimum;
                     return isEnough && std::isfinite(sample.value);
                 });
    Course course;
    for (qsizetype at = 0; at < samples.size(); ++at) {
        const Judgement judgement = judge(rule, evidence, samples, at, course.firing);
        if (!judgement.known)
            continue;
        course.judged = true;
        course.value = samples[at].value;
        course.threshold = judgement.threshold;
        course.last = samples[at].start;
        if (!judgement.beyond) {
            course.firing = false;
            course.streak = 0;
            continue;
        }
        if (course.streak++ == 0)
            course.since = samples[at].start;
        course.firing = course.firing || course.streak >= rule.times;
    }
    return course;
}

QString number(double value)
{
    return std::isnan(value) ? Text::tr("undefined") : QString::number(value, 'g', 5);
}

QString subjectText(const AlertRule &rule)
{
    using enum AlertRule::Subject;
    switch (rule.subject) {
    case Metric: return rule.of;
    case Drift:
        return rule.of == u"share" ? Text::tr("the share of drifted columns")
                                   : Text::tr("drift of %1").arg(rule.of);
    case Volume: return Text::tr("the number of %1").arg(rule.of);
    case Latency: return Text::tr("latency %1 (ms)").arg(rule.of);
    case Staleness: return {};
    }
    return {};
}

QString ageText(double hours)
{
    constexpr double dayHours = 24;
    return hours < 2 * dayHours ? Text::tr("%1 hours").arg(hours, 0, 'f', 1)
                                : Text::tr("%1 days").arg(hours / dayHours, 0, 'f', 1);
}

QString stalenessText(const AlertRule &rule, const QString &of, const Course &course)
{
    const QString age = ageText(course.value);
    const QString text = rule.of == u"labelled"   ? Text::tr("the newest row with a truth of %1 is %2 old")
                         : rule.of == u"requests" ? Text::tr("the newest request to %1 is %2 old")
                                                  : Text::tr("the newest observation of %1 is %2 old");
    return text.arg(of, age) + Text::tr(" (bound: %1).").arg(ageText(course.threshold));
}

QString periodText(const AlertRule &rule, const QDateTime &start)
{
    using enum PeriodUnit;
    const bool isFine = rule.periods.unit == Hour || rule.periods.unit == Minute ||
                        rule.periods.unit == Second || rule.periods.unit == Millisecond;
    return Text::tr(" in %1").arg(isFine ? start.toString(Qt::ISODate) : start.date().toString(Qt::ISODate));
}

QString boundText(const AlertRule &rule, const Course &course)
{
    if (rule.change)
        return std::isnan(course.threshold)
                   ? Text::tr("no shift")
                   : Text::tr("after a shift from about %1").arg(number(course.threshold));
    if (std::isnan(course.threshold))
        return Text::tr("no bound known");
    const bool isLow = rule.below && (!rule.above || course.value < course.threshold);
    return isLow ? Text::tr("bound: not below %1").arg(number(course.threshold))
                 : Text::tr("bound: not above %1").arg(number(course.threshold));
}

QString sentence(const AlertRule &rule, const AlertEvidence &evidence, const Course &course)
{
    const QString of = evidence.version.isEmpty() ? evidence.model : evidence.model + u'@' + evidence.version;
    if (rule.subject == AlertRule::Subject::Staleness)
        return stalenessText(rule, of, course);
    QString text = Text::tr("%1 of %2 is %3%4 (%5)")
                       .arg(subjectText(rule), of, number(course.value), periodText(rule, course.last),
                            boundText(rule, course));
    if (course.firing && course.streak > 1)
        text += Text::tr(", for %n periods in a row", nullptr, course.streak);
    return text + u'.';
}

AlertNotice noticeOf(AlertNotice::Kind kind, const AlertRule &rule, const AlertEvidence &evidence,
                     const Course &course, const QString &text)
{
    return {kind,         evidence.model,   evidence.version, rule.name, rule.severity,
            course.value, course.threshold, course.last,      text,      rule.message};
}

} // namespace

QString alertNoticeKindName(AlertNotice::Kind kind)
{
    switch (kind) {
    case AlertNotice::Kind::Fired: return u"firing"_s;
    case AlertNotice::Kind::StillFiring: return u"still-firing"_s;
    case AlertNotice::Kind::Resolved: return u"resolved"_s;
    }
    return {};
}

AlertOutcome evaluateAlert(const AlertRule &rule, const AlertStatus &before, const AlertEvidence &evidence,
                           const QDateTime &now)
{
    AlertOutcome outcome{before, {}, {}};
    AlertStatus &status = outcome.status;
    const Course course = courseOf(rule, evidence);
    if (!course.judged) {
        status.why = !evidence.why.isEmpty() ? evidence.why
                     : rule.isRelative()     ? Text::tr("There is no reference value to compare with yet.")
                                             : Text::tr("No period has enough rows and a defined value yet.");
        outcome.text = status.why;
        return outcome;
    }
    status.why.clear();
    status.value = course.value;
    status.threshold = course.threshold;
    outcome.text = sentence(rule, evidence, course);
    const auto move = [&](AlertState state) {
        if (status.state == state)
            return;
        status.state = state;
        status.since = now;
        status.snoozedUntil = {};
        if (state != AlertState::Acknowledged)
            status.by.clear();
    };
    const auto tell = [&](AlertNotice::Kind kind) {
        outcome.notice = noticeOf(kind, rule, evidence, course, outcome.text);
    };
    const bool isSame = before.isOpen() && course.firing &&
                        (!before.lastPeriod.isValid() || course.since <= before.lastPeriod);
    status.lastPeriod = course.last;
    if (!course.firing) {
        if (before.isOpen())
            tell(AlertNotice::Kind::Resolved);
        status.incident = {};
        move(course.streak > 0 ? AlertState::Pending : AlertState::Ok);
    } else if (!isSame) {
        status.incident = course.since;
        move(AlertState::Firing);
        tell(AlertNotice::Kind::Fired);
    } else if (before.state == AlertState::Snoozed && now >= before.snoozedUntil) {
        move(AlertState::Firing);
        tell(AlertNotice::Kind::StillFiring);
    }
    return outcome;
}

} // namespace vitrine::monitor
