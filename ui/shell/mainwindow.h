// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/version.h"
#include "ui/services/latest.h"
#include "ui/services/prompter.h"
#include "ui/services/services.h"
#include "ui/shell/places.h"
#include "ui/widgets/message.h"

#include <QMainWindow>

class QMenu;
class QStackedWidget;

namespace vitrine::ui {

class CommandPalette;
struct PaletteItem;
class Commands;
class DeployPage;
class Jobs;
class LibraryPage;
class LibrarySession;
class ModelPage;
class MonitorPage;
class NavigationRail;
class SettingsPage;
class StartPage;
class ToastArea;
class TopBar;
class WindowActions;

// Assembles the pages and routes between them; they do not know each other.
class MainWindow final : public QMainWindow
{
    Q_OBJECT
public:
    enum Page { Start, Library, Model, Deploy, Monitor, Settings };

    MainWindow(Services &services, Prompter &prompter, QWidget *parent = nullptr);
    ~MainWindow() override;

    void openLibrary(const QString &path);
    // The library that was open when the window was closed last, if any.
    void openLast();
    void showPage(Page page);
    void showModel(const QString &model, const QString &version = {});
    void showMonitor(const QString &model);
    Page page() const;
    void openPalette();

    LibraryPage *libraryPage() const { return m_library; }
    ModelPage *modelPage() const { return m_model; }
    MonitorPage *monitorPage() const { return m_monitor; }
    LibrarySession *session() const { return m_session; }
    CommandPalette *palettePopup() const { return m_palette; }

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void build();
    void buildRail();
    void connectActions();
    void connectPages();
    void connectSession();
    void routeServe(const QString &model, const QString &version, const QString &stage);
    void go(const Place &place);
    void noteVisit();
    void updateNavigation();
    void rebuildLibraryMenu();
    void libraryOpened();
    void libraryClosed();
    void libraryMoved();
    void chooseLibrary();
    void chooseNewLibrary();
    QList<PaletteItem> paletteItems();
    void loadVersionsForPalette();
    void showAbout();
    void say(const Message &message);
    void saveState();

    Services &m_services;
    Prompter &m_prompter;
    Jobs *m_jobs;
    Commands *m_commands;
    WindowActions *m_actions;
    LibrarySession *m_session;
    QMenu *m_libraryMenu;
    TopBar *m_topBar;
    NavigationRail *m_rail;
    QStackedWidget *m_stack;
    StartPage *m_start;
    LibraryPage *m_library;
    ModelPage *m_model;
    DeployPage *m_deploy = nullptr;
    MonitorPage *m_monitor = nullptr;
    SettingsPage *m_settings;
    ToastArea *m_toasts;
    CommandPalette *m_palette;
    Places m_places;
    bool m_travelling = false; // while going to a place, so that it is not noted again
    bool m_closeConfirmed = false;
    Latest<QList<registry::Version>> m_loadVersions;
    QList<registry::Version> m_versions; // of all models, for the palette
    bool m_versionsStale = true;
};

} // namespace vitrine::ui
