// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/librarypage.h"

#include "ui/library/filterbutton.h"
#include "ui/library/modelfilter.h"
#include "ui/library/modellistmodel.h"
#include "ui/library/modelpreview.h"
#include "ui/theme/icons.h"
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
#include <QHeaderView>
#include <QMenu>
#include <QSettings>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int searchWidth = 260;
constexpr int previewWidth = 320;
constexpr int roomyWidth = 1000; // from here on the preview is shown by itself
constexpr int leastNameWidth = 200;

QList<FilterButton::Option> plainOptions(QStringList values)
{
    values.removeDuplicates();
    values.removeAll(QString());
    values.sort(Qt::CaseInsensitive);
    QList<FilterButton::Option> options;
    for (const QString &value : std::as_const(values))
        options.append({value, value});
    return options;
}

} // namespace

LibraryPage::LibraryPage(Services &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_model(new ModelListModel(services.clock, this))
    , m_filter(new ModelFilter(this))
{
    setObjectName(u"libraryPage"_s);
    m_filter->setSourceModel(m_model);
    buildHeader();
    buildBody();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::l, Space::l, Space::l, Space::l);
    layout->setSpacing(Space::m);
    layout->addWidget(m_header);
    layout->addWidget(m_splitter, 1);
    chainTabs({m_search, m_type, m_stage, m_label, m_columns, m_showPreview, m_table});
    updateCount();
    updateFilters();
}

LibraryPage::~LibraryPage()
{
    if (m_library)
        saveState();
}

void LibraryPage::buildHeader()
{
    m_header = new QWidget(this);
    auto *title = new TextLabel(tr("Models"), TextRole::Title, Tone::Neutral, m_header);
    m_count = new TextLabel({}, TextRole::Body, Tone::Muted, m_header);
    m_count->setObjectName(u"libraryCount"_s);
    m_search = new SearchField(m_header);
    m_search->setObjectName(u"librarySearch"_s);
    m_search->setAccessibleName(tr("Search the models"));
    m_search->setPlaceholderText(tr("Search models"));
    m_search->setToolTip(
        tr("Names, titles, descriptions, labels, owners. Also type:, format:, stage:, label:, owner:"));
    m_search->setMinimumWidth(searchWidth / 2);
    m_search->setMaximumWidth(searchWidth);
    m_type = new FilterButton(u"filterType"_s, tr("Type"), m_header);
    m_stage = new FilterButton(u"filterStage"_s, tr("Stage"), m_header);
    m_label = new FilterButton(u"filterLabel"_s, tr("Label"), m_header);
    m_columns = new QToolButton(m_header);
    m_columns->setObjectName(u"libraryColumns"_s);
    m_columns->setAccessibleName(tr("Choose columns"));
    m_columns->setToolTip(tr("Choose columns"));
    m_columns->setIcon(icon(u"columns"_s));
    m_columns->setPopupMode(QToolButton::InstantPopup);
    m_columns->setFocusPolicy(Qt::TabFocus);
    m_showPreview =
        new SideToggle(u"libraryShowPreview"_s, tr("Show the preview"), this, roomyWidth, m_header);

    auto *row = new QHBoxLayout(m_header);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(title);
    row->addSpacing(Space::xs);
    row->addWidget(m_count);
    row->addStretch(1);
    row->addWidget(m_search, 2);
    for (QWidget *widget :
         {static_cast<QWidget *>(m_type), static_cast<QWidget *>(m_stage), static_cast<QWidget *>(m_label),
          static_cast<QWidget *>(m_columns), static_cast<QWidget *>(m_showPreview)})
        row->addWidget(widget);

    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filter->setSearch(text);
        m_table->cells()->setHighlight(m_filter->words());
        m_table->viewport()->update();
        showFace();
    });
    connect(m_search, &SearchField::leftForResults, this, [this] {
        if (m_filter->rowCount() > 0) {
            m_table->setFocus();
            if (!m_table->currentIndex().isValid())
                m_table->setCurrentIndex(m_filter->index(0, 0));
        }
    });
    for (FilterButton *button : {m_type, m_stage, m_label}) {
        connect(button, &FilterButton::valueChanged, this, [this] {
            m_filter->setChoice({m_type->value(), m_stage->value(), m_label->value()});
            showFace();
        });
    }
}

