// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/actionbutton.h"

#include <QAction>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

ActionButton::ActionButton(QAction *action, QWidget *parent) : QPushButton(parent), m_action(action)
{
    setObjectName(action->objectName() + u"Button"_s);
    setAutoDefault(false);
    connect(this, &QPushButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::changed, this, &ActionButton::follow);
    follow();
}

void ActionButton::follow()
{
    setText(m_action->iconText());
    setIcon(m_action->icon());
    setAccessibleName(m_action->text().remove(u'&'));
    const QString keys = m_action->shortcut().toString(QKeySequence::NativeText);
    setToolTip(keys.isEmpty() ? m_action->toolTip() : u"%1 (%2)"_s.arg(m_action->toolTip(), keys));
    setEnabled(m_action->isEnabled());
}

} // namespace vitrine::ui
