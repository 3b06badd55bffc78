// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

class QAction;
class QHBoxLayout;
class QLabel;
class QToolButton;

namespace vitrine::ui {

class TextLabel;

// A drawing, a title, a sentence and what can be done: the middle of an otherwise empty page.
class Placard final : public QWidget
{
    Q_OBJECT
public:
    explicit Placard(QWidget *parent = nullptr);

    void setDrawing(const QString &icon);
    void setBusy(bool busy); // a turning mark in place of the drawing
    void setTitle(const QString &title);
    void setText(const QString &text);
    // Shown on demand, can be selected and copied.
    void setDetail(const QString &detail);
    // Replaces the buttons; the first is the main one. Object names come from the actions.
    void setActions(const QList<QAction *> &actions);
    QString title() const;
    QString text() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void showDrawing();
    QLabel *m_drawing;
    QWidget *m_mark;
    TextLabel *m_title;
    TextLabel *m_text;
    QLabel *m_detail;
    QToolButton *m_more;
    QHBoxLayout *m_buttons;
    QString m_icon;
};

} // namespace vitrine::ui
