// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointF>

#include <functional>

class QKeyEvent;
class QMouseEvent;
class QNativeGestureEvent;
class QWheelEvent;
class QWidget;

namespace vitrine::ui {

class TimeAxis;

// What pointer and keys do to a time axis, the same on every chart and lane: the wheel zooms at the pointer
// (with Shift it pans), dragging pans, dragging with Shift or the right button spans a rubber band, a double
// click shows everything, Ctrl+click sets the second cursor. Outside of the plot the wheel scrolls the page.
class ChartGestures final : public QObject
{
    Q_OBJECT
public:
    // Watches `target`, whose coordinates are those of the axis; is its child.
    ChartGestures(TimeAxis *axis, QWidget *target);

    // Where a press means something else to the target.
    void setReserved(std::function<bool(const QPointF &)> reserved) { m_reserved = std::move(reserved); }

    // + - zoom, Ctrl+Left/Right pan, 0 shows everything, Backspace goes back a step. False: not one of these.
    static bool handleKey(TimeAxis *axis, const QKeyEvent *event);

signals:
    void hovered(const QPointF &at);
    void left();
    void clicked(const QPointF &at, Qt::KeyboardModifiers modifiers); // a press that did not become a drag

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool press(const QMouseEvent *event);
    bool move(const QMouseEvent *event);
    bool release(const QMouseEvent *event);
    bool wheel(QWheelEvent *event);
    bool pinch(const QNativeGestureEvent *event);
    bool isInPlot(const QPointF &at) const;
    double timeAt(const QPointF &at) const;

    TimeAxis *m_axis;
    QWidget *m_target;
    enum class Drag { None, Pressed, Pan, Band } m_drag = Drag::None;
    bool m_banding = false; // the press asked for a rubber band
    QPointF m_pressed;
    QPointF m_last;
    std::function<bool(const QPointF &)> m_reserved;
};

} // namespace vitrine::ui
