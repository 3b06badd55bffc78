// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHeaderView>

namespace vitrine::ui {

// The versions above their columns: name, stages, when, how much differs, and a cross that takes the column
// away. Columns are moved by dragging; clicking on the first one's neighbours does nothing else.
class CompareColumns final : public QHeaderView
{
    Q_OBJECT
public:
    explicit CompareColumns(QWidget *parent = nullptr);
    QSize sizeHint() const override;
    QRect crossRect(int column) const; // in the viewport's coordinates

signals:
    void removeRequested(int column);
    void moved(int from, int to); // in columns; the model is to follow

protected:
    void paintSection(QPainter *painter, const QRect &rect, int column) const override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    int columnOfCross(const QPoint &at) const;
    int m_pressed = -1; // column whose cross was pressed
    int m_hovered = -1;
};

// What is compared, beside its row; the headings of sections with what shuts them.
class CompareRows final : public QHeaderView
{
    Q_OBJECT
public:
    explicit CompareRows(QWidget *parent = nullptr);
    QSize sizeHint() const override;

    // The heading of a section: chevron, title. Serves the row itself and the strip that stays in view.
    static void paintHeading(QPainter *painter, const QRect &rect, const QString &title, bool expanded,
                             const QPalette &palette);
    static constexpr int usualWidth = 210;
    static constexpr int narrowWidth = 150;
    void setNarrow(bool narrow);

protected:
    void paintSection(QPainter *painter, const QRect &rect, int row) const override;
    void paintEvent(QPaintEvent *event) override;

private:
    bool m_narrow = false;
};

} // namespace vitrine::ui
