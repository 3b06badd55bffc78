// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/commands.h"

#include <QAction>
#include <QSettings>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

QString keyOf(const QAction *action)
{
    return u"shortcuts/"_s + action->objectName();
}

} // namespace

Commands::Commands(QSettings &settings, QObject *parent) : QObject(parent), m_settings(settings) {}

void Commands::add(const QString &group, QAction *action)
{
    Q_ASSERT(!action->objectName().isEmpty());
    m_commands.append({action, group, action->shortcuts()});
    if (m_settings.contains(keyOf(action)))
        action->setShortcut(
            QKeySequence::fromString(m_settings.value(keyOf(action)).toString(), QKeySequence::PortableText));
}

const Commands::Command *Commands::find(const QAction *action) const
{
    const auto it = std::find_if(m_commands.begin(), m_commands.end(),
                                 [action](const Command &command) { return command.action == action; });
    return it == m_commands.end() ? nullptr : &*it;
}

const Commands::Command *Commands::holderOf(const QKeySequence &sequence) const
{
    if (sequence.isEmpty())
        return nullptr;
    const auto it = std::find_if(m_commands.begin(), m_commands.end(), [&](const Command &command) {
        return command.action->shortcuts().contains(sequence);
    });
    return it == m_commands.end() ? nullptr : &*it;
}

bool Commands::isReserved(const QKeySequence &sequence)
{
    for (const auto standard :
         {QKeySequence::Copy, QKeySequence::Cut, QKeySequence::Paste, QKeySequence::SelectAll,
          QKeySequence::Undo, QKeySequence::Redo, QKeySequence::Save}) {
        if (QKeySequence::keyBindings(standard).contains(sequence))
            return true;
    }
    if (sequence.isEmpty())
        return false;
    const QKeyCombination first = sequence[0];
    const bool function = first.key() >= Qt::Key_F1 && first.key() <= Qt::Key_F35;
    return !function &&
           !(first.keyboardModifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
}

bool Commands::setShortcut(QAction *action, const QKeySequence &sequence)
{
    const Command *holder = holderOf(sequence);
    if ((holder && holder->action != action) || isReserved(sequence))
        return false;
    action->setShortcut(sequence);
    m_settings.setValue(keyOf(action), sequence.toString(QKeySequence::PortableText));
    emit shortcutsChanged();
    return true;
}

void Commands::resetShortcut(QAction *action)
{
    if (const Command *command = find(action)) {
        action->setShortcuts(command->usual);
        m_settings.remove(keyOf(action));
        emit shortcutsChanged();
    }
}

void Commands::resetAll()
{
    for (const Command &command : std::as_const(m_commands)) {
        command.action->setShortcuts(command.usual);
        m_settings.remove(keyOf(command.action));
    }
    emit shortcutsChanged();
}

} // namespace vitrine::ui
