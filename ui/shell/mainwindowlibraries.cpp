// SPDX-License-Identifier: GPL-3.0-or-later
// The libraries of the window: one workspace a library, opened, dropped, shown, closed.
#include "ui/shell/mainwindow.h"

#include "ui/deploy/deploypage.h"
#include "ui/library/droppeditem.h"
#include "ui/library/librarypage.h"
#include "ui/model/modelpage.h"
#include "ui/shell/dropzone.h"
#include "ui/shell/jobs.h"
#include "ui/shell/libraryopener.h"
#include "ui/shell/librarysession.h"
#include "ui/shell/librarytabs.h"
#include "ui/shell/palettesource.h"
#include "ui/shell/recentlibraries.h"
#include "ui/shell/startpage.h"
#include "ui/shell/topbar.h"
#include "ui/shell/windowactions.h"
#include "ui/shell/workspace.h"
#include "ui/widgets/toast.h"

#include <QAction>
#include <QDir>
#include <QFileInfo>
#include <QPointer>
#include <QSettings>
#include <QStackedWidget>
#include <QStandardPaths>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

QString libraryFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
}

} // namespace

Workspace *MainWindow::workspace() const
{
    return workspaces().value(std::max(0, m_tabs->currentIndex()));
}

QList<Workspace *> MainWindow::workspaces() const
{
    QList<Workspace *> all;
    for (int at = 0; at < m_workspaces->count(); ++at)
        all << static_cast<Workspace *>(m_workspaces->widget(at));
    return all;
}

Workspace *MainWindow::addWorkspace()
{
    auto *added =
        new Workspace(m_services, m_prompter,
                      {m_actions->openLibrary, m_actions->openSample, m_actions->newLibrary}, m_workspaces);
    m_workspaces->addWidget(added);
    added->startPage()->setRecent(m_recent->paths());
    connect(added->startPage(), &StartPage::recentActivated, this, &MainWindow::openLibrary);
    connect(added, &Workspace::message, this,
            [this, added](const Message &message) { m_toasts->show(message, added); });
    connect(added, &Workspace::alerted, this, &MainWindow::notify);
    connect(added, &Workspace::jobStarted, m_jobs, &Jobs::add);
    connect(added, &Workspace::serveRequested, this, &MainWindow::routeServe);
    connect(added, &Workspace::contentChanged, m_paletteSource, &PaletteSource::forget);
    connect(added, &Workspace::libraryChanged, this, [this] {
        updateTabs();
        workspaceShown();
    });
    connect(added->libraryPage(), &LibraryPage::selectionChanged, this, [this, added] {
        if (added == workspace())
            updateNavigation();
    });
    connect(added, &Workspace::pageChanged, this, [this, added] {
        if (added == workspace())
            updateNavigation();
    });
    const int tab = m_tabs->addTab(QString());
    updateTabs();
    m_tabs->setCurrentIndex(tab);
    return added;
}

void MainWindow::removeWorkspace(Workspace *workspace)
{
    if (workspaces().size() == 1) {
        workspace->session()->close();
        return;
    }
    const auto at = static_cast<int>(workspaces().indexOf(workspace));
    m_workspaces->removeWidget(workspace);
    workspace->deleteLater();
    workspace->hide();
    m_tabs->removeTab(at);
    workspaceShown();
}

void MainWindow::closeWorkspace(Workspace *workspace)
{
    if (!workspace)
        return;
    askToLeave(workspace->modelPage()->unsavedModels(), [this, guarded = QPointer<Workspace>(workspace)] {
        if (guarded)
            removeWorkspace(guarded);
    });
}

void MainWindow::showWorkspace(Workspace *workspace)
{
    m_tabs->setCurrentIndex(static_cast<int>(workspaces().indexOf(workspace)));
}

void MainWindow::nextWorkspace(int step)
{
    const int count = m_tabs->count();
    m_tabs->setCurrentIndex((m_tabs->currentIndex() + count + step) % count);
}

void MainWindow::openLibrary(const QString &path)
{
    workspace()->startPage()->setProblem({});
    m_opener->open(path);
}

void MainWindow::openLast()
{
    QSettings &settings = m_services.settings;
    m_wanted = settings.value(u"window/library"_s).toString();
    m_toReopen = settings.value(u"window/libraries"_s).toStringList();
    m_toReopen.removeIf([](const QString &path) { return !QFileInfo::exists(path); });
    if (!m_toReopen.isEmpty())
        openLibrary(m_toReopen.first());
}

