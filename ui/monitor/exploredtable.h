// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/roworder.h"

#include <QAbstractTableModel>

#include <memory>

namespace vitrine::ui {

// The rows that are explored, as they are in their source or in an order: read page by page as they come into
// view, however many there are.
class ExploredTable final : public QAbstractTableModel
{
    Q_OBJECT
public:
    using Pages = std::shared_ptr<const monitor::RowPages>;
    using Order = std::shared_ptr<const monitor::RowOrder>;

    explicit ExploredTable(QObject *parent = nullptr);
    void show(const Pages &pages, const Order &order); // order null: all rows as they are
    void grow();                                       // by what was read since
    const Pages &pages() const { return m_pages; }
    const Order &order() const { return m_order; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override; // asks for it; the order follows by show()

signals:
    void sortRequested(int column, Qt::SortOrder order); // -1: as they are

private:
    int countRows() const;

    Pages m_pages;
    Order m_order;
    int m_rows = 0;
};

} // namespace vitrine::ui
