// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>

class QAction;

namespace vitrine::ui {

// A push button that shows an action and follows it: text, drawing, tooltip, whether it can be used now. Its
// object name is the action's with "Button" behind it.
class ActionButton final : public QPushButton
{
    Q_OBJECT
public:
    explicit ActionButton(QAction *action, QWidget *parent = nullptr);

private:
    void follow();
    QAction *m_action;
};

} // namespace vitrine::ui
