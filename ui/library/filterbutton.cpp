// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/filterbutton.h"

#include <QActionGroup>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

FilterButton::FilterButton(const QString &name, const QString &title, QWidget *parent)
    : QPushButton(title, parent)
    , m_title(title)
{
    setObjectName(name);
    setAutoDefault(false);
    auto *menu = new QMenu(this);
    menu->setObjectName(name + u"Menu"_s);
    setMenu(menu);
    rebuild();
}

void FilterButton::setOptions(const QList<Option> &options)
{
    m_options = options;
    rebuild();
}

void FilterButton::setValue(const QString &value)
{
    if (value == m_value)
        return;
    m_value = value;
    rebuild();
    emit valueChanged(value);
}

void FilterButton::rebuild()
{
    menu()->clear();
    delete menu()->findChild<QActionGroup *>();
    auto *group = new QActionGroup(menu());
    QString shown;
    const auto add = [&](const Option &option) {
        QAction *action = menu()->addAction(option.text);
        action->setCheckable(true);
        action->setChecked(option.value == m_value);
        action->setData(option.value);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, value = option.value] { setValue(value); });
        if (option.value == m_value && !m_value.isEmpty())
            shown = option.text;
    };
    add({{}, tr("Any")});
    menu()->addSeparator();
    for (const Option &option : std::as_const(m_options))
        add(option);
    setText(m_value.isEmpty() ? m_title : tr("%1: %2").arg(m_title, shown.isEmpty() ? m_value : shown));
    setAccessibleName(m_value.isEmpty() ? tr("Filter by %1").arg(m_title.toLower()) : text());
    setEnabled(!m_options.isEmpty() || !m_value.isEmpty());
}

} // namespace vitrine::ui
