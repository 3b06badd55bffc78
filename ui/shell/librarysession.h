// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "core/registry/watcher.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"

#include <QObject>

#include <memory>
#include <optional>

namespace vitrine::ui {

class Jobs;

// The library that is open: opening, making, remembering and watching it.
class LibrarySession final : public QObject
{
    Q_OBJECT
public:
    LibrarySession(Services &services, Jobs &jobs, QObject *parent = nullptr);

    const std::optional<registry::Library> &library() const { return m_library; }
    void open(const QString &path);
    void createEmpty(const QString &path);
    // Makes the sample library where it belongs, or opens it when it is there already.
    void openSample();
    void close();
    // Looks now instead of at the next notification.
    void check();

    QStringList recent() const; // newest first; folders that are gone are left out
    void forgetRecent();

signals:
    void busy(const QString &text); // empty: done
    void opened();
    void closed();
    void failed(const QString &path, const vitrine::Error &error);
    void changed(); // a reference moved
    void recentChanged();

private:
    void take(const QString &path, const Result<registry::Library> &library);
    void remember(const QString &path);

    Services &m_services;
    Jobs &m_jobs;
    std::optional<registry::Library> m_library;
    std::unique_ptr<registry::LibraryWatcher> m_watcher;
    Latest<registry::Library> m_opening;
};

} // namespace vitrine::ui
