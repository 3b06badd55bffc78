// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/windowactions.h"

#include "ui/shell/commands.h"
#include "ui/theme/icons.h"

#include <QAction>
#include <QMenu>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

WindowActions::WindowActions(Commands &commands, QWidget *window)
    : QObject(window)
    , m_commands(commands)
    , m_window(window)
{
    const QString library = tr("Library");
    openLibrary = make(library, u"openLibrary"_s, tr("&Open a library…"), u"open"_s, u"Ctrl+O"_s,
                       tr("Open a Git repository"));
    newLibrary = make(library, u"newLibrary"_s, tr("Create an &empty library…"), u"plus"_s, u"Ctrl+N"_s,
                      tr("Make a new bare Git repository for models"));
    openSample = make(library, u"openSample"_s, tr("Create the &sample library"), u"sample"_s, {},
                      tr("Real weather data, two models, their versions and how they performed"));
    closeLibrary = make(library, u"closeLibrary"_s, tr("&Close the library"), u"close"_s, u"Ctrl+W"_s, {});
    addModel = make(library, u"addModel"_s, tr("&Add a model…"), u"plus"_s, u"Ctrl+I"_s,
                    tr("Register model files as a new version"));
    nextLibrary = make(library, u"nextLibrary"_s, tr("&Next library"), u"chevron-right"_s, u"Ctrl+Tab"_s, {});
    previousLibrary = make(library, u"previousLibrary"_s, tr("Pre&vious library"), u"chevron-left"_s,
                           u"Ctrl+Shift+Tab"_s, {});
    refresh = make(library, u"refresh"_s, tr("&Reload"), u"refresh"_s, u"F5"_s, tr("Read the library again"));
    quit = make(library, u"quit"_s, tr("&Quit"), u"close"_s, u"Ctrl+Q"_s, {});
    const QString go = tr("Go");
    goLibrary = make(go, u"goLibrary"_s, tr("Library"), u"library"_s, u"Ctrl+1"_s, tr("All models"));
    goDeploy = make(go, u"goDeploy"_s, tr("Deploy"), u"deploy"_s, u"Ctrl+2"_s, tr("Servers that run here"));
    goMonitor =
        make(go, u"goMonitor"_s, tr("Monitor"), u"monitor"_s, u"Ctrl+3"_s, tr("Performance over time"));
    goSettings =
        make(go, u"goSettings"_s, tr("Settings"), u"settings"_s, u"Ctrl+,"_s, tr("Appearance, shortcuts"));
    back = make(go, u"back"_s, tr("Back"), u"back"_s, u"Alt+Left"_s, tr("Back to where you were"));
    forward = make(go, u"forward"_s, tr("Forward"), u"forward"_s, u"Alt+Right"_s, {});
    palette = make(go, u"palette"_s, tr("Find anything…"), u"search"_s, u"Ctrl+K"_s,
                   tr("Search models, versions, pages and commands"));
    search = make(go, u"search"_s, tr("Search on this page"), u"search"_s, u"Ctrl+F"_s, {});
    const QString model = tr("Model");
    editModels = make(library, u"editModels"_s, tr("&Edit the selected models…"), u"tag"_s, u"Ctrl+Shift+E"_s,
                      tr("The same change for all selected models, as one commit"));
    history = make(model, u"history"_s, tr("History"), u"version"_s, u"Alt+1"_s, {});
    overview = make(model, u"overview"_s, tr("Overview"), u"file"_s, u"Alt+2"_s, {});
    metadata = make(model, u"metadata"_s, tr("Metadata"), u"tag"_s, u"Alt+3"_s, {});
    inspect = make(model, u"inspect"_s, tr("Inspect"), u"search"_s, u"Alt+4"_s,
                   tr("What is inside the model file, read without running it"));
    rollBack = make(model, u"rollBack"_s, tr("Roll &back…"), u"rollback"_s, u"Ctrl+B"_s,
                    tr("Put an earlier version back into production"));
    compare = make(model, u"compare"_s, tr("&Compare"), u"compare"_s, u"Ctrl+D"_s,
                   tr("Compare the selected versions, or the selected models, side by side"));
    serve = make(model, u"serve"_s, tr("&Serve"), u"serve"_s, u"Ctrl+E"_s,
                 tr("Start a local server that answers with this model"));
    monitorModel = make(model, u"monitorModel"_s, tr("Monitor this model"), u"monitor"_s, u"Ctrl+M"_s,
                        tr("See how this model performed over time"));
    alerts = make(model, u"modelAlerts"_s, tr("Alerts of this model…"), u"warning"_s, u"Ctrl+Shift+M"_s,
                  tr("Set, see and answer the alerts of this model"));
    undo = make(model, u"undoLast"_s, tr("Undo what was just written"), u"undo"_s, u"Ctrl+Alt+Z"_s,
                tr("What the newest message offers to undo"));
    const QString window_ = tr("Window");
    menu = make(window_, u"menu"_s, tr("Open the menu"), u"more"_s, u"F10"_s, {});
    about = make(window_, u"about"_s, tr("About Vitrine"), u"info"_s, {}, {});
}

QAction *WindowActions::make(const QString &group, const QString &name, const QString &text,
                             const QString &drawing, const QString &shortcut, const QString &tip)
{
    auto *action = new QAction(icon(drawing), text, this);
    action->setObjectName(name);
    action->setProperty("drawing", drawing);
    if (!shortcut.isEmpty())
        action->setShortcut(QKeySequence::fromString(shortcut, QKeySequence::PortableText));
    if (!tip.isEmpty())
        action->setToolTip(tip);
    m_window->addAction(action);
    m_commands.add(group, action);
    return action;
}

QMenu *WindowActions::makeMainMenu(QWidget *parent) const
{
    auto *main = new QMenu(parent);
    main->setObjectName(u"mainMenu"_s);
    const auto add = [main](const QString &title, const QList<QAction *> &actions) {
        QMenu *sub = main->addMenu(title);
        sub->addActions(actions);
    };
    add(tr("&Library"), {openLibrary, newLibrary, openSample, addModel, editModels, refresh, nextLibrary,
                         previousLibrary, closeLibrary});
    add(tr("&Go"), {palette, search, back, forward, goLibrary, goDeploy, goMonitor, goSettings});
    add(tr("&Model"),
        {history, overview, metadata, inspect, rollBack, compare, serve, monitorModel, alerts, undo});
    main->addSeparator();
    main->addAction(goSettings);
    main->addAction(about);
    main->addSeparator();
    main->addAction(quit);
    return main;
}

} // namespace vitrine::ui
