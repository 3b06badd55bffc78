// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/shortcutlist.h"

#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/searchfield.h"

#include <QAction>
#include <QKeySequenceEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int shortcutWidth = 180;
constexpr int searchWidth = 260;

QString nameOf(const QAction *action)
{
    return action->text().remove(u'&').remove(u'…');
}

QString keysOf(const QKeySequence &keys)
{
    return keys.toString(QKeySequence::NativeText);
}

} // namespace

ShortcutList::ShortcutList(Commands &commands, QWidget *parent)
    : QWidget(parent)
    , m_commands(commands)
    , m_search(new SearchField(this))
    , m_resetAll(new QPushButton(tr("Reset all"), this))
    , m_none(new TextLabel(tr("No command matches."), TextRole::Body, Tone::Muted, this))
{
    m_search->setObjectName(u"shortcutSearch"_s);
    m_search->setAccessibleName(tr("Search the shortcuts"));
    m_search->setPlaceholderText(tr("Search by name or keys"));
    m_search->setMaximumWidth(searchWidth);
    m_resetAll->setObjectName(u"shortcutResetAll"_s);
    m_resetAll->setToolTip(tr("Every command back to its usual shortcut"));
    m_resetAll->setAutoDefault(false);
    m_none->hide();
    auto *top = new QHBoxLayout;
    top->addWidget(m_search, 1);
    top->addStretch();
    top->addWidget(m_resetAll);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Space::xs);
    column->addLayout(top);
    column->addWidget(m_none);
    for (const Commands::Command &command : commands.all()) {
        const bool known = std::any_of(m_groups.begin(), m_groups.end(),
                                       [&](const Group &group) { return group.name == command.group; });
        if (!known) {
            auto *heading = new TextLabel(command.group, TextRole::Caption, Tone::Muted, this);
            heading->setContentsMargins(0, Space::s, 0, 0);
            column->addWidget(heading);
            m_groups.append({command.group, heading});
            // Commands are listed below their group however they were added.
            for (const Commands::Command &each : commands.all()) {
                if (each.group == command.group)
                    addRow(column, each);
            }
        }
    }
    connect(m_search, &QLineEdit::textChanged, this, &ShortcutList::filter);
    connect(m_resetAll, &QPushButton::clicked, this, [this] { m_commands.resetAll(); });
    connect(&m_commands, &Commands::shortcutsChanged, this, &ShortcutList::follow);
    follow();
}

void ShortcutList::addRow(QVBoxLayout *column, const Commands::Command &command)
{
    const QAction *action = command.action;
    const QString name = nameOf(action);
    Row row{command, new QWidget(this), new QKeySequenceEdit(action->shortcut(), this), new QToolButton(this),
            new TextLabel({}, TextRole::Caption, Tone::Bad, this)};
    row.edit->setObjectName(u"shortcut_"_s + action->objectName());
    row.edit->setAccessibleName(tr("Shortcut of “%1”").arg(name));
    row.edit->setFixedWidth(shortcutWidth);
    if (auto *line = row.edit->findChild<QLineEdit *>()) {
        line->setObjectName(row.edit->objectName() + u"Edit"_s);
        line->setAccessibleName(row.edit->accessibleName());
        line->setPlaceholderText(tr("none"));
    }
    row.reset->setObjectName(u"shortcutReset_"_s + action->objectName());
    row.reset->setAccessibleName(tr("Usual shortcut of “%1”").arg(name));
    row.reset->setToolTip(tr("Back to the usual shortcut"));
    row.reset->setIcon(icon(u"undo"_s));
    row.reset->setAutoRaise(true);
    row.reset->setFocusPolicy(Qt::TabFocus);
    row.taken->setObjectName(u"shortcutTaken_"_s + action->objectName());
    row.taken->setWordWrap(true);
    auto *layout = new QHBoxLayout(row.line);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(new TextLabel(name), 1);
    layout->addWidget(row.taken, 1);
    layout->addWidget(row.edit);
    layout->addWidget(row.reset);
    column->addWidget(row.line);
    m_rows.append(row);
    connect(row.edit, &QKeySequenceEdit::editingFinished, this, [this, row] { take(row); });
    connect(row.reset, &QToolButton::clicked, this, [this, row] {
        const Commands::Command *holder = m_commands.holderOf(row.command.usual.value(0));
        if (holder && holder->action != row.command.action)
            row.taken->setText(
                tr("%1 is “%2” now").arg(keysOf(row.command.usual.value(0)), nameOf(holder->action)));
        else
            m_commands.resetShortcut(row.command.action);
    });
}

void ShortcutList::take(const Row &row)
{
    row.taken->clear();
    if (row.edit->keySequence() == row.command.action->shortcut() ||
        m_commands.setShortcut(row.command.action, row.edit->keySequence()))
        return;
    const Commands::Command *holder = m_commands.holderOf(row.edit->keySequence());
    if (!holder)
        row.taken->setText(tr("%1 is needed for writing and editing").arg(keysOf(row.edit->keySequence())));
    else
        row.taken->setText(
            tr("%1 is “%2” already").arg(keysOf(row.edit->keySequence()), nameOf(holder->action)));
    row.edit->setKeySequence(row.command.action->shortcut());
}

void ShortcutList::follow()
{
    bool changed = false;
    for (const Row &row : std::as_const(m_rows)) {
        const QAction *action = row.command.action;
        if (row.edit->keySequence() != action->shortcut())
            row.edit->setKeySequence(action->shortcut());
        const bool own = action->shortcuts() != row.command.usual;
        row.reset->setEnabled(own);
        row.taken->clear();
        changed = changed || own;
    }
    m_resetAll->setEnabled(changed);
}

void ShortcutList::filter(const QString &text)
{
    const QString wanted = text.trimmed();
    QStringList groups;
    for (const Row &row : std::as_const(m_rows)) {
        const QString keys = keysOf(row.command.action->shortcut());
        const bool kept = wanted.isEmpty() ||
                          nameOf(row.command.action).contains(wanted, Qt::CaseInsensitive) ||
                          keys.contains(wanted, Qt::CaseInsensitive);
        row.line->setVisible(kept);
        if (kept)
            groups << row.command.group;
    }
    for (const Group &group : std::as_const(m_groups))
        group.heading->setVisible(groups.contains(group.name));
    m_none->setVisible(groups.isEmpty());
}

} // namespace vitrine::ui
