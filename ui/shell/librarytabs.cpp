// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/librarytabs.h"

#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"

#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int widestTab = 240;

} // namespace

LibraryTabs::LibraryTabs(QWidget *parent) : QTabBar(parent)
{
    setObjectName(u"libraryTabs"_s);
    setAccessibleName(tr("Open libraries"));
    setMovable(true);
    setExpanding(false);
    setDrawBase(true);
    setUsesScrollButtons(true);
    setElideMode(Qt::ElideMiddle);
    hide();
}

void LibraryTabs::setLibrary(int tab, const QString &name, const QString &path)
{
    const QString shown = name.isEmpty() ? tr("No library") : name;
    setTabText(tab, QString(shown).replace(u'&', u"&&"_s));
    setTabToolTip(tab, path);
    if (QWidget *close = tabButton(tab, RightSide)) {
        close->setAccessibleName(tr("Close %1").arg(shown));
        close->setToolTip(tr("Close %1").arg(shown));
    }
}

void LibraryTabs::tabInserted(int tab)
{
    auto *close = new QToolButton(this);
    close->setObjectName(u"closeTab"_s);
    close->setIcon(icon(u"close"_s));
    close->setIconSize({Space::m, Space::m});
    close->setAutoRaise(true);
    close->setFocusPolicy(Qt::TabFocus);
    setTabButton(tab, RightSide, close);
    connect(close, &QToolButton::clicked, this, [this, close] {
        for (int at = 0; at < count(); ++at) {
            if (tabButton(at, RightSide) == close) {
                emit closeRequested(at);
                return;
            }
        }
    });
    adapt();
}

void LibraryTabs::tabRemoved(int)
{
    adapt();
}

QSize LibraryTabs::tabSizeHint(int tab) const
{
    QSize size = QTabBar::tabSizeHint(tab);
    size.setWidth(std::min(size.width(), widestTab));
    return size;
}

void LibraryTabs::adapt()
{
    setVisible(count() > 1);
}

} // namespace vitrine::ui
