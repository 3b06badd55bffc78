// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/choicedelegate.h"

#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"

#include <QPainter>

#include <algorithm>

namespace vitrine::ui {

namespace {

// As QComboBox::insertSeparator() marks it.
bool isSeparator(const QModelIndex &index)
{
    return index.data(Qt::AccessibleDescriptionRole).toString() == QLatin1String("separator");
}

} // namespace

void ChoiceDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    if (!isSeparator(index))
        return QStyledItemDelegate::paint(painter, option, index);
    const QRect line(option.rect.left() + Space::s, option.rect.center().y(),
                     option.rect.width() - 2 * Space::s, 1);
    painter->fillRect(line, tokens(option.palette).border);
}

QSize ChoiceDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (isSeparator(index))
        return {0, Space::s + 1};
    const QSize size = QStyledItemDelegate::sizeHint(option, index);
    return {size.width(), std::max(int(Size::compactRow) + 2, option.fontMetrics.height() + Space::m)};
}

} // namespace vitrine::ui
