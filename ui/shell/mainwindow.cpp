// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/mainwindow.h"

#include "ui/deploy/deploypage.h"
#include "ui/library/librarypage.h"
#include "ui/model/modelpage.h"
#include "ui/monitor/monitorpage.h"
#include "ui/shell/commandpalette.h"
#include "ui/shell/commands.h"
#include "ui/shell/jobs.h"
#include "ui/shell/librarysession.h"
#include "ui/shell/navigationrail.h"
#include "ui/shell/settingspage.h"
#include "ui/shell/startpage.h"
#include "ui/shell/topbar.h"
#include "ui/shell/windowactions.h"
#include "ui/widgets/toast.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenu>
#include <QSettings>
#include <QStackedWidget>
#include <QStandardPaths>

#include <utility>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int usualWidth = 1280;
constexpr int usualHeight = 800;
constexpr int leastWidth = 760;
constexpr int leastHeight = 480;

QString libraryFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
}

} // namespace

MainWindow::MainWindow(Services &services, Prompter &prompter, QWidget *parent)
    : QMainWindow(parent)
    , m_services(services)
    , m_prompter(prompter)
    , m_jobs(new Jobs(this))
    , m_commands(new Commands(services.settings, this))
    , m_actions(new WindowActions(*m_commands, this))
    , m_session(new LibrarySession(services, *m_jobs, this))
{
    setObjectName(u"mainWindow"_s);
    setWindowTitle(u"Vitrine"_s);
    setMinimumSize(leastWidth, leastHeight);
    resize(usualWidth, usualHeight);
    build();
    connectActions();
    connectPages();
    connectSession();
    rebuildLibraryMenu();
    showPage(Start);
    libraryClosed();
    restoreGeometry(services.settings.value(u"window/geometry"_s).toByteArray());
}

MainWindow::~MainWindow()
{
    m_jobs->cancelAll();
}

void MainWindow::build()
{
    auto *central = new QWidget(this);
    m_libraryMenu = new QMenu(this);
    m_libraryMenu->setObjectName(u"libraryMenu"_s);
    m_rail = new NavigationRail(central);
    m_topBar = new TopBar({m_actions->back, m_actions->forward, m_actions->palette}, m_libraryMenu,
                          m_actions->makeMainMenu(this), *m_jobs, central);
    m_stack = new QStackedWidget(central);
    m_stack->setObjectName(u"pages"_s);
    m_start = new StartPage({m_actions->openLibrary, m_actions->openSample, m_actions->newLibrary}, m_stack);
    m_library = new LibraryPage(m_services, m_stack);
    m_model = new ModelPage(m_services, m_stack);
    m_deploy = new DeployPage(m_services, m_stack);
    m_monitor = new MonitorPage(m_services, m_stack);
    m_settings = new SettingsPage(m_services, *m_commands, m_stack);
    for (QWidget *page : {static_cast<QWidget *>(m_start), static_cast<QWidget *>(m_library),
                          static_cast<QWidget *>(m_model), static_cast<QWidget *>(m_deploy),
                          static_cast<QWidget *>(m_monitor), static_cast<QWidget *>(m_settings)})
        m_stack->addWidget(page);
    auto *right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(m_topBar);
    right->addWidget(m_stack, 1);
    auto *row = new QHBoxLayout(central);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_rail);
    row->addLayout(right, 1);
    setCentralWidget(central);
    m_toasts = new ToastArea(m_stack);
    m_palette = new CommandPalette(central);
    buildRail();
}

void MainWindow::buildRail()
{
    const auto add = [this](Page page, const QAction *action, const QString &name,
                            NavigationRail::Place place = NavigationRail::Place::Top) {
        const QString tip =
            action->toolTip() + u" ("_s + action->shortcut().toString(QKeySequence::NativeText) + u')';
        m_rail->addPage(page, name, action->property("drawing").toString(), action->text(), tip, place);
    };
    add(Library, m_actions->goLibrary, u"railLibrary"_s);
    add(Deploy, m_actions->goDeploy, u"railDeploy"_s);
    add(Monitor, m_actions->goMonitor, u"railMonitor"_s);
    add(Settings, m_actions->goSettings, u"railSettings"_s, NavigationRail::Place::Bottom);
    connect(m_rail, &NavigationRail::activated, this,
            [this](int page) { showPage(static_cast<Page>(page)); });
}

