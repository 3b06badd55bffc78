// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/matrixtable.h"

#include "ui/chart/dateticks.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/wording.h"

namespace vitrine::ui {

MatrixTable::MatrixTable(QObject *parent) : QAbstractTableModel(parent) {}

void MatrixTable::show(const VersionMatrix &matrix, const QTimeZone &zone)
{
    beginResetModel();
    m_matrix = matrix;
    m_zone = zone;
    endResetModel();
}

int MatrixTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_matrix.periods.size());
}

int MatrixTable::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : 1 + int(m_matrix.versions.size()) + 2;
}

QString MatrixTable::nameOf(int version) const
{
    return version < 0 ? QStringLiteral("–") : m_matrix.versions[version].name;
}

QVariant MatrixTable::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_matrix.periods.size())
        return {};
    const VersionMatrix::Period &period = m_matrix.periods[index.row()];
    const int version = index.column() - 1;
    const int versions = int(m_matrix.versions.size());
    if (version < 0 || version >= versions) {
        const int named = version < 0 ? -1 : (version == versions ? period.best : period.inStage);
        if (role == SortRole)
            return version < 0 ? QVariant(period.start) : QVariant(named);
        if (role != Qt::DisplayRole)
            return {};
        return version < 0 ? periodText(period.start, period.end, m_zone) : nameOf(named);
    }
    const VersionMatrix::Cell &cell = m_matrix.at(version, index.row());
    switch (role) {
    case Qt::TextAlignmentRole: return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    case SortRole: return cell.value;
    case Qt::ToolTipRole: return cell.why.isEmpty() ? fullNumber(cell.value) : cell.why;
    case Qt::DisplayRole: return shortNumber(cell.value);
    default: return {};
    }
}

QVariant MatrixTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const int versions = int(m_matrix.versions.size());
    if (role == Qt::TextAlignmentRole && section >= 1 && section <= versions)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    if (section == 0)
        return tr("Period (%1)").arg(zoneName(m_zone));
    if (section <= versions)
        return m_matrix.versions[section - 1].name;
    return section == versions + 1 ? tr("Best") : tr("In %1").arg(m_matrix.stage);
}

} // namespace vitrine::ui
