// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/modelarrangement.h"

#include "ui/library/modelkeys.h"
#include "ui/library/modellistmodel.h"
#include "ui/widgets/itemroles.h"

#include <algorithm>
#include <numeric>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

ModelArrangement::ModelArrangement(ModelListModel *models, QObject *parent)
    : QAbstractProxyModel(parent)
    , m_models(models)
    , m_keys(std::make_unique<ModelKeys>(*models))
{
    setSourceModel(models);
    connect(models, &QAbstractItemModel::modelAboutToBeReset, this, [this] { beginResetModel(); });
    connect(models, &QAbstractItemModel::modelReset, this, [this] {
        m_keys->forget();
        arrange();
        endResetModel();
        emit arranged();
    });
    connect(models, &QAbstractItemModel::dataChanged, this, &ModelArrangement::sourceChanged);
    arrange();
}

ModelArrangement::~ModelArrangement() = default;

void ModelArrangement::setFilter(const LibraryFilter &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    rearrange();
}

void ModelArrangement::setGrouping(std::optional<ModelField> field)
{
    if (field == m_grouping)
        return;
    m_grouping = field;
    m_collapsed.clear();
    rearrange();
}

void ModelArrangement::searchChanged()
{
    if (!m_models->search().isActive())
        m_byRelevance = false;
    rearrange();
}

void ModelArrangement::sort(int column, Qt::SortOrder order)
{
    m_byRelevance = false;
    m_column = column < 0 ? int(ModelListModel::Name) : column;
    m_order = order;
    rearrange();
}

void ModelArrangement::sortByRelevance()
{
    if (m_byRelevance)
        return;
    m_byRelevance = true;
    rearrange();
}

bool ModelArrangement::isFiltering() const
{
    return !m_filter.isEmpty() || m_models->search().isActive();
}

// --- arranging ------------------------------------------------------------------------------------

QList<int> ModelArrangement::keptRows() const
{
    QList<int> rows;
    const SearchOutcome &search = m_models->search();
    const QList<registry::Model> &models = m_models->models();
    for (int row = 0; row < models.size(); ++row) {
        if (search.isActive() && !search.places.contains(models.at(row).name))
            continue;
        if (m_filter.accepts(models.at(row), m_models->insight(row)))
            rows.append(row);
    }
    return rows;
}

// The list is by name, so that equal rows stay so.
void ModelArrangement::sortRows(QList<int> *rows) const
{
    if (m_byRelevance) {
        const SearchOutcome &search = m_models->search();
        std::vector<double> scores(m_models->models().size());
        for (const int row : std::as_const(*rows))
            scores[static_cast<size_t>(row)] = search.places.value(m_models->models().at(row).name).score;
        std::stable_sort(rows->begin(), rows->end(), [&scores](int a, int b) {
            return scores[static_cast<size_t>(a)] > scores[static_cast<size_t>(b)];
        });
        return;
    }
    m_keys->prepare(m_column);
    const bool descending = m_order == Qt::DescendingOrder;
    std::stable_sort(rows->begin(), rows->end(), [this, descending](int a, int b) {
        const bool knownA = m_keys->isKnown(a);
        const bool knownB = m_keys->isKnown(b);
        if (knownA != knownB)
            return knownA;
        const int order = m_keys->compare(a, b);
        return descending ? order > 0 : order < 0;
    });
}

void ModelArrangement::groupRows(const QList<int> &rows)
{
    QHash<QString, QList<int>> members;
    for (const int row : rows) {
        for (const QString &value :
             fieldValues(*m_grouping, m_models->models().at(row), m_models->insight(row)))
            members[value].append(row);
    }
    QStringList values = members.keys();
    const auto rank = [this](const QString &value) {
        if (value.isEmpty())
            return 2; // nothing of the kind comes last
        return *m_grouping == ModelField::Stage && value.startsWith(u"prod", Qt::CaseInsensitive) ? 0 : 1;
    };
    std::sort(values.begin(), values.end(), [&rank](const QString &a, const QString &b) {
        return rank(a) != rank(b) ? rank(a) < rank(b) : ModelKeys::collator().compare(a, b) < 0;
    });
    for (const QString &value : std::as_const(values)) {
        const QList<int> &group = members[value];
        m_groups.append({value, static_cast<int>(group.size())});
        const int at = static_cast<int>(m_groups.size()) - 1;
        m_rows.append({-1, at});
        if (m_collapsed.contains(value))
            continue;
        for (const int row : group)
            m_rows.append({row, at});
    }
}

void ModelArrangement::arrange()
{
    QList<int> rows = keptRows();
    m_modelCount = static_cast<int>(rows.size());
    sortRows(&rows);
    m_rows.clear();
    m_groups.clear();
    if (m_grouping) {
        groupRows(rows);
    } else {
        for (const int row : std::as_const(rows))
            m_rows.append({row, -1});
    }
    m_shownAt.fill(-1, m_models->models().size());
    for (int at = static_cast<int>(m_rows.size()) - 1; at >= 0; --at) {
        if (m_rows.at(at).source >= 0)
            m_shownAt[m_rows.at(at).source] = at;
    }
}

