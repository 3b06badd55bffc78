// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/motion.h"

#include <QStyle>
#include <QWidget>

namespace vitrine::ui {

bool motionWanted(const QWidget *widget)
{
    return widget->isVisible() && widget->style()->styleHint(QStyle::SH_Widget_Animate, nullptr, widget) != 0;
}

} // namespace vitrine::ui
