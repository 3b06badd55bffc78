// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/tableplace.h"

#include "ui/widgets/table.h"

#include <QScrollBar>

#include <algorithm>

namespace vitrine::ui {

namespace {
constexpr int mostSearched = 5'000; // rows; more would be noticed
}

TablePlace::TablePlace(Table &table, int keys) : m_table(&table), m_keys(keys)
{
    m_down = table.verticalScrollBar()->value();
    m_across = table.horizontalScrollBar()->value();
    if (const QModelIndexList rows = table.selectedRowIndexes(); !rows.isEmpty()) {
        m_row = rows.first().row();
        m_key = rowKey(m_row);
    }
}

TablePlace::~TablePlace()
{
    if (!m_table || !m_table->model())
        return;
    const int rows = m_table->model()->rowCount();
    if (m_row >= 0 && m_table->selectedRowIndexes().isEmpty()) {
        // Mostly rows are added at the end, so it is where it was.
        int found = m_row < rows && rowKey(m_row) == m_key ? m_row : -1;
        for (int row = 0; found < 0 && row < std::min(rows, mostSearched); ++row)
            found = rowKey(row) == m_key ? row : -1;
        if (found >= 0)
            m_table->selectionModel()->setCurrentIndex(m_table->model()->index(found, 0),
                                                       QItemSelectionModel::ClearAndSelect |
                                                           QItemSelectionModel::Rows);
    }
    m_table->doItemsLayout(); // else there is nothing to scroll yet
    m_table->horizontalScrollBar()->setValue(m_across);
    m_table->verticalScrollBar()->setValue(m_down);
}

QStringList TablePlace::rowKey(int row) const
{
    QStringList key;
    const int columns = std::min(m_keys, m_table->model()->columnCount());
    for (int column = 0; column < columns; ++column)
        key << m_table->model()->index(row, column).data().toString();
    return key;
}

} // namespace vitrine::ui
