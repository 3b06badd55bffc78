// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/flatstyle.h"
#include "ui/theme/palette.h"
#include "ui/theme/systemappearance.h"
#include "ui/theme/tokens.h"

#include <QApplication>
#include <QDBusConnection>
#include <QPalette>

namespace vitrine::ui {

namespace {

// Lives with the application: what was chosen, and what the system asks for where nothing was.
class Theme final : public QObject
{
public:
    explicit Theme(QApplication &application)
        : QObject(&application)
        , m_system(QDBusConnection::sessionBus(),
                   QApplication::palette().color(QPalette::Window).lightness() < 128)
    {
        connect(&m_system, &SystemAppearance::changed, this, &Theme::apply);
    }

    static Theme &of(QApplication &application)
    {
        for (QObject *child : application.children()) {
            if (auto *theme = dynamic_cast<Theme *>(child))
                return *theme;
        }
        return *new Theme(application);
    }

    void choose(ColourScheme scheme, Contrast contrast)
    {
        m_scheme = scheme;
        m_contrast = contrast;
        apply();
    }

private:
    const Tokens &table() const
    {
        const bool dark =
            m_scheme == ColourScheme::System ? m_system.isDark() : m_scheme == ColourScheme::Dark;
        const bool high =
            m_contrast == Contrast::System ? m_system.wantsHighContrast() : m_contrast == Contrast::High;
        if (high)
            return dark ? highContrastDarkTokens() : highContrastLightTokens();
        return dark ? darkTokens() : lightTokens();
    }

    void apply()
    {
        if (!qobject_cast<FlatStyle *>(QApplication::style()))
            QApplication::setStyle(new FlatStyle);
        qobject_cast<FlatStyle *>(QApplication::style())->setAnimated(!m_system.wantsLessMotion());
        if (const QPalette palette = paletteOf(table()); palette != QApplication::palette())
            QApplication::setPalette(palette);
    }

    SystemAppearance m_system;
    ColourScheme m_scheme = ColourScheme::System;
    Contrast m_contrast = Contrast::System;
};

} // namespace

void applyTheme(QApplication &application, ColourScheme scheme, Contrast contrast)
{
    Theme::of(application).choose(scheme, contrast);
}

} // namespace vitrine::ui
