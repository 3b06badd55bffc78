// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace vitrine::ui {

// How well `text` answers what was typed. The typed letters must occur in order, whatever their case; spaces
// are skipped. Beginnings of words, runs and short texts count more.
struct FuzzyMatch {
    int score = -1; // negative: no match
    QList<int> positions;
};
FuzzyMatch fuzzyMatch(const QString &typed, const QString &text);

} // namespace vitrine::ui
