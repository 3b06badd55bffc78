// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/chart/versionmatrix.h"

#include <QAbstractTableModel>
#include <QTimeZone>

namespace vitrine::ui {

// The version × time matrix as a table: a row a period, a column a version, then what was best and what was
// in the stage.
class MatrixTable final : public QAbstractTableModel
{
    Q_OBJECT
public:
    explicit MatrixTable(QObject *parent = nullptr);
    void show(const VersionMatrix &matrix, const QTimeZone &zone);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString nameOf(int version) const;
    VersionMatrix m_matrix;
    QTimeZone m_zone = QTimeZone::utc();
};

} // namespace vitrine::ui
