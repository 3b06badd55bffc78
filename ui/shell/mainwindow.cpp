// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/mainwindow.h"

#include "core/monitor/alert/alertevaluation.h"
#include "ui/deploy/deploypage.h"
#include "ui/library/librarypage.h"
#include "ui/model/modelpage.h"
#include "ui/monitor/monitorpage.h"
#include "ui/shell/commandpalette.h"
#include "ui/shell/commands.h"
#include "ui/shell/dropzone.h"
#include "ui/shell/jobs.h"
#include "ui/shell/librarymenu.h"
#include "ui/shell/libraryopener.h"
#include "ui/shell/librarysession.h"
#include "ui/shell/librarytabs.h"
#include "ui/shell/navigationrail.h"
#include "ui/shell/palettesource.h"
#include "ui/shell/recentlibraries.h"
#include "ui/shell/settingspage.h"
#include "ui/shell/startpage.h"
#include "ui/shell/topbar.h"
#include "ui/shell/windowactions.h"
#include "ui/shell/workspace.h"
#include "ui/widgets/toast.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLocale>
#include <QMouseEvent>
#include <QSettings>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int usualWidth = 1280;
constexpr int usualHeight = 800;
constexpr int leastWidth = 760;
constexpr int leastHeight = 480;
} // namespace

MainWindow::MainWindow(Services &services, Prompter &prompter, QWidget *parent)
    : QMainWindow(parent)
    , m_services(services)
    , m_prompter(prompter)
    , m_jobs(new Jobs(this))
    , m_commands(new Commands(services.settings, this))
    , m_actions(new WindowActions(*m_commands, this))
    , m_recent(new RecentLibraries(services.settings, this))
    , m_opener(new LibraryOpener(services, *m_jobs, this))
    , m_paletteSource(new PaletteSource(services, *m_commands, this))
{
    setObjectName(u"mainWindow"_s);
    setWindowTitle(u"Vitrine"_s);
    setMinimumSize(leastWidth, leastHeight);
    resize(usualWidth, usualHeight);
    build();
    connectLibraryActions();
    connectGoActions();
    connectModelActions();
    connectShell();
    addWorkspace();
    workspaceShown();
    restoreGeometry(services.settings.value(u"window/geometry"_s).toByteArray());
    qApp->installEventFilter(this);
}

MainWindow::~MainWindow()
{
    m_jobs->cancelAll();
    m_tabs->disconnect(this);
}

void MainWindow::build()
{
    auto *central = new QWidget(this);
    auto *menu =
        new LibraryMenu(*m_recent, {m_actions->openLibrary, m_actions->newLibrary, m_actions->openSample},
                        {m_actions->closeLibrary}, this);
    connect(menu, &LibraryMenu::recentActivated, this, &MainWindow::openLibrary);
    m_rail = new NavigationRail(central);
    m_topBar = new TopBar({m_actions->back, m_actions->forward, m_actions->palette}, menu,
                          m_actions->makeMainMenu(this), *m_jobs, central);
    m_tabs = new LibraryTabs(central);
    m_pages = new QStackedWidget(central);
    m_pages->setObjectName(u"pages"_s);
    m_workspaces = new QStackedWidget(m_pages);
    m_deploy = new DeployPage(m_services, m_pages);
    m_settings = new SettingsPage(m_services, *m_commands, m_pages);
    for (QWidget *page : {static_cast<QWidget *>(m_workspaces), static_cast<QWidget *>(m_deploy),
                          static_cast<QWidget *>(m_settings)})
        m_pages->addWidget(page);
    auto *right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(m_topBar);
    right->addWidget(m_tabs);
    right->addWidget(m_pages, 1);
    auto *row = new QHBoxLayout(central);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_rail);
    row->addLayout(right, 1);
    setCentralWidget(central);
    m_toasts = new ToastArea(m_pages);
    m_palette = new CommandPalette(central);
    m_dropZone = new DropZone(this, central);
    m_paletteSource->leaveOut({m_actions->palette, m_actions->menu});
    buildRail();
}

