// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/alert/alertwording.h"

#include "ui/widgets/wording.h"

#include <QCoreApplication>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Wording {
    Q_DECLARE_TR_FUNCTIONS(AlertWording)
};

using monitor::AlertRule;
using monitor::AlertState;

QString conditionText(const AlertRule &rule)
{
    if (rule.change)
        return Wording::tr("shifts its level");
    if (rule.above && rule.below)
        return Wording::tr("outside of %1 to %2")
            .arg(boundText(*rule.below, rule.subject), boundText(*rule.above, rule.subject));
    if (rule.above)
        return Wording::tr("above %1").arg(boundText(*rule.above, rule.subject));
    if (rule.below)
        return Wording::tr("below %1").arg(boundText(*rule.below, rule.subject));
    return Wording::tr("as the drift test says");
}

QString watchedText(const AlertRule &rule)
{
    switch (rule.subject) {
    case AlertRule::Subject::Metric: return rule.of;
    case AlertRule::Subject::Drift:
        return rule.of == u"share"_s ? Wording::tr("share of drifted columns")
                                     : Wording::tr("drift of %1").arg(rule.of);
    case AlertRule::Subject::Volume: return Wording::tr("number of %1").arg(rule.of);
    case AlertRule::Subject::Latency: return Wording::tr("latency %1").arg(rule.of);
    case AlertRule::Subject::Staleness: return Wording::tr("age of the newest %1").arg(rule.of);
    }
    return rule.of;
}

} // namespace

QString subjectText(AlertRule::Subject subject)
{
    switch (subject) {
    case AlertRule::Subject::Metric: return Wording::tr("Metric");
    case AlertRule::Subject::Drift: return Wording::tr("Drift");
    case AlertRule::Subject::Volume: return Wording::tr("Volume");
    case AlertRule::Subject::Latency: return Wording::tr("Latency");
    case AlertRule::Subject::Staleness: return Wording::tr("Staleness");
    }
    return {};
}

QString boundText(const monitor::AlertBound &bound, AlertRule::Subject subject)
{
    if (bound.relative)
        return Wording::tr("%1 %").arg(QLocale().toString(bound.value * 100));
    const QString number = QLocale().toString(bound.value);
    if (subject == AlertRule::Subject::Latency)
        return Wording::tr("%1 ms").arg(number);
    if (subject == AlertRule::Subject::Staleness)
        return Wording::tr("%1 h").arg(number);
    return number;
}

QString ruleText(const AlertRule &rule)
{
    QString text = watchedText(rule) + u' ' + conditionText(rule);
    if (rule.subject != AlertRule::Subject::Staleness)
        text = Wording::tr("%1, by %2").arg(text, monitor::periodUnitName(rule.periods.unit));
    if (rule.times > 1)
        text = Wording::tr("%1, %n time(s) in a row", nullptr, rule.times).arg(text);
    return text;
}

QString stateText(const lifecycle::AlertEntry &entry)
{
    if (!entry.checked)
        return Wording::tr("switched off");
    const monitor::AlertStatus &status = entry.checked->status;
    switch (status.state) {
    case AlertState::Ok: return status.why.isEmpty() ? Wording::tr("quiet") : Wording::tr("not judged");
    case AlertState::Pending: return Wording::tr("beyond, not for long enough");
    case AlertState::Firing: return Wording::tr("firing");
    case AlertState::Acknowledged: return Wording::tr("known to %1").arg(status.by);
    case AlertState::Snoozed:
        return Wording::tr("snoozed until %1")
            .arg(QLocale().toString(status.snoozedUntil.toLocalTime(), QLocale::ShortFormat));
    }
    return {};
}

Tone stateTone(const lifecycle::AlertEntry &entry)
{
    if (!entry.checked)
        return Tone::Muted;
    const monitor::AlertStatus &status = entry.checked->status;
    switch (status.state) {
    case AlertState::Ok: return status.why.isEmpty() ? Tone::Good : Tone::Muted;
    case AlertState::Pending: return Tone::Warn;
    case AlertState::Firing:
        return entry.rule.severity == AlertRule::Severity::Critical ? Tone::Bad : Tone::Warn;
    case AlertState::Acknowledged:
    case AlertState::Snoozed: return Tone::Info;
    }
    return Tone::Neutral;
}

} // namespace vitrine::ui
