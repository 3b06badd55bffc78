// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/chart/versionmatrix.h"

#include <QAbstractScrollArea>
#include <QTimeZone>

namespace vitrine::ui {

// The version × time matrix, painted by hand: rows of versions and columns of periods, the stronger the
// colour the better the value, the best of each period framed, the one that was in the stage marked. Below it
// what was delivered, and what the chosen version would have delivered instead. Names and dates stay while it
// scrolls.
//
// Keys: arrows, Home, End, Page Up and Down walk the cells; Return opens.
class MatrixGrid final : public QAbstractScrollArea
{
    Q_OBJECT
public:
    explicit MatrixGrid(QWidget *parent = nullptr);

    // Keeps the chosen version and period as far as they are still there.
    void setMatrix(const VersionMatrix &matrix, const QTimeZone &zone);
    const VersionMatrix &matrix() const { return m_matrix; }

    int row() const { return m_row; }       // chosen; -1: none
    int column() const { return m_column; } // chosen; -1: none
    void choose(int row, int column);
    QRect cellRect(int row, int column) const; // in the viewport
    QString describe(int row, int column) const;

    QSize pictureSize() const;
    void paintPicture(QPainter *painter); // all of it, for exports

signals:
    void chosen(int row, int column);
    void activated(int row, int column);
    void spoken(const QString &text);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    struct Layout {
        int left = 0;   // of the cells
        int top = 0;    // of the cells
        int width = 1;  // of a column
        int height = 1; // of a row
        int bottom = 0; // height of what stays below
    };
    Layout layoutFor(int available) const;
    void updateScrollBars();
    void reveal(int row, int column);
    std::pair<int, int> cellAt(const QPoint &at) const;
    void paintAll(QPainter *painter, const QRect &area, const Layout &layout, QPoint scrolled) const;
    void paintCells(QPainter *painter, const QRect &area, const Layout &layout, QPoint scrolled) const;
    void paintCell(QPainter *painter, const QRect &rect, double value) const;
    void paintInstead(QPainter *painter, const QRect &rect, double delivered, double instead) const;
    void paintMarks(QPainter *painter, const QRect &area, const Layout &layout, QPoint scrolled) const;
    void paintNames(QPainter *painter, const QRect &area, const Layout &layout, QPoint scrolled) const;
    void paintDates(QPainter *painter, const QRect &area, const Layout &layout, QPoint scrolled) const;
    void paintDelivered(QPainter *painter, const QRect &area, const Layout &layout, QPoint scrolled) const;
    QString dateOf(int column) const;
    std::pair<int, int> visibleColumns(const QRect &area, const Layout &layout, QPoint scrolled) const;
    QPoint scrolled() const;

    VersionMatrix m_matrix;
    QTimeZone m_zone = QTimeZone::utc();
    int m_row = -1;
    int m_column = -1;
};

} // namespace vitrine::ui
