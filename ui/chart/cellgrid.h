// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/chart/columndates.h"

#include <QAbstractScrollArea>
#include <QTimeZone>

namespace vitrine::ui {

// A title with lines of names and values below it, as rich text.
QString factCard(const QString &title, const QList<std::pair<QString, QString>> &facts);

// A grid of cells over periods, painted by hand: a row a version or a column of data, a column a period.
// Names and dates stay while it scrolls; what stands below the rows stays, too. It begins with the newest
// periods in view. A card says at once what is under the pointer.
//
// Keys: arrows, Home, End, Page Up and Down walk the cells; Return opens.
class CellGrid : public QAbstractScrollArea
{
    Q_OBJECT
public:
    CellGrid(const QString &name, const QString &accessibleName, QWidget *parent = nullptr);

    virtual int rowCount() const = 0;
    virtual int columnCount() const = 0;
    virtual QString describe(int row, int column) const = 0; // in words
    virtual QString card(int row, int column) const;         // the same as rich text, of the hover card

    int row() const { return m_row; }       // chosen; -1: none
    int column() const { return m_column; } // chosen; -1: none
    void choose(int row, int column);
    QRect cellRect(int row, int column) const; // in the viewport

    QSize pictureSize() const;
    int heightOf(int rows) const;         // with so many of the rows, and all that stands around them
    void paintPicture(QPainter *painter); // all of it, for exports

signals:
    void chosen(int row, int column);
    void activated(int row, int column);
    void spoken(const QString &text);

protected:
    using Period = ColumnPeriod;
    struct Layout {
        int left = 0;   // of the cells
        int top = 0;    // of the cells
        int width = 1;  // of a column
        int height = 1; // of a row
        int bottom = 0; // height of what stays below
    };

    virtual QString rowName(int row) const = 0;
    virtual Period period(int column) const = 0;
    virtual void paintCell(QPainter *painter, const QRect &rect, int row, int column) const = 0;
    virtual bool hasRowSigns() const { return false; }
    virtual void paintRowSign(QPainter *painter, const QPointF &centre, int row) const; // before the name
    virtual void paintMarks(QPainter *painter, const QRect &area, const Layout &layout,
                            QPoint scrolled) const;
    virtual int rowsBelow() const { return 0; }
    virtual QStringList namesBelow() const { return {}; }
    virtual void paintBelow(QPainter *painter, const QRect &area, const Layout &layout,
                            QPoint scrolled) const;

    // After the content changed; -1: nothing is chosen any more.
    void contentChanged(int row, int column, const QTimeZone &zone);
    const QTimeZone &zone() const { return m_zone; }
    static QRect rectOf(const Layout &layout, QPoint scrolled, int row, int column);
    std::pair<int, int> visibleColumns(int width, const Layout &layout, QPoint scrolled) const;
    // A colour of strength 0..1 behind a number that fits; bold: that matters. What the ink on it is.
    QColor paintStrength(QPainter *painter, const QRect &rect, double strength, const QString &text,
                         bool bold = false) const;
    void paintNothing(QPainter *painter, const QRect &rect) const;

    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    bool isEmpty() const { return rowCount() == 0 || columnCount() == 0; }
    Layout layoutFor(int available) const;
    void updateScrollBars();
    void reveal(int row, int column);
    std::pair<int, int> cellAt(const QPoint &at) const;
    void paintAll(QPainter *painter, const QRect &area, const Layout &layout, QPoint scrolled) const;
    void paintChosen(QPainter *painter, const QRect &area, const Layout &layout, QPoint scrolled) const;
    void paintNames(QPainter *painter, const Layout &layout, QPoint scrolled) const;
    void paintDates(QPainter *painter, const QRect &area, const Layout &layout, QPoint scrolled) const;
    void paintHovered(QPainter *painter, const Layout &layout, QPoint scrolled) const;
    QPoint scrolled() const;

    QTimeZone m_zone = QTimeZone::utc();
    int m_row = -1;
    int m_column = -1;
    std::pair<int, int> m_hovered{-1, -1};
    bool m_showsNewest = true; // until somebody looks elsewhere
};

} // namespace vitrine::ui
