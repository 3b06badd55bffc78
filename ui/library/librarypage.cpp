// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/librarypage.h"

#include "ui/library/bulkediting.h"
#include "ui/library/filterbar.h"
#include "ui/library/groupbutton.h"
#include "ui/library/libraryheader.h"
#include "ui/library/librarysearch.h"
#include "ui/library/modelarrangement.h"
#include "ui/library/modelintake.h"
#include "ui/library/modelpreview.h"
#include "ui/library/modeltable.h"
#include "ui/library/selectionpanel.h"
#include "ui/library/viewbutton.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/card.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/sidetoggle.h"
#include "ui/widgets/table.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int previewWidth = 300;
constexpr int roomyWidth = 1000; // from here on the preview is shown by itself

} // namespace

LibraryPage::LibraryPage(Services &services, Prompter &prompter, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_search(new LibrarySearch(services, this))
    , m_intake(new ModelIntake(services, prompter, this))
    , m_editing(new BulkEditing(services, this))
{
    setObjectName(u"libraryPage"_s);
    buildActions();
    buildTable();
    m_header = new LibraryHeader({m_table->list(), prompter, m_intake->addAction(),
                                  m_intake->showFoundAction(), [this] { return view(); }, this, roomyWidth},
                                 this);
    buildBody();
    connectHeader();
    connectTable();
    connectWriting();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::l, Space::l, Space::l, Space::l);
    layout->setSpacing(Space::m);
    layout->addWidget(m_header);
    layout->addWidget(m_splitter, 1);
    QWidget *before = nullptr;
    for (QWidget *each : m_header->tabOrder() + QList<QWidget *>{m_table->table(), m_side}) {
        if (before)
            setTabOrder(before, each);
        before = each;
    }
    updateCount();
}

LibraryPage::~LibraryPage()
{
    if (m_library)
        saveState();
}

// --- building -------------------------------------------------------------------------------------

void LibraryPage::buildActions()
{
    const auto make = [this](const QString &name, const QString &drawing, const QString &text,
                             void (LibraryPage::*handler)()) {
        auto *action = new QAction(drawing.isEmpty() ? QIcon() : icon(drawing), text, this);
        action->setObjectName(name);
        connect(action, &QAction::triggered, this, handler);
        return action;
    };
    m_compare = make(u"libraryCompare"_s, u"compare"_s, tr("Compare"), &LibraryPage::compareSelected);
    m_compare->setToolTip(tr("Compare what is in production of each, else its latest version"));
    m_edit = make(u"libraryEdit"_s, u"tag"_s, tr("Edit metadata…"), &LibraryPage::editSelected);
    m_edit->setToolTip(tr("The same change for all selected models, as one commit"));
    m_clear = make(u"clearFilters"_s, {}, tr("Clear search and filters"), &LibraryPage::clearFilters);
}

void LibraryPage::buildTable()
{
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setObjectName(u"librarySplitter"_s);
    m_splitter->setChildrenCollapsible(false);
    auto *card = new Card(m_splitter);
    m_table = new ModelTable(m_services, card);
    m_faces = new FaceStack(m_table, u"library"_s, card);
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(1, Space::xs, 1, Space::xs);
    layout->addWidget(m_faces);
    m_splitter->addWidget(card);
}

void LibraryPage::buildBody()
{
    auto *card = new Card(m_splitter);
    card->setMinimumWidth(previewWidth - 60);
    m_side = new QStackedWidget(card);
    m_preview = new ModelPreview(m_services.clock, m_side);
    m_selection = new SelectionPanel({m_compare, m_edit}, m_side);
    m_side->addWidget(m_preview);
    m_side->addWidget(m_selection);
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_side);
    m_splitter->addWidget(card);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setSizes({3 * previewWidth, previewWidth});
    m_header->previewToggle()->setPanel(card);
    connect(m_preview, &ModelPreview::openRequested, this, &LibraryPage::modelActivated);
    connect(m_preview, &ModelPreview::versionRequested, this, &LibraryPage::versionActivated);
    connect(m_preview, &ModelPreview::monitorRequested, this, &LibraryPage::monitorRequested);
    connect(m_preview, &ModelPreview::serveRequested, this, &LibraryPage::serveRequested);
}

