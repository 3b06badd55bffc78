// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/rollbackoffer.h"

#include <QSet>

namespace vitrine::ui {

QString rollbackOffer(const QList<registry::StageInterval> &intervals, const QString &stage)
{
    QList<registry::StageInterval> stays; // oldest first
    for (const registry::StageInterval &interval : intervals) {
        if (interval.stage == stage)
            stays.append(interval);
    }
    if (stays.isEmpty())
        return {};
    const QString current = stays.last().version;
    QSet<QString> bad; // left by a rollback, and not put back since
    for (qsizetype at = 0; at < stays.size(); ++at) {
        if (at > 0 && stays.at(at).rolledBackTo)
            bad.insert(stays.at(at - 1).version);
        bad.remove(stays.at(at).version);
    }
    for (qsizetype at = stays.size() - 1; at-- > 0;) {
        const QString &version = stays.at(at).version;
        if (version != current && !bad.contains(version))
            return version;
    }
    return {};
}

} // namespace vitrine::ui
