// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/fuzzy.h"

#include <algorithm>
#include <vector>

namespace vitrine::ui {

namespace {

constexpr int letterScore = 10;
constexpr int runBonus = 15;
constexpr int wordBonus = 20;
constexpr int beginBonus = 10;
constexpr int none = -1'000'000;

bool beginsWord(const QString &text, qsizetype at)
{
    if (at == 0)
        return true;
    const QChar before = text.at(at - 1);
    const QChar here = text.at(at);
    return !before.isLetterOrNumber() || (before.isLower() && here.isUpper()) ||
           (before.isLetter() && here.isDigit());
}

} // namespace

// best[i][j]: the highest score with letter i of what was typed at place j of the text. Both are short.
FuzzyMatch fuzzyMatch(const QString &typed, const QString &text)
{
    QString letters = typed.toLower();
    letters.removeIf([](QChar c) { return c.isSpace(); });
    if (letters.isEmpty())
        return {0, {}};
    const QString lower = text.toLower();
    const auto rows = static_cast<size_t>(letters.size());
    const auto columns = static_cast<size_t>(lower.size());
    if (rows > columns)
        return {};
    std::vector<int> best(rows * columns, none);
    std::vector<int> from(rows * columns, -1);
    for (size_t i = 0; i < rows; ++i) {
        int before = i == 0 ? 0 : none; // best of the row above at any place left of j
        int beforeAt = -1;
        for (size_t j = 0; j < columns; ++j) {
            if (i > 0 && j > 0 && best[(i - 1) * columns + j - 1] > before) {
                before = best[(i - 1) * columns + j - 1];
                beforeAt = static_cast<int>(j) - 1;
            }
            if (letters.at(qsizetype(i)) != lower.at(qsizetype(j)) || before == none)
                continue;
            const int own =
                letterScore + (beginsWord(text, qsizetype(j)) ? wordBonus : 0) + (j == 0 ? beginBonus : 0);
            int score = before + own;
            int origin = beforeAt;
            if (i > 0 && j > 0 && best[(i - 1) * columns + j - 1] != none &&
                best[(i - 1) * columns + j - 1] + own + runBonus > score) {
                score = best[(i - 1) * columns + j - 1] + own + runBonus;
                origin = static_cast<int>(j) - 1;
            }
            best[i * columns + j] = score;
            from[i * columns + j] = origin;
        }
    }
    const auto last = best.begin() + static_cast<std::ptrdiff_t>((rows - 1) * columns);
    const auto top = std::max_element(last, best.end());
    if (*top == none)
        return {};
    FuzzyMatch match;
    match.score = std::max(0, *top - static_cast<int>(text.size()) / 4);
    auto place = static_cast<int>(top - last);
    for (size_t i = rows; i-- > 0;) {
        match.positions.prepend(place);
        place = from[i * columns + static_cast<size_t>(place)];
    }
    return match;
}

} // namespace vitrine::ui
