// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/comparemodel.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

using Standing = registry::ComparedCell::Standing;

namespace {

constexpr qsizetype longSection = 60; // rows; a longer one is shut until somebody opens it

// Not only why nothing can be said.
bool saysAnything(const registry::ComparedSection &section)
{
    return std::any_of(section.rows.begin(), section.rows.end(), [](const registry::ComparedRow &row) {
        return std::any_of(row.cells.begin(), row.cells.end(),
                           [](const registry::ComparedCell &cell) { return !cell.text.isEmpty(); });
    });
}

} // namespace

QString standingWord(Standing standing)
{
    switch (standing) {
    case Standing::Changed: return CompareModel::tr("changed");
    case Standing::Better: return CompareModel::tr("better");
    case Standing::Worse: return CompareModel::tr("worse");
    case Standing::Added: return CompareModel::tr("new");
    case Standing::Removed: return CompareModel::tr("none");
    case Standing::Widening: return CompareModel::tr("accepts more");
    case Standing::Breaking: return CompareModel::tr("breaking");
    case Standing::Same: break;
    }
    return {};
}

CompareModel::CompareModel(QObject *parent) : QAbstractTableModel(parent) {}

void CompareModel::setComparison(const registry::Comparison &comparison)
{
    beginResetModel();
    m_comparison = comparison;
    for (const registry::ComparedSection &section : comparison.sections) {
        if (!m_seen.contains(section.title) && section.rows.size() > longSection)
            m_shut.insert(section.title);
        m_seen.insert(section.title);
    }
    rebuild();
    endResetModel();
}

void CompareModel::setOnlyDifferences(bool only)
{
    if (only == m_onlyDifferences)
        return;
    beginResetModel();
    m_onlyDifferences = only;
    rebuild();
    endResetModel();
}

void CompareModel::rebuild()
{
    m_rows.clear();
    for (int s = 0; s < m_comparison.sections.size(); ++s) {
        const registry::ComparedSection &section = m_comparison.sections.at(s);
        if (m_onlyDifferences && section.differing() == 0 && section.remark.isEmpty())
            continue;
        m_rows.append({s, -1});
        if (m_shut.contains(section.title))
            continue;
        for (int r = 0; r < section.rows.size(); ++r) {
            if (!m_onlyDifferences || section.rows.at(r).differs())
                m_rows.append({s, r});
        }
    }
}

void CompareModel::toggle(int headingRow)
{
    const QString title = sectionAt(headingRow).title;
    beginResetModel();
    if (!m_shut.remove(title))
        m_shut.insert(title);
    rebuild();
    endResetModel();
}

int CompareModel::headingAbove(int row) const
{
    while (row > 0 && !isHeading(row))
        --row;
    return row;
}

const registry::ComparedSection &CompareModel::sectionAt(int row) const
{
    return m_comparison.sections.at(m_rows.at(row).section);
}

const registry::ComparedRow &CompareModel::rowAt(int row) const
{
    return sectionAt(row).rows.at(m_rows.at(row).row);
}

int CompareModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int CompareModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_comparison.versions.size());
}

Qt::ItemFlags CompareModel::flags(const QModelIndex &index) const
{
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
}

QString CompareModel::spoken(int row, int column) const
{
    const registry::ComparedRow &of = rowAt(row);
    const registry::ComparedCell &cell = of.cells.at(column);
    QStringList parts{cell.text.isEmpty() ? tr("nothing") : cell.text};
    if (const QString word = standingWord(cell.standing); !word.isEmpty())
        parts << word;
    if (!cell.note.isEmpty())
        parts << cell.note;
    return parts.join(u", "_s);
}

QVariant CompareModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const int row = index.row();
    if (isHeading(row)) {
        const registry::ComparedSection &section = sectionAt(row);
        switch (role) {
        case Qt::DisplayRole: return index.column() == 0 ? section.remark : QString();
        case Qt::AccessibleTextRole:
            return tr("%1, %n difference(s)", nullptr, int(section.differing())).arg(section.title);
        case HeadingRole: return true;
        case ExpandedRole: return !m_shut.contains(section.title);
        case DifferingRole: return saysAnything(section) ? int(section.differing()) : -1;
        case RemarkRole: return section.remark;
        default: return {};
        }
    }
    const registry::ComparedRow &of = rowAt(row);
    const registry::ComparedCell &cell = of.cells.at(index.column());
    switch (role) {
    case Qt::DisplayRole: return cell.text;
    case Qt::AccessibleTextRole: return spoken(row, index.column());
    case Qt::ToolTipRole:
        return cell.note.isEmpty() || cell.text.isEmpty() ? cell.text + cell.note
                                                          : cell.text + u'\n' + cell.note;
    case FixedRole: return of.isIdentifier;
    case CellRole: return QVariant::fromValue(cell);
    case RowRole: return QVariant::fromValue(of);
    case BaselineRole: return index.column() == 0;
    default: return {};
    }
}

QVariant CompareModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal) {
        if (section < 0 || section >= m_comparison.versions.size())
            return {};
        const registry::Version &version = m_comparison.versions.at(section);
        if (role == Qt::DisplayRole)
            return version.model + u'@' + version.name;
        if (role == ValueRole)
            return QVariant::fromValue(version);
        return {};
    }
    if (section < 0 || section >= m_rows.size())
        return {};
    if (isHeading(section)) {
        if (role == Qt::DisplayRole)
            return sectionAt(section).title;
        return role == HeadingRole || role == ExpandedRole || role == DifferingRole
                   ? data(index(section, 0), role)
                   : QVariant();
    }
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole)
        return rowAt(section).name;
    return {};
}

} // namespace vitrine::ui
