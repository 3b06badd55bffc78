// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

namespace vitrine::ui {

// Shows and hides the panel at the side of a list. While the page is narrow the panel makes room by itself
// and comes back with the space, unless somebody decides otherwise.
class SideToggle final : public QToolButton
{
    Q_OBJECT
public:
    // `page`: whose width counts; `least`: from which width on the panel is shown by itself.
    SideToggle(const QString &name, const QString &text, QWidget *page, int least, QWidget *parent = nullptr);

    void setPanel(QWidget *panel);
    // What the user wants where there is room; kept in settings.
    bool isWanted() const { return m_wanted; }
    void setWanted(bool wanted);
    // Whether there is anything that the panel could say more about.
    void setOffered(bool offered);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void adapt();
    void showPanel();
    QWidget *m_page;
    QWidget *m_panel = nullptr;
    int m_least;
    bool m_wanted = true;
    bool m_roomy = true;
    bool m_offered = true;
};

} // namespace vitrine::ui
