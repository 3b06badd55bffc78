// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/historyview.h"

#include "ui/model/ribbon/historyribbon.h"
#include "ui/model/versionactions.h"
#include "ui/model/versionfilter.h"
#include "ui/model/versionlistmodel.h"
#include "ui/model/versionpanel.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/actionbutton.h"
#include "ui/widgets/card.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/sidetoggle.h"
#include "ui/widgets/table.h"
#include "ui/widgets/taborder.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int panelWidth = 340;
constexpr int roomyWidth = 1320; // from here on the panel is shown by itself
constexpr int searchWidth = 240;
constexpr int leastLower = 150; // of the table with its tool bar

} // namespace

HistoryView::HistoryView(Services &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_model(new VersionListModel(services.clock, this))
    , m_filter(new VersionFilter(this))
    , m_actions(new VersionActions(this))
{
    setObjectName(u"historyView"_s);
    m_filter->setSourceModel(m_model);
    m_halves = new QSplitter(Qt::Vertical, this);
    m_halves->setObjectName(u"historyHalves"_s);
    m_halves->setChildrenCollapsible(false);
    buildRibbon();
    buildToolBar();
    buildBody();
    connectBody();
    connectActions();
    auto *lower = new QWidget(m_halves);
    auto *lowerLayout = new QVBoxLayout(lower);
    lowerLayout->setContentsMargins(0, Space::xs, 0, 0);
    lowerLayout->setSpacing(Space::s);
    lowerLayout->addWidget(m_toolBar);
    lowerLayout->addWidget(m_splitter, 1);
    lower->setMinimumHeight(leastLower);
    m_halves->addWidget(m_ribbonCard);
    m_halves->addWidget(lower);
    m_halves->setStretchFactor(0, 1);
    m_halves->setStretchFactor(1, 2);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, Space::m, 0, 0);
    layout->addWidget(m_halves);
    updateActions();
}

void HistoryView::connectActions()
{
    m_withdrawn = new QAction(tr("Show withdrawn versions"), this);
    m_withdrawn->setObjectName(u"historyWithdrawn"_s);
    m_withdrawn->setCheckable(true);
    connect(m_withdrawn, &QAction::toggled, this, [this](bool on) {
        m_filter->setWithdrawnShown(on);
        m_ribbon->setWithdrawnShown(on);
        showFace();
    });
    connect(m_actions->rollBack, &QAction::triggered, this,
            [this] { emit rollbackRequested(selectedVersion()); });
    connect(m_actions->serve, &QAction::triggered, this, [this] { emit serveRequested(selectedVersion()); });
    connect(m_actions->compare, &QAction::triggered, this, &HistoryView::compareRequested);
    connect(m_actions->copyName, &QAction::triggered, this, [this] {
        const QString text = m_modelName + u'@' + selectedVersion();
        QGuiApplication::clipboard()->setText(text);
        emit copied(text);
    });
}

void HistoryView::buildRibbon()
{
    m_ribbonCard = new Card(m_halves);
    m_ribbon = new HistoryRibbon(m_ribbonCard);
    auto *layout = new QVBoxLayout(m_ribbonCard);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->addWidget(m_ribbon);
    connect(m_ribbon, &HistoryRibbon::versionActivated, this, &HistoryView::inspect);
    connect(m_ribbon, &HistoryRibbon::moveRequested, this, &HistoryView::moveRequested);
    connect(m_ribbon, &HistoryRibbon::newStageRequested, this, &HistoryView::rollbackRequested);
    connect(m_ribbon, &HistoryRibbon::menuRequested, this, &HistoryView::showMenu);
    connect(m_halves, &QSplitter::splitterMoved, this, [this] { m_halvesChosen = true; });
    connect(m_ribbon, &HistoryRibbon::roomWanted, this, [this](int height) {
        m_halvesChosen = true;
        QList<int> sizes = m_halves->sizes();
        sizes[0] += height;
        sizes[1] -= height;
        m_halves->setSizes(sizes);
    });
}