void LibraryPage::connectHeader()
{
    connect(m_header->search(), &QLineEdit::textChanged, m_search, &LibrarySearch::setText);
    connect(m_header->search(), &SearchField::leftForResults, this, [this] {
        // What is not found yet is waited for: nobody wants to go to what was there before.
        m_goToResults =
            m_search->isRunning() && m_search->outcome().text != m_header->search()->text().trimmed();
        if (!m_goToResults)
            goToResults();
    });
    connect(m_search, &LibrarySearch::found, this, &LibraryPage::showFound);
    ModelArrangement *arrangement = m_table->arrangement();
    connect(m_header->filters(), &FilterBar::filterChanged, arrangement, &ModelArrangement::setFilter);
    connect(m_header->group(), &GroupButton::groupingChanged, arrangement,
            [this, arrangement] { arrangement->setGrouping(m_header->group()->grouping()); });
    connect(m_header->group(), &GroupButton::expandAllRequested, arrangement, &ModelArrangement::expandAll);
    connect(m_header->group(), &GroupButton::collapseAllRequested, arrangement,
            &ModelArrangement::collapseAll);
    connect(m_header->view(), &ViewButton::viewChosen, this, &LibraryPage::setView);
    QMenu *columns = m_table->table()->makeColumnMenu(m_header->columns());
    columns->addSeparator();
    connect(columns->addAction(tr("Usual columns")), &QAction::triggered, m_table, &ModelTable::resetColumns);
    m_header->columns()->setMenu(columns);
}

void LibraryPage::connectTable()
{
    connect(m_table, &ModelTable::activated, this, &LibraryPage::modelActivated);
    connect(m_table, &ModelTable::selectionChanged, this, &LibraryPage::updateSide);
    connect(m_table, &ModelTable::arranged, this, &LibraryPage::showFace);
    connect(m_table, &ModelTable::monitoringFailed, this,
            [this](const Error &error) { emit message(Message::failure(error, [this] { refresh(); })); });
    connect(m_table->table(), &QWidget::customContextMenuRequested, this, &LibraryPage::showContextMenu);
    connect(m_faces, &FaceStack::retryRequested, this, &LibraryPage::refresh);
}

void LibraryPage::connectWriting()
{
    connect(m_intake, &ModelIntake::jobStarted, this, &LibraryPage::jobStarted);
    connect(m_intake, &ModelIntake::foundChanged, this, [this] {
        const int count = m_intake->foundCount();
        m_header->setFound(count == 0 ? QString() : tr("%n model file(s) not registered", nullptr, count));
        showFace();
    });
    connect(m_intake, &ModelIntake::added, this, [this](const registry::Version &version) {
        m_selected = version.model;
        emit libraryChanged();
        emit message({tr("Added %1 %2").arg(version.model, version.name),
                      tr("Open"),
                      [this, version] { emit versionActivated(version.model, version.name); },
                      false,
                      {}});
    });
    connect(m_editing, &BulkEditing::written, this, &LibraryPage::libraryChanged);
    connect(m_editing, &BulkEditing::message, this, &LibraryPage::message);
}

// --- the library ----------------------------------------------------------------------------------

void LibraryPage::setLibrary(const registry::Library &library)
{
    if (m_library)
        saveState();
    m_library = library;
    m_loaded = false;
    m_selected.clear();
    m_table->setLibrary(library);
    m_search->setLibrary(library);
    m_intake->setLibrary(library);
    m_editing->setLibrary(library);
    m_header->view()->setStore(m_services.settings, settingsKey() + u"/views"_s);
    setView({});
    m_faces->showLoading(tr("Reading %1…").arg(library.name()));
    m_header->previewToggle()->setOffered(false);
    restoreState();
    refresh();
}

