// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services/services.h"
#include "ui/shell/page.h"
#include "ui/shell/places.h"
#include "ui/widgets/message.h"

#include <QFuture>
#include <QWidget>

class QAction;
class QStackedWidget;

namespace vitrine {
namespace monitor {
struct AlertNotice;
}
namespace registry {
class Library;
}
} // namespace vitrine

namespace vitrine::ui {

class ComparePage;
class LibraryPage;
class LibrarySession;
class ModelPage;
class MonitorPage;
class Prompter;
class StartPage;

// One tab of the window: a library with its own pages and its own way back. Without a library it shows how to
// begin. The pages that all libraries share (servers, settings) belong to the window; a workspace only
// remembers that they are where its user is.
class Workspace final : public QWidget
{
    Q_OBJECT
public:
    // `startActions`: offered while no library is open, the main one first.
    Workspace(Services &services, Prompter &prompter, const QList<QAction *> &startActions,
              QWidget *parent = nullptr);
    ~Workspace() override;

    void setLibrary(const registry::Library &library);
    bool hasLibrary() const;

    // A page that needs a library is the start page while there is none.
    void showPage(Page page);
    void showModel(const QString &model, const QString &version = {});
    void showMonitor(const QString &model);
    void showAlerts(const QString &model);         // over the page that is shown
    void showComparison(const QStringList &names); // "model@v1.2.0", the baseline first
    Page page() const { return m_page; }
    void refresh();
    // Where searching on this page begins; false when the page has no search.
    bool focusSearch();

    bool canGoBack() const { return m_places.canGoBack(); }
    bool canGoForward() const { return m_places.canGoForward(); }
    void back();
    void forward();

    LibrarySession *session() const { return m_session; }
    StartPage *startPage() const { return m_start; }
    LibraryPage *libraryPage() const { return m_library; }
    ModelPage *modelPage() const { return m_model; }
    MonitorPage *monitorPage() const { return m_monitor; }
    ComparePage *comparePage() const { return m_compare; }

signals:
    void libraryChanged(); // another one, or none
    void contentChanged(); // a reference of the library moved
    void pageChanged();
    void serveRequested(const QString &model, const QString &version, const QString &stage);
    void jobStarted(const QString &title, const QFuture<void> &future);
    void message(const vitrine::ui::Message &message);
    // Also a message; once for every incident.
    void alerted(const vitrine::monitor::AlertNotice &notice);

private:
    void connectPages();
    void pass(const Message &said);
    void passReading(const QString &title, const QFuture<void> &future);
    void prepareMonitor();
    void libraryClosed();
    void showAlert(const monitor::AlertNotice &notice);
    void noteVisit();
    void go(const Place &place);

    QStackedWidget *m_stack;
    Services &m_services;
    LibrarySession *m_session;
    StartPage *m_start;
    LibraryPage *m_library;
    ModelPage *m_model;
    MonitorPage *m_monitor;
    ComparePage *m_compare;
    Places m_places;
    Page m_page = Page::Start;
    bool m_monitorLibrary = false; // the Monitor page has the library
    bool m_travelling = false;     // while going to a place, so that it is not noted again
};

} // namespace vitrine::ui
