// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>
#include <QPixmap>
#include <QString>

namespace vitrine::ui {

// One of our own drawings (resources/icons/<name>.svg): one colour, painted in the application's text colour
// of the moment, so that a change of theme recolours it with the next repaint.
QIcon icon(const QString &name);

// The same in a colour that means something ("good", "bad", on a filled button).
QIcon icon(const QString &name, const QColor &colour);

QPixmap iconPixmap(const QString &name, const QColor &colour, int size, qreal devicePixelRatio);

} // namespace vitrine::ui
