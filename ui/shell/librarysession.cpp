// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/librarysession.h"

namespace vitrine::ui {

void LibrarySession::begin(const registry::Library &library)
{
    m_library = library;
    m_watcher = std::make_unique<registry::LibraryWatcher>(library.gitDir());
    connect(m_watcher.get(), &registry::LibraryWatcher::changed, this, &LibrarySession::changed);
    emit opened();
}

void LibrarySession::close()
{
    if (!m_library)
        return;
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
