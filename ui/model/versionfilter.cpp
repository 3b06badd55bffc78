// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/versionfilter.h"

#include "core/registry/version.h"
#include "ui/model/versionlistmodel.h"
#include "ui/widgets/itemroles.h"

#include <algorithm>
#include <cmath>

namespace vitrine::ui {

VersionFilter::VersionFilter(QObject *parent) : QSortFilterProxyModel(parent)
{
    setSortRole(SortRole);
    setDynamicSortFilter(true);
}

void VersionFilter::setSearch(const QString &text)
{
    m_words = text.toLower().split(u' ', Qt::SkipEmptyParts);
    invalidateFilter();
}

void VersionFilter::setWithdrawnShown(bool shown)
{
    m_withdrawn = shown;
    invalidateFilter();
}

bool VersionFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const auto *model = qobject_cast<const VersionListModel *>(sourceModel());
    if (model && !m_withdrawn && model->version(row).deregistered)
        return false;
    if (m_words.isEmpty())
        return true;
    const QString text = sourceModel()->index(row, 0, parent).data(FilterRole).toString();
    return std::all_of(m_words.begin(), m_words.end(),
                       [&](const QString &word) { return text.contains(word); });
}

bool VersionFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const QVariant a = left.data(SortRole);
    const QVariant b = right.data(SortRole);
    if (a.userType() == QMetaType::Double) {
        const bool noA = !std::isfinite(a.toDouble());
        const bool noB = !std::isfinite(b.toDouble());
        if (noA || noB)
            return sortOrder() == Qt::AscendingOrder ? !noA && noB : noA && !noB;
    }
    return QSortFilterProxyModel::lessThan(left, right);
}

} // namespace vitrine::ui
