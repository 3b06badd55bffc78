// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/drifttable.h"

#include "core/monitor/drift/drifttest.h"
#include "ui/chart/dateticks.h"
#include "ui/monitor/drifteffect.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/wording.h"

#include <limits>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

DriftTable::DriftTable(QObject *parent) : QAbstractTableModel(parent) {}

void DriftTable::show(const DriftMatrix &matrix, const QTimeZone &zone)
{
    beginResetModel();
    m_matrix = matrix;
    m_zone = zone;
    endResetModel();
}

int DriftTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_matrix.cells.size());
}

int DriftTable::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant DriftTable::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const int periods = int(m_matrix.periods.size());
    const DriftMatrix::Row &row = m_matrix.rows[index.row() / periods];
    const DriftMatrix::Period &period = m_matrix.periods[index.row() % periods];
    const auto &finding = m_matrix.cells[size_t(index.row())];
    const bool number = index.column() >= Statistic && index.column() != Drift;
    if (role == Qt::TextAlignmentRole && number)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && index.column() == Effect && finding)
        return effectTitle(monitor::effectOf(*finding).name);
    if (role == Qt::ToolTipRole)
        return finding ? finding->why : QString();
    if (role != Qt::DisplayRole && role != SortRole)
        return {};
    const auto shown = [role](double value) {
        return role == SortRole ? QVariant(value) : QVariant(shortNumber(value));
    };
    const double undefined = std::numeric_limits<double>::quiet_NaN();
    switch (index.column()) {
    case Name: return row.column;
    case Period:
        return role == SortRole ? QVariant(period.start) : periodText(period.start, period.end, m_zone);
    case Test: return finding ? monitor::driftTestInfo(finding->test).title : QString();
    case Statistic: return shown(finding ? finding->statistic : undefined);
    case P: return shown(finding ? finding->p : undefined);
    case Threshold: return shown(finding ? finding->threshold : undefined);
    case Effect: return shown(finding ? monitor::effectOf(*finding).value : undefined);
    case Drift: return finding ? (finding->drift ? tr("drift") : tr("no")) : u"–"_s;
    default: return shown(finding ? finding->n : 0);
    }
}

QVariant DriftTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    const QStringList titles{tr("Column"), tr("Period (%1)").arg(zoneName(m_zone)),
                             tr("Test"),   tr("Statistic"),
                             tr("p"),      tr("Threshold"),
                             tr("Effect"), tr("Drift"),
                             tr("n")};
    return titles.value(section);
}

} // namespace vitrine::ui