void HistoryView::buildToolBar()
{
    m_toolBar = new QWidget(this);
    m_count = new TextLabel({}, TextRole::Body, Tone::Muted, m_toolBar);
    m_count->setObjectName(u"historyCount"_s);
    m_search = new SearchField(m_toolBar);
    m_search->setObjectName(u"historySearch"_s);
    m_search->setAccessibleName(tr("Search the versions"));
    m_search->setPlaceholderText(tr("Search versions"));
    m_search->setMaximumWidth(searchWidth);
    auto *columns = new QToolButton(m_toolBar);
    columns->setObjectName(u"historyColumns"_s);
    columns->setAccessibleName(tr("Choose what is shown"));
    columns->setToolTip(tr("Choose what is shown"));
    columns->setIcon(icon(u"columns"_s));
    columns->setAutoRaise(true);
    columns->setFocusPolicy(Qt::TabFocus);
    connect(columns, &QToolButton::clicked, this, [this, columns] {
        QMenu *menu = m_table->makeColumnMenu(this);
        menu->addSeparator();
        menu->addAction(m_withdrawn);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->popup(columns->mapToGlobal(QPoint(0, columns->height())));
    });
    m_showRibbon = new QToolButton(m_toolBar);
    m_showRibbon->setObjectName(u"historyShowRibbon"_s);
    m_showRibbon->setAccessibleName(tr("Show the history over time"));
    m_showRibbon->setToolTip(tr("Show the history over time"));
    m_showRibbon->setIcon(icon(u"ribbon"_s));
    m_showRibbon->setCheckable(true);
    m_showRibbon->setChecked(true);
    m_showRibbon->setAutoRaise(true);
    m_showRibbon->setFocusPolicy(Qt::TabFocus);
    connect(m_showRibbon, &QToolButton::toggled, m_ribbonCard, &QWidget::setVisible);
    m_showPanel = new SideToggle(u"historyShowPanel"_s, tr("Show the details"), this, roomyWidth, m_toolBar);
    auto *row = new QHBoxLayout(m_toolBar);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_search, 1);
    row->addWidget(m_count);
    row->addStretch(1);
    for (QAction *action : {m_actions->rollBack, m_actions->serve, m_actions->compare})
        row->addWidget(new ActionButton(action, m_toolBar));
    row->addWidget(columns);
    row->addWidget(m_showRibbon);
    row->addWidget(m_showPanel);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filter->setSearch(text);
        m_table->cells()->setHighlight(m_filter->words());
        m_table->viewport()->update();
        showFace();
    });
    connect(m_search, &SearchField::leftForResults, this, &HistoryView::focusTable);
}

void HistoryView::buildBody()
{
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setObjectName(u"historySplitter"_s);
    m_splitter->setChildrenCollapsible(false);
    auto *list = new Card(m_splitter);
    m_table = new Table(u"versionTable"_s, tr("Versions"), list);
    m_table->setModel(m_filter);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setSortingEnabled(true);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_faces = new FaceStack(m_table, u"history"_s, list);
    auto *listLayout = new QVBoxLayout(list);
    listLayout->setContentsMargins(1, Space::xs, 1, Space::xs);
    listLayout->addWidget(m_faces);
    auto *side = new Card(m_splitter);
    m_panel = new VersionPanel(side);
    auto *sideLayout = new QVBoxLayout(side);
    sideLayout->setContentsMargins(1, 1, 1, Space::s);
    sideLayout->addWidget(m_panel);
    side->setMinimumWidth(panelWidth - 60);
    m_showPanel->setPanel(side);
    m_splitter->addWidget(list);
    m_splitter->addWidget(side);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setSizes({3 * panelWidth, panelWidth});
    chainTabs({m_search, m_table, m_panel});
}

