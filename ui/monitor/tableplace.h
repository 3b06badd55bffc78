// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QStringList>

namespace vitrine::ui {

class Table;

// Where somebody is in a table: how far it is scrolled and which row is selected. Kept while the rows are
// read anew, and taken up again when it ends. A row is the same as long as its first cells read the same.
class TablePlace final
{
public:
    // `keys`: how many cells tell a row from all others.
    TablePlace(Table &table, int keys);
    ~TablePlace();
    Q_DISABLE_COPY_MOVE(TablePlace)

private:
    QStringList rowKey(int row) const;

    QPointer<Table> m_table;
    int m_keys;
    int m_row = -1; // selected; -1: none
    QStringList m_key;
    int m_down = 0;
    int m_across = 0;
};

} // namespace vitrine::ui
