// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <qnamespace.h>

namespace vitrine::ui {

// What a model says beyond the text, so that one delegate can draw every cell of every list.
enum ItemRole {
    SortRole = Qt::UserRole + 1, // the raw value that is compared
    ValueRole,                   // the whole value behind the row
    ChipsRole,                   // QStringList: pills after the text, in the look of their stage
    ToneRole,                    // int(Tone): colour of the text, or of the dot
    DotRole,                     // bool: a dot before the text (badge)
    FixedRole,                   // bool: fixed-width font (identifiers)
    SecondaryRole,               // QString: muted, after the text
    IconRole,                    // QString: name of a drawing before the text
    FilterRole,                  // QString: what a search looks at, in lower case
    FirstOwnRole = Qt::UserRole + 100,
};

} // namespace vitrine::ui
