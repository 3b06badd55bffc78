// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/structuremodel.h"

#include "ui/widgets/badge.h"
#include "ui/widgets/itemroles.h"

#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

QString titleOf(format::StructureGroup::Kind kind)
{
    using Kind = format::StructureGroup::Kind;
    switch (kind) {
    case Kind::Summary: return StructureModel::tr("Facts");
    case Kind::Inputs: return StructureModel::tr("Inputs");
    case Kind::Outputs: return StructureModel::tr("Outputs");
    case Kind::Trees: return StructureModel::tr("Trees");
    case Kind::Coefficients: return StructureModel::tr("Coefficients");
    case Kind::Operators: return StructureModel::tr("Operators");
    case Kind::Nodes: return StructureModel::tr("Graph nodes");
    case Kind::Tensors: break;
    }
    return StructureModel::tr("Tensors");
}

bool matches(const format::StructureEntry &entry, const QStringList &words)
{
    return std::all_of(words.begin(), words.end(), [&entry](const QString &word) {
        return entry.name.contains(word, Qt::CaseInsensitive) ||
               entry.text.contains(word, Qt::CaseInsensitive);
    });
}

} // namespace

StructureModel::StructureModel(QObject *parent) : QAbstractTableModel(parent) {}

void StructureModel::setStructure(const format::Structure &structure)
{
    beginResetModel();
    m_structure = structure;
    rebuild();
    endResetModel();
}

void StructureModel::setSearch(const QString &text)
{
    beginResetModel();
    m_words = text.split(u' ', Qt::SkipEmptyParts);
    rebuild();
    endResetModel();
}

void StructureModel::toggle(const QModelIndex &index)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || !m_words.isEmpty())
        return;
    const auto kind = int(m_structure.groups.at(m_rows[size_t(index.row())].group).kind);
    beginResetModel();
    if (!m_shut.remove(kind))
        m_shut.insert(kind);
    rebuild();
    endResetModel();
}

void StructureModel::rebuild()
{
    m_rows.clear();
    m_found = 0;
    for (qsizetype at = 0; at < m_structure.groups.size(); ++at) {
        const format::StructureGroup &group = m_structure.groups.at(at);
        const bool open = isOpen(group.kind);
        const size_t title = m_rows.size();
        m_rows.push_back({at, heading, 0});
        for (qsizetype entry = 0; entry < group.entries.size(); ++entry) {
            if (!matches(group.entries.at(entry), m_words))
                continue;
            ++m_rows[title].shown;
            if (open)
                m_rows.push_back({at, entry, 0});
        }
        m_found += m_rows[title].shown;
        if (m_rows[title].shown == 0)
            m_rows.pop_back();
    }
}

int StructureModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int StructureModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant StructureModel::headingData(const Row &row, int column, int role) const
{
    const format::StructureGroup &group = m_structure.groups.at(row.group);
    const qsizetype all = group.entries.size() + group.leftOut;
    const QString count = row.shown == all
                              ? QLocale().toString(all)
                              : tr("%1 of %2").arg(QLocale().toString(row.shown), QLocale().toString(all));
    switch (role) {
    case HeadingRole: return true;
    case ExpandedRole: return isOpen(group.kind);
    case Qt::DisplayRole: return column == Name ? titleOf(group.kind) : QVariant();
    case SecondaryRole: return column == Name ? count : QVariant();
    case Qt::ToolTipRole:
        return group.leftOut > 0 ? tr("%n more in the file are not listed", nullptr, int(group.leftOut))
                                 : QVariant();
    case Qt::AccessibleTextRole:
        return column == Name ? u"%1, %2"_s.arg(titleOf(group.kind), count) : QVariant();
    default: return {};
    }
}

QVariant StructureModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[size_t(index.row())];
    if (row.entry == heading)
        return headingData(row, index.column(), role);
    const format::StructureEntry &entry = m_structure.groups.at(row.group).entries.at(row.entry);
    switch (role) {
    case Qt::DisplayRole: return index.column() == Name ? entry.name : entry.text;
    case ToneRole: return index.column() == Name ? QVariant(int(Tone::Muted)) : QVariant();
    default: return {};
    }
}

QVariant StructureModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Name ? tr("Name") : tr("What it is");
}

} // namespace vitrine::ui