void LibraryPage::buildBody()
{
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setObjectName(u"librarySplitter"_s);
    m_splitter->setChildrenCollapsible(false);
    auto *list = new Card(m_splitter);
    m_table = new Table(u"libraryTable"_s, tr("Models"), list);
    m_table->setModel(m_filter);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(ModelListModel::Name, Qt::AscendingOrder);
    const QList<std::pair<int, int>> widths{{ModelListModel::Type, 118},    {ModelListModel::Format, 84},
                                            {ModelListModel::Latest, 84},   {ModelListModel::Production, 118},
                                            {ModelListModel::Stages, 250},  {ModelListModel::Versions, 88},
                                            {ModelListModel::Changed, 124}, {ModelListModel::Owner, 140},
                                            {ModelListModel::Labels, 170},  {ModelListModel::Title, 220}};
    for (const auto &[column, width] : widths)
        m_table->setColumnWidth(column, width);
    for (int column :
         {int(ModelListModel::Title), int(ModelListModel::Format), int(ModelListModel::Versions),
          int(ModelListModel::Production), int(ModelListModel::Owner), int(ModelListModel::Labels)})
        m_table->setColumnHidden(column, true);
    m_table->setStretchColumn(ModelListModel::Name, leastNameWidth);
    m_columns->setMenu(m_table->makeColumnMenu(m_columns));
    m_faces = new FaceStack(m_table, u"library"_s, list);
    auto *listLayout = new QVBoxLayout(list);
    listLayout->setContentsMargins(1, Space::xs, 1, Space::xs);
    listLayout->addWidget(m_faces);
    auto *side = new Card(m_splitter);
    m_preview = new ModelPreview(m_services.clock, side);
    auto *sideLayout = new QVBoxLayout(side);
    sideLayout->setContentsMargins(0, 0, 0, 0);
    sideLayout->addWidget(m_preview);
    side->setMinimumWidth(previewWidth - 60);
    m_splitter->addWidget(list);
    m_splitter->addWidget(side);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setSizes({3 * previewWidth, previewWidth});
    m_showPreview->setPanel(side);
    connect(m_table, &QAbstractItemView::activated, this, &LibraryPage::activateCurrent);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &LibraryPage::updatePreview);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &LibraryPage::updatePreview);
    connect(m_faces, &FaceStack::retryRequested, this, &LibraryPage::refresh);
    connect(m_preview, &ModelPreview::openRequested, this, &LibraryPage::modelActivated);
    connect(m_preview, &ModelPreview::monitorRequested, this, &LibraryPage::monitorRequested);
    connect(m_preview, &ModelPreview::serveRequested, this,
            [this](const QString &model, const QString &stage) {
                const int row = m_model->rowOf(model);
                emit serveRequested(
                    model, stage.isEmpty() && row >= 0 ? m_model->models().at(row).latest : QString(), stage);
            });
}

void LibraryPage::setLibrary(const registry::Library &library)
{
    if (m_library)
        saveState();
    m_library = library;
    m_loaded = false;
    m_selected.clear();
    m_model->setModels({});
    m_preview->clear();
    clearFilters();
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
    m_loaded = true;
    const QString selected = m_selected;
    m_model->setModels(*models);
    updateFilters();
    showFace();
    select(selected);
    emit modelsChanged();
}

void LibraryPage::showFace()
{
    updateCount();
    if (!m_loaded)
        return;
    if (m_filter->rowCount() > 0) {
        m_faces->showFilled();
        if (!m_table->currentIndex().isValid())
            select(m_selected);
        return;
    }
    if (m_model->rowCount() > 0) {
        auto *clear = findChild<QAction *>(u"clearFilters"_s);
        if (!clear) {
            clear = new QAction(tr("Clear search and filters"), this);
            clear->setObjectName(u"clearFilters"_s);
            connect(clear, &QAction::triggered, this, &LibraryPage::clearFilters);
        }
        m_faces->setEmptyText(
            u"search"_s, tr("No model matches"),
            tr("None of the %n model(s) has what you search for.", nullptr, m_model->rowCount()), {clear});
    } else {
        m_faces->setEmptyText(
            u"library"_s, tr("No models yet"),
            tr("Register one from a terminal with “vitrine-cli add NAME FILE”, or tag a commit of "
               "this repository as GTO does."));
    }
    m_faces->showEmpty();
}

