// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/exploredtable.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/wording.h"

#include <QDateTime>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

using monitor::Column;
using monitor::ColumnType;

namespace {

// A view counts pixels in an int; more rows than that are still filtered, sorted and exported.
constexpr qint64 mostRows = std::numeric_limits<int>::max() / (2 * Size::rowHeight);

QString cellText(const Column &column, size_t row)
{
    switch (column.type) {
    case ColumnType::Number: return shortNumber(column.numbers[row]);
    case ColumnType::Time:
        return column.times[row] == monitor::missingTime
                   ? u"–"_s
                   : QDateTime::fromMSecsSinceEpoch(column.times[row], Qt::UTC)
                         .toString(u"yyyy-MM-dd HH:mm:ss"_s);
    case ColumnType::Text: break;
    }
    return column.codes[row] == monitor::missingText
               ? u"–"_s
               : QString::fromStdString(column.texts[size_t(column.codes[row])]);
}

} // namespace

ExploredTable::ExploredTable(QObject *parent) : QAbstractTableModel(parent) {}

int ExploredTable::countRows() const
{
    const qint64 rows = m_order ? qint64(m_order->size()) : (m_pages ? m_pages->rows() : 0);
    return int(std::min(rows, mostRows));
}

void ExploredTable::show(const Pages &pages, const Order &order)
{
    beginResetModel();
    m_pages = pages;
    m_order = order;
    m_rows = countRows();
    endResetModel();
}

void ExploredTable::grow()
{
    const int now = countRows();
    if (now <= m_rows)
        return;
    beginInsertRows({}, m_rows, now - 1);
    m_rows = now;
    endInsertRows();
}

int ExploredTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int ExploredTable::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_pages ? 0 : int(m_pages->columns().size());
}

QVariant ExploredTable::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows)
        return {};
    const bool number = m_pages->columns()[index.column()].type == ColumnType::Number;
    if (role == Qt::TextAlignmentRole)
        return number ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    if (role != Qt::DisplayRole && role != SortRole && (role != Qt::ToolTipRole || !number))
        return {};
    const qint64 place = m_order ? qint64((*m_order)[size_t(index.row())]) : index.row();
    const auto page = m_pages->page(place / qint64(monitor::RowPages::pageRows));
    if (!page)
        return role == Qt::DisplayRole ? QVariant(u"?"_s) : QVariant(page.error().message);
    const Column &column = (*page)->columns[size_t(index.column())];
    const auto row = size_t(place % qint64(monitor::RowPages::pageRows));
    if (number && role == SortRole)
        return column.numbers[row];
    if (number && role == Qt::ToolTipRole)
        return fullNumber(column.numbers[row]);
    return cellText(column, row);
}

QVariant ExploredTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const monitor::ColumnInfo &column = m_pages->columns()[section];
    if (role == Qt::TextAlignmentRole && column.type == ColumnType::Number)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return column.type == ColumnType::Time ? tr("%1 (UTC)").arg(column.name) : column.name;
}

void ExploredTable::sort(int column, Qt::SortOrder order)
{
    emit sortRequested(column, order);
}

} // namespace vitrine::ui
