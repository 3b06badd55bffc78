// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;

namespace vitrine::ui {

// A label, an editor below it, and what is wrong with the editor's content (or a hint) below that.
class FormField final : public QWidget
{
    Q_OBJECT
public:
    // Takes the editor over. The label's text becomes its accessible name.
    FormField(const QString &label, QWidget *editor, QWidget *parent = nullptr);

    void setHint(const QString &hint);
    // One sentence; empty: all is well.
    void setProblem(const QString &problem);
    QString problem() const { return m_problem; }
    QWidget *editor() const { return m_editor; }

protected:
    void changeEvent(QEvent *event) override;

private:
    void showNote();
    QLabel *m_label;
    QWidget *m_editor;
    QLabel *m_note;
    QString m_hint;
    QString m_problem;
};

} // namespace vitrine::ui