void HistoryView::connectBody()
{
    connect(m_table, &QWidget::customContextMenuRequested, this, [this](const QPoint &at) {
        const QModelIndex index = m_table->indexAt(at);
        if (index.isValid())
            showMenu(index.data(ValueRole).value<registry::Version>().name,
                     m_table->viewport()->mapToGlobal(at));
    });
    connect(m_table, &QAbstractItemView::activated, this, [this] { m_showPanel->toggle(); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        loadDetails();
        m_ribbon->setSelected(selectedVersion());
        emit selectionChanged(selectedVersion());
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &HistoryView::updateActions);
    connect(m_faces, &FaceStack::retryRequested, this, &HistoryView::retryRequested);
    connect(m_panel, &VersionPanel::retryRequested, this, &HistoryView::loadDetails);
    connect(m_panel, &VersionPanel::copied, this, &HistoryView::copied);
}

void HistoryView::begin(const registry::Library &library, const QString &model)
{
    m_library = library;
    m_modelName = model;
    m_details.forget();
    m_story.forget();
    m_model->setVersions({}, {});
    m_ribbon->clear();
    m_search->clear();
    m_columnsRestored = false;
    m_fresh = true;
    m_wanted.clear();
    m_panel->clear();
    m_count->clear();
    m_faces->showLoading(tr("Reading the history of %1…").arg(model));
}

void HistoryView::setHistory(const QList<registry::Version> &versions,
                             const QList<registry::StageInterval> &intervals, const QString &mainMetric)
{
    const QString selected = m_wanted.isEmpty() ? selectedVersion() : m_wanted;
    const auto columns = m_model->columns();
    m_model->setVersions(versions, mainMetric);
    if (m_fresh || columns != m_model->columns())
        adjustColumns();
    else if (const int stages = m_model->columnOf(VersionListModel::Field::Stages);
             m_table->columnWidth(stages) == m_stagesWidth) // as it was made: it may grow with its chips
        m_table->setColumnWidth(stages, std::max(m_stagesWidth, fittingWidth(stages)));
    m_stagesWidth = m_table->columnWidth(m_model->columnOf(VersionListModel::Field::Stages));
    // At once what is known; what was monitored follows.
    if (m_fresh)
        m_ribbon->setStory(storyOf(versions, intervals, {}, m_model->mainMetric(), m_services.clock.now()),
                           true);
    if (m_fresh)
        shareHeight();
    m_fresh = false;
    loadStory(m_model->mainMetric());
    showFace();
    if (!versions.isEmpty()) {
        select(m_model->rowOf(selected) >= 0 ? selected : versions.first().name);
        loadDetails();
    }
    m_ribbon->setSelected(selectedVersion());
}

void HistoryView::loadStory(const QString &mainMetric)
{
    if (!m_library)
        return;
    m_story.ask(
        runAsync(&m_services.readers,
                 [library = *m_library, model = m_modelName, mainMetric, now = m_services.clock.now()](
                     const Job &job) { return readStory(library, model, mainMetric, now, job); }),
        this, [this](const Result<RibbonStory> &story) {
            if (story)
                m_ribbon->setStory(*story, false);
            else if (story.error().code != Error::Code::Cancelled)
                emit monitoringFailed(story.error());
        });
}

void HistoryView::showFailed(const Error &error)
{
    m_faces->showFailed(error);
}

void HistoryView::showFace()
{
    const int shown = m_filter->rowCount();
    const int all = m_model->rowCount();
    m_count->setText(shown == all ? tr("%n version(s)", nullptr, all) : tr("%1 of %2").arg(shown).arg(all));
    if (shown > 0) {
        m_faces->showFilled();
        return;
    }
    if (all > 0)
        m_faces->setEmptyText(u"search"_s, tr("No version matches"),
                              tr("Press Escape in the search field to see all."));
    else
        m_faces->setEmptyText(
            u"version"_s, tr("No versions yet"),
            tr("Register one from a terminal with “vitrine-cli add %1 FILE”.").arg(m_modelName));
    m_faces->showEmpty();
}

void HistoryView::select(const QString &version)
{
    const int row = m_model->rowOf(version);
    if (row < 0) {
        m_wanted = version;
        return;
    }
    m_wanted.clear();
    const QModelIndex index = m_filter->mapFromSource(m_model->index(row, 0));
    if (index.isValid() && index.row() != m_table->currentIndex().row()) {
        m_table->setCurrentIndex(index);
        m_table->scrollTo(index);
    }
}

QString HistoryView::selectedVersion() const
{
    const QModelIndex current = m_table->currentIndex();
    return current.isValid() ? current.data(ValueRole).value<registry::Version>().name : QString();
}

QStringList HistoryView::selectedVersions() const
{
    QStringList names;
    for (const QModelIndex &index : m_table->selectedRowIndexes())
        names << index.data(ValueRole).value<registry::Version>().name;
    return names;
}

QStringList HistoryView::versionsToCompare() const
{
    QList<int> rows; // newest first, as in the model
    for (const QString &version : selectedVersions())
        rows << m_model->rowOf(version);
    const int production = m_model->rowOf(m_model->productionVersion());
    if (rows.size() < 2) {
        const int row = rows.isEmpty() ? 0 : rows.first();
        const int other = production >= 0 && production != row ? production
                          : row + 1 < m_model->rowCount()      ? row + 1
                                                               : row - 1;
        rows = {row};
        if (other >= 0 && other < m_model->rowCount())
            rows << other;
    }
    // Time runs from left to right, but what is in production is what the others are measured against.
    std::sort(rows.begin(), rows.end(), [production](int a, int b) {
        return std::pair(a != production, -a) < std::pair(b != production, -b);
    });
    QStringList names;
    for (const int row : std::as_const(rows))
        names << m_model->version(row).name;
    return names;
}

void HistoryView::loadDetails()
{
    updateActions();
    const int row = m_model->rowOf(selectedVersion());
    if (row < 0 || !m_library) {
        m_details.forget();
        m_panel->clear();
        return;
    }
    const registry::Version version = m_model->version(row);
    m_panel->showLoading(version);
    m_details.ask(runAsync(&m_services.readers,
                           [library = *m_library, version](const Job &) {
                               return library.details(version.model, version.name);
                           }),
                  this, [this, version](const Result<registry::VersionDetails> &details) {
                      if (details)
                          m_panel->showDetails(*details);
                      else if (details.error().code != Error::Code::Cancelled)
                          m_panel->showFailed(version, details.error());
                  });
}

void HistoryView::updateActions()
{
    const QString selected = selectedVersion();
    const int row = m_model->rowOf(selected);
    const int production = m_model->rowOf(m_model->productionVersion());
    VersionActions::State state;
    state.selected = row >= 0 ? int(std::max<qsizetype>(1, selectedVersions().size())) : 0;
    state.isOlder = row >= 0 && production >= 0 && row > production;
    state.isWithdrawn = row >= 0 && m_model->version(row).deregistered;
    state.isInStage = row >= 0 && !m_model->version(row).stages.isEmpty();
    state.canCompare = row >= 0 && m_model->rowCount() > 1;
    m_actions->update(state);
}

void HistoryView::inspect(const QString &version)
{
    const int row = m_model->rowOf(version);
    if (row < 0)
        return;
    if (m_model->version(row).deregistered)
        m_withdrawn->setChecked(true);
    if (!m_filter->mapFromSource(m_model->index(row, 0)).isValid())
        m_search->clear();
    select(version);
    m_showPanel->setChecked(true);
}

void HistoryView::showMenu(const QString &version, const QPoint &globalPosition)
{
    if (version != selectedVersion() && !selectedVersions().contains(version))
        select(version);
    auto *menu = new QMenu(this);
    menu->setObjectName(u"versionMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions(m_actions->all());
    menu->insertMenu(m_actions->serve, m_ribbon->makeMoveMenu(version, menu));
    menu->popup(globalPosition);
}

void HistoryView::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void HistoryView::focusTable()
{
    if (m_filter->rowCount() == 0)
        return;
    m_table->setFocus(Qt::ShortcutFocusReason);
    if (!m_table->currentIndex().isValid())
        m_table->setCurrentIndex(m_filter->index(0, 0));
}

} // namespace vitrine::ui
