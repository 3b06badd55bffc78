// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/lifecycle/alertwatch.h"
#include "core/registry/library.h"
#include "core/registry/watcher.h"

#include <QObject>

#include <memory>
#include <optional>

namespace vitrine::ui {

// The library that is open in one tab, watched for what other programs do to it, and for its alerts.
class LibrarySession final : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    const std::optional<registry::Library> &library() const { return m_library; }
    void begin(const registry::Library &library);
    void close();
    // Looks now instead of at the next notification.
    void check();
    lifecycle::AlertWatch *alerts() const { return m_alerts.get(); } // null without a library

signals:
    void opened();
    void closed();
    void changed(); // a reference moved
    void alerted(const vitrine::monitor::AlertNotice &notice);

private:
    std::optional<registry::Library> m_library;
    std::unique_ptr<registry::LibraryWatcher> m_watcher;
    std::unique_ptr<lifecycle::AlertWatch> m_alerts;
};

} // namespace vitrine::ui
