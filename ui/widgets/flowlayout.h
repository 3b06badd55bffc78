// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLayout>
#include <QList>

namespace vitrine::ui {

// Items from left to right (mirrored where people read the other way), wrapping like words: for chips.
class FlowLayout final : public QLayout
{
public:
    explicit FlowLayout(QWidget *parent, int gap);
    ~FlowLayout() override;

    // So many of the last items stand together at the end of their line: what belongs to the far side of a
    // toolbar. They share a line with the others where all fit, else they begin one of their own.
    void setLastAtEnd(int items) { m_atEnd = items; }

    void addItem(QLayoutItem *item) override;
    int count() const override;
    QLayoutItem *itemAt(int index) const override;
    QLayoutItem *takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSize() const override;
    void setGeometry(const QRect &rect) override;

private:
    int arrange(const QRect &rect, bool move) const;
    int endWidth(int width) const; // of all that stand at the end
    QList<QLayoutItem *> m_items;
    int m_gap;
    int m_atEnd = 0;
};

} // namespace vitrine::ui
