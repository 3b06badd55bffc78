// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/librarypage.h"

#include "ui/library/addmodeldialog.h"
#include "ui/library/bulkeditdialog.h"
#include "ui/library/filterbar.h"
#include "ui/library/groupbutton.h"
#include "ui/library/insightloader.h"
#include "ui/library/libraryheader.h"
#include "ui/library/librarysearch.h"
#include "ui/library/modelarrangement.h"
#include "ui/library/modellistmodel.h"
#include "ui/library/modelpreview.h"
#include "ui/library/selectionpanel.h"
#include "ui/library/viewbutton.h"
#include "ui/services/prompter.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/card.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/sidetoggle.h"
#include "ui/widgets/table.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QScrollBar>
#include <QSettings>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int previewWidth = 300;
constexpr int roomyWidth = 1000; // from here on the preview is shown by itself
constexpr int leastNameWidth = 160;
constexpr int lookAfterMs = 80;

} // namespace

LibraryPage::LibraryPage(Services &services, Prompter &prompter, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_prompter(prompter)
    , m_model(new ModelListModel(services.clock, this))
    , m_arrangement(new ModelArrangement(m_model, this))
    , m_search(new LibrarySearch(services, this))
    , m_insights(new InsightLoader(services, this))
{
    setObjectName(u"libraryPage"_s);
    buildActions();
    m_header =
        new LibraryHeader({*m_model, prompter, m_add, [this] { return view(); }, this, roomyWidth}, this);
    buildTable();
    buildBody();
    connectHeader();
    connectTable();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::l, Space::l, Space::l, Space::l);
    layout->setSpacing(Space::m);
    layout->addWidget(m_header);
    layout->addWidget(m_splitter, 1);
    QWidget *before = nullptr;
    for (QWidget *each : m_header->tabOrder() + QList<QWidget *>{m_table, m_side}) {
        if (before)
            setTabOrder(before, each);
        before = each;
    }
    m_look.setSingleShot(true);
    m_look.setInterval(lookAfterMs);
    connect(&m_look, &QTimer::timeout, this, &LibraryPage::preferVisible);
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
    m_add = make(u"libraryAdd"_s, u"plus"_s, tr("Add a model…"), &LibraryPage::chooseFilesToAdd);
    m_add->setToolTip(
        tr("Register model files as a new version. Files can be dropped onto the window, too."));
    m_add->setEnabled(false);
    m_compare = make(u"libraryCompare"_s, u"compare"_s, tr("Compare"), &LibraryPage::compareSelected);
    m_compare->setToolTip(tr("Compare what is in production of each, else its latest version"));
    m_edit = make(u"libraryEdit"_s, u"tag"_s, tr("Edit labels and owners…"), &LibraryPage::editSelected);
    m_edit->setToolTip(tr("The same change for all selected models, as one commit"));
    m_clear = make(u"clearFilters"_s, {}, tr("Clear search and filters"), &LibraryPage::clearFilters);
}

void LibraryPage::buildTable()
{
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setObjectName(u"librarySplitter"_s);
    m_splitter->setChildrenCollapsible(false);
    auto *list = new Card(m_splitter);
    m_table = new Table(u"libraryTable"_s, tr("Models"), list);
    m_table->setModel(m_arrangement);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(ModelListModel::Name, Qt::AscendingOrder);
    const QList<std::pair<int, int>> widths{
        {ModelListModel::Type, 108},       {ModelListModel::Format, 84},      {ModelListModel::Latest, 84},
        {ModelListModel::Production, 118}, {ModelListModel::Stages, 160},     {ModelListModel::Metric, 186},
        {ModelListModel::Health, 136},     {ModelListModel::Retraining, 150}, {ModelListModel::Versions, 88},
        {ModelListModel::Changed, 104},    {ModelListModel::Owner, 140},      {ModelListModel::Labels, 170},
        {ModelListModel::Title, 220}};
    for (const auto &[column, width] : widths)
        m_table->setColumnWidth(column, width);
    for (const int column :
         {int(ModelListModel::Title), int(ModelListModel::Format), int(ModelListModel::Latest),
          int(ModelListModel::Versions), int(ModelListModel::Production), int(ModelListModel::Retraining),
          int(ModelListModel::Owner), int(ModelListModel::Labels)})
        m_table->setColumnHidden(column, true);
    m_table->setStretchColumn(ModelListModel::Name, leastNameWidth);
    m_usualColumns = m_table->columnState();
    m_faces = new FaceStack(m_table, u"library"_s, list);
    auto *layout = new QVBoxLayout(list);
    layout->setContentsMargins(1, Space::xs, 1, Space::xs);
    layout->addWidget(m_faces);
    m_splitter->addWidget(list);
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
    connect(m_header->filters(), &FilterBar::filterChanged, m_arrangement, &ModelArrangement::setFilter);
    connect(m_header->group(), &GroupButton::groupingChanged, this,
            [this] { m_arrangement->setGrouping(m_header->group()->grouping()); });
    connect(m_header->group(), &GroupButton::expandAllRequested, m_arrangement, &ModelArrangement::expandAll);
    connect(m_header->group(), &GroupButton::collapseAllRequested, m_arrangement,
            &ModelArrangement::collapseAll);
    connect(m_header->view(), &ViewButton::viewChosen, this, &LibraryPage::setView);
    QMenu *columns = m_table->makeColumnMenu(m_header->columns());
    columns->addSeparator();
    connect(columns->addAction(tr("Usual columns")), &QAction::triggered, this, &LibraryPage::resetColumns);
    m_header->columns()->setMenu(columns);
}

