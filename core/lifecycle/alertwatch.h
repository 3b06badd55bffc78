// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/alert/alertcheck.h"
#include "core/registry/library.h"

#include <QDateTime>
#include <QFuture>
#include <QObject>
#include <QStringList>
#include <QThreadPool>
#include <QTimer>

#include <chrono>

namespace vitrine::lifecycle {

// The alerts of one model, judged once.
struct ModelAlerts {
    QString model;
    QList<monitor::CheckedAlert> alerts;
};

// What went wrong beside judging: hooks that failed, or that nobody allowed on this computer. One sentence
// each.
QStringList troubles(const QString &model, const monitor::CheckedAlert &alert);

// Judges the rules of the models named, or of all; models without rules are left out. A model whose rules
// cannot be read is a problem, not the end. Blocking.
struct LibraryAlerts {
    QList<ModelAlerts> models;
    QStringList problems; // one sentence each
};
Result<LibraryAlerts> checkLibrary(const registry::Library &library, const QStringList &models,
                                   const QString &store, const monitor::AlertCheckOptions &options,
                                   const Job &job = {});

// Judges the alert rules of a library again and again, in a thread of its own, for as long as it lives: in a
// server and in the window, as `monitor check` does from cron. Once a day it removes what the store is to
// keep no longer. They share the states in the monitoring store, so that of several that find an incident one
// runs its hooks.
//
// Belongs to a thread with an event loop.
class AlertWatch final : public QObject
{
    Q_OBJECT
public:
    struct Options {
        QString library;    // path
        QString store;      // empty: monitorStore() of the library
        QStringList models; // empty: all
        std::chrono::milliseconds interval = std::chrono::minutes(1);
        bool forDesktop = false; // see AlertCheckOptions
    };
    explicit AlertWatch(Options options, QObject *parent = nullptr);
    // Waits for a check that runs.
    ~AlertWatch() override;

    void start(std::chrono::milliseconds wait = {}); // first after that wait, then every interval
    void check();

signals:
    void noticed(const vitrine::monitor::AlertNotice &notice);
    // A rule, a hook or the store has a problem; once until there is another one, or none.
    void troubled(const QString &problem);
    void checked();

private:
    void take(const Result<LibraryAlerts> &result);

    Options m_options;
    QTimer m_timer;
    QThreadPool m_pool;
    QFuture<Result<LibraryAlerts>> m_running;
    QStringList m_told;      // problems
    QDateTime m_nextRemoval; // of what is too old
};

} // namespace vitrine::lifecycle
