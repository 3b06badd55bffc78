// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/version.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"
#include "ui/shell/palettemodel.h"

#include <QObject>

class QAction;

namespace vitrine::ui {

// As much of a version as the palette shows: there may be ten thousand of them.
struct PaletteVersion {
    QString model;
    QString name;
    QString message; // its first line
    QString stages;
};

class Commands;
class Workspace;

// What the command palette can find in the library that is shown: its models, the window's pages and
// commands, and, once they are read, every version.
class PaletteSource final : public QObject
{
    Q_OBJECT
public:
    PaletteSource(Services &services, const Commands &commands, QObject *parent = nullptr);

    // Forgets the versions of the library before.
    void setWorkspace(Workspace *workspace);
    void leaveOut(const QList<QAction *> &actions) { m_leftOut = actions; }
    QList<PaletteItem> items() const;
    // Reads the versions again when they may have changed; changed() when they are there.
    void load();
    void forget();

signals:
    void changed();

private:
    Services &m_services;
    const Commands &m_commands;
    Workspace *m_workspace = nullptr;
    QList<QAction *> m_leftOut;
    Latest<QList<PaletteVersion>> m_load;
    QList<PaletteVersion> m_versions;
    bool m_stale = true;
};

} // namespace vitrine::ui
