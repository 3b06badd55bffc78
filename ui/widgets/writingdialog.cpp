// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/writingdialog.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/labels.h"

#include <QPushButton>
#include <QThreadPool>
#include <QVBoxLayout>

namespace vitrine::ui {

WritingDialog::WritingDialog(QThreadPool &writer, const QString &name, const QString &verb, QWidget *parent)
    : QDialog(parent)
    , m_writer(writer)
    , m_column(new QVBoxLayout(this))
    , m_problem(new TextLabel({}, TextRole::Body, Tone::Bad, this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_go(new QPushButton(verb, this))
{
    setObjectName(name + QStringLiteral("Dialog"));
    m_column->setContentsMargins(Space::xl, Space::xl, Space::xl, Space::l);
    m_column->setSpacing(Space::m);
    m_problem->setObjectName(name + QStringLiteral("Problem"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_cancel->setObjectName(name + QStringLiteral("Cancel"));
    m_cancel->setAutoDefault(false);
    m_go->setObjectName(name + QStringLiteral("Go"));
    m_go->setDefault(true);
    m_go->setProperty("emphasis", QStringLiteral("primary"));
    connect(m_cancel, &QPushButton::clicked, this, &WritingDialog::reject);
}

void WritingDialog::finishLayout()
{
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_go);
    m_column->addWidget(m_problem);
    m_column->addLayout(buttons);
    updateButton();
}

void WritingDialog::updateButton()
{
    m_go->setEnabled(isReady() && !m_writing);
}

bool WritingDialog::begin()
{
    if (!m_go->isEnabled())
        return false;
    m_writing = true;
    m_problem->hide();
    updateButton();
    return true;
}

void WritingDialog::end(const Error *error)
{
    m_writing = false;
    updateButton();
    if (!error) {
        accept();
        return;
    }
    m_problem->setText(error->message);
    m_problem->setToolTip(error->detail);
    m_problem->show();
}

void WritingDialog::reject()
{
    if (!m_writing)
        QDialog::reject();
}

} // namespace vitrine::ui
