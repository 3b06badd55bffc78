// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/format/prototype.h"

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace vitrine::format {

namespace {

bool isCategory(ColumnType type)
{
    return type == ColumnType::Category || type == ColumnType::OrderedCategory;
}

// Whether every value that a column of type `before` may send is one of type `after`.
Verdict typeVerdict(ColumnType before, ColumnType after)
{
    if (before == after || (isCategory(before) && isCategory(after)))
        return Verdict::Compatible;
    const bool wider =
        (before == ColumnType::Integer && after == ColumnType::Number) ||
        (isCategory(before) && after == ColumnType::String) ||
        (before == ColumnType::Date && (after == ColumnType::DateTime || after == ColumnType::String)) ||
        (before == ColumnType::DateTime && after == ColumnType::String);
    return wider ? Verdict::Widening : Verdict::Breaking;
}

QStringList notIn(const QStringList &wanted, const QStringList &present)
{
    QStringList missing;
    std::copy_if(wanted.begin(), wanted.end(), std::back_inserter(missing),
                 [&](const QString &level) { return !present.contains(level); });
    return missing;
}

std::optional<ColumnChange> levelChange(const Column &before, const Column &after)
{
    ColumnChange change{ColumnChange::Kind::LevelsChanged, before.name, Verdict::Compatible, {}};
    if (before.levels == after.levels)
        return {};
    if (after.levels.isEmpty()) {
        change.verdict = Verdict::Widening;
        change.text = Text::tr("accepts any value of %1").arg(before.name);
        return change;
    }
    if (before.levels.isEmpty()) {
        change.verdict = Verdict::Breaking;
        change.text = Text::tr("accepts only %1 as %2").arg(after.levels.join(u", "_s), before.name);
        return change;
    }
    const QStringList gone = notIn(before.levels, after.levels);
    const QStringList added = notIn(after.levels, before.levels);
    if (!gone.isEmpty()) {
        change.verdict = Verdict::Breaking;
        change.text = Text::tr("no longer accepts %1 as %2").arg(gone.join(u", "_s), before.name);
    } else if (!added.isEmpty()) {
        change.verdict = Verdict::Widening;
        change.text = Text::tr("also accepts %1 as %2").arg(added.join(u", "_s), before.name);
    } else {
        change.text = Text::tr("orders the levels of %1 differently").arg(before.name);
    }
    return change;
}

void compareColumn(const Column &before, const Column &after, QList<ColumnChange> *changes)
{
    const Verdict verdict = typeVerdict(before.type, after.type);
    if (before.type != after.type) {
        changes->append({ColumnChange::Kind::TypeChanged, before.name, verdict,
                         Text::tr("takes %1 as %2 instead of %3")
                             .arg(before.name, columnTypeName(after.type), columnTypeName(before.type))});
    }
    if (isCategory(before.type) && isCategory(after.type)) {
        if (const auto change = levelChange(before, after))
            changes->append(*change);
    }
}

const Column *columnNamed(const Prototype &prototype, const QString &name)
{
    const auto found = std::find_if(prototype.columns.begin(), prototype.columns.end(),
                                    [&](const Column &column) { return column.name == name; });
    return found == prototype.columns.end() ? nullptr : &*found;
}

} // namespace

PrototypeDifference compare(const Prototype &before, const Prototype &after)
{
    PrototypeDifference difference;
    // A version without a prototype takes anything, so nothing can be said against it.
    if (after.isEmpty()) {
        if (!before.isEmpty())
            difference.verdict = Verdict::Widening;
        return difference;
    }
    for (const Column &column : after.columns) {
        if (const Column *old = columnNamed(before, column.name))
            compareColumn(*old, column, &difference.changes);
        else
            difference.changes.append({ColumnChange::Kind::Added, column.name, Verdict::Breaking,
                                       Text::tr("needs the new column %1").arg(column.name)});
    }
    for (const Column &column : before.columns) {
        if (!columnNamed(after, column.name))
            difference.changes.append({ColumnChange::Kind::Removed, column.name, Verdict::Widening,
                                       Text::tr("no longer needs the column %1").arg(column.name)});
    }
    for (const ColumnChange &change : difference.changes)
        difference.verdict = std::max(difference.verdict, change.verdict);
    return difference;
}

QString PrototypeDifference::summary() const
{
    QStringList texts;
    for (const ColumnChange &change : changes) {
        if (change.verdict == verdict)
            texts.append(change.text);
    }
    const QString what = texts.join(u"; "_s);
    switch (verdict) {
    case Verdict::Compatible:
        return changes.isEmpty() ? Text::tr("compatible: no column changes")
                                 : Text::tr("compatible: %1").arg(what);
    case Verdict::Widening:
        return texts.isEmpty() ? Text::tr("compatible: accepts any columns")
                               : Text::tr("compatible: %1").arg(what);
    case Verdict::Breaking: break;
    }
    return Text::tr("breaking: %1").arg(what);
}

} // namespace vitrine::format
