// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/palettemodel.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr qsizetype mostFound = 80;

// Equal matches: the things people look for most come first.
int kindBonus(PaletteItem::Kind kind)
{
    switch (kind) {
    case PaletteItem::Kind::Model: return 12;
    case PaletteItem::Kind::Page: return 8;
    case PaletteItem::Kind::Command: return 6;
    case PaletteItem::Kind::Version: break;
    }
    return 0;
}

// Whether what is said beside the name has all of the words: the title of a model, the message of a version.
bool saysAll(const PaletteItem &item, const QStringList &words)
{
    return std::all_of(words.begin(), words.end(), [&item](const QString &word) {
        return item.title.contains(word, Qt::CaseInsensitive) ||
               item.detail.contains(word, Qt::CaseInsensitive);
    });
}

} // namespace

void PaletteModel::setItems(const QList<PaletteItem> &items)
{
    m_items = items;
    search();
}

void PaletteModel::setTyped(const QString &typed)
{
    if (typed == m_typed)
        return;
    m_typed = typed;
    search();
}

const PaletteItem *PaletteModel::item(int row) const
{
    return row >= 0 && row < m_found.size() ? &m_items.at(m_found.at(row).item) : nullptr;
}

void PaletteModel::search()
{
    beginResetModel();
    m_found.clear();
    const QStringList words = m_typed.split(u' ', Qt::SkipEmptyParts);
    const bool all = words.isEmpty();
    for (qsizetype at = 0; at < m_items.size(); ++at) {
        const PaletteItem &item = m_items.at(at);
        if (all && item.kind == PaletteItem::Kind::Version)
            continue;
        FuzzyMatch match = fuzzyMatch(m_typed, item.title);
        if (match.score < 0 && saysAll(item, words))
            match.score = 0; // below everything that is called so
        if (match.score < 0)
            continue;
        if (!all)
            match.score += kindBonus(item.kind);
        m_found.append({at, match});
    }
    std::stable_sort(m_found.begin(), m_found.end(),
                     [](const Found &a, const Found &b) { return a.match.score > b.match.score; });
    if (m_found.size() > mostFound)
        m_found.resize(mostFound);
    endResetModel();
}

int PaletteModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_found.size());
}

QVariant PaletteModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Found &found = m_found.at(index.row());
    const PaletteItem &item = m_items.at(found.item);
    switch (role) {
    case Qt::DisplayRole: return item.title;
    case Qt::AccessibleTextRole:
        return item.detail.isEmpty() ? item.title : item.title + u", "_s + item.detail;
    case SecondaryRole: return item.detail;
    case IconRole: return item.drawing;
    case HintRole: return item.hint;
    case PositionsRole: return QVariant::fromValue(found.match.positions);
    default: return {};
    }
}

} // namespace vitrine::ui
