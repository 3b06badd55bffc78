// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace vitrine::ui {

// False when the system asks for less motion: then states change at once.
bool motionWanted(const QWidget *widget);

} // namespace vitrine::ui