void LibraryPage::refresh()
{
    if (!m_library)
        return;
    if (m_faces->face() == FaceStack::Face::Failed)
        m_faces->showLoading(tr("Reading %1…").arg(m_library->name()));
    const auto future =
        runAsync(&m_services.readers, [library = *m_library](const Job &job) { return library.models(job); });
    m_load.ask(future, this, [this](const Result<QList<registry::Model>> &models) { apply(models); });
    if (!m_loaded)
        emit readingStarted(tr("Reading %1").arg(m_library->name()), QFuture<void>(future));
}

void LibraryPage::apply(const Result<QList<registry::Model>> &models)
{
    if (!models) {
        const bool cancelled = models.error().code == Error::Code::Cancelled;
        // What is on the screen already stays there: it was true a moment ago.
        if (m_loaded && cancelled)
            return;
        if (cancelled)
            m_faces->showFailed({Error::Code::Cancelled, tr("Reading the library was cancelled."), {}});
        else if (m_loaded)
            emit message(Message::failure(models.error(), [this] { refresh(); }));
        else
            m_faces->showFailed(models.error());
        return;
    }
    const bool first = !std::exchange(m_loaded, true);
    const QString selected = m_selected;
    m_table->setModels(*models);
    m_search->setModels(*models);
    if (first || !m_header->search()->text().isEmpty())
        m_search->repeat();
    showFace();
    m_table->select(selected);
    m_intake->setModels(*models);
    emit modelsChanged();
}

// --- searching and views --------------------------------------------------------------------------

void LibraryPage::showFound()
{
    const SearchOutcome &outcome = m_search->outcome();
    m_header->setProblem(outcome.problem);
    if (!outcome.problem.isEmpty())
        return; // what was found before stays until the text can be searched for
    if (outcome.cut)
        m_header->setNote(tr("These are the best matches; there are more. Type more to narrow them down."));
    m_table->showFound(outcome);
    if (m_goToResults)
        goToResults();
}

void LibraryPage::goToResults()
{
    m_goToResults = false;
    if (m_table->arrangement()->modelCount() == 0)
        return;
    m_table->setFocus();
    if (m_table->current().isEmpty())
        m_table->select(m_selected);
}

LibraryView LibraryPage::view() const
{
    LibraryView view;
    view.search = m_header->search()->text();
    m_table->addTo(&view);
    return view;
}

void LibraryPage::setView(const LibraryView &view)
{
    m_header->search()->setText(view.search);
    m_header->filters()->setFilter(view.filter);
    m_header->group()->setGrouping(view.grouping);
    m_table->arrangement()->setCollapsed(view.collapsed);
    if (!view.columns.isEmpty())
        m_table->setColumns(view.columns);
}

void LibraryPage::clearFilters()
{
    m_header->search()->clear();
    m_header->filters()->setFilter({});
    m_header->search()->setFocus();
}

void LibraryPage::focusSearch()
{
    m_header->search()->setFocus(Qt::ShortcutFocusReason);
    m_header->search()->selectAll();
}

// --- what is shown --------------------------------------------------------------------------------

void LibraryPage::showFace()
{
    updateCount();
    if (!m_loaded)
        return;
    const auto all = static_cast<int>(models().size());
    m_header->previewToggle()->setOffered(all > 0);
    if (m_table->arrangement()->rowCount() > 0) {
        m_faces->showFilled();
        if (!m_table->table()->currentIndex().isValid())
            m_table->select(m_selected);
        return;
    }
    if (all > 0)
        m_faces->setEmptyText(u"search"_s, tr("No model matches"),
                              tr("None of the %n model(s) has what you search for.", nullptr, all),
                              {m_clear});
    else if (m_intake->foundCount() > 0)
        m_faces->setEmptyText(
            u"library"_s, tr("No models are registered yet"),
            tr("%n file(s) of this repository look like models. Registering gives them names and "
               "versions; they stay where they are.",
               nullptr, m_intake->foundCount()),
            {m_intake->showFoundAction(), m_intake->addAction()});
    else
        m_faces->setEmptyText(u"library"_s, tr("No models yet"),
                              tr("Add the first one: choose its files here, or drop them onto the window."),
                              {m_intake->addAction()});
    m_faces->showEmpty();
}

