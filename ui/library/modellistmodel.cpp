// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/modellistmodel.h"

#include "ui/library/modelglance.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/sparkline.h"
#include "ui/widgets/wording.h"

#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

// "production v2.0.0", "staging v2.2.0": production first.
QStringList stageTexts(const registry::Model &model)
{
    const QString first = lifecycle::productionStage(model);
    QStringList result;
    for (auto it = model.stages.begin(); it != model.stages.end(); ++it) {
        const QString text = it.key() + u' ' + it.value();
        if (it.key() == first)
            result.prepend(text);
        else
            result.append(text);
    }
    return result;
}

QString orDash(const QString &text)
{
    return text.isEmpty() ? u"–"_s : text;
}

bool isNumber(int column)
{
    return column == ModelListModel::Versions;
}

QString columnKey(int column)
{
    static const QStringList keys{u"name"_s,       u"title"_s,   u"type"_s,   u"format"_s, u"latest"_s,
                                  u"production"_s, u"stages"_s,  u"metric"_s, u"health"_s, u"retraining"_s,
                                  u"versions"_s,   u"changed"_s, u"owner"_s,  u"labels"_s};
    return keys.value(column);
}

} // namespace

ModelListModel::ModelListModel(const Clock &clock, QObject *parent)
    : QAbstractTableModel(parent)
    , m_clock(clock)
{
}

void ModelListModel::indexRows()
{
    m_rows.clear();
    for (int row = 0; row < m_models.size(); ++row)
        m_rows.insert(m_models.at(row).name, row);
}

void ModelListModel::setModels(const QList<registry::Model> &models)
{
    const bool sameRows = std::equal(models.begin(), models.end(), m_models.begin(), m_models.end(),
                                     [](const auto &a, const auto &b) { return a.name == b.name; });
    if (!sameRows) {
        beginResetModel();
        m_models = models;
        indexRows();
        endResetModel();
        return;
    }
    int first = -1;
    int last = -1;
    for (int row = 0; row < models.size(); ++row) {
        if (models.at(row) == m_models.at(row))
            continue;
        m_models[row] = models.at(row);
        first = first < 0 ? row : first;
        last = row;
    }
    if (first >= 0)
        emit dataChanged(index(first, 0), index(last, ColumnCount - 1));
}

int ModelListModel::rowOf(const QString &name) const
{
    return m_rows.value(name, -1);
}

void ModelListModel::setInsights(const QHash<QString, lifecycle::Insight> &insights)
{
    int first = static_cast<int>(m_models.size());
    int last = -1;
    for (auto it = insights.begin(); it != insights.end(); ++it) {
        const int row = rowOf(it.key());
        const auto before = m_insights.constFind(it.key());
        if (row < 0 || (before != m_insights.constEnd() && *before == it.value()))
            continue;
        m_insights.insert(it.key(), it.value());
        first = std::min(first, row);
        last = std::max(last, row);
    }
    if (last >= 0)
        emit dataChanged(index(first, Metric), index(last, Retraining));
}

const lifecycle::Insight *ModelListModel::insight(int row) const
{
    const auto it = m_insights.constFind(m_models.at(row).name);
    return it == m_insights.constEnd() ? nullptr : &*it;
}

void ModelListModel::forgetInsights()
{
    m_insights.clear();
}

void ModelListModel::setSearch(const SearchOutcome &outcome)
{
    m_search = outcome;
    if (!m_models.isEmpty())
        emit dataChanged(index(0, Name), index(static_cast<int>(m_models.size()) - 1, ColumnCount - 1),
                         {ReasonRole, MarksRole});
}

const registry::SearchHit *ModelListModel::bestHit(int row) const
{
    const auto place = m_search.places.constFind(m_models.at(row).name);
    return place == m_search.places.constEnd() ? nullptr : &place->hits.constFirst();
}

QString ModelListModel::reason(int row) const
{
    const registry::SearchHit *hit = bestHit(row);
    return hit ? placeText(*hit) + hit->snippet : QString();
}

QVariant ModelListModel::reasonMarks(int row) const
{
    const registry::SearchHit *hit = bestHit(row);
    return hit ? QVariant::fromValue(marksOf(*hit)) : QVariant();
}

int ModelListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_models.size());
}

int ModelListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ModelListModel::text(int row, int column) const
{
    const registry::Model &model = m_models.at(row);
    switch (column) {
    case Name: return model.name;
    case Title: return model.title;
    case Type: return model.type;
    case Format: return model.format;
    case Latest: return orDash(model.latest);
    case Production: return orDash(lifecycle::productionVersion(model));
    case Metric: {
        const lifecycle::Insight *known = insight(row);
        return known && !known->values.isEmpty() ? shortNumber(newestValue(*known)) : QString();
    }
    case Health: {
        const lifecycle::Insight *known = insight(row);
        return known ? known->health.word : QString();
    }
    case Retraining: {
        const lifecycle::Insight *known = insight(row);
        return known ? retrainingText(*known, m_clock.now()) : QString();
    }
    case Versions: return QLocale().toString(model.versionCount);
    case Changed: return relativeTime(model.updated, m_clock.now());
    case Owner: return model.owners.join(u", "_s);
    default: return {};
    }
}

QString ModelListModel::toolTip(int row, int column) const
{
    const registry::Model &model = m_models.at(row);
    const lifecycle::Insight *known = insight(row);
    switch (column) {
    case Name: return model.description;
    case Changed: return exactTime(model.updated);
    case Metric: return known ? sparkSentence(*known) : QString();
    case Health: {
        if (!known)
            return {};
        QStringList sentences{known->health.reason};
        if (retrainingBadge(*known))
            sentences << retrainingSentence(*known, m_clock.now());
        return sentences.join(u'\n');
    }
    case Retraining: return known ? retrainingSentence(*known, m_clock.now()) : QString();
    default: return {};
    }
}

// Badges and lines of an insight; nothing until it is read.
QVariant ModelListModel::glance(int row, int column, int role) const
{
    const lifecycle::Insight *known = insight(row);
    if (!known)
        return {};
    if (column == Metric && role == SparkRole && known->values.size() > 1)
        return QVariant::fromValue(sparkOf(*known));
    if (column == Metric && role == SecondaryRole && !known->values.isEmpty())
        return known->metric;
    if (column == Health && role == BadgesRole) {
        QList<BadgeText> badges{healthBadge(known->health)};
        if (const auto due = retrainingBadge(*known))
            badges.append(*due);
        return QVariant::fromValue(badges);
    }
    return {};
}

QString ModelListModel::accessibleText(int row, int column) const
{
    switch (column) {
    case Name: {
        const QString why = reason(row);
        return why.isEmpty() ? text(row, Name) : tr("%1, found in %2").arg(text(row, Name), why);
    }
    case Stages: return stageTexts(m_models.at(row)).join(u", "_s);
    case Labels: return m_models.at(row).labels.join(u", "_s);
    case Metric: {
        const QString name = glance(row, Metric, SecondaryRole).toString();
        return name.isEmpty() ? QString() : name + u' ' + text(row, Metric);
    }
    case Health: {
        QStringList words;
        for (const BadgeText &badge : glance(row, Health, BadgesRole).value<QList<BadgeText>>())
            words << badge.word;
        return words.join(u", "_s);
    }
    default: return text(row, column);
    }
}

QVariant ModelListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const int row = index.row();
    const int column = index.column();
    const registry::Model &model = m_models.at(row);
    switch (role) {
    case Qt::DisplayRole: return text(row, column);
    case Qt::ToolTipRole: return toolTip(row, column);
    case Qt::TextAlignmentRole:
        return isNumber(column) ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
    case Qt::AccessibleTextRole: return accessibleText(row, column);
    case ValueRole: return QVariant::fromValue(model);
    case ChipsRole:
        if (column == Stages)
            return stageTexts(model);
        if (column == Labels)
            return model.labels;
        return column == Name && model.deprecated ? QVariant(QStringList{tr("deprecated")}) : QVariant();
    case SecondaryRole: return column == Name ? QVariant(model.title) : glance(row, column, role);
    case SparkRole:
    case BadgesRole: return glance(row, column, role);
    case ReasonRole: return column == Name ? reason(row) : QVariant();
    case MarksRole: return column == Name ? reasonMarks(row) : QVariant();
    case ToneRole:
        if (column == Type || column == Format || column == Changed || column == Owner || column == Title)
            return int(Tone::Muted);
        return text(row, column) == u"–" ? QVariant(int(Tone::Muted)) : QVariant();
    case IconRole: return column == Name ? QVariant(u"model"_s) : QVariant();
    default: return {};
    }
}

QVariant ModelListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == ColumnKeyRole)
        return columnKey(section);
    if (role == Qt::TextAlignmentRole && isNumber(section))
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name: return tr("Name");
    case Title: return tr("Title");
    case Type: return tr("Type");
    case Format: return tr("Format");
    case Latest: return tr("Latest");
    case Production: return tr("In production");
    case Stages: return tr("Stages");
    case Metric: return tr("Main metric");
    case Health: return tr("Health");
    case Retraining: return tr("Retraining");
    case Versions: return tr("Versions");
    case Changed: return tr("Last change");
    case Owner: return tr("Owner");
    case Labels: return tr("Labels");
    default: return {};
    }
}

} // namespace vitrine::ui
