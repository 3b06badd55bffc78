// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/library/libraryfilter.h"

#include <QAbstractProxyModel>
#include <QSet>

#include <memory>
#include <optional>

namespace vitrine::ui {

class ModelKeys;
class ModelListModel;

// The models of the list as they are shown: those that a search and a filter leave, sorted, and below
// headings when they are grouped. A model with two labels is shown below both. Numbers in names sort as
// numbers.
//
// A heading is a row of its own (HeadingRole), whose column 0 holds its text. Rows keep their selection while
// what is around them changes.
class ModelArrangement final : public QAbstractProxyModel
{
    Q_OBJECT
public:
    explicit ModelArrangement(ModelListModel *models, QObject *parent = nullptr);
    ~ModelArrangement() override;

    void setFilter(const LibraryFilter &filter);
    const LibraryFilter &filter() const { return m_filter; }
    void setGrouping(std::optional<ModelField> field);
    std::optional<ModelField> grouping() const { return m_grouping; }
    // What the models were found by is taken from the list.
    void searchChanged();

    void sort(int column, Qt::SortOrder order) override;
    // Best first while something is searched for, whatever the column; until the next sort().
    void sortByRelevance();
    bool isByRelevance() const { return m_byRelevance; }

    void toggle(const QModelIndex &heading);
    void setCollapsed(const QStringList &groups); // by their values
    QStringList collapsed() const;
    void collapseAll();
    void expandAll();

    bool isFiltering() const;
    int modelCount() const { return m_modelCount; }  // shown or folded away, each once
    QModelIndex indexOf(const QString &model) const; // where it is shown first; invalid when it is not
    const QString &modelName(int row) const;         // empty for a heading

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    QModelIndex mapToSource(const QModelIndex &index) const override;
    QModelIndex mapFromSource(const QModelIndex &index) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

signals:
    void arranged(); // the rows may be others now

private:
    struct Row {
        int source = -1; // -1: a heading
        int group = -1;  // -1: nothing is grouped
        bool operator==(const Row &) const = default;
    };
    struct Group {
        QString value;
        int count = 0;
    };
    void rearrange();
    void arrange();
    QList<int> keptRows() const;
    void sortRows(QList<int> *rows) const;
    void groupRows(const QList<int> &rows);
    void sourceChanged(const QModelIndex &first, const QModelIndex &last);
    bool dependsOn(int firstColumn, int lastColumn) const;
    QVariant headingData(const Group &group, int column, int role) const;

    ModelListModel *m_models;
    std::unique_ptr<ModelKeys> m_keys;
    LibraryFilter m_filter;
    std::optional<ModelField> m_grouping;
    QSet<QString> m_collapsed;
    int m_column = 0;
    Qt::SortOrder m_order = Qt::AscendingOrder;
    bool m_byRelevance = false;
    QList<Row> m_rows;
    QList<Group> m_groups;
    QList<int> m_shownAt; // by source row: where it is shown first; -1: it is not
    int m_modelCount = 0;
};

} // namespace vitrine::ui
