// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/toolbarbutton.h"

#include "ui/theme/icons.h"

#include <QMenu>
#include <QStyleOptionButton>
#include <QStylePainter>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

ToolbarButton::ToolbarButton(const QString &name, const QString &iconName, const QString &text,
                             const QString &tip, Qt::Key key, QWidget *parent)
    : QToolButton(parent)
    , m_key(QKeySequence(Qt::ALT | key))
{
    setObjectName(name);
    setIcon(vitrine::ui::icon(iconName));
    setToolTip(tr("%1 (%2)").arg(tip, m_key.toString(QKeySequence::NativeText)));
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setPopupMode(InstantPopup);
    setFocusPolicy(Qt::StrongFocus);
    setLabel(text);
}

void ToolbarButton::setLabel(const QString &label)
{
    setText(label);
    setAccessibleName(label);
    setShortcut(m_key); // a new text takes it away
    updateGeometry();
}

QStyleOptionButton ToolbarButton::option() const
{
    QStyleOptionButton option;
    option.initFrom(this);
    if (toolButtonStyle() != Qt::ToolButtonIconOnly)
        option.text = text();
    option.icon = icon();
    option.iconSize = iconSize();
    option.state.setFlag(QStyle::State_Sunken, isDown());
    option.state.setFlag(QStyle::State_On, isChecked());
    option.state.setFlag(QStyle::State_MouseOver, underMouse() && isEnabled());
    if (menu())
        option.features |= QStyleOptionButton::HasMenu;
    return option;
}

QSize ToolbarButton::sizeHint() const
{
    const QStyleOptionButton of = option();
    return style()->sizeFromContents(QStyle::CT_PushButton, &of, of.fontMetrics.size(0, of.text), this);
}

void ToolbarButton::paintEvent(QPaintEvent *)
{
    QStylePainter painter(this);
    painter.drawControl(QStyle::CE_PushButton, option());
}

} // namespace vitrine::ui