// The same models in another order: whoever held a row holds the same one afterwards.
void ModelArrangement::rearrange()
{
    emit layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList held = persistentIndexList();
    QList<std::pair<int, QString>> holders; // source row, value of the group
    for (const QModelIndex &index : held) {
        const Row &row = m_rows.at(index.row());
        holders.append({row.source, row.group < 0 ? QString() : m_groups.at(row.group).value});
    }
    arrange();
    QHash<std::pair<int, QString>, int> places;
    if (!held.isEmpty()) {
        for (int at = 0; at < m_rows.size(); ++at) {
            const Row &row = m_rows.at(at);
            places.insert({row.source, row.group < 0 ? QString() : m_groups.at(row.group).value}, at);
        }
    }
    QModelIndexList moved;
    for (qsizetype at = 0; at < held.size(); ++at) {
        int row = places.value(holders.at(at), -1);
        if (row < 0 && holders.at(at).first >= 0)
            row = m_shownAt.value(holders.at(at).first, -1);
        moved.append(row < 0 ? QModelIndex() : createIndex(row, held.at(at).column()));
    }
    changePersistentIndexList(held, moved);
    emit layoutChanged({}, VerticalSortHint);
    emit arranged();
}

bool ModelArrangement::dependsOn(int firstColumn, int lastColumn) const
{
    const auto touched = [=](int column) { return firstColumn <= column && column <= lastColumn; };
    if (touched(ModelListModel::Name) || touched(m_column))
        return true;
    const auto isInsight = [](ModelField field) {
        return field == ModelField::Health || field == ModelField::Retraining;
    };
    const QList<ModelField> fields = m_filter.fields();
    return touched(ModelListModel::Health) &&
           ((m_grouping && isInsight(*m_grouping)) || std::any_of(fields.begin(), fields.end(), isInsight));
}

void ModelArrangement::sourceChanged(const QModelIndex &first, const QModelIndex &last)
{
    if (dependsOn(first.column(), last.column())) {
        m_keys->forget();
        rearrange();
    }
    // Many rows at once: one signal over all of them is cheaper than one for each.
    if (!m_rows.isEmpty())
        emit dataChanged(createIndex(0, first.column()),
                         createIndex(static_cast<int>(m_rows.size()) - 1, last.column()));
}

// --- groups ---------------------------------------------------------------------------------------

void ModelArrangement::toggle(const QModelIndex &heading)
{
    if (!heading.isValid() || m_rows.at(heading.row()).source >= 0)
        return;
    const QString &value = m_groups.at(m_rows.at(heading.row()).group).value;
    if (!m_collapsed.remove(value))
        m_collapsed.insert(value);
    rearrange();
}

void ModelArrangement::setCollapsed(const QStringList &groups)
{
    const QSet<QString> wanted(groups.begin(), groups.end());
    if (wanted == m_collapsed)
        return;
    m_collapsed = wanted;
    rearrange();
}

QStringList ModelArrangement::collapsed() const
{
    QStringList values(m_collapsed.begin(), m_collapsed.end());
    values.sort();
    return values;
}

void ModelArrangement::collapseAll()
{
    QStringList values;
    for (const Group &group : std::as_const(m_groups))
        values << group.value;
    setCollapsed(values);
}

void ModelArrangement::expandAll()
{
    setCollapsed({});
}

// --- the model ------------------------------------------------------------------------------------

const QString &ModelArrangement::modelName(int row) const
{
    static const QString none;
    const int source = row >= 0 && row < m_rows.size() ? m_rows.at(row).source : -1;
    return source < 0 ? none : m_models->models().at(source).name;
}

QModelIndex ModelArrangement::indexOf(const QString &model) const
{
    const int source = m_models->rowOf(model);
    const int row = source < 0 ? -1 : m_shownAt.value(source, -1);
    return row < 0 ? QModelIndex() : createIndex(row, 0);
}

int ModelArrangement::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ModelArrangement::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_models->columnCount();
}

QModelIndex ModelArrangement::index(int row, int column, const QModelIndex &parent) const
{
    return hasIndex(row, column, parent) ? createIndex(row, column) : QModelIndex();
}

QModelIndex ModelArrangement::parent(const QModelIndex &) const
{
    return {};
}

QModelIndex ModelArrangement::mapToSource(const QModelIndex &index) const
{
    if (!index.isValid() || index.row() >= m_rows.size())
        return {};
    const int source = m_rows.at(index.row()).source;
    return source < 0 ? QModelIndex() : m_models->index(source, index.column());
}

QModelIndex ModelArrangement::mapFromSource(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    const int row = m_shownAt.value(index.row(), -1);
    return row < 0 ? QModelIndex() : createIndex(row, index.column());
}

QVariant ModelArrangement::headingData(const Group &group, int column, int role) const
{
    switch (role) {
    case HeadingRole: return true;
    case ExpandedRole: return !m_collapsed.contains(group.value);
    case Qt::DisplayRole: return column == 0 ? valueText(*m_grouping, group.value) : QVariant();
    case SecondaryRole: return column == 0 ? QVariant(QLocale().toString(group.count)) : QVariant();
    case Qt::AccessibleTextRole:
        if (column != 0)
            return {};
        return (m_collapsed.contains(group.value) ? tr("%1, %n model(s), shut", nullptr, group.count)
                                                  : tr("%1, %n model(s), open", nullptr, group.count))
            .arg(valueText(*m_grouping, group.value));
    default: return {};
    }
}

QVariant ModelArrangement::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows.at(index.row());
    if (row.source < 0)
        return headingData(m_groups.at(row.group), index.column(), role);
    return m_models->data(m_models->index(row.source, index.column()), role);
}

QVariant ModelArrangement::headerData(int section, Qt::Orientation orientation, int role) const
{
    return m_models->headerData(section, orientation, role);
}

Qt::ItemFlags ModelArrangement::flags(const QModelIndex &index) const
{
    if (!index.isValid() || index.row() >= m_rows.size())
        return Qt::NoItemFlags;
    if (m_rows.at(index.row()).source < 0)
        return Qt::ItemIsEnabled;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
}

} // namespace vitrine::ui
