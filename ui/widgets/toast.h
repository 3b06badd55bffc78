// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/message.h"

#include <QFrame>
#include <QTimer>

class QLabel;
class QPlainTextEdit;
class QToolButton;
class QVBoxLayout;

namespace vitrine::ui {

// One message with its button. Passes after eight seconds unless it is hovered, focused or an error.
class Toast final : public QFrame
{
    Q_OBJECT
public:
    explicit Toast(const Message &message, QWidget *parent = nullptr);
    QString text() const { return m_message.text; }
    bool isError() const { return m_message.isError; }
    void dismiss();

signals:
    void dismissed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void showDrawing();
    Message m_message;
    QLabel *m_drawing;
    QPlainTextEdit *m_detail = nullptr;
    QTimer m_life;
};

// Stacks the toasts at the bottom of its parent; at most three, errors first.
class ToastArea final : public QWidget
{
    Q_OBJECT
public:
    explicit ToastArea(QWidget *parent);

    // `owner`: whose death takes the message along, because its action needs it.
    void show(const Message &message, const QObject *owner = nullptr);
    QList<Toast *> toasts() const;
    // Runs the newest toast's action (Undo by keyboard); false when there is none.
    bool triggerNewest();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    bool event(QEvent *event) override;

private:
    void place();
    QVBoxLayout *m_column;
};

} // namespace vitrine::ui
