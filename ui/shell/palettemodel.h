// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/fuzzy.h"
#include "ui/widgets/itemroles.h"

#include <QAbstractListModel>

#include <functional>

namespace vitrine::ui {

// What the palette can find.
struct PaletteItem {
    enum class Kind { Page, Command, Model, Version };
    Kind kind = Kind::Command;
    QString title;
    QString detail; // muted, behind the title
    QString hint;   // right: a shortcut
    QString drawing;
    std::function<void()> run;
};

// The items that answer what was typed, best first. Without anything typed: pages, models and commands in
// their order.
class PaletteModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { PositionsRole = FirstOwnRole, HintRole };

    using QAbstractListModel::QAbstractListModel;
    void setItems(const QList<PaletteItem> &items);
    void setTyped(const QString &typed);
    const PaletteItem *item(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Found {
        qsizetype item;
        FuzzyMatch match;
    };
    void search();
    QList<PaletteItem> m_items;
    QList<Found> m_found;
    QString m_typed;
};

} // namespace vitrine::ui
