// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QList>
#include <QObject>

class QAction;
class QSettings;

namespace vitrine::ui {

// Every command of the window with its shortcut, which people can change. Shortcuts that differ from the
// default are kept in the settings below "shortcuts/<object name>".
class Commands final : public QObject
{
    Q_OBJECT
public:
    explicit Commands(QSettings &settings, QObject *parent = nullptr);

    struct Command {
        QAction *action;
        QString group; // "Library", "Go", "Model"
        QList<QKeySequence> usual;
    };
    // Takes over the shortcuts that the action has as its default.
    void add(const QString &group, QAction *action);
    const QList<Command> &all() const { return m_commands; }

    // An empty sequence removes the shortcut. Conflicts are allowed to no one: false when another command has
    // it or when it isReserved().
    bool setShortcut(QAction *action, const QKeySequence &sequence);
    void resetShortcut(QAction *action);
    void resetAll();
    const Command *holderOf(const QKeySequence &sequence) const;
    // Whether the keys are needed for writing and editing: letters without Ctrl or Alt, copy, paste, undo,
    // save…
    static bool isReserved(const QKeySequence &sequence);

signals:
    void shortcutsChanged();

private:
    const Command *find(const QAction *action) const;
    QSettings &m_settings;
    QList<Command> m_commands;
};

} // namespace vitrine::ui
