// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/lifecycle/insight.h"
#include "core/registry/model.h"
#include "ui/library/librarysearch.h"

#include <QAbstractTableModel>

namespace vitrine::ui {

// The models of a library as rows, with what is known of each at a glance and where a search found it.
// ValueRole is the registry::Model.
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
        Metric,
        Health,
        Retraining,
        Versions,
        Changed,
        Owner,
        Labels,
        ColumnCount
    };

    explicit ModelListModel(const Clock &clock, QObject *parent = nullptr);

    // Rows that stay keep their place and selection when only their content changed; else the list is reset.
    // Insights of models that did not change are kept.
    void setModels(const QList<registry::Model> &models);
    const QList<registry::Model> &models() const { return m_models; }
    int rowOf(const QString &name) const; // -1: there is none

    void setInsights(const QHash<QString, lifecycle::Insight> &insights); // of the models that it names
    const lifecycle::Insight *insight(int row) const;                     // null: not read yet
    void forgetInsights();

    void setSearch(const SearchOutcome &outcome);
    const SearchOutcome &search() const { return m_search; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(int row, int column) const;
    QString toolTip(int row, int column) const;
    QString accessibleText(int row, int column) const;
    QVariant glance(int row, int column, int role) const;
    QString reason(int row) const;
    QVariant reasonMarks(int row) const;
    const registry::SearchHit *bestHit(int row) const;
    void indexRows();

    const Clock &m_clock;
    QList<registry::Model> m_models;
    QHash<QString, int> m_rows;
    QHash<QString, lifecycle::Insight> m_insights;
    SearchOutcome m_search;
};

} // namespace vitrine::ui

Q_DECLARE_METATYPE(vitrine::registry::Model)
