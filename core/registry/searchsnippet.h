// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/search.h"

#include <optional>

namespace vitrine::registry {

struct Snippet {
    QString text; // one line, with … where it was cut
    QList<SearchHit::Range> marks;
};

// The part of `text` around the first of the words looked for, with every one in that part marked; nothing
// when none of them is in it. Words are compared as the full-text index does (tokenizer unicode61 of SQLite's
// FTS5, without diacritics and case); one that is not part of a phrase matches the beginning of a word.
std::optional<Snippet> snippetOf(const QString &text,
                                 const QList<SearchQuery::Term<SearchQuery::Text>> &wanted);

} // namespace vitrine::registry
