// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/worddiff.h"

#include "core/git/textdiff.h"

#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::registry {

namespace {

using Kind = TextRun::Kind;

bool isWordCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == u'_' || c.isMark() || c.isSurrogate();
}

// A point or comma between digits belongs to the number.
bool isInNumber(const QString &text, qsizetype at)
{
    return (text.at(at) == u'.' || text.at(at) == u',') && at > 0 && at + 1 < text.size() &&
           text.at(at - 1).isDigit() && text.at(at + 1).isDigit();
}

QStringList wordsOf(const QString &text)
{
    QStringList words;
    for (qsizetype at = 0; at < text.size();) {
        qsizetype end = at + 1;
        if (isWordCharacter(text.at(at))) {
            while (end < text.size() && (isWordCharacter(text.at(end)) || isInNumber(text, end)))
                ++end;
        } else if (text.at(at) == u' ') {
            while (end < text.size() && text.at(end) == u' ')
                ++end;
        }
        words << text.mid(at, end - at);
        at = end;
    }
    return words;
}

// Git compares lines, so each word becomes one.
QByteArray asLines(const QStringList &words)
{
    QByteArray lines;
    for (const QString &word : words) {
        lines += word == u"\n" ? QByteArrayLiteral("\x01newline") : word.toUtf8();
        lines += '\n';
    }
    return lines;
}

class Runs final
{
public:
    void add(Kind kind, const QString &text)
    {
        if (text.isEmpty())
            return;
        if (!m_runs.isEmpty() && m_runs.last().kind == kind)
            m_runs.last().text += text;
        else
            m_runs.append({kind, text});
    }
    QList<TextRun> take() { return std::move(m_runs); }

private:
    QList<TextRun> m_runs;
};

QString joined(const QStringList &words, qsizetype from, qsizetype count)
{
    return words.mid(from, count).join(QString());
}

// "two words" for "other words" reads better as one change than as two around a space.
QList<git::LineChange> withoutLoneSpaces(const QList<git::LineChange> &changes, const QStringList &before)
{
    QList<git::LineChange> merged;
    for (const git::LineChange &change : changes) {
        if (!merged.isEmpty()) {
            git::LineChange &last = merged.last();
            const qsizetype end = last.oldStart + last.oldCount;
            const qsizetype gap = change.oldStart - end;
            const bool bothReplace =
                last.oldCount > 0 && last.newCount > 0 && change.oldCount > 0 && change.newCount > 0;
            if (bothReplace && gap == 1 && before.at(end).trimmed().isEmpty() && before.at(end) != u"\n") {
                last.oldCount += 1 + change.oldCount;
                last.newCount += 1 + change.newCount;
                continue;
            }
        }
        merged << change;
    }
    return merged;
}

} // namespace

QList<TextRun> wordDiff(const QString &before, const QString &after)
{
    const QStringList old = wordsOf(before);
    const QStringList now = wordsOf(after);
    const auto found = git::lineChanges(asLines(old), asLines(now));
    Runs runs;
    if (!found) { // too much to compare: all of it changed
        runs.add(Kind::Removed, before);
        runs.add(Kind::Added, after);
        return runs.take();
    }
    qsizetype at = 0;
    for (const git::LineChange &change : withoutLoneSpaces(*found, old)) {
        runs.add(Kind::Same, joined(old, at, change.oldStart - at));
        runs.add(Kind::Removed, joined(old, change.oldStart, change.oldCount));
        runs.add(Kind::Added, joined(now, change.newStart, change.newCount));
        at = change.oldStart + change.oldCount;
    }
    runs.add(Kind::Same, joined(old, at, old.size() - at));
    return runs.take();
}

} // namespace vitrine::registry
