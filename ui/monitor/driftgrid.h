// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/chart/cellgrid.h"
#include "ui/chart/gridlegend.h"
#include "ui/monitor/driftmatrix.h"

namespace vitrine::ui {

// The heat map of drift: the stronger the colour the larger the effect; a corner and bold digits where it is
// beyond the threshold.
class DriftGrid final : public CellGrid
{
    Q_OBJECT
public:
    explicit DriftGrid(QWidget *parent = nullptr);

    void setMatrix(const DriftMatrix &matrix, const QTimeZone &zone);
    const DriftMatrix &matrix() const { return m_matrix; }

    int rowCount() const override { return int(m_matrix.rows.size()); }
    int columnCount() const override { return int(m_matrix.periods.size()); }
    QString describe(int row, int column) const override;
    QString card(int row, int column) const override;
    GridLegend::Content legend() const;

    QString rowName(int row) const override;
    QString periodName(int column) const;
    // What it is compared with: "n 31 against 91", or "… of December 2014".
    QString comparedText(int row, int column) const;

protected:
    Period period(int column) const override;
    void paintCell(QPainter *painter, const QRect &rect, int row, int column) const override;
    int rowsBelow() const override { return 1; }
    QStringList namesBelow() const override;
    void paintBelow(QPainter *painter, const QRect &area, const Layout &layout,
                    QPoint scrolled) const override;

private:
    void paintShare(QPainter *painter, const QRect &rect, const DriftMatrix::Period &period) const;
    DriftMatrix m_matrix;
};

} // namespace vitrine::ui
