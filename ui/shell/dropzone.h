// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

namespace vitrine::ui {

// Takes files that are dropped anywhere onto a window. While they hang over it, it lies over everything and
// says what letting go will do.
class DropZone final : public QWidget
{
    Q_OBJECT
public:
    // `window`: where files may be dropped; `cover`: what is covered meanwhile.
    DropZone(QWidget *window, QWidget *cover);

    void setText(const QString &text) { m_text = text; }

signals:
    void dropped(const QStringList &paths);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
};

} // namespace vitrine::ui