void MainWindow::connectActions()
{
    const auto on = [this](QAction *action, auto handler) {
        connect(action, &QAction::triggered, this, handler);
    };
    on(m_actions->openLibrary, [this] { chooseLibrary(); });
    on(m_actions->newLibrary, [this] { chooseNewLibrary(); });
    on(m_actions->openSample, [this] { m_session->openSample(); });
    on(m_actions->closeLibrary, [this] { m_session->close(); });
    on(m_actions->refresh, [this] { libraryMoved(); });
    on(m_actions->quit, [this] { close(); });
    on(m_actions->goLibrary, [this] { showPage(m_session->library() ? Library : Start); });
    on(m_actions->goDeploy, [this] { showPage(Deploy); });
    on(m_actions->goMonitor, [this] { showPage(Monitor); });
    on(m_actions->goSettings, [this] { showPage(Settings); });
    on(m_actions->back, [this] {
        if (const auto place = m_places.back())
            go(*place);
    });
    on(m_actions->forward, [this] {
        if (const auto place = m_places.forward())
            go(*place);
    });
    on(m_actions->palette, [this] { openPalette(); });
    on(m_actions->search, [this] {
        if (page() == Library)
            m_library->focusSearch();
        else if (page() == Model)
            m_model->focusSearch();
        else
            openPalette();
    });
    on(m_actions->history, [this] { m_model->showTab(ModelPage::Tab::History); });
    on(m_actions->overview, [this] { m_model->showTab(ModelPage::Tab::Overview); });
    on(m_actions->metadata, [this] { m_model->showTab(ModelPage::Tab::Metadata); });
    on(m_actions->rollBack, [this] { m_model->rollBack(); });
    on(m_actions->serve, [this] { routeServe(m_model->model(), {}, m_model->usualStage()); });
    on(m_actions->monitorModel, [this] { showMonitor(m_model->model()); });
    on(m_actions->undo, [this] { m_toasts->triggerNewest(); });
    on(m_actions->menu, [this] { m_topBar->openMainMenu(); });
    on(m_actions->about, [this] { showAbout(); });
}

void MainWindow::connectPages()
{
    connect(m_start, &StartPage::recentActivated, this, &MainWindow::openLibrary);
    connect(m_library, &LibraryPage::modelActivated, this,
            [this](const QString &model) { showModel(model); });
    connect(m_library, &LibraryPage::serveRequested, this, &MainWindow::routeServe);
    connect(m_library, &LibraryPage::monitorRequested, this, &MainWindow::showMonitor);
    connect(m_library, &LibraryPage::message, this, &MainWindow::say);
    connect(m_model, &ModelPage::serveRequested, this, &MainWindow::routeServe);
    connect(m_model, &ModelPage::monitorRequested, this, &MainWindow::showMonitor);
    connect(m_model, &ModelPage::message, this, &MainWindow::say);
    connect(m_model, &ModelPage::tabChanged, this, &MainWindow::noteVisit);
    connect(m_model, &ModelPage::libraryChanged, m_session, &LibrarySession::check);
    connect(m_deploy, &DeployPage::message, this, &MainWindow::say);
    connect(m_monitor, &MonitorPage::message, this, &MainWindow::say);
    connect(m_monitor, &MonitorPage::versionActivated, this, &MainWindow::showModel);
}

void MainWindow::connectSession()
{
    connect(m_session, &LibrarySession::busy, m_start, &StartPage::setBusy);
    connect(m_session, &LibrarySession::opened, this, &MainWindow::libraryOpened);
    connect(m_session, &LibrarySession::closed, this, &MainWindow::libraryClosed);
    connect(m_session, &LibrarySession::changed, this, &MainWindow::libraryMoved);
    connect(m_session, &LibrarySession::recentChanged, this, &MainWindow::rebuildLibraryMenu);
    connect(m_session, &LibrarySession::failed, this, [this](const QString &path, const Error &error) {
        if (m_session->library())
            say(Message::failure(error, [this, path] { openLibrary(path); }));
        else
            m_start->setProblem(error.message);
    });
}

