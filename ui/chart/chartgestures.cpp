// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/chartgestures.h"

#include "ui/chart/timeaxis.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QWheelEvent>
#include <QWidget>

#include <algorithm>
#include <cmath>

namespace vitrine::ui {

namespace {
constexpr double wheelFactor = 0.8; // of one notch
constexpr double keyFactor = 0.5;
constexpr double panShare = 0.15;
constexpr double narrowestBand = 4; // pixels
} // namespace

ChartGestures::ChartGestures(TimeAxis *axis, QWidget *target)
    : QObject(target)
    , m_axis(axis)
    , m_target(target)
{
    target->setMouseTracking(true);
    target->installEventFilter(this);
}

bool ChartGestures::isInPlot(const QPointF &at) const
{
    return at.x() >= m_axis->left() && at.x() <= m_target->width() - m_axis->right();
}

double ChartGestures::timeAt(const QPointF &at) const
{
    return m_axis->timeAt(at.x(), m_target->width());
}

bool ChartGestures::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_target)
        return false;
    switch (event->type()) {
    case QEvent::MouseButtonPress: return press(static_cast<QMouseEvent *>(event));
    case QEvent::MouseMove: return move(static_cast<QMouseEvent *>(event));
    case QEvent::MouseButtonRelease: return release(static_cast<QMouseEvent *>(event));
    case QEvent::MouseButtonDblClick:
        if (!isInPlot(static_cast<QMouseEvent *>(event)->position()))
            return false;
        m_axis->fit();
        return true;
    case QEvent::Wheel: return wheel(static_cast<QWheelEvent *>(event));
    case QEvent::NativeGesture: return pinch(static_cast<QNativeGestureEvent *>(event));
    case QEvent::Leave: emit left(); return false;
    default: return false;
    }
}

bool ChartGestures::press(const QMouseEvent *event)
{
    if (!isInPlot(event->position()) ||
        (event->button() != Qt::LeftButton && event->button() != Qt::RightButton))
        return false;
    if (m_reserved && m_reserved(event->position()))
        return false;
    m_drag = Drag::Pressed;
    m_banding = event->button() == Qt::RightButton || event->modifiers().testFlag(Qt::ShiftModifier);
    m_pressed = m_last = event->position();
    return false; // the widget takes the focus as usual
}

bool ChartGestures::move(const QMouseEvent *event)
{
    const QPointF at = event->position();
    if (m_drag == Drag::Pressed && (at - m_pressed).manhattanLength() >= QApplication::startDragDistance()) {
        m_drag = m_banding ? Drag::Band : Drag::Pan;
        m_target->setCursor(m_banding ? Qt::SplitHCursor : Qt::ClosedHandCursor);
    }
    if (m_drag == Drag::Pan)
        m_axis->pan(timeAt(m_last) - timeAt(at));
    if (m_drag == Drag::Band) {
        const double one = timeAt(m_pressed);
        const double other = timeAt(at);
        m_axis->setBand(TimeSpan{std::min(one, other), std::max(one, other)});
    }
    m_last = at;
    if (m_drag == Drag::None || m_drag == Drag::Pressed)
        emit hovered(at);
    return m_drag == Drag::Pan || m_drag == Drag::Band;
}

bool ChartGestures::release(const QMouseEvent *event)
{
    const Drag drag = std::exchange(m_drag, Drag::None);
    if (drag == Drag::None)
        return false;
    if (drag == Drag::Pressed) {
        if (event->button() == Qt::LeftButton)
            emit clicked(event->position(), event->modifiers());
        return false;
    }
    m_target->unsetCursor();
    if (drag == Drag::Band) {
        const auto band = m_axis->band();
        m_axis->setBand({});
        if (band && std::abs(event->position().x() - m_pressed.x()) >= narrowestBand)
            m_axis->setWindow(*band);
    }
    return true;
}

bool ChartGestures::wheel(QWheelEvent *event)
{
    if (!isInPlot(event->position()))
        return false;
    const QPoint turn = event->angleDelta();
    // Alt swaps the axes of a wheel on some systems; Shift asks for the other direction.
    const bool sideways =
        event->modifiers().testFlag(Qt::ShiftModifier) || std::abs(turn.x()) > std::abs(turn.y());
    const int amount = std::abs(turn.x()) > std::abs(turn.y()) ? turn.x() : turn.y();
    if (amount == 0)
        return false;
    const double notches = amount / 120.0;
    if (sideways)
        m_axis->pan(-notches * panShare * m_axis->window().length());
    else
        m_axis->zoom(std::pow(wheelFactor, notches), timeAt(event->position()));
    event->accept();
    return true;
}

bool ChartGestures::pinch(const QNativeGestureEvent *event)
{
    if (event->gestureType() != Qt::ZoomNativeGesture || event->value() <= -1)
        return false;
    m_axis->zoom(1 / (1 + event->value()), timeAt(event->position()));
    return true;
}

bool ChartGestures::handleKey(TimeAxis *axis, const QKeyEvent *event)
{
    const bool control = event->modifiers().testFlag(Qt::ControlModifier);
    const TimeSpan window = axis->window();
    const double around =
        axis->cursor() && window.contains(*axis->cursor()) ? *axis->cursor() : (window.from + window.to) / 2;
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal: axis->zoom(keyFactor, around); return true;
    case Qt::Key_Minus: axis->zoom(1 / keyFactor, around); return true;
    case Qt::Key_0: axis->fit(); return true;
    case Qt::Key_Backspace: axis->zoomOutStep(); return true;
    case Qt::Key_Left:
        if (control)
            axis->pan(-panShare * window.length());
        return control;
    case Qt::Key_Right:
        if (control)
            axis->pan(panShare * window.length());
        return control;
    default: return false;
    }
}

} // namespace vitrine::ui
