// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services/services.h"
#include "ui/theme/tokens.h"

#include <QWidget>

class QComboBox;
class QVBoxLayout;

namespace vitrine::ui {

class Commands;

// The scheme that people chose; ColourScheme::System by default.
ColourScheme chosenScheme(const QSettings &settings);

// Appearance and shortcuts.
class SettingsPage final : public QWidget
{
    Q_OBJECT
public:
    SettingsPage(Services &services, Commands &commands, QWidget *parent = nullptr);

private:
    QWidget *buildAppearance();
    QWidget *buildShortcuts();
    void addShortcut(QVBoxLayout *column, qsizetype command);
    Services &m_services;
    Commands &m_commands;
};

} // namespace vitrine::ui
