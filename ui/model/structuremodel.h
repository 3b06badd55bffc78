// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/structure.h"

#include <QAbstractTableModel>
#include <QSet>
#include <QStringList>

#include <vector>

namespace vitrine::ui {

// What is inside a model file as a list: a heading for each kind of thing (HeadingRole), below it the things.
class StructureModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, Content, ColumnCount };
    explicit StructureModel(QObject *parent = nullptr);

    void setStructure(const format::Structure &structure);
    // Only things of which every word is somewhere in the name or the content; all groups are open then.
    void setSearch(const QString &text);
    const QStringList &words() const { return m_words; }
    void toggle(const QModelIndex &heading);
    qsizetype found() const { return m_found; } // things that match, in open groups or not

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    using Kind = format::StructureGroup::Kind;
    struct Row {
        qsizetype group = 0;
        qsizetype entry = heading;
        qsizetype shown = 0; // of a heading: how many match
    };
    static constexpr qsizetype heading = -1;

    void rebuild();
    bool isOpen(Kind kind) const { return !m_words.isEmpty() || !m_shut.contains(int(kind)); }
    QVariant headingData(const Row &row, int column, int role) const;

    format::Structure m_structure;
    QStringList m_words;
    QSet<int> m_shut;
    std::vector<Row> m_rows;
    qsizetype m_found = 0;
};

} // namespace vitrine::ui
