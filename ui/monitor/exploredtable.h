// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/monitor/exploredrows.h"

#include <QAbstractTableModel>

namespace vitrine::ui {

// The rows that are explored, as they are in their source.
class ExploredTable final : public QAbstractTableModel
{
    Q_OBJECT
public:
    explicit ExploredTable(QObject *parent = nullptr);
    void show(const ExploredRows &rows);
    const ExploredRows &shown() const { return m_rows; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    ExploredRows m_rows;
};

} // namespace vitrine::ui
