// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/librarysession.h"

namespace vitrine::ui {

namespace {

constexpr auto afterOpening = std::chrono::seconds(5); // what the user asked for goes first

} // namespace

void LibrarySession::begin(const registry::Library &library)
{
    m_library = library;
    m_watcher = std::make_unique<registry::LibraryWatcher>(library.gitDir());
    connect(m_watcher.get(), &registry::LibraryWatcher::changed, this, &LibrarySession::changed);
    lifecycle::AlertWatch::Options options;
    options.library = library.path();
    options.forDesktop = true;
    m_alerts = std::make_unique<lifecycle::AlertWatch>(options);
    connect(m_alerts.get(), &lifecycle::AlertWatch::noticed, this, &LibrarySession::alerted);
    m_alerts->start(afterOpening);
    emit opened();
}

void LibrarySession::close()
{
    if (!m_library)
        return;
    m_alerts.reset();
    m_watcher.reset();
    m_library.reset();
    emit closed();
}

void LibrarySession::check()
{
    if (m_watcher)
        m_watcher->check();
}

} // namespace vitrine::ui
