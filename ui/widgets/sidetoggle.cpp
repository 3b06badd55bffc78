// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/sidetoggle.h"

#include "ui/theme/icons.h"

#include <QEvent>
#include <QSignalBlocker>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

SideToggle::SideToggle(const QString &name, const QString &text, QWidget *page, int least, QWidget *parent)
    : QToolButton(parent)
    , m_page(page)
    , m_least(least)
{
    setObjectName(name);
    setAccessibleName(text);
    setToolTip(text);
    setIcon(vitrine::ui::icon(u"sidebar"_s));
    setCheckable(true);
    setChecked(true);
    setAutoRaise(true);
    setFocusPolicy(Qt::TabFocus);
    connect(this, &QToolButton::toggled, this, [this](bool shown) {
        if (m_roomy)
            m_wanted = shown;
        showPanel();
    });
    page->installEventFilter(this);
}

void SideToggle::setPanel(QWidget *panel)
{
    m_panel = panel;
    showPanel();
}

void SideToggle::showPanel()
{
    if (m_panel)
        m_panel->setVisible(isChecked() && m_offered);
}

void SideToggle::setOffered(bool offered)
{
    m_offered = offered;
    setEnabled(offered);
    showPanel();
}

void SideToggle::setWanted(bool wanted)
{
    m_wanted = wanted;
    setChecked(m_wanted && m_roomy);
}

bool SideToggle::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_page && event->type() == QEvent::Resize)
        adapt();
    return QToolButton::eventFilter(watched, event);
}

void SideToggle::adapt()
{
    const bool roomy = m_page->width() >= m_least;
    if (roomy == m_roomy)
        return;
    const QSignalBlocker quiet(this);
    m_roomy = roomy;
    setChecked(roomy && m_wanted);
    showPanel();
}

} // namespace vitrine::ui
