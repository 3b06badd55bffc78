// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QAction;
class QMenu;
class QWidget;

namespace vitrine::ui {

class Commands;

// The window's commands with their usual shortcuts, and the menus that show them.
class WindowActions final : public QObject
{
    Q_OBJECT
public:
    WindowActions(Commands &commands, QWidget *window);

    QMenu *makeMainMenu(QWidget *parent) const;

    QAction *openLibrary;
    QAction *newLibrary;
    QAction *openSample;
    QAction *closeLibrary;
    QAction *nextLibrary;
    QAction *previousLibrary;
    QAction *addModel;
    QAction *refresh;
    QAction *quit;
    QAction *goLibrary;
    QAction *goDeploy;
    QAction *goMonitor;
    QAction *goSettings;
    QAction *back;
    QAction *forward;
    QAction *palette;
    QAction *search;
    QAction *editModels;
    QAction *history;
    QAction *overview;
    QAction *metadata;
    QAction *inspect;
    QAction *rollBack;
    QAction *compare;
    QAction *serve;
    QAction *monitorModel;
    QAction *alerts;
    QAction *undo;
    QAction *menu;
    QAction *about;

private:
    QAction *make(const QString &group, const QString &name, const QString &text, const QString &drawing,
                  const QString &shortcut, const QString &tip);
    Commands &m_commands;
    QWidget *m_window;
};

} // namespace vitrine::ui
