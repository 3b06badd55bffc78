// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/pointrows.h"

#include <QAbstractTableModel>
#include <QTimeZone>

namespace vitrine::ui {

// The rows behind a point: when, what was predicted, what came true, and what was asked.
class PointRowsTable final : public QAbstractTableModel
{
    Q_OBJECT
public:
    explicit PointRowsTable(QObject *parent = nullptr);
    void show(const monitor::PointRows &rows, const QTimeZone &zone);
    const monitor::PointRows &shown() const { return m_rows; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    // All of it, with full numbers and times in ISO 8601.
    QByteArray csv() const;

private:
    enum class Kind { Time, Actual, Predicted, Residual, Probability, Id, Input };
    struct Column {
        Kind kind;
        QString title;
        QString name;     // in a file
        qsizetype at = 0; // level or input
    };
    // A number or a text; invalid: not known.
    QVariant cell(const monitor::PointRow &row, const Column &column) const;

    monitor::PointRows m_rows;
    QList<Column> m_columns;
    QTimeZone m_zone = QTimeZone::utc();
};

} // namespace vitrine::ui
