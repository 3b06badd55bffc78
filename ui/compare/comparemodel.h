// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/comparison.h"
#include "ui/widgets/itemroles.h"

#include <QAbstractTableModel>
#include <QSet>

namespace vitrine::ui {

// A comparison as a table: a column a version, the first one the baseline; a row a thing that is compared,
// under the headings of its sections, which can be shut.
class CompareModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role {
        CellRole = FirstOwnRole, // registry::ComparedCell
        RowRole,                 // registry::ComparedRow, of any cell in the row and of its header
        BaselineRole,            // bool: the cell is of the first version
        DifferingRole,           // int, of a heading: how many rows differ; -1: nothing is known to compare
        RemarkRole,              // QString, of a heading
    };

    explicit CompareModel(QObject *parent = nullptr);

    void setComparison(const registry::Comparison &comparison);
    const registry::Comparison &comparison() const { return m_comparison; }
    void setOnlyDifferences(bool only);
    bool onlyDifferences() const { return m_onlyDifferences; }

    bool isHeading(int row) const { return m_rows.at(row).row < 0; }
    int headingAbove(int row) const; // the heading of the row's section; of a heading itself
    void toggle(int headingRow);
    // (section, row) in the comparison; row -1: the heading.
    std::pair<int, int> place(int row) const { return {m_rows.at(row).section, m_rows.at(row).row}; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Row {
        int section;
        int row; // -1: the heading
    };
    void rebuild();
    const registry::ComparedSection &sectionAt(int row) const;
    const registry::ComparedRow &rowAt(int row) const;
    QString spoken(int row, int column) const;

    registry::Comparison m_comparison;
    QList<Row> m_rows;
    QSet<QString> m_shut; // titles of sections
    QSet<QString> m_seen; // titles whose state was decided
    bool m_onlyDifferences = false;
};

// "better", "breaking", "new", …; empty when nothing differs.
QString standingWord(registry::ComparedCell::Standing standing);

} // namespace vitrine::ui
