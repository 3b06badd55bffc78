// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QList>
#include <QObject>

namespace vitrine::ui {

// What can be done with the selected versions of a model.
class VersionActions final : public QObject
{
    Q_OBJECT
public:
    explicit VersionActions(QObject *parent);

    // What is selected, as far as the actions depend on it.
    struct State {
        int selected = 0;
        bool isOlder = false; // than the version in production: going there is going back
        bool isWithdrawn = false;
        bool isInStage = false;
        bool canCompare = false;
    };
    void update(const State &state);
    QList<QAction *> all() const;

    QAction *rollBack;
    QAction *serve;
    QAction *compare;
    QAction *copyName;
    QAction *note;
    QAction *saveFiles;
    QAction *restoreFiles;
    QAction *withdraw;
    QAction *bringBack; // shown in place of withdraw

private:
    QAction *separator();
    QAction *make(const QString &name, const QString &drawing, const QString &text, const QString &brief,
                  const QString &tip);

    QAction *m_beforeFiles;
    QAction *m_beforeWithdrawal;
};

} // namespace vitrine::ui