void MainWindow::buildRail()
{
    const auto add = [this](Page page, const QAction *action, const QString &name,
                            NavigationRail::Place place = NavigationRail::Place::Top) {
        m_rail->addPage(int(page), name, action->property("drawing").toString(), action->text(), place);
    };
    add(Library, m_actions->goLibrary, u"railLibrary"_s);
    add(Deploy, m_actions->goDeploy, u"railDeploy"_s);
    add(Monitor, m_actions->goMonitor, u"railMonitor"_s);
    add(Settings, m_actions->goSettings, u"railSettings"_s, NavigationRail::Place::Bottom);
    connect(m_rail, &NavigationRail::activated, this,
            [this](int page) { showPage(static_cast<Page>(page)); });
    showShortcuts();
    connect(m_commands, &Commands::shortcutsChanged, this, &MainWindow::showShortcuts);
}

// Where a shortcut is shown it is the one that works now.
void MainWindow::showShortcuts()
{
    const std::pair<Page, const QAction *> pages[] = {{Library, m_actions->goLibrary},
                                                      {Deploy, m_actions->goDeploy},
                                                      {Monitor, m_actions->goMonitor},
                                                      {Settings, m_actions->goSettings}};
    for (const auto &[page, action] : pages) {
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        m_rail->setTip(int(page),
                       keys.isEmpty() ? action->toolTip() : tr("%1 (%2)").arg(action->toolTip(), keys));
    }
    m_topBar->setPaletteHint(m_actions->palette->shortcut().toString(QKeySequence::NativeText));
}

void MainWindow::connectLibraryActions()
{
    const auto on = [this](QAction *action, auto handler) {
        connect(action, &QAction::triggered, this, handler);
    };
    on(m_actions->openLibrary, [this] { chooseLibrary(); });
    on(m_actions->newLibrary, [this] { chooseNewLibrary(); });
    on(m_actions->openSample, [this] { m_opener->openSample(); });
    on(m_actions->closeLibrary, [this] { closeWorkspace(workspace()); });
    on(m_actions->nextLibrary, [this] { nextWorkspace(1); });
    on(m_actions->previousLibrary, [this] { nextWorkspace(-1); });
    on(m_actions->addModel, [this] { libraryPage()->chooseFilesToAdd(); });
    on(m_actions->editModels, [this] { libraryPage()->editSelected(); });
    on(m_actions->refresh, [this] { workspace()->refresh(); });
    on(m_actions->quit, [this] { close(); });
}

void MainWindow::connectGoActions()
{
    const auto on = [this](QAction *action, auto handler) {
        connect(action, &QAction::triggered, this, handler);
    };
    on(m_actions->goLibrary, [this] { showPage(Library); });
    on(m_actions->goDeploy, [this] { showPage(Deploy); });
    on(m_actions->goMonitor, [this] { showPage(Monitor); });
    on(m_actions->goSettings, [this] { showPage(Settings); });
    on(m_actions->back, [this] { workspace()->back(); });
    on(m_actions->forward, [this] { workspace()->forward(); });
    on(m_actions->palette, [this] { openPalette(); });
    on(m_actions->search, [this] {
        if (!workspace()->focusSearch())
            openPalette();
    });
    on(m_actions->menu, [this] { m_topBar->openMainMenu(); });
    on(m_actions->about, [this] { showAbout(); });
}

