// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/versionactions.h"

#include "ui/theme/icons.h"

using namespace Qt::StringLiterals;

namespace vitrine::ui {

VersionActions::VersionActions(QObject *parent) : QObject(parent)
{
    rollBack = make(u"versionRollBack"_s, u"rollback"_s, tr("&Assign to a stage…"), tr("Assign…"),
                    tr("Put this version into production or another stage"));
    serve = make(u"versionServe"_s, u"serve"_s, tr("&Serve this version"), tr("Serve"),
                 tr("Start a local server that answers with this version"));
    compare = make(u"versionCompare"_s, u"compare"_s, tr("&Compare"), tr("Compare"),
                   tr("Compare the selected versions, or this one with the one in production"));
    copyName = make(u"versionCopy"_s, u"copy"_s, tr("Copy &name"), tr("Copy"), tr("Copy “model@version”"));
    note = make(u"versionNote"_s, u"bookmark"_s, tr("&Note and labels…"), tr("Note…"),
                tr("Change what is written about this version"));
    m_beforeFiles = separator();
    saveFiles = make(u"versionSave"_s, u"save"_s, tr("Save &files…"), tr("Save…"),
                     tr("Write the files of this version into a folder"));
    restoreFiles = make(u"versionRestore"_s, u"undo"_s, tr("R&estore the files…"), tr("Restore…"),
                        tr("Make the newest files of the model those of this version again"));
    m_beforeWithdrawal = separator();
    withdraw = make(u"versionWithdraw"_s, u"trash"_s, tr("&Withdraw…"), tr("Withdraw…"), {});
    bringBack = make(u"versionBringBack"_s, u"redo"_s, tr("&Bring back"), tr("Bring back"),
                     tr("Let this version count again"));
}

QAction *VersionActions::separator()
{
    auto *line = new QAction(this);
    line->setSeparator(true);
    return line;
}

QList<QAction *> VersionActions::all() const
{
    return {rollBack,           serve,    compare,  copyName, note, m_beforeFiles, saveFiles, restoreFiles,
            m_beforeWithdrawal, withdraw, bringBack};
}

QAction *VersionActions::make(const QString &name, const QString &drawing, const QString &text,
                              const QString &brief, const QString &tip)
{
    auto *action = new QAction(icon(drawing), text, this);
    action->setObjectName(name);
    action->setIconText(brief);
    action->setToolTip(tip);
    return action;
}

void VersionActions::update(const State &state)
{
    for (QAction *action : all())
        action->setEnabled(state.selected > 0);
    rollBack->setText(state.isOlder ? tr("&Roll back to this version…") : tr("&Assign to a stage…"));
    rollBack->setIconText(state.isOlder ? tr("Roll back…") : tr("Assign…"));
    rollBack->setEnabled(state.selected > 0 && !state.isWithdrawn);
    rollBack->setToolTip(state.isWithdrawn ? tr("This version was withdrawn and cannot be used")
                                           : tr("Put this version into production or another stage"));
    compare->setEnabled(state.canCompare);
    withdraw->setVisible(!state.isWithdrawn);
    withdraw->setEnabled(state.selected > 0 && !state.isInStage);
    withdraw->setToolTip(state.isInStage ? tr("Take it out of its stages first")
                                         : tr("Hide this version; its history and files stay"));
    bringBack->setVisible(state.isWithdrawn);
    restoreFiles->setEnabled(state.selected == 1);
    saveFiles->setEnabled(state.selected == 1);
    note->setEnabled(state.selected == 1);
}

} // namespace vitrine::ui
