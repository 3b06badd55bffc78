// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/modellistmodel.h"

#include "ui/widgets/badge.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/wording.h"

#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

bool isProduction(const QString &stage)
{
    return stage.compare(u"production", Qt::CaseInsensitive) == 0 ||
           stage.compare(u"prod", Qt::CaseInsensitive) == 0;
}

// "production v2.0.0", "staging v2.2.0": production first.
QStringList stageTexts(const registry::Model &model)
{
    QStringList result;
    for (auto it = model.stages.begin(); it != model.stages.end(); ++it) {
        const QString text = it.key() + u' ' + it.value();
        if (isProduction(it.key()))
            result.prepend(text);
        else
            result.append(text);
    }
    return result;
}

} // namespace

QString productionVersion(const registry::Model &model)
{
    for (auto it = model.stages.begin(); it != model.stages.end(); ++it) {
        if (isProduction(it.key()))
            return it.value();
    }
    return {};
}

ModelListModel::ModelListModel(const Clock &clock, QObject *parent)
    : QAbstractTableModel(parent)
    , m_clock(clock)
{
}

void ModelListModel::setModels(const QList<registry::Model> &models)
{
    const bool sameRows = std::equal(models.begin(), models.end(), m_models.begin(), m_models.end(),
                                     [](const auto &a, const auto &b) { return a.name == b.name; });
    if (!sameRows) {
        beginResetModel();
        m_models = models;
        endResetModel();
        return;
    }
    for (int row = 0; row < models.size(); ++row) {
        if (models.at(row) == m_models.at(row))
            continue;
        m_models[row] = models.at(row);
        emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
    }
}

int ModelListModel::rowOf(const QString &name) const
{
    const auto it =
        std::find_if(m_models.begin(), m_models.end(), [&](const auto &m) { return m.name == name; });
    return it == m_models.end() ? -1 : static_cast<int>(it - m_models.begin());
}

int ModelListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_models.size());
}

int ModelListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ModelListModel::text(const registry::Model &model, int column) const
{
    switch (column) {
    case Name: return model.name;
    case Title: return model.title;
    case Type: return model.type;
    case Format: return model.format;
    case Latest: return model.latest.isEmpty() ? u"–"_s : model.latest;
    case Production: return productionVersion(model).isEmpty() ? u"–"_s : productionVersion(model);
    case Versions: return QLocale().toString(model.versionCount);
    case Changed: return relativeTime(model.updated, m_clock.now());
    case Owner: return model.owners.join(u", "_s);
    default: return {};
    }
}

QVariant ModelListModel::sortValue(const registry::Model &model, int column) const
{
    switch (column) {
    case Versions: return model.versionCount;
    case Changed: return model.updated;
    case Stages: return stageTexts(model).join(u' ');
    case Labels: return model.labels.join(u' ');
    default: return text(model, column);
    }
}

QString ModelListModel::filterText(const registry::Model &model) const
{
    QStringList words{model.name,   model.title,   model.description, model.type,
                      model.format, model.licence, model.latest};
    words << model.labels << model.owners << model.stages.keys() << model.stages.values();
    return words.join(u'\n').toLower();
}

QVariant ModelListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const registry::Model &model = m_models.at(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole: return text(model, column);
    case Qt::ToolTipRole:
        if (column == Changed)
            return exactTime(model.updated);
        return column == Name ? QVariant(model.description) : QVariant();
    case Qt::TextAlignmentRole:
        return column == Versions ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
    case Qt::AccessibleTextRole:
        return column == Stages   ? stageTexts(model).join(u", "_s)
               : column == Labels ? model.labels.join(u", "_s)
                                  : text(model, column);
    case SortRole: return sortValue(model, column);
    case FilterRole: return filterText(model);
    case ValueRole: return QVariant::fromValue(model);
    case ChipsRole:
        if (column == Stages)
            return stageTexts(model);
        if (column == Labels)
            return model.labels;
        return column == Name && model.deprecated ? QVariant(QStringList{tr("deprecated")}) : QVariant();
    case SecondaryRole: return column == Name ? QVariant(model.title) : QVariant();
    case ToneRole:
        if (column == Type || column == Format || column == Changed || column == Owner || column == Title)
            return int(Tone::Muted);
        return text(model, column) == u"–" ? QVariant(int(Tone::Muted)) : QVariant();
    case IconRole: return column == Name ? QVariant(u"model"_s) : QVariant();
    default: return {};
    }
}

QVariant ModelListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && section == Versions)
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
    case Versions: return tr("Versions");
    case Changed: return tr("Last change");
    case Owner: return tr("Owner");
    case Labels: return tr("Labels");
    default: return {};
    }
}

} // namespace vitrine::ui
