// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lifecycle/retraining.h"

#include "core/base/text.h"
#include "core/registry/metadata.h"

#include <QHash>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::lifecycle {

namespace {

constexpr int mostUnits = 10'000;
constexpr int soonShare = 10; // a tenth of the cadence

Error notACadence(const QString &text)
{
    return Error{Error::Code::InvalidArgument,
                 Text::tr("“%1” is not a time between retrainings. Write for example 90 days, 3 months, "
                          "monthly or P3M.")
                     .arg(text.left(40)),
                 {}};
}

// One of the unit named so; nothing for an unknown name.
std::optional<Cadence> unitNamed(QStringView name)
{
    static const QHash<QString, Cadence> units{
        {u"day"_s, {0, 1}},     {u"week"_s, {0, 7}},  {u"month"_s, {1, 0}},
        {u"quarter"_s, {3, 0}}, {u"year"_s, {12, 0}}, {u"D"_s, {0, 1}},
        {u"W"_s, {0, 7}},       {u"M"_s, {1, 0}},     {u"Y"_s, {12, 0}}};
    const auto it = units.constFind(name.toString());
    return it == units.constEnd() ? std::nullopt : std::optional(*it);
}

std::optional<Cadence> adverb(const QString &text)
{
    static const QHash<QString, Cadence> adverbs{
        {u"daily"_s, {0, 1}},   {u"weekly"_s, {0, 7}},    {u"monthly"_s, {1, 0}},  {u"quarterly"_s, {3, 0}},
        {u"yearly"_s, {12, 0}}, {u"annually"_s, {12, 0}}, {u"every day"_s, {0, 1}}};
    const auto it = adverbs.constFind(text);
    return it == adverbs.constEnd() ? std::nullopt : std::optional(*it);
}

std::optional<Cadence> isoDuration(const QString &text)
{
    static const QRegularExpression whole(u"\\AP(?:\\d{1,5}[YMWD])+\\z"_s);
    static const QRegularExpression part(u"(\\d{1,5})([YMWD])"_s);
    if (!whole.match(text).hasMatch())
        return std::nullopt;
    Cadence sum;
    auto parts = part.globalMatch(text);
    while (parts.hasNext()) {
        const auto match = parts.next();
        const Cadence unit = *unitNamed(match.capturedView(2));
        sum.months += match.capturedView(1).toInt() * unit.months;
        sum.days += match.capturedView(1).toInt() * unit.days;
    }
    return sum;
}

} // namespace

Result<Cadence> Cadence::parse(const QString &text)
{
    const QString simple = text.simplified();
    const QString lower = simple.toLower();
    if (const auto known = adverb(lower))
        return *known;
    if (const auto iso = isoDuration(simple.toUpper()); iso && (iso->months > 0 || iso->days > 0))
        return *iso;
    static const QRegularExpression counted(
        u"\\A(?:every )?(?:(\\d{1,5}) ?)?(day|week|month|quarter|year)s?\\z"_s);
    const auto match = counted.match(lower);
    if (!match.hasMatch())
        return notACadence(text);
    const int count = match.capturedView(1).isEmpty() ? 1 : match.capturedView(1).toInt();
    if (count < 1 || count > mostUnits)
        return notACadence(text);
    const Cadence unit = *unitNamed(match.capturedView(2));
    return Cadence{count * unit.months, count * unit.days};
}

QDateTime Cadence::after(const QDateTime &time) const
{
    return time.addMonths(months).addDays(days);
}

Result<std::optional<RetrainingPolicy>> retrainingPolicy(const registry::Metadata &metadata)
{
    const QJsonValue value = metadata.all.value(u"retraining");
    if (value.isUndefined() || value.isNull())
        return std::optional<RetrainingPolicy>();
    QString every = value.toVariant().toString();
    RetrainingPolicy policy;
    if (value.isObject()) {
        every = value[u"every"].toString();
        policy.command = value[u"command"].toString();
    }
    const Result<Cadence> cadence = Cadence::parse(every);
    if (!cadence)
        return cadence.error().within(Text::tr("The key “retraining” of model.yaml"));
    policy.every = *cadence;
    return std::optional(policy);
}

RetrainingState retrainingState(const RetrainingPolicy &policy, const QDateTime &last, const QDateTime &now)
{
    RetrainingState state;
    state.due = policy.every.after(last);
    const qint64 warning = std::max<qint64>(1, last.daysTo(state.due) / soonShare);
    if (now >= state.due)
        state.kind = RetrainingState::Kind::Due;
    else if (now >= state.due.addDays(-warning))
        state.kind = RetrainingState::Kind::DueSoon;
    return state;
}

} // namespace vitrine::lifecycle
