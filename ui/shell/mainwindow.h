// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services/notifier.h"
#include "ui/services/prompter.h"
#include "ui/services/services.h"
#include "ui/shell/page.h"
#include "ui/widgets/message.h"

#include <QMainWindow>

#include <functional>

class QAction;
class QStackedWidget;

namespace vitrine {
struct Error;
namespace monitor {
struct AlertNotice;
}
namespace registry {
class Library;
}
} // namespace vitrine

namespace vitrine::ui {

class CommandPalette;
class Commands;
class DeployPage;
class DropZone;
class Jobs;
class LibraryOpener;
class LibraryPage;
class LibrarySession;
class LibraryTabs;
class ModelPage;
class MonitorPage;
class NavigationRail;
class PaletteSource;
class RecentLibraries;
class SettingsPage;
class ToastArea;
class TopBar;
class WindowActions;
class Workspace;

// Assembles the window: one workspace a library, the pages that all of them share, and what is around them.
class MainWindow final : public QMainWindow
{
    Q_OBJECT
public:
    using Page = vitrine::ui::Page;
    using enum vitrine::ui::Page;

    MainWindow(Services &services, Prompter &prompter, QWidget *parent = nullptr);
    ~MainWindow() override;

    // In the tab that is shown when it is empty, else in a new one; a library that is open already is shown.
    void openLibrary(const QString &path);
    // The libraries that were open when the window was closed last, if any.
    void openLast();
    void showPage(Page page);
    void showModel(const QString &model, const QString &version = {});
    void showMonitor(const QString &model);
    Page page() const;
    void openPalette();
    // Told of alerts too, once for every incident; outlives the window. None: only the window shows them.
    void setNotifier(Notifier *notifier) { m_notifier = notifier; }

    // The tab that is shown; there is always one.
    Workspace *workspace() const;
    QList<Workspace *> workspaces() const;
    void showWorkspace(Workspace *workspace);
    // Asks first when something in it is not saved.
    void closeWorkspace(Workspace *workspace);

    LibraryPage *libraryPage() const;
    ModelPage *modelPage() const;
    MonitorPage *monitorPage() const;
    LibrarySession *session() const;
    RecentLibraries *recentLibraries() const { return m_recent; }
    CommandPalette *palettePopup() const { return m_palette; }

protected:
    void closeEvent(QCloseEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build();
    void buildRail();
    void showShortcuts();
    void connectLibraryActions();
    void connectGoActions();
    void connectModelActions();
    void connectShell();
    Workspace *addWorkspace();
    void removeWorkspace(Workspace *workspace);
    void take(const registry::Library &library);
    void openingFailed(const QString &path, const Error &error);
    void reopenNext();
    void takeDropped(const QStringList &paths);
    void refuseForeign(const QString &what, const QStringList &paths);
    void routeServe(const QString &model, const QString &version, const QString &stage);
    void workspaceShown();
    void updateNavigation();
    void updateTabs();
    void chooseLibrary();
    void chooseNewLibrary();
    void nextWorkspace(int step);
    void showAbout();
    void notify(const monitor::AlertNotice &notice);
    void askToLeave(const QStringList &unsaved, std::function<void()> leave);
    void saveState();

    Services &m_services;
    Prompter &m_prompter;
    Notifier *m_notifier = nullptr;
    Jobs *m_jobs;
    Commands *m_commands;
    WindowActions *m_actions;
    RecentLibraries *m_recent;
    LibraryOpener *m_opener;
    PaletteSource *m_paletteSource;
    TopBar *m_topBar;
    NavigationRail *m_rail;
    LibraryTabs *m_tabs;
    QStackedWidget *m_pages; // the workspaces, then the pages that they share
    QStackedWidget *m_workspaces;
    DeployPage *m_deploy;
    SettingsPage *m_settings;
    ToastArea *m_toasts;
    CommandPalette *m_palette;
    DropZone *m_dropZone;
    QStringList m_toReopen; // of the libraries that were open last; the first is being opened
    QString m_wanted;       // the one of them to show
    bool m_closeConfirmed = false;
};

} // namespace vitrine::ui
