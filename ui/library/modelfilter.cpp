// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/modelfilter.h"

#include "core/registry/model.h"
#include "ui/library/modellistmodel.h"
#include "ui/widgets/itemroles.h"

#include <QCollator>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

bool anyBegins(const QStringList &values, const QString &beginning)
{
    return std::any_of(values.begin(), values.end(),
                       [&](const QString &v) { return v.startsWith(beginning, Qt::CaseInsensitive); });
}

bool fieldHolds(const registry::Model &model, const QString &field, const QString &value)
{
    if (field == u"type")
        return model.type.startsWith(value, Qt::CaseInsensitive);
    if (field == u"format")
        return model.format.startsWith(value, Qt::CaseInsensitive);
    if (field == u"stage")
        return anyBegins(model.stages.keys(), value);
    if (field == u"label")
        return anyBegins(model.labels, value);
    return anyBegins(model.owners, value);
}

const QStringList &fieldNames()
{
    static const QStringList names{u"type"_s, u"format"_s, u"stage"_s, u"label"_s, u"owner"_s};
    return names;
}

const QCollator &naturalOrder()
{
    static const QCollator collator = [] {
        QCollator c;
        c.setNumericMode(true);
        c.setCaseSensitivity(Qt::CaseInsensitive);
        return c;
    }();
    return collator;
}

} // namespace

ModelFilter::ModelFilter(QObject *parent) : QSortFilterProxyModel(parent)
{
    setSortRole(SortRole);
    setDynamicSortFilter(true);
}

void ModelFilter::setSearch(const QString &text)
{
    QStringList words;
    QList<std::pair<QString, QString>> fields;
    for (const QString &word : text.toLower().split(u' ', Qt::SkipEmptyParts)) {
        const QString field = word.section(u':', 0, 0);
        if (word.contains(u':') && fieldNames().contains(field)) {
            if (const QString value = word.section(u':', 1); !value.isEmpty())
                fields.append({field, value});
        } else {
            words << word;
        }
    }
    if (words == m_words && fields == m_fields)
        return;
    m_words = words;
    m_fields = fields;
    invalidateFilter();
}

void ModelFilter::setChoice(const Choice &choice)
{
    if (choice == m_choice)
        return;
    m_choice = choice;
    invalidateFilter();
}

bool ModelFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    if (!isFiltering())
        return true;
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    const QString text = index.data(FilterRole).toString();
    if (!std::all_of(m_words.begin(), m_words.end(),
                     [&](const QString &word) { return text.contains(word); }))
        return false;
    const auto model = index.data(ValueRole).value<registry::Model>();
    if (!std::all_of(m_fields.begin(), m_fields.end(),
                     [&](const auto &field) { return fieldHolds(model, field.first, field.second); }))
        return false;
    if (!m_choice.type.isEmpty() && model.type != m_choice.type)
        return false;
    if (!m_choice.label.isEmpty() && !model.labels.contains(m_choice.label))
        return false;
    if (m_choice.stage == u"none")
        return model.stages.isEmpty();
    return m_choice.stage.isEmpty() || model.stages.contains(m_choice.stage);
}

bool ModelFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const QVariant a = left.data(SortRole);
    const QVariant b = right.data(SortRole);
    if (a.userType() == QMetaType::QString)
        return naturalOrder().compare(a.toString(), b.toString()) < 0;
    return QSortFilterProxyModel::lessThan(left, right);
}

} // namespace vitrine::ui