// One after the other, so that the tabs come back in their order.
void MainWindow::reopenNext()
{
    if (m_toReopen.isEmpty())
        return;
    m_toReopen.removeFirst();
    if (!m_toReopen.isEmpty())
        openLibrary(m_toReopen.first());
}

void MainWindow::take(const registry::Library &library)
{
    m_recent->remember(library.path());
    const QList<Workspace *> all = workspaces();
    const auto open = std::find_if(all.begin(), all.end(), [&library](const Workspace *each) {
        return each->hasLibrary() && each->session()->library()->gitDir() == library.gitDir();
    });
    const bool reopened = !m_toReopen.isEmpty();
    if (open != all.end()) {
        showWorkspace(*open);
    } else if (!workspace()->hasLibrary()) {
        workspace()->setLibrary(library);
    } else {
        Workspace *before = workspace();
        addWorkspace()->setLibrary(library);
        if (reopened && QFileInfo(library.path()).absoluteFilePath() != m_wanted)
            showWorkspace(before);
    }
    reopenNext();
}

void MainWindow::takeDropped(const QStringList &paths)
{
    const DroppedItem item = droppedItem(paths);
    switch (item.kind) {
    case DroppedItem::Kind::Nothing: return;
    case DroppedItem::Kind::Repository: openLibrary(item.paths.first()); return;
    case DroppedItem::Kind::PinsBoard: refuseForeign(tr("a board of pins"), item.paths); return;
    case DroppedItem::Kind::MlflowStore: refuseForeign(tr("an MLflow folder"), item.paths); return;
    case DroppedItem::Kind::ModelFiles: break;
    }
    if (!workspace()->hasLibrary()) {
        m_toasts->show(Message::failure(
            {Error::Code::InvalidArgument,
             tr("No library is open that %1 could be added to. Open or create one, then drop it again.")
                 .arg(QFileInfo(item.paths.first()).fileName()),
             {}}));
        return;
    }
    showPage(Library);
    libraryPage()->addFiles(item.paths);
}

// What cannot be imported with its history can still be kept as it is.
void MainWindow::refuseForeign(const QString &what, const QStringList &paths)
{
    Message message;
    message.text =
        tr("%1 is %2. Vitrine cannot import its versions yet; the folder can be added as one version.")
            .arg(QFileInfo(paths.first()).fileName(), what);
    message.isError = true;
    if (workspace()->hasLibrary()) {
        message.actionText = tr("Add the folder");
        message.action = [this, paths] {
            showPage(Library);
            libraryPage()->addFiles(paths);
        };
    }
    m_toasts->show(message);
}

void MainWindow::openingFailed(const QString &path, const Error &error)
{
    if (workspace()->hasLibrary())
        m_toasts->show(Message::failure(error, [this, path] { openLibrary(path); }));
    else
        workspace()->startPage()->setProblem(error.message);
    reopenNext();
}

void MainWindow::workspaceShown()
{
    Workspace *shown = workspace();
    m_workspaces->setCurrentWidget(shown);
    m_paletteSource->setWorkspace(shown);
    if (shown->hasLibrary()) {
        const registry::Library &library = *shown->session()->library();
        m_topBar->setLibrary(library.name(), QDir::toNativeSeparators(library.path()));
        setWindowTitle(tr("%1 – Vitrine").arg(library.name()));
        m_dropZone->setText(
            tr("Drop model files to add them to %1, or a Git repository to open it").arg(library.name()));
        m_deploy->setLibrary(library);
    } else {
        m_topBar->setLibrary({}, {});
        setWindowTitle(u"Vitrine"_s);
        m_dropZone->setText(tr("Drop a Git repository to open it"));
    }
    updateNavigation();
}

void MainWindow::updateTabs()
{
    const QList<Workspace *> all = workspaces();
    for (int tab = 0; tab < m_tabs->count() && tab < all.size(); ++tab) {
        const auto &library = all.at(tab)->session()->library();
        m_tabs->setLibrary(tab, library ? library->name() : QString(),
                           library ? QDir::toNativeSeparators(library->path()) : QString());
    }
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
                                   m_opener->createEmpty(paths.first());
                           });
}

} // namespace vitrine::ui
