// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace vitrine::registry {

// A stretch of a text that was kept, taken out or put in.
struct TextRun {
    enum class Kind { Same, Removed, Added } kind = Kind::Same;
    QString text;
    bool operator==(const TextRun &) const = default;
};

// What became of `before` word by word; spaces and punctuation are words of their own, a lone space between
// two changed words goes with them. The Same and Removed runs make up `before`, Same and Added make up
// `after`.
QList<TextRun> wordDiff(const QString &before, const QString &after);

} // namespace vitrine::registry
