// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/selectionpanel.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/actionbutton.h"
#include "ui/widgets/labels.h"

#include <QAction>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr qsizetype mostNames = 12;

} // namespace

SelectionPanel::SelectionPanel(const QList<QAction *> &actions, QWidget *parent)
    : QWidget(parent)
    , m_title(new TextLabel({}, TextRole::Lead, Tone::Neutral, this))
    , m_names(new TextLabel({}, TextRole::Body, Tone::Muted, this))
{
    setObjectName(u"selectionPanel"_s);
    m_title->setObjectName(u"selectionTitle"_s);
    m_title->setWordWrap(true);
    m_names->setWordWrap(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(Space::m, Space::l, Space::m, Space::l);
    column->setSpacing(Space::m);
    column->addWidget(m_title);
    for (QAction *action : actions) {
        auto *button = new ActionButton(action, this);
        if (action == actions.first())
            button->setProperty("emphasis", u"primary"_s);
        column->addWidget(button);
    }
    column->addWidget(m_names);
    column->addStretch();
}

void SelectionPanel::setModels(const QStringList &names)
{
    m_title->setText(tr("%n model(s) selected", nullptr, static_cast<int>(names.size())));
    QStringList shown = names.mid(0, mostNames);
    if (names.size() > mostNames)
        shown << tr("and %n more", nullptr, static_cast<int>(names.size() - mostNames));
    m_names->setText(shown.join(u'\n'));
}

} // namespace vitrine::ui
