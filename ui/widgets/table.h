// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

class QMenu;
class QSettings;

namespace vitrine::ui {

class CellDelegate;

// A list of rows: whole rows are selected, hovered and activated (Return, Enter or a double click emit
// activated()). Home and End go to the first and last row; Ctrl+C copies the selected rows as text with tabs.
// Rows that are headings (HeadingRole) are opened and shut by a click, Space or Return, Left and Right.
class Table final : public QTableView
{
    Q_OBJECT
public:
    explicit Table(const QString &name, const QString &accessibleName, QWidget *parent = nullptr);

    CellDelegate *cells() const { return m_cells; }
    int hoveredRow() const { return m_hovered; }

    // The column that takes what is left, but never less than `least`; -1: none. (QHeaderView's own
    // stretching squeezes a column to nothing before it scrolls.)
    void setStretchColumn(int column, int least);
    // Room for the second line of ReasonRole below every row.
    void setReasonsShown(bool shown);
    // Widths, order, visibility and sorting of the columns, by their ColumnKeyRole (else their names).
    QVariantMap columnState() const;
    void setColumnState(const QVariantMap &state); // columns that it does not name stay as they are
    void saveColumns(QSettings &settings, const QString &key) const;
    bool restoreColumns(const QSettings &settings, const QString &key);
    // A check box for each column; the first one always stays.
    QMenu *makeColumnMenu(QWidget *parent);

    // Model indexes of column 0 of the selected rows, in the order in which they are shown.
    QModelIndexList selectedRowIndexes() const;

signals:
    void columnsChanged();
    void headingToggled(const QModelIndex &heading);

protected:
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QString columnKey(int column) const;
    void setHoveredRow(int row);
    void stretch();
    void updateRow(int row);
    void copySelection() const;
    CellDelegate *m_cells;
    int m_hovered = -1;
    int m_stretch = -1;
    int m_least = 0;
    bool m_stretching = false;
};

} // namespace vitrine::ui
