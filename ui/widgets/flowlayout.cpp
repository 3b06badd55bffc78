// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/flowlayout.h"

#include <QStyle>
#include <QWidget>

#include <algorithm>

namespace vitrine::ui {

FlowLayout::FlowLayout(QWidget *parent, int gap) : QLayout(parent), m_gap(gap)
{
    setContentsMargins(0, 0, 0, 0);
}

FlowLayout::~FlowLayout()
{
    qDeleteAll(m_items);
}

void FlowLayout::addItem(QLayoutItem *item)
{
    m_items.append(item);
}

int FlowLayout::count() const
{
    return static_cast<int>(m_items.size());
}

QLayoutItem *FlowLayout::itemAt(int index) const
{
    return m_items.value(index);
}

QLayoutItem *FlowLayout::takeAt(int index)
{
    return index >= 0 && index < m_items.size() ? m_items.takeAt(index) : nullptr;
}

int FlowLayout::heightForWidth(int width) const
{
    return arrange(QRect(0, 0, width, 0), false);
}

QSize FlowLayout::sizeHint() const
{
    int width = 0;
    int height = 0;
    for (const QLayoutItem *item : m_items) {
        width += item->sizeHint().width() + m_gap;
        height = std::max(height, item->sizeHint().height());
    }
    return {std::max(0, width - m_gap), height};
}

QSize FlowLayout::minimumSize() const
{
    QSize size;
    for (const QLayoutItem *item : m_items)
        size = size.expandedTo(item->minimumSize());
    return size;
}

void FlowLayout::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    arrange(rect, true);
}

int FlowLayout::endWidth(int width) const
{
    int end = -m_gap;
    for (qsizetype i = std::max<qsizetype>(0, m_items.size() - m_atEnd); i < m_items.size(); ++i) {
        if (!m_items[i]->isEmpty())
            end += m_gap + std::min(width, m_items[i]->sizeHint().width());
    }
    return std::max(0, end);
}

int FlowLayout::arrange(const QRect &rect, bool move) const
{
    int x = rect.x();
    int y = rect.y();
    int rowHeight = 0;
    const int right = rect.x() + rect.width();
    const Qt::LayoutDirection direction =
        parentWidget() ? parentWidget()->layoutDirection() : Qt::LeftToRight;
    const auto breakLine = [&] {
        x = rect.x();
        y += rowHeight + m_gap;
        rowHeight = 0;
    };
    const qsizetype firstAtEnd = m_items.size() - m_atEnd;
    for (qsizetype i = 0; i < m_items.size(); ++i) {
        QLayoutItem *item = m_items[i];
        if (m_atEnd > 0 && i == firstAtEnd) {
            const int end = endWidth(rect.width());
            if (x > rect.x() && x + end > right)
                breakLine();
            x = std::max(x, right - end);
        }
        if (item->isEmpty())
            continue; // hidden
        const QSize size = item->sizeHint().boundedTo(QSize(std::max(1, rect.width()), QLAYOUTSIZE_MAX));
        if (x > rect.x() && x + size.width() > right)
            breakLine();
        if (move)
            item->setGeometry(QStyle::visualRect(direction, rect, QRect(QPoint(x, y), size)));
        x += size.width() + m_gap;
        rowHeight = std::max(rowHeight, size.height());
    }
    return y + rowHeight - rect.y();
}

} // namespace vitrine::ui
