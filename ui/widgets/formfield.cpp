// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/formfield.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/labels.h"

#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

FormField::FormField(const QString &label, QWidget *editor, QWidget *parent)
    : QWidget(parent)
    , m_label(new QLabel(label, this))
    , m_editor(editor)
    , m_note(new QLabel(this))
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    m_label->setBuddy(editor);
    m_label->setTextFormat(Qt::PlainText);
    QString name = label;
    editor->setAccessibleName(name.remove(u'&'));
    m_note->setWordWrap(true);
    m_note->setFont(vitrine::ui::font(TextRole::Caption));
    if (!editor->objectName().isEmpty())
        m_note->setObjectName(editor->objectName() + u"Note"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space::xs);
    layout->addWidget(m_label);
    layout->addWidget(editor);
    layout->addWidget(m_note);
    showNote();
}

void FormField::setHint(const QString &hint)
{
    m_hint = hint;
    showNote();
}

void FormField::setProblem(const QString &problem)
{
    if (problem == m_problem)
        return;
    m_problem = problem;
    m_editor->setProperty("invalid", !problem.isEmpty());
    m_editor->setAccessibleDescription(problem);
    m_editor->update();
    showNote();
}

void FormField::showNote()
{
    const bool wrong = !m_problem.isEmpty();
    m_note->setText(wrong ? m_problem : m_hint);
    m_note->setVisible(!m_note->text().isEmpty());
    setInk(m_note, wrong ? Tone::Bad : Tone::Muted);
}

void FormField::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showNote();
}

} // namespace vitrine::ui
