// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTabBar>

namespace vitrine::ui {

// One tab a library; hidden while there is only one. Every close button has a name of its own.
class LibraryTabs final : public QTabBar
{
    Q_OBJECT
public:
    explicit LibraryTabs(QWidget *parent = nullptr);

    void setLibrary(int tab, const QString &name, const QString &path);

signals:
    void closeRequested(int tab);

protected:
    void tabInserted(int tab) override;
    void tabRemoved(int tab) override;
    QSize tabSizeHint(int tab) const override;

private:
    void adapt();
};

} // namespace vitrine::ui
