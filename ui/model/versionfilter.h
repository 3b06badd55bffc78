// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>
#include <QStringList>

namespace vitrine::ui {

// Versions in which every typed word occurs. Withdrawn versions are hidden unless asked for. Values that were
// not recorded come last in either direction of sorting.
class VersionFilter final : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit VersionFilter(QObject *parent = nullptr);

    void setSearch(const QString &text);
    QStringList words() const { return m_words; }
    void setWithdrawnShown(bool shown);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    QStringList m_words;
    bool m_withdrawn = false;
};

} // namespace vitrine::ui
