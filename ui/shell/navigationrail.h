// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QWidget>

class QAbstractButton;
class QVBoxLayout;

namespace vitrine::ui {

// The pages at the left: a drawing and a word each. Up and Down move, Space and Return open.
class NavigationRail final : public QWidget
{
    Q_OBJECT
public:
    explicit NavigationRail(QWidget *parent = nullptr);

    enum class Place { Top, Bottom };
    void addPage(int page, const QString &name, const QString &drawing, const QString &text,
                 Place place = Place::Top);
    void setCurrent(int page); // a page that is not in the rail: none is marked
    void setPageEnabled(int page, bool enabled);
    void setTip(int page, const QString &tip);

signals:
    void activated(int page);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QMap<int, QAbstractButton *> m_buttons; // by page
    QVBoxLayout *m_top;
    QVBoxLayout *m_bottom;
};

} // namespace vitrine::ui
