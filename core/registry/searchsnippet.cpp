// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/registry/searchsnippet.h"

#include <algorithm>
#include <vector>

namespace vitrine::registry {

namespace {

using Text = SearchQuery::Text;
using Range = SearchHit::Range;

constexpr qsizetype mostWords = 16;    // of a snippet
constexpr qsizetype wordsBefore = 4;   // the first match
constexpr qsizetype longestWord = 200; // of one that has no end, as in encoded data

struct Word {
    qsizetype begin = 0;
    qsizetype length = 0;
    QString folded;
};

bool isWordCharacter(char32_t c)
{
    switch (QChar::category(c)) {
    case QChar::Letter_Lowercase:
    case QChar::Letter_Uppercase:
    case QChar::Letter_Titlecase:
    case QChar::Letter_Modifier:
    case QChar::Letter_Other:
    case QChar::Number_DecimalDigit:
    case QChar::Number_Letter:
    case QChar::Number_Other:
    case QChar::Mark_NonSpacing:
    case QChar::Mark_SpacingCombining:
    case QChar::Mark_Enclosing:
    case QChar::Other_PrivateUse: return true;
    default: return false;
    }
}

// Lower case, without accents.
QString folded(QStringView word)
{
    const bool ascii = std::all_of(word.begin(), word.end(), [](QChar c) { return c.unicode() < 0x80; });
    if (ascii)
        return word.toString().toLower();
    QString plain = word.toString().toLower().normalized(QString::NormalizationForm_D);
    plain.removeIf([](QChar c) { return c.category() == QChar::Mark_NonSpacing; });
    return plain;
}

// The words of `text`; their folded forms are filled in as they are needed.
std::vector<Word> wordsOf(QStringView text)
{
    std::vector<Word> words;
    qsizetype begin = -1;
    for (qsizetype at = 0; at <= text.size();) {
        qsizetype width = 1;
        bool inside = false;
        if (at < text.size()) {
            char32_t c = text.at(at).unicode();
            if (text.at(at).isHighSurrogate() && at + 1 < text.size() && text.at(at + 1).isLowSurrogate()) {
                c = QChar::surrogateToUcs4(text.at(at), text.at(at + 1));
                width = 2;
            }
            inside = isWordCharacter(c);
        }
        if (inside && begin < 0) {
            begin = at;
        } else if (!inside && begin >= 0) {
            words.push_back({begin, at - begin, folded(text.mid(begin, std::min(at - begin, longestWord)))});
            begin = -1;
        }
        at += width;
    }
    return words;
}

// How many words from `at` on are what was looked for; 0: it is not there.
size_t matchAt(const std::vector<Word> &words, size_t at, const Text &text, const QStringList &wanted)
{
    if (!text.phrase && wanted.size() == 1)
        return words[at].folded.startsWith(wanted.first()) ? 1 : 0;
    if (at + size_t(wanted.size()) > words.size())
        return 0;
    for (qsizetype i = 0; i < wanted.size(); ++i) {
        const QString &word = words[at + size_t(i)].folded;
        const bool open = !text.phrase && i + 1 == wanted.size(); // seattle-tm: the last may go on
        if (open ? !word.startsWith(wanted.at(i)) : word != wanted.at(i))
            return 0;
    }
    return size_t(wanted.size());
}

// First and last word of each match, ascending, not overlapping.
std::vector<std::pair<size_t, size_t>> matchesIn(const std::vector<Word> &words,
                                                 const QList<SearchQuery::Term<Text>> &wanted)
{
    std::vector<std::pair<const Text *, QStringList>> looked;
    for (const auto &term : wanted) {
        if (term.negated || term.what.words.isEmpty())
            continue;
        QStringList plain;
        for (const QString &word : term.what.words)
            plain.append(folded(word));
        looked.emplace_back(&term.what, plain);
    }
    std::vector<std::pair<size_t, size_t>> matches;
    for (size_t at = 0; at < words.size();) {
        size_t longest = 0;
        for (const auto &[text, plain] : looked)
            longest = std::max(longest, matchAt(words, at, *text, plain));
        if (longest > 0)
            matches.emplace_back(at, at + longest - 1);
        at += std::max<size_t>(longest, 1);
    }
    return matches;
}

} // namespace

std::optional<Snippet> snippetOf(const QString &text, const QList<SearchQuery::Term<Text>> &wanted)
{
    if (text.isEmpty())
        return {};
    const std::vector<Word> words = wordsOf(text);
    const auto matches = matchesIn(words, wanted);
    if (matches.empty())
        return {};
    const qsizetype count = qsizetype(words.size());
    const qsizetype first = std::clamp<qsizetype>(qsizetype(matches.front().first) - wordsBefore, 0,
                                                  std::max<qsizetype>(0, count - mostWords));
    const qsizetype last =
        std::max(std::min(first + mostWords, count) - 1, qsizetype(matches.front().second));
    const qsizetype begin = first == 0 ? 0 : words[size_t(first)].begin;
    const qsizetype end =
        last + 1 == count ? text.size() : words[size_t(last)].begin + words[size_t(last)].length;

    Snippet snippet;
    snippet.text = begin > 0 ? QStringLiteral("…") : QString();
    const qsizetype shift = snippet.text.size() - begin;
    snippet.text += text.mid(begin, end - begin);
    std::replace_if(
        snippet.text.begin(), snippet.text.end(),
        [](QChar c) { return c.category() == QChar::Other_Control; }, QChar(u' '));
    for (const auto &[from, to] : matches) {
        const qsizetype stop = words[to].begin + words[to].length;
        if (words[from].begin >= begin && stop <= end)
            snippet.marks.append({words[from].begin + shift, stop - words[from].begin});
    }
    if (end < text.size())
        snippet.text += u'…';
    return snippet;
}

} // namespace vitrine::registry
