// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/notedialog.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/wording.h"

#include <QPlainTextEdit>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr int dialogWidth = 420;
constexpr int textHeight = 120;
} // namespace

NoteDialog::NoteDialog(const QString &model, const QDateTime &when, const QString &text, QWidget *parent)
    : QDialog(parent)
    , m_text(new QPlainTextEdit(text, this))
    , m_save(new QPushButton(tr("Save"), this))
{
    setObjectName(u"monitorNoteDialog"_s);
    setWindowTitle(text.isEmpty() ? tr("Note on %1").arg(model) : tr("Change the note on %1").arg(model));
    setMinimumWidth(dialogWidth);
    m_text->setObjectName(u"monitorNoteText"_s);
    m_text->setAccessibleName(tr("Note"));
    m_text->setPlaceholderText(tr("What happened then?"));
    m_text->setTabChangesFocus(true);
    m_text->setMinimumHeight(textHeight);
    m_save->setObjectName(u"monitorNoteSave"_s);
    m_save->setAccessibleName(tr("Save the note"));
    m_save->setDefault(true);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(u"monitorNoteCancel"_s);
    cancel->setAccessibleName(cancel->text());
    auto *remove = new QPushButton(tr("Remove"), this);
    remove->setObjectName(u"monitorNoteRemove"_s);
    remove->setAccessibleName(tr("Remove the note"));
    remove->setVisible(!text.isEmpty());

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(remove);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_save);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::l, Space::l, Space::l, Space::l);
    layout->setSpacing(Space::m);
    layout->addWidget(new TextLabel(exactTime(when), TextRole::Body, Tone::Muted, this));
    layout->addWidget(m_text, 1);
    layout->addLayout(buttons);

    const auto mayBeSaved = [this] { m_save->setEnabled(!m_text->toPlainText().trimmed().isEmpty()); };
    connect(m_text, &QPlainTextEdit::textChanged, this, mayBeSaved);
    mayBeSaved();
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, [this] {
        emit saved(m_text->toPlainText().trimmed());
        accept();
    });
    connect(remove, &QPushButton::clicked, this, [this] {
        emit removed();
        accept();
    });
    for (const int key : {Qt::Key_Return, Qt::Key_Enter})
        connect(new QShortcut(QKeySequence(Qt::CTRL | key), this), &QShortcut::activated, m_save,
                &QPushButton::click);
    m_text->setFocus();
}

} // namespace vitrine::ui
