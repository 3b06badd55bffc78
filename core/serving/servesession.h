// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "core/serving/httplistener.h"
#include "core/serving/librarysource.h"
#include "core/serving/predictionrecorder.h"
#include "core/serving/router.h"

#include <QElapsedTimer>
#include <QHash>
#include <QJsonObject>
#include <QObject>
#include <QThreadPool>
#include <QUrl>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace vitrine::registry {
class LibraryWatcher;
}

namespace vitrine::serving {

class FollowedModel;

// What to serve and how.
struct ServeOptions {
    QString library; // path of a library, with
    // versions, or stages that are followed; the first one also answers at the root
    QList<registry::ModelRef> targets;
    QList<registry::ModelRef> offered; // versions of these models that a request may name
    QString file;                      // or a model file that is in no library
    QString prototypeFile;             // of `file`; may be empty
    QString tokenFile;                 // read into access.token, and again on reload
    ListenOptions listen;
    Access access;
    Flavour flavour = Flavour::Default;
    EngineChoices engine;
    std::size_t mostRows = 1'000'000;                 // in one request; 0: any number
    std::optional<monitor::PredictionLogOptions> log; // of predictions; none: they are not recorded
    PredictionRecorder::Options record;
    QString adminSocket; // empty: in this user's folder; noAdminSocket(): none
};
inline QString noAdminSocket()
{
    return QStringLiteral("none");
}

// Models behind a port, for as long as the object lives.
//
// Lives in a thread with an event loop, which it never blocks after start(); requests are answered by other
// threads.
class ServeSession final : public QObject
{
    Q_OBJECT
public:
    explicit ServeSession(ServeOptions options, QObject *parent = nullptr);
    ~ServeSession() override;

    // Loads the versions and listens. Blocking. After an error the object is of no further use.
    Result<> start();

    QUrl url() const;                  // "http://127.0.0.1:8080"
    QStringList announcements() const; // "Serving NAME@VERSION at http://HOST:PORT", one a model
    QString announcement(const QString &model) const;

    // What is served, by whom, since when: the answer to `vitrine-cli deployments list`.
    QJsonObject status() const;

    // Looks at the library again, as when a stage moved. The outcome follows by switched() or
    // kept(); neither when there was nothing to do.
    void refresh();
    // Reads the token and the certificate again, and looks at the library again. An error changes nothing of
    // what it names.
    Result<> reload();
    // Serves a version or follows a stage from now on. `model` may be empty where there is only one. `done`
    // gets the version that is served then; it is called once, in this thread.
    void switchTo(const QString &model, const QString &target,
                  const std::function<void(const Result<QString> &)> &done);
    // Health checks fail and connections end with their present request; `done` gets how many are left after
    // `patience`. Everything is still answered. resume() ends it.
    void drain(std::chrono::milliseconds patience, const std::function<void(std::size_t)> &done);
    void resume();

    // Requests that have begun are answered. Blocks for at most `grace`.
    void stop(std::chrono::milliseconds grace = std::chrono::seconds(5));

signals:
    void switched(const QString &model, const QString &from, const QString &to);
    // What came could not be served; the old version is.
    void kept(const QString &model, const QString &version, const QString &reason);
    void logged(const QString &line);

private:
    Result<> openLog();
    QJsonValue logStatus() const;
    Result<VersionSource> findSource(const registry::ModelRef &target, const Job &job) const;
    Result<std::shared_ptr<ServedVersion>> load(const VersionSource &source, const Job &job);
    Result<> loadModels();
    Result<> offerVersions();
    void watchLibrary();
    void noteDeployed(const FollowedModel &model, const QString &text);
    void onSwitched(const FollowedModel &model, const QString &from, const QString &to);
    void onFailed(const FollowedModel &model, const Error &error);
    FollowedModel *find(const QString &model) const;

    ServeOptions m_options;
    std::optional<registry::Library> m_library;
    ServerMetrics m_metrics;
    Catalogue m_catalogue;
    std::unique_ptr<monitor::PredictionLog> m_log;
    std::unique_ptr<PredictionRecorder> m_recorder;
    std::vector<std::unique_ptr<FollowedModel>> m_models;
    std::unique_ptr<Router> m_router;
    std::unique_ptr<HttpListener> m_listener;
    std::unique_ptr<registry::LibraryWatcher> m_watcher;
    QHash<QString, QString> m_failures; // the last one of a model
    QThreadPool m_loader;
    QThreadPool m_patient; // waits for connections to end
    QElapsedTimer m_uptime;
};

} // namespace vitrine::serving
