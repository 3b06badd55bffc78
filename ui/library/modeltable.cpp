// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/modeltable.h"

#include "ui/library/insightloader.h"
#include "ui/library/librarysearch.h"
#include "ui/library/modelarrangement.h"
#include "ui/library/modellistmodel.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/table.h"

#include <QHeaderView>
#include <QScrollBar>
#include <QSet>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int leastNameWidth = 140;
constexpr int lookAfterMs = 80;
constexpr int stagesWidth = 160;
constexpr int roomyWidth = 1100; // from here on there is room for a second stage
constexpr int roomyStages = 260;

} // namespace

ModelTable::ModelTable(Services &services, QWidget *parent)
    : QWidget(parent)
    , m_list(new ModelListModel(services.clock, this))
    , m_arrangement(new ModelArrangement(m_list, this))
    , m_insights(new InsightLoader(services, this))
    , m_table(new Table(u"libraryTable"_s, tr("Models"), this))
{
    build();
    connectTable();
    setFocusProxy(m_table);
    m_look.setSingleShot(true);
    m_look.setInterval(lookAfterMs);
    connect(&m_look, &QTimer::timeout, this, &ModelTable::preferVisible);
}

void ModelTable::build()
{
    m_table->setModel(m_arrangement);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(ModelListModel::Name, Qt::AscendingOrder);
    const QList<std::pair<int, int>> widths{
        {ModelListModel::Type, 104},           {ModelListModel::Format, 84},
        {ModelListModel::Latest, 84},          {ModelListModel::Production, 118},
        {ModelListModel::Stages, stagesWidth}, {ModelListModel::Metric, 178},
        {ModelListModel::Health, 130},         {ModelListModel::Retraining, 150},
        {ModelListModel::Versions, 88},        {ModelListModel::Changed, 100},
        {ModelListModel::Owner, 140},          {ModelListModel::Labels, 170},
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
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_table);
}

// The stages get more of a large window, unless somebody gave them a width.
void ModelTable::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool roomy = width() >= roomyWidth;
    if (m_table->columnWidth(ModelListModel::Stages) == (roomy ? stagesWidth : roomyStages))
        m_table->setColumnWidth(ModelListModel::Stages, roomy ? roomyStages : stagesWidth);
}

void ModelTable::connectTable()
{
    connect(m_table, &QAbstractItemView::activated, this, [this] {
        if (const QString name = current(); !name.isEmpty())
            emit activated(name);
    });
    connect(m_table, &Table::headingToggled, m_arrangement, &ModelArrangement::toggle);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ModelTable::selectionChanged);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &ModelTable::selectionChanged);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, &m_look, qOverload<>(&QTimer::start));
    connect(m_list, &QAbstractItemModel::dataChanged, this, &ModelTable::selectionChanged);
    connect(m_arrangement, &ModelArrangement::arranged, this, &ModelTable::arranged);
    connect(m_insights, &InsightLoader::loaded, m_list, &ModelListModel::setInsights);
    connect(m_insights, &InsightLoader::monitoringFailed, this, &ModelTable::monitoringFailed);
}

// --- content --------------------------------------------------------------------------------------

void ModelTable::setLibrary(const registry::Library &library)
{
    m_list->setModels({});
    m_list->forgetInsights();
    m_insights->setLibrary(library);
    emit selectionChanged();
}

void ModelTable::setModels(const QList<registry::Model> &models)
{
    m_list->setModels(models);
    loadInsights();
}

const QList<registry::Model> &ModelTable::models() const
{
    return m_list->models();
}

// In the order in which they are shown.
void ModelTable::loadInsights()
{
    QList<registry::Model> shown;
    QSet<QString> names;
    for (int row = 0; row < m_arrangement->rowCount(); ++row) {
        const int source = m_list->rowOf(m_arrangement->modelName(row));
        if (source < 0 || names.contains(models().at(source).name))
            continue;
        names.insert(models().at(source).name);
        shown.append(models().at(source));
    }
    for (const registry::Model &model : models()) {
        if (!names.contains(model.name))
            shown.append(model);
    }
    m_insights->load(shown);
}

void ModelTable::preferVisible()
{
    const int first = std::max(0, m_table->rowAt(0));
    int last = m_table->rowAt(m_table->viewport()->height() - 1);
    if (last < 0)
        last = m_arrangement->rowCount() - 1;
    QStringList names;
    for (int row = first; row <= last; ++row)
        names << m_arrangement->modelName(row);
    m_insights->prefer(names);
}

void ModelTable::showFound(const SearchOutcome &outcome)
{
    const bool began = outcome.isActive() && !m_list->search().isActive();
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
    m_list->setSearch(outcome);
    m_arrangement->searchChanged();
    if (outcome.isActive())
        m_table->scrollToTop();
    emit selectionChanged();
}

// --- views ----------------------------------------------------------------------------------------

void ModelTable::addTo(LibraryView *view) const
{
    view->filter = m_arrangement->filter();
    view->grouping = m_arrangement->grouping();
    view->collapsed = m_arrangement->collapsed();
    view->columns = m_table->columnState();
    if (m_table->horizontalHeader()->sortIndicatorSection() < 0) // while the best match comes first
        view->columns.insert(u"sort"_s, m_list->headerData(m_sortColumn, Qt::Horizontal, ColumnKeyRole));
}

void ModelTable::setColumns(const QVariantMap &columns)
{
    m_table->setColumnState(columns);
}

void ModelTable::resetColumns()
{
    m_table->setColumnState(m_usualColumns);
}

// --- selection ------------------------------------------------------------------------------------

void ModelTable::select(const QString &model)
{
    QModelIndex index = m_arrangement->indexOf(model);
    for (int row = 0; !index.isValid() && row < m_arrangement->rowCount(); ++row) {
        if (!m_arrangement->modelName(row).isEmpty())
            index = m_arrangement->index(row, 0);
    }
    if (index.isValid() && index.row() != m_table->currentIndex().row())
        m_table->setCurrentIndex(index);
}

QString ModelTable::current() const
{
    return m_arrangement->modelName(m_table->currentIndex().row());
}

QStringList ModelTable::selected() const
{
    QStringList names;
    for (const QModelIndex &index : m_table->selectedRowIndexes()) {
        const QString &name = m_arrangement->modelName(index.row());
        if (!name.isEmpty() && !names.contains(name))
            names << name;
    }
    return names;
}

ModelPreview::Content ModelTable::content(const QString &model) const
{
    const int row = m_list->rowOf(model);
    if (row < 0)
        return {};
    const lifecycle::Insight *insight = m_list->insight(row);
    return {models().at(row), insight ? std::optional(*insight) : std::nullopt,
            m_list->search().places.value(model).hits};
}

QList<registry::ModelRef> ModelTable::selectedVersions() const
{
    QList<registry::ModelRef> versions;
    for (const QString &name : selected()) {
        const registry::Model &model = models().at(m_list->rowOf(name));
        const QString production = lifecycle::productionVersion(model);
        versions.append({name, production.isEmpty() ? model.latest : production, {}});
    }
    return versions;
}

} // namespace vitrine::ui