void MainWindow::connectModelActions()
{
    const auto on = [this](QAction *action, auto handler) {
        connect(action, &QAction::triggered, this, handler);
    };
    on(m_actions->history, [this] { modelPage()->showTab(ModelPage::Tab::History); });
    on(m_actions->overview, [this] { modelPage()->showTab(ModelPage::Tab::Overview); });
    on(m_actions->metadata, [this] { modelPage()->showTab(ModelPage::Tab::Metadata); });
    on(m_actions->inspect, [this] { modelPage()->showTab(ModelPage::Tab::Inspect); });
    on(m_actions->rollBack, [this] { modelPage()->rollBack(); });
    on(m_actions->compare, [this] {
        if (page() == Model)
            modelPage()->compareSelected();
        else if (page() == Library && libraryPage()->selectedModels().size() > 1)
            libraryPage()->compareSelected();
        else
            workspace()->showPage(Compare);
    });
    on(m_actions->serve, [this] { routeServe(modelPage()->model(), {}, modelPage()->usualStage()); });
    on(m_actions->monitorModel, [this] { showMonitor(modelPage()->model()); });
    on(m_actions->alerts, [this] {
        workspace()->showAlerts(page() == Monitor ? monitorPage()->model() : modelPage()->model());
    });
    on(m_actions->undo, [this] { m_toasts->triggerNewest(); });
}

void MainWindow::connectShell()
{
    connect(m_deploy, &DeployPage::message, m_toasts, [this](const Message &m) { m_toasts->show(m); });
    connect(m_opener, &LibraryOpener::busy, this,
            [this](const QString &text) { workspace()->startPage()->setBusy(text); });
    connect(m_opener, &LibraryOpener::opened, this, &MainWindow::take);
    connect(m_opener, &LibraryOpener::failed, this, &MainWindow::openingFailed);
    connect(m_recent, &RecentLibraries::changed, this, [this] {
        for (Workspace *each : workspaces())
            each->startPage()->setRecent(m_recent->paths());
    });
    connect(m_paletteSource, &PaletteSource::changed, this,
            [this] { m_palette->setItems(m_paletteSource->items()); });
    connect(m_dropZone, &DropZone::dropped, this, &MainWindow::takeDropped);
    connect(m_tabs, &QTabBar::currentChanged, this, &MainWindow::workspaceShown);
    connect(m_tabs, &QTabBar::tabMoved, this, [this](int from, int to) {
        QWidget *moved = m_workspaces->widget(from);
        m_workspaces->removeWidget(moved);
        m_workspaces->insertWidget(to, moved);
    });
    connect(m_tabs, &LibraryTabs::closeRequested, this,
            [this](int tab) { closeWorkspace(workspaces().value(tab)); });
}

void MainWindow::notify(const monitor::AlertNotice &notice)
{
    if (!m_notifier)
        return;
    const QString version = notice.version.isEmpty() ? QString() : u'@' + notice.version;
    const QString more = notice.message.isEmpty() ? QString() : u'\n' + notice.message;
    m_notifier->notify({tr("%1: %2").arg(notice.rule, notice.model + version), notice.text + more,
                        notice.severity == monitor::AlertRule::Severity::Critical});
}

// --- pages ----------------------------------------------------------------------------------------

MainWindow::Page MainWindow::page() const
{
    return workspace()->page();
}

void MainWindow::showPage(Page page)
{
    workspace()->showPage(page);
}

void MainWindow::showModel(const QString &model, const QString &version)
{
    workspace()->showModel(model, version);
}

void MainWindow::showMonitor(const QString &model)
{
    workspace()->showMonitor(model);
}

void MainWindow::routeServe(const QString &model, const QString &version, const QString &stage)
{
    if (model.isEmpty())
        return;
    showPage(Deploy);
    m_deploy->startFor(model, version, stage);
}

LibraryPage *MainWindow::libraryPage() const
{
    return workspace()->libraryPage();
}

ModelPage *MainWindow::modelPage() const
{
    return workspace()->modelPage();
}

MonitorPage *MainWindow::monitorPage() const
{
    return workspace()->monitorPage();
}

LibrarySession *MainWindow::session() const
{
    return workspace()->session();
}

