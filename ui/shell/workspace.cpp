// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/workspace.h"

#include "ui/compare/comparepage.h"
#include "ui/library/librarypage.h"
#include "ui/model/modelpage.h"
#include "ui/monitor/alert/alertsdialog.h"
#include "ui/monitor/monitorpage.h"
#include "ui/shell/librarysession.h"
#include "ui/shell/startpage.h"
#include "ui/widgets/facestack.h"

#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int failureDelayMs = 150;
constexpr int patienceMs = 400; // what is read sooner needs no place in the list of jobs

} // namespace

Workspace::Workspace(Services &services, Prompter &prompter, const QList<QAction *> &startActions,
                     QWidget *parent)
    : QWidget(parent)
    , m_stack(new QStackedWidget(this))
    , m_services(services)
    , m_session(new LibrarySession(this))
    , m_start(new StartPage(startActions, m_stack))
    , m_library(new LibraryPage(services, prompter, m_stack))
    , m_model(new ModelPage(services, prompter, m_stack))
    , m_monitor(new MonitorPage(services, m_stack))
    , m_compare(new ComparePage(services, m_stack))
{
    setObjectName(u"workspace"_s);
    for (QWidget *page :
         {static_cast<QWidget *>(m_start), static_cast<QWidget *>(m_library), static_cast<QWidget *>(m_model),
          static_cast<QWidget *>(m_monitor), static_cast<QWidget *>(m_compare)})
        m_stack->addWidget(page);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    connectPages();
}

Workspace::~Workspace()
{
    m_session->disconnect(this);
}

void Workspace::connectPages()
{
    connect(m_library, &LibraryPage::modelActivated, this,
            [this](const QString &model) { showModel(model); });
    connect(m_library, &LibraryPage::serveRequested, this, &Workspace::serveRequested);
    connect(m_library, &LibraryPage::monitorRequested, this, &Workspace::showMonitor);
    connect(m_library, &LibraryPage::versionActivated, this, &Workspace::showModel);
    connect(m_library, &LibraryPage::message, this, &Workspace::pass);
    connect(m_library, &LibraryPage::jobStarted, this, &Workspace::jobStarted);
    connect(m_library, &LibraryPage::readingStarted, this, &Workspace::passReading);
    connect(m_model, &ModelPage::readingStarted, this, &Workspace::passReading);
    connect(m_compare, &ComparePage::readingStarted, this, &Workspace::passReading);
    connect(m_library, &LibraryPage::libraryChanged, m_session, &LibrarySession::check);
    connect(m_model, &ModelPage::serveRequested, this, &Workspace::serveRequested);
    connect(m_model, &ModelPage::monitorRequested, this, &Workspace::showMonitor);
    connect(m_model, &ModelPage::compareRequested, this, &Workspace::showComparison);
    connect(m_library, &LibraryPage::compareRequested, this,
            [this](const QList<registry::ModelRef> &versions) {
                QStringList names;
                for (const registry::ModelRef &version : versions)
                    names << version.text();
                showComparison(names);
            });
    connect(m_model, &ModelPage::message, this, &Workspace::pass);
    connect(m_model, &ModelPage::tabChanged, this, &Workspace::noteVisit);
    connect(m_model, &ModelPage::libraryChanged, m_session, &LibrarySession::check);
    connect(m_monitor, &MonitorPage::message, this, &Workspace::pass);
    connect(m_monitor, &MonitorPage::versionActivated, this, &Workspace::showModel);
    connect(m_monitor, &MonitorPage::serveRequested, this, &Workspace::serveRequested);
    connect(m_compare, &ComparePage::message, this, &Workspace::pass);
    connect(m_compare, &ComparePage::versionActivated, this, &Workspace::showModel);
    connect(m_compare, &ComparePage::namesChanged, this, [this] {
        if (m_page == Page::Compare)
            noteVisit();
    });
    connect(m_session, &LibrarySession::changed, this, &Workspace::refresh);
    connect(m_session, &LibrarySession::closed, this, &Workspace::libraryClosed);
    connect(m_session, &LibrarySession::alerted, this, &Workspace::showAlert);
}

// A failure that the page in view tells, with its Retry, needs no second place. Pages fail one after the
// other for the same reason, so it is looked a moment later.
void Workspace::pass(const Message &said)
{
    if (!said.isError) {
        emit message(said);
        return;
    }
    QTimer::singleShot(failureDelayMs, this, [this, said] {
        const auto all = findChildren<FaceStack *>();
        const bool told = std::any_of(all.begin(), all.end(), [&said](const FaceStack *faces) {
            return faces->isVisible() && faces->failure() == said.text;
        });
        if (!told)
            emit message(said);
    });
}

