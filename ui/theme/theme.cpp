// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/flatstyle.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"

#include <QApplication>
#include <QPalette>

namespace vitrine::ui {

namespace {

// What the platform asked for before the first theme was applied.
bool systemIsDark()
{
    static const bool dark = QApplication::palette().color(QPalette::Window).lightness() < 128;
    return dark;
}

} // namespace

void applyTheme(QApplication &application, ColourScheme scheme)
{
    const bool dark = scheme == ColourScheme::System ? systemIsDark() : scheme == ColourScheme::Dark;
    if (scheme != ColourScheme::System)
        systemIsDark();
    if (!qobject_cast<FlatStyle *>(QApplication::style()))
        application.setStyle(new FlatStyle);
    application.setPalette(paletteOf(dark ? darkTokens() : lightTokens()));
}

} // namespace vitrine::ui
