// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAction;
class QMenu;
class QPushButton;
class QToolButton;

namespace vitrine::ui {

class Jobs;

// Back and forward, the library with its menu, the way into the command palette, running jobs, the main menu.
class TopBar final : public QWidget
{
    Q_OBJECT
public:
    struct Actions {
        QAction *back;
        QAction *forward;
        QAction *palette;
    };
    TopBar(const Actions &actions, QMenu *libraryMenu, QMenu *mainMenu, Jobs &jobs,
           QWidget *parent = nullptr);

    void setLibrary(const QString &name, const QString &path);
    void setPaletteHint(const QString &keys);
    void openMainMenu();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void updateLibraryText();
    QPushButton *m_library;
    QPushButton *m_search;
    QToolButton *m_menu;
    QString m_name;
};

} // namespace vitrine::ui
