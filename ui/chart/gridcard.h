// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace vitrine::ui {

class Card;
class CellGrid;
class GridLegend;

// A grid of cells below its legend, no higher than its rows and never with less than `leastRows` of them.
class GridCard final : public QWidget
{
    Q_OBJECT
public:
    GridCard(CellGrid *grid, GridLegend *legend, int leastRows, QWidget *parent = nullptr); // takes both over
    void fit(); // after the content changed

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    int heightWith(int rows) const;
    Card *m_card;
    CellGrid *m_grid;
    GridLegend *m_legend;
    int m_leastRows;
};

} // namespace vitrine::ui
