// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>
#include <QStringList>

namespace vitrine::ui {

// Keeps the models in which every typed word occurs and every chosen filter holds; numbers in names sort as
// numbers.
class ModelFilter final : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit ModelFilter(QObject *parent = nullptr);

    // Words separated by spaces; "type:regression", "stage:production", "label:x" and "owner:y" look at one
    // field.
    void setSearch(const QString &text);
    QStringList words() const { return m_words; }

    struct Choice {
        QString type;
        QString stage; // "none": in no stage
        QString label;
        bool operator==(const Choice &) const = default;
    };
    void setChoice(const Choice &choice);
    Choice choice() const { return m_choice; }
    bool isFiltering() const { return !m_words.isEmpty() || !m_fields.isEmpty() || m_choice != Choice(); }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    QStringList m_words; // lower case
    QList<std::pair<QString, QString>> m_fields;
    Choice m_choice;
};

} // namespace vitrine::ui