// What takes long is listed with its progress and can be cancelled there.
void Workspace::passReading(const QString &title, const QFuture<void> &future)
{
    QTimer::singleShot(patienceMs, this, [this, title, future] {
        if (!future.isFinished())
            emit jobStarted(title, future);
    });
}

void Workspace::setLibrary(const registry::Library &library)
{
    m_places.clear();
    m_session->begin(library);
    m_library->setLibrary(library);
    m_model->setLibrary(library);
    m_compare->setLibrary(library);
    m_monitorLibrary = false;
    emit libraryChanged();
    showPage(Page::Library);
}

bool Workspace::hasLibrary() const
{
    return m_session->library().has_value();
}

void Workspace::libraryClosed()
{
    m_places.clear();
    emit libraryChanged();
    showPage(Page::Start);
}

void Workspace::showAlert(const monitor::AlertNotice &notice)
{
    Message said;
    said.text = tr("%1: %2").arg(notice.rule, notice.text); // the sentence names the model
    said.isError = notice.severity == monitor::AlertRule::Severity::Critical;
    said.detail = notice.message;
    said.actionText = tr("Show");
    said.action = [this, model = notice.model] { showMonitor(model); };
    emit message(said);
    emit alerted(notice);
}

void Workspace::showAlerts(const QString &model)
{
    if (!m_session->library() || model.isEmpty())
        return;
    auto *dialog = new AlertsDialog(m_services, *m_session->library(), model, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &AlertsDialog::changed, m_monitor, &MonitorPage::refresh);
    dialog->open();
}

void Workspace::refresh()
{
    if (!hasLibrary())
        return;
    m_library->refresh();
    m_model->refresh();
    if (m_monitorLibrary)
        m_monitor->refresh();
    m_compare->refresh();
    emit contentChanged();
}

bool Workspace::focusSearch()
{
    if (m_page == Page::Library)
        m_library->focusSearch();
    else if (m_page == Page::Model)
        m_model->focusSearch();
    else
        return false;
    return true;
}

// Reading what there is to monitor waits until somebody looks.
void Workspace::prepareMonitor()
{
    if (!m_monitorLibrary && hasLibrary())
        m_monitor->setLibrary(*m_session->library());
    m_monitorLibrary = hasLibrary();
}

void Workspace::showPage(Page page)
{
    if (page != Page::Start && page != Page::Settings && !hasLibrary())
        page = Page::Start;
    if (page == Page::Monitor)
        prepareMonitor();
    m_page = page;
    switch (page) {
    case Page::Start: m_stack->setCurrentWidget(m_start); break;
    case Page::Library: m_stack->setCurrentWidget(m_library); break;
    case Page::Model: m_stack->setCurrentWidget(m_model); break;
    case Page::Monitor: m_stack->setCurrentWidget(m_monitor); break;
    case Page::Compare: m_stack->setCurrentWidget(m_compare); break;
    case Page::Deploy:
    case Page::Settings: break;
    }
    noteVisit();
}

void Workspace::showModel(const QString &model, const QString &version)
{
    if (!hasLibrary() || model.isEmpty())
        return;
    m_model->showModel(model, version);
    showPage(Page::Model);
}

void Workspace::showMonitor(const QString &model)
{
    if (model.isEmpty())
        return;
    prepareMonitor();
    m_monitor->showModel(model);
    showPage(Page::Monitor);
}

void Workspace::showComparison(const QStringList &names)
{
    if (!hasLibrary())
        return;
    m_compare->compare(names);
    showPage(Page::Compare);
}

void Workspace::noteVisit()
{
    if (!m_travelling && m_page != Page::Start) {
        const bool model = m_page == Page::Model;
        QString what = model ? m_model->model() : QString();
        if (m_page == Page::Compare)
            what = m_compare->names().join(u' '); // no name of a version has a space
        m_places.visit({int(m_page), what, model ? int(m_model->tab()) : 0});
    }
    emit pageChanged();
}

void Workspace::back()
{
    if (const auto place = m_places.back())
        go(*place);
}

void Workspace::forward()
{
    if (const auto place = m_places.forward())
        go(*place);
}

void Workspace::go(const Place &place)
{
    m_travelling = true;
    const auto page = static_cast<Page>(place.page);
    if (page == Page::Model) {
        showModel(place.model);
        m_model->showTab(static_cast<ModelPage::Tab>(place.tab));
    } else if (page == Page::Compare) {
        showComparison(place.model.split(u' ', Qt::SkipEmptyParts));
    } else {
        showPage(page);
    }
    m_travelling = false;
    emit pageChanged();
}

} // namespace vitrine::ui
