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
}

} // namespace vitrine::ui
