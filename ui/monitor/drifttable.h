// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/monitor/driftmatrix.h"

#include <QAbstractTableModel>
#include <QTimeZone>

namespace vitrine::ui {

// The heat map as a table: a row a column of data and period.
class DriftTable final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, Period, Test, Statistic, P, Threshold, Effect, Drift, Count, ColumnCount };

    explicit DriftTable(QObject *parent = nullptr);
    void show(const DriftMatrix &matrix, const QTimeZone &zone);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    DriftMatrix m_matrix;
    QTimeZone m_zone = QTimeZone::utc();
};

} // namespace vitrine::ui
