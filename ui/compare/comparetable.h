// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>
#include <QTimer>

namespace vitrine::ui {

class CompareColumns;
class CompareDelegate;
class CompareModel;
class CompareRows;

// The comparison: names of rows and versions stay in view, so does the heading of the section that is being
// read. Rows are as high as their longest cell.
//
// Keys: Return or Space shuts and opens a section; Ctrl+Shift+Left and Right move the column that the cell is
// in, Home with them makes it the baseline, Delete takes it away; Ctrl+C copies the selected rows.
class CompareTable final : public QTableView
{
    Q_OBJECT
public:
    explicit CompareTable(CompareModel *model, QWidget *parent = nullptr);

    void setOnlyDifferences(bool only);
    // (section, row) of the comparison for each selected row that is not a heading, from above.
    QList<std::pair<int, int>> selectedPlaces() const;

signals:
    void moveRequested(int from, int to);
    void removeRequested(int column);
    void copyRequested();
    void columnMenuRequested(int column, const QPoint &globalPosition);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void changeEvent(QEvent *event) override;

private:
    class Sticky;
    void layOutAgain();
    void fitRows();
    void spanHeadings();
    void toggle(int row);
    void placeSticky();

    CompareModel *m_model;
    CompareDelegate *m_delegate;
    CompareColumns *m_columns;
    CompareRows *m_rows;
    Sticky *m_sticky;
    QTimer m_fit; // after the last of many changes of a width
};

} // namespace vitrine::ui
