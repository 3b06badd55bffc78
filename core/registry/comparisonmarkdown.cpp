// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/registry/comparison.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

using Standing = ComparedCell::Standing;

// Text of a library inside a table cell: nothing in it may end the cell or begin markup of its own.
QString escaped(const QString &text)
{
    QString out;
    out.reserve(text.size());
    for (const QChar c : text) {
        if (c == u'\n')
            out += u"<br>"_s;
        else if (c == u'<')
            out += u"&lt;"_s;
        else if (c == u'&')
            out += u"&amp;"_s;
        else if (u"\\`*_{}[]|~#"_s.contains(c))
            out += u'\\' + QString(c);
        else if (c != u'\r')
            out += c;
    }
    return out;
}

QString wordsOf(const ComparedCell &cell)
{
    QString out;
    for (const TextRun &run : cell.runs) {
        const QString text = escaped(run.text);
        switch (run.kind) {
        case TextRun::Kind::Same: out += text; break;
        case TextRun::Kind::Removed: out += u"<del>"_s + text + u"</del>"_s; break;
        case TextRun::Kind::Added: out += u"<ins>"_s + text + u"</ins>"_s; break;
        }
    }
    return out;
}

QString verdictOf(Standing standing)
{
    switch (standing) {
    case Standing::Better: return Text::tr("better");
    case Standing::Worse: return Text::tr("worse");
    case Standing::Added: return Text::tr("new");
    case Standing::Removed: return Text::tr("gone");
    case Standing::Widening: return Text::tr("widening");
    case Standing::Breaking: return Text::tr("breaking");
    case Standing::Changed: return Text::tr("changed");
    case Standing::Same: break;
    }
    return {};
}

QString cellText(const ComparedCell &cell, const ComparedCell &first)
{
    if (!cell.runs.isEmpty())
        return wordsOf(cell);
    QString text = cell.text.isEmpty() ? u"–"_s : escaped(cell.text);
    QStringList remarks;
    if (cell.number && first.number && *cell.number != *first.number)
        remarks << (*cell.number > *first.number ? u"▲"_s : u"▼"_s);
    if (const QString verdict = verdictOf(cell.standing); !verdict.isEmpty())
        remarks << verdict;
    if (!cell.note.isEmpty())
        remarks << escaped(cell.note);
    return remarks.isEmpty() ? text : text + u" ("_s + remarks.join(u' ') + u')';
}

QString line(const QStringList &cells)
{
    return u"| "_s + cells.join(u" | "_s) + u" |\n"_s;
}

bool isChosen(const QList<std::pair<int, int>> &chosen, qsizetype section, qsizetype row)
{
    return chosen.isEmpty() || chosen.contains(std::pair(int(section), int(row)));
}

} // namespace

QString toMarkdown(const Comparison &comparison, ComparedRows which, const QList<std::pair<int, int>> &chosen)
{
    QStringList names;
    for (const Version &version : comparison.versions)
        names << escaped(version.model + u'@' + version.name);
    QString out = u"# "_s + Text::tr("Comparison of %1").arg(names.join(u", "_s)) + u"\n"_s;
    for (qsizetype s = 0; s < comparison.sections.size(); ++s) {
        const ComparedSection &section = comparison.sections.at(s);
        QString table;
        for (qsizetype r = 0; r < section.rows.size(); ++r) {
            const ComparedRow &row = section.rows.at(r);
            if (!isChosen(chosen, s, r) || (which == ComparedRows::Differing && !row.differs()))
                continue;
            QStringList cells{escaped(row.name)};
            for (const ComparedCell &cell : row.cells)
                cells << cellText(cell, row.cells.first());
            table += line(cells);
        }
        if (table.isEmpty() && (section.remark.isEmpty() || !chosen.isEmpty()))
            continue;
        out += u"\n## "_s + section.title + u"\n\n"_s;
        if (!section.remark.isEmpty())
            out += escaped(section.remark) + u"\n\n"_s;
        if (!table.isEmpty())
            out +=
                line(QStringList{QString()} + names) + line(QStringList(names.size() + 1, u"---"_s)) + table;
    }
    return out;
}

} // namespace vitrine::registry
