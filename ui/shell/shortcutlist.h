// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/commands.h"

#include <QWidget>

class QKeySequenceEdit;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace vitrine::ui {

class SearchField;
class TextLabel;

// Every command with its shortcut: found by name or by keys, changed by pressing the new keys, and put back.
// A combination that another command has is refused and said.
class ShortcutList final : public QWidget
{
    Q_OBJECT
public:
    explicit ShortcutList(Commands &commands, QWidget *parent = nullptr);

private:
    struct Row {
        Commands::Command command;
        QWidget *line;
        QKeySequenceEdit *edit;
        QToolButton *reset;
        TextLabel *taken;
    };
    struct Group {
        QString name;
        QWidget *heading;
    };
    void addRow(QVBoxLayout *column, const Commands::Command &command);
    void take(const Row &row);
    void follow();
    void filter(const QString &text);

    Commands &m_commands;
    SearchField *m_search;
    QPushButton *m_resetAll;
    TextLabel *m_none;
    QList<Row> m_rows;
    QList<Group> m_groups;
};

} // namespace vitrine::ui
