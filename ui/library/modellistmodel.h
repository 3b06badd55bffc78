// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/registry/model.h"

#include <QAbstractTableModel>

namespace vitrine::ui {

// The models of a library as rows. ValueRole is the registry::Model.
class ModelListModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        Name,
        Title,
        Type,
        Format,
        Latest,
        Production,
        Stages,
        Versions,
        Changed,
        Owner,
        Labels,
        ColumnCount
    };

    explicit ModelListModel(const Clock &clock, QObject *parent = nullptr);

    // Rows that stay keep their place and selection when only their content changed; else the list is reset.
    void setModels(const QList<registry::Model> &models);
    const QList<registry::Model> &models() const { return m_models; }
    int rowOf(const QString &name) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const registry::Model &model, int column) const;
    QVariant sortValue(const registry::Model &model, int column) const;
    QString filterText(const registry::Model &model) const;

    const Clock &m_clock;
    QList<registry::Model> m_models;
};

// The version in the stage that counts as production ("production", "prod"); empty when there is none.
QString productionVersion(const registry::Model &model);

} // namespace vitrine::ui

Q_DECLARE_METATYPE(vitrine::registry::Model)
