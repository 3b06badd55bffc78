// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/gridcard.h"

#include "ui/chart/cellgrid.h"
#include "ui/chart/gridlegend.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/card.h"

#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

namespace vitrine::ui {

GridCard::GridCard(CellGrid *grid, GridLegend *legend, int leastRows, QWidget *parent)
    : QWidget(parent)
    , m_card(new Card(this))
    , m_grid(grid)
    , m_legend(legend)
    , m_leastRows(leastRows)
{
    auto *around = new QVBoxLayout(this);
    around->setContentsMargins(0, 0, 0, 0);
    around->addWidget(m_card);
    auto *column = new QVBoxLayout(m_card);
    column->setContentsMargins(Space::m, Space::m, Space::s, Space::s);
    column->setSpacing(Space::m);
    column->addWidget(legend);
    column->addWidget(grid, 1);
    connect(grid->horizontalScrollBar(), &QScrollBar::rangeChanged, this, &GridCard::fit);
    fit();
}

int GridCard::heightWith(int rows) const
{
    const QMargins around = m_card->layout()->contentsMargins();
    const QScrollBar *bar = m_grid->horizontalScrollBar();
    return around.top() + m_legend->height() + Space::m + m_grid->heightOf(rows) +
           (bar->maximum() > 0 ? bar->sizeHint().height() : 0) + around.bottom();
}

void GridCard::fit()
{
    const QMargins around = m_card->layout()->contentsMargins();
    m_legend->setFixedHeight(m_legend->heightForWidth(width() - around.left() - around.right()));
    setMinimumHeight(heightWith(std::min(m_leastRows, m_grid->rowCount())));
    setMaximumHeight(heightWith(m_grid->rowCount()));
}

void GridCard::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

} // namespace vitrine::ui
