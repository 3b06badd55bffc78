// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/registry/comparisonrows.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

struct CardPart {
    QString heading;
    QString body;
};

// Of "## Heading ##": the heading; empty when the line is none.
QString headingOf(const QString &line)
{
    qsizetype marks = 0;
    while (marks < line.size() && line.at(marks) == u'#')
        ++marks;
    if (marks == 0 || marks > 6 || (marks < line.size() && line.at(marks) != u' '))
        return {};
    QString heading = line.mid(marks).trimmed();
    while (heading.endsWith(u'#'))
        heading.chop(1);
    return heading.trimmed();
}

QList<CardPart> partsOf(const QString &card)
{
    QList<CardPart> parts{{Text::tr("beginning"), {}}};
    QSet<QString> used;
    QString fence; // of the code block that the line is in
    for (const QString &line : card.split(u'\n')) {
        const QString start = line.trimmed().left(3);
        if (start == u"```" || start == u"~~~") {
            if (fence.isEmpty())
                fence = start;
            else if (fence == start)
                fence.clear();
        }
        const QString heading = fence.isEmpty() ? headingOf(line) : QString();
        if (heading.isEmpty()) {
            parts.last().body += line + u'\n';
            continue;
        }
        QString name = heading;
        for (int copy = 2; used.contains(name); ++copy)
            name = u"%1 (%2)"_s.arg(heading).arg(copy);
        used.insert(name);
        parts.append({name, {}});
    }
    return parts;
}

} // namespace

QList<ComparedRow> comparedCard(const QList<ComparedVersion> &versions, const Job &job)
{
    ComparedRowsBuilder rows(versions.size());
    for (qsizetype at = 0; at < versions.size(); ++at) {
        for (const CardPart &part : partsOf(versions.at(at).details.card)) {
            ComparedRow &row = rows.row(part.heading);
            row.isLong = true;
            row.cells[at].text = part.body.trimmed();
            const QString &first = row.cells.first().text;
            if (at > 0 && !first.isEmpty() && first != row.cells.at(at).text && job.check())
                row.cells[at].runs = wordDiff(first, row.cells.at(at).text);
        }
    }
    return rows.finished();
}

} // namespace vitrine::registry
