// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/chart/cellgrid.h"
#include "ui/chart/gridlegend.h"
#include "ui/chart/versionmatrix.h"

namespace vitrine::ui {

// The version × time matrix: the stronger the colour the better the value, the best of each period framed,
// the one that was in the stage marked. Below it what was delivered, and what the chosen version would have
// delivered.
class MatrixGrid final : public CellGrid
{
    Q_OBJECT
public:
    explicit MatrixGrid(QWidget *parent = nullptr);

    // Keeps the chosen version and period as far as they are still there.
    void setMatrix(const VersionMatrix &matrix, const QTimeZone &zone);
    const VersionMatrix &matrix() const { return m_matrix; }

    int rowCount() const override;
    int columnCount() const override;
    QString describe(int row, int column) const override;
    QString card(int row, int column) const override;
    GridLegend::Content legend() const;
    void setInsteadShown(bool shown); // the row of what the chosen version would have delivered

protected:
    QString rowName(int row) const override;
    Period period(int column) const override;
    void paintCell(QPainter *painter, const QRect &rect, int row, int column) const override;
    bool hasRowSigns() const override { return true; }
    void paintRowSign(QPainter *painter, const QPointF &centre, int row) const override;
    void paintMarks(QPainter *painter, const QRect &area, const Layout &layout,
                    QPoint scrolled) const override;
    int rowsBelow() const override { return m_insteadShown ? 2 : 1; }
    QStringList namesBelow() const override;
    void paintBelow(QPainter *painter, const QRect &area, const Layout &layout,
                    QPoint scrolled) const override;

private:
    void paintValue(QPainter *painter, const QRect &rect, double value) const;
    void paintInstead(QPainter *painter, const QRect &rect, double delivered, double instead) const;

    VersionMatrix m_matrix;
    bool m_insteadShown = true;
};

} // namespace vitrine::ui