void MainWindow::updateNavigation()
{
    const Workspace *shown = workspace();
    const bool open = shown->hasLibrary();
    const bool model = page() == Model;
    if (page() == Deploy)
        m_pages->setCurrentWidget(m_deploy);
    else if (page() == Settings)
        m_pages->setCurrentWidget(m_settings);
    else
        m_pages->setCurrentWidget(m_workspaces);
    m_rail->setCurrent(int(model || page() == Start || page() == Compare ? Library : page()));
    m_rail->setPageEnabled(int(Deploy), open);
    m_rail->setPageEnabled(int(Monitor), open);
    for (QAction *action : {m_actions->goDeploy, m_actions->goMonitor, m_actions->compare, m_actions->refresh,
                            m_actions->search})
        action->setEnabled(open);
    m_actions->addModel->setEnabled(open);
    m_actions->editModels->setEnabled(page() == Library && !libraryPage()->selectedModels().isEmpty());
    m_actions->closeLibrary->setEnabled(open || m_tabs->count() > 1);
    m_actions->nextLibrary->setEnabled(m_tabs->count() > 1);
    m_actions->previousLibrary->setEnabled(m_tabs->count() > 1);
    for (QAction *action : {m_actions->history, m_actions->overview, m_actions->metadata, m_actions->inspect,
                            m_actions->rollBack, m_actions->serve, m_actions->monitorModel})
        action->setEnabled(model);
    m_actions->alerts->setEnabled(model || (open && page() == Monitor));
    m_actions->back->setEnabled(shown->canGoBack());
    m_actions->forward->setEnabled(shown->canGoForward());
}

void MainWindow::openPalette()
{
    m_palette->setItems(m_paletteSource->items());
    m_palette->open();
    m_paletteSource->load();
}

// The side buttons of a mouse go back and forward wherever the pointer is in the window.
bool MainWindow::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::MouseButtonPress) {
        const auto button = static_cast<QMouseEvent *>(event)->button();
        const auto *widget = qobject_cast<QWidget *>(watched);
        if ((button == Qt::BackButton || button == Qt::ForwardButton) && widget && widget->window() == this) {
            (button == Qt::BackButton ? m_actions->back : m_actions->forward)->trigger();
            return true;
        }
    }
    return QMainWindow::eventFilter(watched, event);
}

// --- questions ------------------------------------------------------------------------------------

void MainWindow::showAbout()
{
    m_prompter.ask(
        this,
        {tr("Vitrine %1").arg(QCoreApplication::applicationVersion()),
         tr("Every version of every model, in plain Git.\n\nFree software under the GNU General Public "
            "License, version 3 or later."),
         {tr("Close")},
         false},
        [](int) {});
}

void MainWindow::askToLeave(const QStringList &unsaved, std::function<void()> leave)
{
    if (unsaved.isEmpty()) {
        leave();
        return;
    }
    m_prompter.ask(
        this,
        {tr("Close without saving?"),
         tr("The metadata of %1 has changes that are not saved.").arg(QLocale().createSeparatedList(unsaved)),
         {tr("Close without saving"), tr("Go on editing")},
         true},
        [leave = std::move(leave)](int button) {
            if (button == 0)
                leave();
        });
}

void MainWindow::saveState()
{
    QSettings &settings = m_services.settings;
    settings.setValue(u"window/geometry"_s, saveGeometry());
    QStringList open;
    for (const Workspace *each : workspaces()) {
        if (each->hasLibrary())
            open << QFileInfo(each->session()->library()->path()).absoluteFilePath();
    }
    settings.setValue(u"window/libraries"_s, open);
    settings.setValue(u"window/library"_s,
                      workspace()->hasLibrary()
                          ? QFileInfo(workspace()->session()->library()->path()).absoluteFilePath()
                          : QString());
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    QStringList unsaved;
    for (const Workspace *each : workspaces())
        unsaved << each->modelPage()->unsavedModels();
    if (!unsaved.isEmpty() && !m_closeConfirmed) {
        event->ignore();
        askToLeave(unsaved, [this] {
            m_closeConfirmed = true;
            // This may still be inside the close that was refused.
            QMetaObject::invokeMethod(this, &QWidget::close, Qt::QueuedConnection);
        });
        return;
    }
    saveState();
    m_jobs->cancelAll();
    QMainWindow::closeEvent(event);
}

} // namespace vitrine::ui