void LibraryPage::connectTable()
{
    connect(m_table, &QAbstractItemView::activated, this, &LibraryPage::activateCurrent);
    connect(m_table, &Table::headingToggled, m_arrangement, &ModelArrangement::toggle);
    connect(m_table, &QWidget::customContextMenuRequested, this, &LibraryPage::showContextMenu);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &LibraryPage::updateSide);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &LibraryPage::updateSide);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, &m_look, qOverload<>(&QTimer::start));
    connect(m_model, &QAbstractItemModel::dataChanged, this, &LibraryPage::updateSide);
    connect(m_arrangement, &ModelArrangement::arranged, this, &LibraryPage::showFace);
    connect(m_faces, &FaceStack::retryRequested, this, &LibraryPage::refresh);
    connect(m_insights, &InsightLoader::loaded, m_model, &ModelListModel::setInsights);
}

// --- the library ----------------------------------------------------------------------------------

void LibraryPage::setLibrary(const registry::Library &library)
{
    if (m_library)
        saveState();
    m_library = library;
    m_loaded = false;
    m_selected.clear();
    m_model->setModels({});
    m_model->forgetInsights();
    updateSide();
    m_search->setLibrary(library);
    m_insights->setLibrary(library);
    m_add->setEnabled(true);
    m_header->view()->setStore(m_services.settings, settingsKey() + u"/views"_s);
    setView({});
    m_faces->showLoading(tr("Reading %1…").arg(library.name()));
    restoreState();
    refresh();
}

void LibraryPage::refresh()
{
    if (!m_library)
        return;
    if (m_faces->face() == FaceStack::Face::Failed)
        m_faces->showLoading(tr("Reading %1…").arg(m_library->name()));
    m_load.ask(
        runAsync(&m_services.readers, [library = *m_library](const Job &job) { return library.models(job); }),
        this, [this](const Result<QList<registry::Model>> &models) { apply(models); });
}

void LibraryPage::apply(const Result<QList<registry::Model>> &models)
{
    if (!models) {
        if (models.error().code == Error::Code::Cancelled)
            return;
        // What is on the screen already stays there: it was true a moment ago.
        if (m_loaded)
            emit message(Message::failure(models.error(), [this] { refresh(); }));
        else
            m_faces->showFailed(models.error());
        return;
    }
    const bool first = !std::exchange(m_loaded, true);
    const QString selected = m_selected;
    m_model->setModels(*models);
    m_search->setModels(*models);
    if (first || !m_header->search()->text().isEmpty())
        m_search->repeat();
    showFace();
    select(selected);
    loadInsights();
    emit modelsChanged();
}

// In the order in which they are shown.
void LibraryPage::loadInsights()
{
    QList<registry::Model> shown;
    QSet<QString> names;
    for (int row = 0; row < m_arrangement->rowCount(); ++row) {
        const int source = m_model->rowOf(m_arrangement->modelName(row));
        if (source < 0 || names.contains(m_model->models().at(source).name))
            continue;
        names.insert(m_model->models().at(source).name);
        shown.append(m_model->models().at(source));
    }
    for (const registry::Model &model : m_model->models()) {
        if (!names.contains(model.name))
            shown.append(model);
    }
    m_insights->load(shown);
}