void MainWindow::openLibrary(const QString &path)
{
    m_start->setProblem({});
    m_session->open(path);
}

void MainWindow::openLast()
{
    if (const QString path = m_services.settings.value(u"window/library"_s).toString();
        !path.isEmpty() && QFileInfo::exists(path))
        openLibrary(path);
}

void MainWindow::libraryOpened()
{
    const registry::Library &library = *m_session->library();
    m_topBar->setLibrary(library.name(), QDir::toNativeSeparators(library.path()));
    setWindowTitle(tr("%1 – Vitrine").arg(library.name()));
    m_places.clear();
    m_versionsStale = true;
    m_versions.clear();
    m_library->setLibrary(library);
    m_model->setLibrary(library);
    m_deploy->setLibrary(library);
    m_monitor->setLibrary(library);
    m_services.settings.setValue(u"window/library"_s, QFileInfo(library.path()).absoluteFilePath());
    showPage(Library);
    updateNavigation();
}

void MainWindow::libraryClosed()
{
    m_topBar->setLibrary({}, {});
    setWindowTitle(u"Vitrine"_s);
    m_places.clear();
    m_versions.clear();
    showPage(Start);
    updateNavigation();
}

void MainWindow::libraryMoved()
{
    m_versionsStale = true;
    m_library->refresh();
    m_model->refresh();
    m_monitor->refresh();
}

MainWindow::Page MainWindow::page() const
{
    return static_cast<Page>(m_stack->currentIndex());
}

void MainWindow::showPage(Page page)
{
    const bool needsLibrary = page != Start && page != Settings;
    if (needsLibrary && !m_session->library())
        page = Start;
    m_stack->setCurrentIndex(page);
    if (page == Start)
        m_start->setRecent(m_session->recent());
    noteVisit();
}

void MainWindow::showModel(const QString &model, const QString &version)
{
    if (!m_session->library() || model.isEmpty())
        return;
    m_model->showModel(model, version);
    showPage(Model);
}

void MainWindow::routeServe(const QString &model, const QString &version, const QString &stage)
{
    if (model.isEmpty())
        return;
    showPage(Deploy);
    m_deploy->startFor(model, version, stage);
}

void MainWindow::showMonitor(const QString &model)
{
    if (model.isEmpty())
        return;
    m_monitor->showModel(model);
    showPage(Monitor);
}

void MainWindow::noteVisit()
{
    if (!m_travelling && page() != Start)
        m_places.visit({page(), page() == Model ? m_model->model() : QString(),
                        page() == Model ? int(m_model->tab()) : 0});
    updateNavigation();
}

void MainWindow::go(const Place &place)
{
    m_travelling = true;
    if (place.page == Model) {
        showModel(place.model);
        m_model->showTab(static_cast<ModelPage::Tab>(place.tab));
    } else {
        showPage(static_cast<Page>(place.page));
    }
    m_travelling = false;
    updateNavigation();
}

void MainWindow::updateNavigation()
{
    const bool open = m_session->library().has_value();
    const bool model = page() == Model;
    m_rail->setCurrent(model ? Library : page() == Start ? Library : page());
    m_rail->setPageEnabled(Deploy, open);
    m_rail->setPageEnabled(Monitor, open);
    for (QAction *action : {m_actions->goDeploy, m_actions->goMonitor, m_actions->closeLibrary,
                            m_actions->refresh, m_actions->search})
        action->setEnabled(open);
    for (QAction *action : {m_actions->history, m_actions->overview, m_actions->metadata, m_actions->rollBack,
                            m_actions->serve, m_actions->monitorModel})
        action->setEnabled(model);
    m_actions->back->setEnabled(m_places.canGoBack());
    m_actions->forward->setEnabled(m_places.canGoForward());
}

