// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/registry/library.h"
#include "core/serving/catalogue.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

namespace vitrine::serving {

// One model of a server: what it is to serve, and how that is exchanged under load. A new version is loaded,
// checked and warmed up beside the old one, then takes over between two requests; if it cannot be loaded, the
// old one goes on.
//
// Lives in a thread with an event loop, which it never blocks after start(); `pool` has one thread.
class FollowedModel final : public QObject
{
    Q_OBJECT
public:
    // Finds what a target names now, and makes it ready to be served. Called in the pool.
    using Finder = std::function<Result<VersionSource>(const registry::ModelRef &target, const Job &job)>;
    using Loader =
        std::function<Result<std::shared_ptr<ServedVersion>>(const VersionSource &source, const Job &job)>;
    // What came of a switch: the version that is served now.
    using Done = std::function<void(const Result<QString> &version)>;

    FollowedModel(registry::ModelRef target, Finder find, Loader load, ServerMetrics &metrics,
                  QThreadPool *pool, QObject *parent = nullptr);

    // Loads what the target names. Blocking; the model's name is known afterwards.
    Result<std::shared_ptr<ServedVersion>> load();
    // From then on requests are answered by `model`, with the version that was loaded first.
    void begin(ServedModel &model, const std::shared_ptr<ServedVersion> &first);

    const registry::ModelRef &target() const { return m_target; }
    QString name() const;          // of the model
    QString servedVersion() const; // "v1.2.0"
    const ServedModel &served() const { return *m_model; }

    // Looks what the target names now, as when the stage moved. Outcome by switched() or failed().
    void refresh();
    // Serves or follows something else from now on; when that cannot be loaded, everything stays as it was.
    void switchTo(const registry::ModelRef &target, Done done);

signals:
    void switched(const QString &from, const QString &to);
    void failed(const vitrine::Error &error);

private:
    void beginLoading();
    void onLoaded(const registry::ModelRef &target, const Result<std::shared_ptr<ServedVersion>> &loaded);
    void take(const std::shared_ptr<ServedVersion> &version);
    void settle(const registry::ModelRef &target, const Result<QString> &outcome);
    void freeRetired();

    // Somebody who waits for the outcome of a switch.
    struct Waiting {
        QString target;
        Done done;
    };

    registry::ModelRef m_target;
    registry::ModelRef m_wanted; // what is loaded next
    Finder m_find;
    Loader m_load;
    ServerMetrics &m_metrics;
    QThreadPool *m_pool;
    ServedModel *m_model = nullptr;
    std::vector<ServedVersionPtr> m_retired; // versions that requests may still be using
    std::vector<Waiting> m_waiting;
    QTimer m_retirement;
    bool m_loading = false;
    bool m_again = false; // something moved while loading
};

} // namespace vitrine::serving
