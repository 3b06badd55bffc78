// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "core/serving/access.h"
#include "core/serving/httplistener.h"
#include "core/serving/librarysource.h"
#include "core/serving/router.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>
#include <QUrl>

#include <memory>
#include <optional>
#include <vector>

namespace vitrine::registry {
class LibraryWatcher;
}

namespace vitrine::serving {

// What to serve and how.
struct ServeOptions {
    QString library;           // path of a library, with
    registry::ModelRef target; // a version, or a stage that is followed
    QString file;              // or a model file that is in no library
    QString prototypeFile;     // of `file`; may be empty
    ListenOptions listen;
    Access access;
    Flavour flavour = Flavour::Default;
};

// A model behind a port, for as long as the object lives. When it follows a stage and the stage moves, the
// new version is loaded and warmed up beside the old one, then takes over between two requests; if it cannot
// be loaded, the old one goes on and the reason is logged.
//
// Lives in a thread with an event loop, which it never blocks after start(); requests are answered by other
// threads.
class ServeSession final : public QObject
{
    Q_OBJECT
public:
    explicit ServeSession(ServeOptions options, QObject *parent = nullptr);
    ~ServeSession() override;

    // Loads the version and listens. Blocking. After an error the object is of no further use.
    Result<> start();

    QUrl url() const;              // "http://127.0.0.1:8080"
    QString servedVersion() const; // "v1.2.0"
    QString announcement() const;  // "Serving NAME@VERSION at http://HOST:PORT"

    // Switches to what the target names now, as when the stage moves. The outcome follows by switched() or
    // logged().
    void refresh();

    // Requests that have begun are answered. Blocks for at most `grace`.
    void stop(std::chrono::milliseconds grace = std::chrono::seconds(5));

signals:
    void switched(const QString &from, const QString &to);
    void logged(const QString &line);

private:
    Result<VersionSource> findSource(const Job &job) const;
    void onLoaded(const Result<std::shared_ptr<ServedVersion>> &loaded);
    void freeRetired();

    ServeOptions m_options;
    std::optional<registry::Library> m_library;
    ServerMetrics m_metrics;
    Catalogue m_catalogue;
    ServedModel *m_model = nullptr;
    std::unique_ptr<Router> m_router;
    std::unique_ptr<HttpListener> m_listener;
    std::unique_ptr<registry::LibraryWatcher> m_watcher;
    std::vector<ServedVersionPtr> m_retired; // versions that requests may still be using
    QTimer m_retirement;
    QThreadPool m_loader;
    bool m_loading = false;
    bool m_again = false; // something moved while loading
};

// Serves in the foreground until SIGTERM or SIGINT: announcements on standard output, log on standard error.
// Needs a QCoreApplication, whose event loop it runs. Returns the exit code: 0 stopped, 1 failed.
int serveUntilStopped(const ServeOptions &options);

} // namespace vitrine::serving
