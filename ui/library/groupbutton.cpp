// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/groupbutton.h"

#include <QActionGroup>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

GroupButton::GroupButton(QWidget *parent) : QPushButton(parent)
{
    setObjectName(u"groupButton"_s);
    setAutoDefault(false);
    setToolTip(tr("Put models that have something in common below one heading"));
    auto *menu = new QMenu(this);
    menu->setObjectName(u"groupMenu"_s);
    setMenu(menu);
    rebuild();
}

void GroupButton::setGrouping(std::optional<ModelField> field)
{
    if (field == m_grouping)
        return;
    m_grouping = field;
    rebuild();
    emit groupingChanged();
}

void GroupButton::rebuild()
{
    menu()->clear();
    delete menu()->findChild<QActionGroup *>();
    auto *group = new QActionGroup(menu());
    const auto add = [this, group](const QString &name, const QString &text,
                                   std::optional<ModelField> field) {
        QAction *action = menu()->addAction(text);
        action->setObjectName(u"group_"_s + name);
        action->setCheckable(true);
        action->setChecked(field == m_grouping);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, field] { setGrouping(field); });
    };
    add(u"none"_s, tr("No groups"), std::nullopt);
    menu()->addSeparator();
    for (const ModelField field : modelFields())
        add(fieldKey(field), fieldTitle(field), field);
    menu()->addSeparator();
    const auto all = [this](const QString &name, const QString &text, auto signal) {
        QAction *action = menu()->addAction(text);
        action->setObjectName(name);
        action->setEnabled(m_grouping.has_value());
        connect(action, &QAction::triggered, this, signal);
    };
    all(u"groupExpandAll"_s, tr("Open all groups"), &GroupButton::expandAllRequested);
    all(u"groupCollapseAll"_s, tr("Shut all groups"), &GroupButton::collapseAllRequested);
    setText(m_grouping ? tr("Group: %1").arg(fieldTitle(*m_grouping)) : tr("Group"));
    setAccessibleName(m_grouping ? tr("Grouped by %1").arg(fieldTitle(*m_grouping)) : tr("Group the models"));
}

} // namespace vitrine::ui
