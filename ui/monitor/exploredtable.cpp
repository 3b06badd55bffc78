// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/exploredtable.h"

#include "ui/widgets/itemroles.h"
#include "ui/widgets/wording.h"

#include <QDateTime>

#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

using Kind = ExploredColumn::Kind;

ExploredTable::ExploredTable(QObject *parent) : QAbstractTableModel(parent) {}

void ExploredTable::show(const ExploredRows &rows)
{
    beginResetModel();
    m_rows = rows;
    endResetModel();
}

int ExploredTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.rows);
}

int ExploredTable::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.columns.size());
}

QVariant ExploredTable::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.rows)
        return {};
    const ExploredColumn &column = m_rows.columns[index.column()];
    const auto row = size_t(index.row());
    if (role == Qt::TextAlignmentRole && column.kind == Kind::Number)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role == SortRole && column.kind != Kind::Text)
        return column.at(row);
    if (role == Qt::ToolTipRole && column.kind == Kind::Number)
        return fullNumber(column.at(row));
    if (role != Qt::DisplayRole && role != SortRole)
        return {};
    if (column.kind == Kind::Text) {
        const QString level = column.level(row);
        return level.isEmpty() && role == Qt::DisplayRole ? u"–"_s : level;
    }
    const double value = column.at(row);
    if (column.kind == Kind::Number)
        return shortNumber(value);
    return std::isnan(value)
               ? u"–"_s
               : QDateTime::fromMSecsSinceEpoch(qint64(value), Qt::UTC).toString(u"yyyy-MM-dd HH:mm:ss"_s);
}

QVariant ExploredTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const ExploredColumn &column = m_rows.columns[section];
    if (role == Qt::TextAlignmentRole && column.kind == Kind::Number)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return column.kind == Kind::Time ? tr("%1 (UTC)").arg(column.name) : column.name;
}

} // namespace vitrine::ui
