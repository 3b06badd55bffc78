// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

namespace vitrine::ui {

// `picture` (taken over) in an area of its own: as wide as that is, and where the window is too low, scrolled
// to instead of squeezed.
QScrollArea *scrolled(QWidget *picture, const QString &name);

} // namespace vitrine::ui
