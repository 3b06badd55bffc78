// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services/services.h"
#include "ui/theme/tokens.h"

#include <QWidget>

class QApplication;
class QComboBox;
class QSettings;

namespace vitrine::ui {

class Commands;

// Applies the colours and the contrast that people chose; by default the system's.
void applyChosenTheme(QApplication &application, const QSettings &settings);

// Appearance and shortcuts.
class SettingsPage final : public QWidget
{
    Q_OBJECT
public:
    SettingsPage(Services &services, Commands &commands, QWidget *parent = nullptr);

private:
    QWidget *buildAppearance();
    QComboBox *makeChoice(const QString &name, const char *key, const QStringList &values);
    QWidget *buildShortcuts();
    Services &m_services;
    Commands &m_commands;
};

} // namespace vitrine::ui
