// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QDialog>

class QPlainTextEdit;
class QPushButton;

namespace vitrine::ui {

// A note on a moment: written, changed or removed. Ctrl+Return saves.
class NoteDialog final : public QDialog
{
    Q_OBJECT
public:
    // `text` empty: a new one, which cannot be removed.
    NoteDialog(const QString &model, const QDateTime &when, const QString &text, QWidget *parent);

signals:
    void saved(const QString &text);
    void removed();

private:
    QPlainTextEdit *m_text;
    QPushButton *m_save;
};

} // namespace vitrine::ui
