// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/lifecycle/alertbook.h"

#include <QAbstractTableModel>

namespace vitrine::ui {

// The rules of a model, in the order of model.yaml, with where each stands.
class AlertsTable final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { State, Rule, Watches, Value, Since, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void show(const QList<lifecycle::AlertEntry> &entries, const QDateTime &now);
    const QList<lifecycle::AlertEntry> &entries() const { return m_entries; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const lifecycle::AlertEntry &entry, int column) const;

    QList<lifecycle::AlertEntry> m_entries;
    QDateTime m_now;
};

} // namespace vitrine::ui
