// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/palettesource.h"

#include "core/registry/library.h"
#include "ui/library/librarypage.h"
#include "ui/shell/commands.h"
#include "ui/shell/librarysession.h"
#include "ui/shell/workspace.h"

#include <QAction>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

Result<QList<PaletteVersion>> allVersions(const registry::Library &library, const Job &job)
{
    VT_TRY(const auto models, library.models(job));
    QList<PaletteVersion> all;
    for (const registry::Model &model : models) {
        VT_CHECK(job.check());
        VT_TRY(const auto versions, library.versions(model.name, job));
        for (const registry::Version &version : versions)
            all.append({model.name, version.name, version.message.section(u'\n', 0, 0),
                        version.stages.join(u", "_s)});
    }
    return all;
}

} // namespace

PaletteSource::PaletteSource(Services &services, const Commands &commands, QObject *parent)
    : QObject(parent)
    , m_services(services)
    , m_commands(commands)
{
}

void PaletteSource::setWorkspace(Workspace *workspace)
{
    m_workspace = workspace;
    m_versions.clear();
    m_load.forget();
    m_stale = true;
}

void PaletteSource::forget()
{
    m_stale = true;
}

QList<PaletteItem> PaletteSource::items() const
{
    QList<PaletteItem> items;
    const QPointer<Workspace> workspace(m_workspace);
    const bool open = workspace && workspace->hasLibrary();
    if (open) {
        for (const registry::Model &model : workspace->libraryPage()->models())
            items.append({PaletteItem::Kind::Model,
                          model.name,
                          model.title,
                          {},
                          u"model"_s,
                          [workspace, name = model.name] {
                              if (workspace)
                                  workspace->showModel(name);
                          }});
    }
    for (const Commands::Command &command : m_commands.all()) {
        QAction *action = command.action;
        if (!action->isEnabled() || m_leftOut.contains(action))
            continue;
        const bool isPage = action->objectName().startsWith(u"go");
        items.append({isPage ? PaletteItem::Kind::Page : PaletteItem::Kind::Command,
                      action->text().remove(u'&'), isPage ? tr("Page") : command.group,
                      action->shortcut().toString(QKeySequence::NativeText),
                      action->property("drawing").toString(), [action] { action->trigger(); }});
    }
    if (!open)
        return items;
    for (const PaletteVersion &version : m_versions)
        items.append({PaletteItem::Kind::Version, version.model + u'@' + version.name, version.message,
                      version.stages, u"version"_s, [workspace, model = version.model, name = version.name] {
                          if (workspace)
                              workspace->showModel(model, name);
                      }});
    return items;
}

void PaletteSource::load()
{
    if (!m_stale || !m_workspace || !m_workspace->hasLibrary())
        return;
    m_load.ask(runAsync(&m_services.readers, [library = *m_workspace->session()->library()](
                                                 const Job &job) { return allVersions(library, job); }),
               this, [this](const Result<QList<PaletteVersion>> &versions) {
                   if (!versions)
                       return; // the palette works without them; the pages report the failure
                   m_versions = *versions;
                   m_stale = false;
                   emit changed();
               });
}

} // namespace vitrine::ui
