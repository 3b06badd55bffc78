// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>

namespace vitrine::ui {

struct Tokens;

const Tokens &lightTokens();
const Tokens &darkTokens();
const Tokens &highContrastLightTokens();
const Tokens &highContrastDarkTokens();

// The application's palette made from the table.
QPalette paletteOf(const Tokens &tokens);

// `share` of `over` painted on `under`: for hover and disabled shades that the table does not list.
QColor mixed(const QColor &under, const QColor &over, double share);

// WCAG 2.1 contrast ratio of two opaque colours, 1 to 21.
double contrast(const QColor &one, const QColor &other);

} // namespace vitrine::ui
