// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <qnamespace.h>

#include <QList>
#include <QMetaType>

namespace vitrine::ui {

// A stretch of a text, in characters.
struct TextMark {
    qsizetype begin = 0;
    qsizetype length = 0;
    bool operator==(const TextMark &) const = default;
};

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
    SparkRole,                   // Spark: a small line before the text
    BadgesRole,                  // QList<BadgeText>: dots with words, in place of the text
    ReasonRole,    // QString, of column 0: a second line below the row that says why it was found
    MarksRole,     // QList<TextMark>: parts of the reason (else of the text) that were searched for
    HeadingRole,   // bool: the row is the heading of a group; its text is that of column 0
    ExpandedRole,  // bool: of a heading, whether its rows are shown
    ColumnKeyRole, // QString, of a header: names the column in settings, whatever the language
    FirstOwnRole = Qt::UserRole + 100,
};

} // namespace vitrine::ui

Q_DECLARE_METATYPE(vitrine::ui::TextMark)
