// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/registry/comparisonrows.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

using Standing = ComparedCell::Standing;

Standing standingOf(format::Verdict verdict)
{
    switch (verdict) {
    case format::Verdict::Compatible: return Standing::Same;
    case format::Verdict::Widening: return Standing::Widening;
    case format::Verdict::Breaking: break;
    }
    return Standing::Breaking;
}

QString columnText(const format::Column &column)
{
    QString text = format::columnTypeName(column.type);
    if (!column.unit.isEmpty())
        text += u", "_s + column.unit;
    return column.levels.isEmpty() ? text : text + u": "_s + column.levels.join(u", "_s);
}

QString sizeText(const format::Prototype &prototype)
{
    return prototype.isEmpty() ? Text::tr("none recorded")
                               : Text::tr("%n column(s)", nullptr, int(prototype.columns.size()));
}

} // namespace

QList<ComparedRow> comparedPrototype(const QList<ComparedVersion> &versions)
{
    const auto prototypeOf = [](const ComparedVersion &version) -> const format::Prototype & {
        return version.details.metadata.prototype;
    };
    if (std::all_of(versions.begin(), versions.end(),
                    [&](const auto &version) { return prototypeOf(version).isEmpty(); }))
        return {};
    ComparedRowsBuilder rows(versions.size());
    const QString verdict = Text::tr("verdict");
    const format::Prototype &first = prototypeOf(versions.first());
    for (qsizetype at = 0; at < versions.size(); ++at) {
        const format::Prototype &prototype = prototypeOf(versions.at(at));
        ComparedCell &summary = rows.cell(verdict, at);
        if (at == 0) {
            summary.text = sizeText(prototype);
        } else {
            const format::PrototypeDifference difference = format::compare(first, prototype);
            summary.text = prototype.isEmpty() ? sizeText(prototype) : difference.summary();
            summary.standing = standingOf(difference.verdict);
            for (const format::ColumnChange &change : difference.changes) {
                ComparedCell &cell = rows.cell(change.column, at);
                cell.note = cell.note.isEmpty() ? change.text : cell.note + u"; "_s + change.text;
                cell.standing = std::max(cell.standing, standingOf(change.verdict));
            }
        }
        for (const format::Column &column : prototype.columns)
            rows.cell(column.name, at).text = columnText(column);
    }
    QList<ComparedRow> finished = rows.finished();
    // A verdict in other words than the first version's size is no difference by itself.
    for (ComparedRow &row : finished) {
        for (ComparedCell &cell : row.cells) {
            if (row.name == verdict && cell.standing == Standing::Changed)
                cell.standing = Standing::Same;
        }
    }
    return finished;
}

} // namespace vitrine::registry