void LibraryPage::updateCount()
{
    const int all = m_model->rowCount();
    const int shown = m_filter->rowCount();
    if (!m_loaded)
        m_count->clear();
    else if (shown == all)
        m_count->setText(tr("%n model(s)", nullptr, all));
    else
        m_count->setText(tr("%1 of %2").arg(shown).arg(all));
}

void LibraryPage::updateFilters()
{
    QStringList types, stages, labels;
    bool unassigned = false;
    for (const registry::Model &model : m_model->models()) {
        types << model.type;
        stages << model.stages.keys();
        labels << model.labels;
        unassigned = unassigned || model.stages.isEmpty();
    }
    m_type->setOptions(plainOptions(types));
    auto stageOptions = plainOptions(stages);
    if (unassigned && !stageOptions.isEmpty())
        stageOptions.append({u"none"_s, tr("In no stage")});
    m_stage->setOptions(stageOptions);
    m_label->setOptions(plainOptions(labels));
}

void LibraryPage::updatePreview()
{
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid()) {
        m_preview->clear();
        return;
    }
    const auto model = current.siblingAtColumn(0).data(ValueRole).value<registry::Model>();
    m_selected = model.name;
    m_preview->setModel(model);
}

void LibraryPage::select(const QString &model)
{
    if (m_filter->rowCount() == 0)
        return;
    const int row = m_model->rowOf(model);
    QModelIndex index = row < 0 ? QModelIndex() : m_filter->mapFromSource(m_model->index(row, 0));
    if (!index.isValid())
        index = m_filter->index(0, 0);
    if (index != m_table->currentIndex().siblingAtColumn(0))
        m_table->setCurrentIndex(index);
    updatePreview();
}

QString LibraryPage::selectedModel() const
{
    return m_selected;
}

const QList<registry::Model> &LibraryPage::models() const
{
    return m_model->models();
}

void LibraryPage::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void LibraryPage::activateCurrent()
{
    const QModelIndex current = m_table->currentIndex();
    if (current.isValid())
        emit modelActivated(current.siblingAtColumn(0).data(Qt::DisplayRole).toString());
}

void LibraryPage::clearFilters()
{
    m_search->clear();
    for (FilterButton *button : {m_type, m_stage, m_label})
        button->setValue({});
}

QString LibraryPage::settingsKey() const
{
    return u"library/"_s +
           QString::fromLatin1(m_library->gitDir().toUtf8().toBase64(QByteArray::Base64UrlEncoding));
}

void LibraryPage::saveState() const
{
    QSettings &settings = m_services.settings;
    const QString key = settingsKey();
    m_table->saveColumns(settings, key + u"/models"_s);
    settings.setValue(key + u"/search"_s, m_search->text());
    settings.setValue(key + u"/filters"_s, QStringList{m_type->value(), m_stage->value(), m_label->value()});
    settings.setValue(key + u"/selected"_s, m_selected);
    settings.setValue(key + u"/splitter"_s, m_splitter->saveState());
    settings.setValue(key + u"/preview"_s, m_showPreview->isWanted());
}

void LibraryPage::restoreState()
{
    const QSettings &settings = m_services.settings;
    const QString key = settingsKey();
    if (!m_table->restoreColumns(settings, key + u"/models"_s))
        return;
    delete m_columns->menu();
    m_columns->setMenu(m_table->makeColumnMenu(m_columns));
    m_search->setText(settings.value(key + u"/search"_s).toString());
    const QStringList filters = settings.value(key + u"/filters"_s).toStringList();
    m_type->setValue(filters.value(0));
    m_stage->setValue(filters.value(1));
    m_label->setValue(filters.value(2));
    m_selected = settings.value(key + u"/selected"_s).toString();
    m_splitter->restoreState(settings.value(key + u"/splitter"_s).toByteArray());
    m_showPreview->setWanted(settings.value(key + u"/preview"_s, true).toBool());
}

} // namespace vitrine::ui
