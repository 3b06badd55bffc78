// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/monitor/dashboard.h"

#include <QHash>
#include <QVariant>

class QSettings;

namespace vitrine::ui {

// Which view of a model is looked at: a ready-made one, the team's, or one's own.
enum class ViewKind { Usual, Team, Vetiver, Own };
ViewKind viewKind(const QVariant &own, const Dashboard &team);
QString viewKindName(ViewKind kind); // for people: "mine"

// The usual metrics by month, whatever the team looks at.
Dashboard usualDashboard();

// One's own views of models in the settings, by their keys; what they were before can be had back as long as
// the program runs. Without a view of one's own, the team's is followed.
class OwnViews final
{
public:
    explicit OwnViews(QSettings &settings) : m_settings(settings) {}

    QVariant own(const QString &key) const; // invalid: the team's is followed
    // `team`: as it is known now. Invalid: follow the team's.
    void keep(const QString &key, const QVariant &own, const Dashboard &team);
    bool canUndo(const QString &key) const { return !m_before.value(key).isEmpty(); }
    void undo(const QString &key);

    // The team's view has changed since one's own was made.
    bool isBehind(const QString &key, const Dashboard &team) const;
    // The same, but once for each view of the team's: so that it is told, and not again and again.
    bool tellBehind(const QString &key, const Dashboard &team);

private:
    void write(const QString &key, const QVariant &own);

    QSettings &m_settings;
    QHash<QString, QList<QVariant>> m_before; // newest last
    QString m_resized;                        // key of the view whose heights alone were the last to change
};

} // namespace vitrine::ui
