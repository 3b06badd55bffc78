// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/rollbackoffer.h"

#include "core/base/text.h"
#include "core/registry/versionnote.h"

#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

using Verdict = StagePast::Verdict;

QList<StageInterval> staysIn(const QList<StageInterval> &intervals, const QString &stage)
{
    QList<StageInterval> stays;
    std::copy_if(intervals.begin(), intervals.end(), std::back_inserter(stays),
                 [&](const StageInterval &interval) { return interval.stage == stage; });
    return stays; // oldest first
}

QString dayText(const QDateTime &time)
{
    return QLocale().toString(time.toLocalTime().date(), u"d MMM yyyy"_s);
}

QString stayText(const StageInterval &stay)
{
    if (!stay.begin.isValid())
        return Text::tr("%1 was in %2 before").arg(stay.version, stay.stage);
    const int days = int(stay.begin.daysTo(stay.end));
    return Text::tr("%1 was in %2 from %3 to %4 (%n day(s))", nullptr, days)
        .arg(stay.version, stay.stage, dayText(stay.begin), dayText(stay.end));
}

// Whether what came after this stay was a rollback: the version was left because of what it did.
bool wasRolledBackFrom(const QList<StageInterval> &stays, qsizetype at)
{
    return at + 1 < stays.size() && stays.at(at + 1).rolledBackTo;
}

StagePast pastOf(const QList<StageInterval> &stays, const QString &stage, const QString &version,
                 const VersionLookup &lookup)
{
    const auto found = lookup(version);
    if (found && found->deregistered)
        return {Verdict::Unfit, Text::tr("%1 was withdrawn.").arg(version)};
    if (found && isUnfit(*found)) {
        const QString note = found->note.isEmpty() ? found->labels.join(u", "_s) : found->note;
        return {Verdict::Unfit, Text::tr("The note on %1 says: “%2”").arg(version, note)};
    }
    for (qsizetype at = stays.size(); at-- > 0;) {
        const StageInterval &stay = stays.at(at);
        if (stay.version != version)
            continue;
        if (!stay.end.isValid() && at + 1 == stays.size())
            return {Verdict::Current, Text::tr("%1 is in %2 now.").arg(version, stage)};
        if (wasRolledBackFrom(stays, at)) {
            return {Verdict::RolledBack, Text::tr("%1 was rolled back from %2 on %3.")
                                             .arg(stage, version, dayText(stays.at(at + 1).begin))};
        }
        return {Verdict::Good, stayText(stay) + u'.'};
    }
    return {Verdict::Never, Text::tr("%1 was never in %2.").arg(version, stage)};
}

} // namespace

StagePast pastInStage(const QList<StageInterval> &intervals, const QString &stage, const QString &version,
                      const VersionLookup &lookup)
{
    return pastOf(staysIn(intervals, stage), stage, version, lookup);
}

RollbackOffer rollbackOffer(const QList<StageInterval> &intervals, const QString &stage,
                            const VersionLookup &lookup)
{
    const QList<StageInterval> stays = staysIn(intervals, stage);
    QStringList looked;
    QStringList reasons;
    for (qsizetype at = stays.size(); at-- > 0;) {
        const QString &version = stays.at(at).version;
        if (looked.contains(version) || !lookup(version))
            continue;
        looked << version;
        const StagePast past = pastOf(stays, stage, version, lookup);
        if (past.verdict == Verdict::Current)
            continue;
        if (past.verdict != Verdict::Good) {
            reasons << past.sentence;
            continue;
        }
        const QString offered = Text::tr("Offered because %1 and is the last one there that was good.")
                                    .arg(stayText(stays.at(at)));
        return {version, (QStringList{offered} + reasons).join(u' ')};
    }
    if (stays.isEmpty())
        return {{}, Text::tr("No version was in %1 before.").arg(stage)};
    const QString none = Text::tr("No other version that was in %1 before is good.").arg(stage);
    return {{}, (QStringList{none} + reasons).join(u' ')};
}

} // namespace vitrine::registry
