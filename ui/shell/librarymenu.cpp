// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/librarymenu.h"

#include "ui/shell/recentlibraries.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

LibraryMenu::LibraryMenu(RecentLibraries &recent, const QList<QAction *> &first, const QList<QAction *> &last,
                         QWidget *parent)
    : QMenu(parent)
    , m_recent(recent)
    , m_first(first)
    , m_last(last)
{
    setObjectName(u"libraryMenu"_s);
    setToolTipsVisible(true);
    connect(&recent, &RecentLibraries::changed, this, &LibraryMenu::rebuild, Qt::QueuedConnection);
    rebuild();
}

void LibraryMenu::rebuild()
{
    clear();
    addActions(m_first);
    const QStringList paths = m_recent.paths();
    if (!paths.isEmpty()) {
        addSection(tr("Recent"));
        for (const QString &path : paths) {
            QAction *action = addAction(RecentLibraries::nameOf(path).replace(u'&', u"&&"_s));
            action->setToolTip(QDir::toNativeSeparators(path));
            connect(action, &QAction::triggered, this, [this, path] { emit recentActivated(path); });
        }
        connect(addAction(tr("Forget these")), &QAction::triggered, &m_recent, &RecentLibraries::forgetAll);
    }
    addSeparator();
    addActions(m_last);
}

} // namespace vitrine::ui
