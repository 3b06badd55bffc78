// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/worddiff.h"
#include "ui/widgets/badge.h"

#include <QStyledItemDelegate>

namespace vitrine::registry {
struct ComparedCell;
}

namespace vitrine::ui {

// Draws what a version says in a row: a sign for how it stands to the baseline, the text (of prose word by
// word), the change of a number, and below that what the change means.
class CompareDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    static constexpr int gutter = 22; // for the sign before the text

    explicit CompareDelegate(QObject *parent = nullptr);

    // Of prose only what changed, with some words around it.
    void setCondensed(bool condensed) { m_condensed = condensed; }
    // What a cell needs in a column of that width, row padding included.
    int heightFor(const QModelIndex &index, int width) const;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintHeading(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintGround(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                     Tone tone) const;
    bool m_condensed = false;
};

// The sign and the colour of a standing; never one without the other.
QString standingSign(const registry::ComparedCell &cell, const registry::ComparedCell &baseline);
Tone standingTone(const registry::ComparedCell &cell);

// The runs with long stretches that stayed the same cut down to `context` characters on each side of a
// change.
QList<registry::TextRun> condensed(const QList<registry::TextRun> &runs, qsizetype context);

} // namespace vitrine::ui
