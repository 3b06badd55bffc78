// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>

namespace vitrine::ui {

class RecentLibraries;

// What can be done with libraries as a whole, and the ones that were open lately.
class LibraryMenu final : public QMenu
{
    Q_OBJECT
public:
    LibraryMenu(RecentLibraries &recent, const QList<QAction *> &first, const QList<QAction *> &last,
                QWidget *parent = nullptr);

signals:
    void recentActivated(const QString &path);

private:
    void rebuild();
    RecentLibraries &m_recent;
    QList<QAction *> m_first;
    QList<QAction *> m_last;
};

} // namespace vitrine::ui