void LibraryPage::preferVisible()
{
    const int first = m_table->rowAt(0);
    const int last = m_table->rowAt(m_table->viewport()->height() - 1);
    QStringList names;
    for (int row = std::max(0, first); row <= (last < 0 ? m_arrangement->rowCount() - 1 : last); ++row)
        names << m_arrangement->modelName(row);
    m_insights->prefer(names);
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
    const bool began = outcome.isActive() && !m_model->search().isActive();
    QHeaderView *header = m_table->horizontalHeader();
    const QSignalBlocker quiet(header);
    if (began) {
        m_sortColumn = header->sortIndicatorSection();
        m_arrangement->sortByRelevance();
        header->setSortIndicator(-1, header->sortIndicatorOrder());
    } else if (!outcome.isActive() && header->sortIndicatorSection() < 0) {
        header->setSortIndicator(m_sortColumn, header->sortIndicatorOrder());
    }
    m_table->setReasonsShown(outcome.isActive());
    m_table->cells()->setHighlight(outcome.words);
    m_model->setSearch(outcome);
    m_arrangement->searchChanged();
    if (outcome.isActive())
        m_table->scrollToTop();
    updateSide();
    if (m_goToResults)
        goToResults();
}

void LibraryPage::goToResults()
{
    m_goToResults = false;
    if (m_arrangement->modelCount() == 0)
        return;
    m_table->setFocus();
    if (!m_table->currentIndex().isValid())
        select(m_selected);
}

LibraryView LibraryPage::view() const
{
    LibraryView view;
    view.search = m_header->search()->text();
    view.filter = m_arrangement->filter();
    view.grouping = m_arrangement->grouping();
    view.collapsed = m_arrangement->collapsed();
    view.columns = m_table->columnState();
    if (m_table->horizontalHeader()->sortIndicatorSection() < 0) // while the best match comes first
        view.columns.insert(u"sort"_s, m_model->headerData(m_sortColumn, Qt::Horizontal, ColumnKeyRole));
    return view;
}

void LibraryPage::setView(const LibraryView &view)
{
    m_header->search()->setText(view.search);
    m_header->filters()->setFilter(view.filter);
    m_header->group()->setGrouping(view.grouping);
    m_arrangement->setCollapsed(view.collapsed);
    if (!view.columns.isEmpty())
        m_table->setColumnState(view.columns);
}

void LibraryPage::resetColumns()
{
    m_table->setColumnState(m_usualColumns);
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
    if (m_arrangement->rowCount() > 0) {
        m_faces->showFilled();
        if (!m_table->currentIndex().isValid())
            select(m_selected);
        return;
    }
    if (m_model->rowCount() > 0)
        m_faces->setEmptyText(
            u"search"_s, tr("No model matches"),
            tr("None of the %n model(s) has what you search for.", nullptr, m_model->rowCount()), {m_clear});
    else
        m_faces->setEmptyText(u"library"_s, tr("No models yet"),
                              tr("Add the first one: choose its files here, or drop them onto the window."),
                              {m_add});
    m_faces->showEmpty();
}

void LibraryPage::updateCount()
{
    const int all = m_model->rowCount();
    const int shown = m_arrangement->modelCount();
    if (!m_loaded)
        m_header->setCount({});
    else if (shown == all)
        m_header->setCount(tr("%n model(s)", nullptr, all));
    else
        m_header->setCount(tr("%1 of %2").arg(QLocale().toString(shown), QLocale().toString(all)));
}

QStringList LibraryPage::selectedModels() const
{
    QStringList names;
    for (const QModelIndex &index : m_table->selectedRowIndexes()) {
        const QString &name = m_arrangement->modelName(index.row());
        if (!name.isEmpty() && !names.contains(name))
            names << name;
    }
    return names;
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
    const int row = m_model->rowOf(m_arrangement->modelName(m_table->currentIndex().row()));
    if (row < 0) {
        m_preview->clear();
    } else {
        const registry::Model &model = m_model->models().at(row);
        const lifecycle::Insight *insight = m_model->insight(row);
        m_selected = model.name;
        m_preview->setContent({model, insight ? std::optional(*insight) : std::nullopt,
                               m_model->search().places.value(model.name).hits});
    }
    emit selectionChanged();
}

