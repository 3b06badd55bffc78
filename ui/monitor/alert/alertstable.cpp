// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/alert/alertstable.h"

#include "ui/monitor/alert/alertwording.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/wording.h"

using namespace Qt::StringLiterals;

namespace vitrine::ui {

void AlertsTable::show(const QList<lifecycle::AlertEntry> &entries, const QDateTime &now)
{
    beginResetModel();
    m_entries = entries;
    m_now = now;
    endResetModel();
}

int AlertsTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

int AlertsTable::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QString AlertsTable::text(const lifecycle::AlertEntry &entry, int column) const
{
    switch (column) {
    case State: return stateText(entry);
    case Rule: return entry.rule.name;
    case Watches: return ruleText(entry.rule);
    case Value: return entry.checked ? shortNumber(entry.checked->status.value) : u"–"_s;
    case Since:
        return entry.checked && entry.checked->status.since.isValid()
                   ? relativeTime(entry.checked->status.since, m_now)
                   : u"–"_s;
    default: return {};
    }
}

QVariant AlertsTable::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_entries.size())
        return {};
    const lifecycle::AlertEntry &entry = m_entries[index.row()];
    switch (role) {
    case Qt::DisplayRole:
    case SortRole: return text(entry, index.column());
    case Qt::TextAlignmentRole:
        return index.column() == Value ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
    case Qt::ToolTipRole:
        if (index.column() == Value && entry.checked)
            return fullNumber(entry.checked->status.value);
        if (index.column() == Since && entry.checked && entry.checked->status.since.isValid())
            return exactTime(entry.checked->status.since);
        return text(entry, index.column());
    case DotRole: return index.column() == State;
    case ToneRole:
        return index.column() == State ? QVariant(int(stateTone(entry)))
               : entry.checked         ? QVariant()
                                       : QVariant(int(Tone::Muted));
    default: return {};
    }
}

QVariant AlertsTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Value ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case State: return tr("State");
    case Rule: return tr("Rule");
    case Watches: return tr("Fires when");
    case Value: return tr("Value now");
    case Since: return tr("Since");
    default: return {};
    }
}

} // namespace vitrine::ui
