// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCollator>

#include <vector>

namespace vitrine::ui {

class ModelListModel;

// The order of the models in one column, with the keys worked out once, because comparing texts as people do
// is slow.
class ModelKeys final
{
public:
    explicit ModelKeys(const ModelListModel &models);

    void forget() { m_column = -1; }
    void prepare(int column);
    // Negative, zero, positive. Both rows of the list; what is not known comes last in either order.
    int compare(int left, int right) const;
    bool isKnown(int row) const;

    static const QCollator &collator(); // as people sort: numbers as numbers, whatever the case

private:
    const ModelListModel &m_models;
    int m_column = -1;
    std::vector<QCollatorSortKey> m_texts;
    std::vector<double> m_numbers; // NaN: not known
};

} // namespace vitrine::ui