void LibraryPage::select(const QString &model)
{
    QModelIndex index = m_arrangement->indexOf(model);
    for (int row = 0; !index.isValid() && row < m_arrangement->rowCount(); ++row) {
        if (!m_arrangement->modelName(row).isEmpty())
            index = m_arrangement->index(row, 0);
    }
    if (index.isValid() && index.row() != m_table->currentIndex().row())
        m_table->setCurrentIndex(index);
    updateSide();
}

const QList<registry::Model> &LibraryPage::models() const
{
    return m_model->models();
}

// --- acting ---------------------------------------------------------------------------------------

void LibraryPage::activateCurrent()
{
    if (const QString name = m_arrangement->modelName(m_table->currentIndex().row()); !name.isEmpty())
        emit modelActivated(name);
}

void LibraryPage::compareSelected()
{
    QList<registry::ModelRef> versions;
    for (const QString &name : selectedModels()) {
        const registry::Model &model = m_model->models().at(m_model->rowOf(name));
        const QString production = lifecycle::productionVersion(model);
        versions.append({name, production.isEmpty() ? model.latest : production, {}});
    }
    if (versions.size() > 1)
        emit compareRequested(versions);
}

void LibraryPage::chooseFilesToAdd()
{
    m_prompter.chooseFiles(this,
                           {tr("Add a model: choose its files"),
                            QStandardPaths::writableLocation(QStandardPaths::HomeLocation),
                            {},
                            false},
                           [this](const QStringList &files) {
                               if (!files.isEmpty())
                                   addFiles(files);
                           });
}

void LibraryPage::addFiles(const QStringList &paths)
{
    if (!m_library)
        return;
    auto *dialog = new AddModelDialog(m_services, m_prompter, *m_library, m_model->models(), paths, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &AddModelDialog::started, this, &LibraryPage::jobStarted);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        const registry::Version version = dialog->added().version;
        m_selected = version.model;
        emit libraryChanged();
        emit message({tr("Added %1 %2").arg(version.model, version.name),
                      tr("Open"),
                      [this, version] { emit versionActivated(version.model, version.name); },
                      false,
                      {}});
    });
    dialog->open();
}

void LibraryPage::editSelected()
{
    const QStringList selected = selectedModels();
    if (!m_library || selected.isEmpty())
        return;
    BulkEditDialog::Vocabulary vocabulary;
    for (const registry::Model &model : m_model->models()) {
        vocabulary.labels << model.labels;
        vocabulary.owners << model.owners;
        vocabulary.types << model.type;
    }
    for (QStringList *words : {&vocabulary.labels, &vocabulary.owners, &vocabulary.types}) {
        words->removeAll(QString());
        words->removeDuplicates();
        words->sort();
    }
    auto *dialog = new BulkEditDialog(m_services, *m_library, selected, vocabulary, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog] { sayEdited(dialog->done(), dialog->inverse()); });
    dialog->open();
}

void LibraryPage::sayEdited(const registry::BulkEdited &done, const QList<registry::BulkEdit> &inverse)
{
    emit libraryChanged();
    const auto count = static_cast<int>(done.changed.size());
    emit message({tr("Changed %n model(s) in one commit", nullptr, count),
                  tr("Undo"),
                  [this, inverse] { undoEdit(inverse); },
                  false,
                  {}});
}

void LibraryPage::undoEdit(const QList<registry::BulkEdit> &inverse)
{
    const auto work = [library = *m_library, inverse](const Job &) -> Result<int> {
        int changed = 0;
        for (const registry::BulkEdit &each : inverse) {
            VT_TRY(const registry::BulkEdited done, library.editAll(each));
            changed += static_cast<int>(done.changed.size());
        }
        return changed;
    };
    onFinished(runAsync(&m_services.writer, work), this, [this, inverse](const Result<int> &changed) {
        if (changed) {
            emit libraryChanged();
            emit message(
                {tr("%n model(s) are back at what they were", nullptr, *changed), {}, {}, false, {}});
        } else {
            emit message(Message::failure(changed.error(), [this, inverse] { undoEdit(inverse); }));
        }
    });
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
    menu->popup(m_table->viewport()->mapToGlobal(at));
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
        resetColumns();
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
