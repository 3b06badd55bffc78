// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/modelglance.h"

#include "ui/widgets/wording.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ModelGlance)
};

using Retraining = lifecycle::RetrainingState::Kind;

QString dayText(const QDateTime &time)
{
    return QLocale().toString(time.toLocalTime().date(), u"d MMM yyyy"_s);
}

} // namespace

BadgeText healthBadge(const lifecycle::Health &health)
{
    switch (health.kind) {
    case lifecycle::Health::Kind::Good: return {health.word, Tone::Good};
    case lifecycle::Health::Kind::Watch: return {health.word, Tone::Warn};
    case lifecycle::Health::Kind::Bad: return {health.word, Tone::Bad};
    case lifecycle::Health::Kind::Unknown: break;
    }
    return {health.word, Tone::Muted};
}

std::optional<BadgeText> retrainingBadge(const lifecycle::Insight &insight)
{
    if (!insight.retrainingProblem.isEmpty())
        return BadgeText{Words::tr("policy unclear"), Tone::Warn};
    if (!insight.retraining || insight.retraining->kind == Retraining::UpToDate)
        return std::nullopt;
    return insight.retraining->kind == Retraining::Due ? BadgeText{Words::tr("retrain"), Tone::Warn}
                                                       : BadgeText{Words::tr("retrain soon"), Tone::Info};
}

QString retrainingText(const lifecycle::Insight &insight, const QDateTime &now)
{
    if (!insight.retraining)
        return insight.retrainingProblem.isEmpty() ? u"–"_s : Words::tr("policy unclear");
    const QDateTime &due = insight.retraining->due;
    if (insight.retraining->kind == Retraining::Due)
        return Words::tr("due since %1").arg(dayText(due));
    const auto days = static_cast<int>(now.daysTo(due));
    return days > 60 ? Words::tr("due %1").arg(dayText(due)) : Words::tr("due in %n day(s)", nullptr, days);
}

QString retrainingSentence(const lifecycle::Insight &insight, const QDateTime &now)
{
    if (!insight.retrainingProblem.isEmpty())
        return insight.retrainingProblem;
    if (!insight.retraining)
        return {};
    return Words::tr("By its policy in model.yaml, retraining is %1.").arg(retrainingText(insight, now));
}

Spark sparkOf(const lifecycle::Insight &insight)
{
    Spark spark{insight.values, insight.marked, Tone::Neutral};
    if (insight.health.kind == lifecycle::Health::Kind::Bad)
        spark.tone = Tone::Bad;
    else if (insight.health.kind == lifecycle::Health::Kind::Watch)
        spark.tone = Tone::Warn;
    return spark;
}

double newestValue(const lifecycle::Insight &insight)
{
    for (auto it = insight.values.rbegin(); it != insight.values.rend(); ++it) {
        if (std::isfinite(*it))
            return *it;
    }
    return std::numeric_limits<double>::quiet_NaN();
}

QString sparkSentence(const lifecycle::Insight &insight)
{
    if (insight.values.isEmpty())
        return {};
    QStringList numbers;
    for (const double value : insight.values)
        numbers << shortNumber(value);
    const QString list = numbers.join(u", "_s);
    if (insight.source == lifecycle::Insight::Source::Registration)
        return Words::tr("%1 at registration, by version, oldest first: %2").arg(insight.metric, list);
    return Words::tr(
               "%1 of the version in production, by period, oldest first: %2\nn = %3 in the newest period")
        .arg(insight.metric, list, QLocale().toString(insight.observations));
}

} // namespace vitrine::ui
