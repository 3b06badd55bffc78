// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/itemroles.h"

#include <QStringList>
#include <QStyledItemDelegate>

namespace vitrine::ui {

// Draws a cell from the roles of itemroles.h: drawing, line, dot, text with the searched words marked,
// secondary text, pills; and the headings of groups across the whole row.
class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit CellDelegate(QObject *parent = nullptr);

    // Marked wherever they occur, whatever their case.
    void setHighlight(const QStringList &words);
    // Of the second line that says why a row was found.
    int reasonHeight() const;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    // Of a row, or of what a table has beside its last column.
    void paintBehind(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

protected:
    // Row background, separator and selection bar; returns the rectangle for the content.
    QRect paintRow(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;

private:
    void paintText(QPainter *painter, const QRect &rect, const QString &text,
                   const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintHeading(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintBadges(QPainter *painter, const QRect &rect, const QStyleOptionViewItem &option,
                     const QModelIndex &index) const;
    void paintReason(QPainter *painter, const QStyleOptionViewItem &option, const QString &reason,
                     const QModelIndex &first) const;
    static void paintMarks(QPainter *painter, const QRect &rect, const QString &shown,
                           const QList<TextMark> &marks, const QPalette &palette);
    QList<TextMark> marksIn(const QString &text) const;
    int paintChips(QPainter *painter, const QRect &rect, const QStringList &chips,
                   const QStyleOptionViewItem &option) const;
    int textWidth(const QStyleOptionViewItem &option, const QModelIndex &index) const;

    QStringList m_highlight;
};

} // namespace vitrine::ui