void MainWindow::rebuildLibraryMenu()
{
    m_libraryMenu->clear();
    m_libraryMenu->addActions({m_actions->openLibrary, m_actions->newLibrary, m_actions->openSample});
    const QStringList recent = m_session->recent();
    m_start->setRecent(recent);
    if (!recent.isEmpty()) {
        m_libraryMenu->addSection(tr("Recent"));
        for (const QString &path : recent) {
            QString name = QFileInfo(path).fileName();
            if (name.endsWith(u".git"))
                name.chop(4);
            QAction *action = m_libraryMenu->addAction(name.replace(u'&', u"&&"_s));
            action->setToolTip(path);
            connect(action, &QAction::triggered, this, [this, path] { openLibrary(path); });
        }
        connect(m_libraryMenu->addAction(tr("Forget these")), &QAction::triggered, m_session,
                &LibrarySession::forgetRecent);
    }
    m_libraryMenu->setToolTipsVisible(true);
    m_libraryMenu->addSeparator();
    m_libraryMenu->addAction(m_actions->closeLibrary);
}

void MainWindow::chooseLibrary()
{
    m_prompter.chooseFolder(this, {tr("Open a library: a Git repository"), libraryFolder()},
                            [this](const QString &path) {
                                if (!path.isEmpty())
                                    openLibrary(path);
                            });
}

void MainWindow::chooseNewLibrary()
{
    m_prompter.chooseFiles(this, {tr("Create an empty library"), libraryFolder(), {}, /*save=*/true},
                           [this](const QStringList &paths) {
                               if (!paths.isEmpty())
                                   m_session->createEmpty(paths.first());
                           });
}

void MainWindow::openPalette()
{
    m_palette->setItems(paletteItems());
    m_palette->open();
    if (m_versionsStale)
        loadVersionsForPalette();
}

QList<PaletteItem> MainWindow::paletteItems()
{
    QList<PaletteItem> items;
    if (m_session->library()) {
        for (const registry::Model &model : m_library->models())
            items.append({PaletteItem::Kind::Model,
                          model.name,
                          model.title,
                          {},
                          u"model"_s,
                          [this, name = model.name] { showModel(name); }});
    }
    for (const Commands::Command &command : m_commands->all()) {
        QAction *action = command.action;
        if (!action->isEnabled() || action == m_actions->palette || action == m_actions->menu)
            continue;
        const bool isPage = action->objectName().startsWith(u"go");
        items.append({isPage ? PaletteItem::Kind::Page : PaletteItem::Kind::Command,
                      action->text().remove(u'&'), isPage ? tr("Page") : command.group,
                      action->shortcut().toString(QKeySequence::NativeText),
                      action->property("drawing").toString(), [action] { action->trigger(); }});
    }
    for (const registry::Version &version : std::as_const(m_versions))
        items.append({PaletteItem::Kind::Version, version.model + u'@' + version.name,
                      version.message.section(u'\n', 0, 0), version.stages.join(u", "_s), u"version"_s,
                      [this, model = version.model, name = version.name] { showModel(model, name); }});
    return items;
}

void MainWindow::loadVersionsForPalette()
{
    if (!m_session->library())
        return;
    m_loadVersions.ask(
        runAsync(&m_services.readers,
                 [library = *m_session->library()](const Job &job) -> Result<QList<registry::Version>> {
                     VT_TRY(const auto models, library.models(job));
                     QList<registry::Version> all;
                     for (const registry::Model &model : models) {
                         VT_CHECK(job.check());
                         VT_TRY(const auto versions, library.versions(model.name, job));
                         all += versions;
                     }
                     return all;
                 }),
        this, [this](const Result<QList<registry::Version>> &versions) {
            if (!versions)
                return; // the palette works without them; the pages report the failure
            m_versions = *versions;
            m_versionsStale = false;
            m_palette->setItems(paletteItems());
        });
}

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

void MainWindow::say(const Message &message)
{
    m_toasts->show(message);
}

void MainWindow::saveState()
{
    m_services.settings.setValue(u"window/geometry"_s, saveGeometry());
    if (!m_session->library())
        m_services.settings.remove(u"window/library"_s);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    const QStringList unsaved = m_model->unsavedModels();
    if (!unsaved.isEmpty() && !m_closeConfirmed) {
        event->ignore();
        m_prompter.ask(this,
                       {tr("Close without saving?"),
                        tr("The metadata of %1 has changes that are not saved.").arg(unsaved.join(u", "_s)),
                        {tr("Close without saving"), tr("Go on editing")},
                        true},
                       [this](int button) {
                           if (button != 0)
                               return;
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