void LibraryPage::updateCount()
{
    const auto all = static_cast<int>(models().size());
    const int shown = m_table->arrangement()->modelCount();
    if (!m_loaded)
        m_header->setCount({});
    else if (shown == all)
        m_header->setCount(tr("%n model(s)", nullptr, all));
    else
        m_header->setCount(tr("%1 of %2").arg(QLocale().toString(shown), QLocale().toString(all)));
}

QStringList LibraryPage::selectedModels() const
{
    return m_table->selected();
}

void LibraryPage::updateSide()
{
    const QStringList selected = selectedModels();
    m_compare->setEnabled(selected.size() > 1);
    m_edit->setEnabled(!selected.isEmpty());
    if (selected.size() > 1) {
        m_selection->setModels(selected);
        m_side->setCurrentWidget(m_selection);
        emit selectionChanged();
        return;
    }
    m_side->setCurrentWidget(m_preview);
    const ModelPreview::Content content = m_table->content(m_table->current());
    if (content.model.name.isEmpty()) {
        m_preview->clear();
    } else {
        m_selected = content.model.name;
        m_preview->setContent(content);
    }
    emit selectionChanged();
}

const QList<registry::Model> &LibraryPage::models() const
{
    return m_table->models();
}

// --- acting ---------------------------------------------------------------------------------------

void LibraryPage::compareSelected()
{
    if (const QList<registry::ModelRef> versions = m_table->selectedVersions(); versions.size() > 1)
        emit compareRequested(versions);
}

void LibraryPage::chooseFilesToAdd()
{
    m_intake->chooseFiles();
}

void LibraryPage::addFiles(const QStringList &paths)
{
    m_intake->addFiles(paths);
}

void LibraryPage::editSelected()
{
    m_editing->edit(selectedModels(), models());
}

void LibraryPage::showContextMenu(const QPoint &at)
{
    const QStringList names = selectedModels();
    if (names.isEmpty())
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(u"libraryContextMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [menu](const QString &drawing, const QString &text, auto handler) {
        QObject::connect(menu->addAction(icon(drawing), text), &QAction::triggered, menu, handler);
    };
    if (names.size() == 1) {
        const QString name = names.first();
        add(u"model"_s, tr("Open"), [this, name] { emit modelActivated(name); });
        add(u"monitor"_s, tr("Monitor"), [this, name] { emit monitorRequested(name); });
    } else {
        menu->addAction(m_compare);
    }
    menu->addAction(m_edit);
    add(u"copy"_s, tr("Copy the name(s)", nullptr, static_cast<int>(names.size())),
        [names] { QGuiApplication::clipboard()->setText(names.join(u'\n')); });
    menu->popup(m_table->table()->viewport()->mapToGlobal(at));
}

// --- state ----------------------------------------------------------------------------------------

QString LibraryPage::settingsKey() const
{
    return u"library/"_s +
           QString::fromLatin1(m_library->gitDir().toUtf8().toBase64(QByteArray::Base64UrlEncoding));
}

void LibraryPage::saveState() const
{
    QSettings &settings = m_services.settings;
    const QString key = settingsKey();
    settings.setValue(key + u"/view"_s, view().toMap());
    settings.setValue(key + u"/viewName"_s, m_header->view()->chosen());
    settings.setValue(key + u"/selected"_s, m_selected);
    settings.setValue(key + u"/splitter"_s, m_splitter->saveState());
    settings.setValue(key + u"/preview"_s, m_header->previewToggle()->isWanted());
}

void LibraryPage::restoreState()
{
    const QSettings &settings = m_services.settings;
    const QString key = settingsKey();
    if (!settings.contains(key + u"/view"_s)) {
        m_table->resetColumns();
        m_header->view()->setChosen(u"/all"_s);
        return;
    }
    setView(LibraryView::fromMap(settings.value(key + u"/view"_s).toMap()));
    m_header->view()->setChosen(settings.value(key + u"/viewName"_s).toString());
    m_selected = settings.value(key + u"/selected"_s).toString();
    m_splitter->restoreState(settings.value(key + u"/splitter"_s).toByteArray());
    m_header->previewToggle()->setWanted(settings.value(key + u"/preview"_s, true).toBool());
}

} // namespace vitrine::ui
