// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/timeaxis.h"

#include <algorithm>

namespace vitrine::ui {

namespace {
constexpr double shortestTime = 1000; // ms: nobody looks closer than a second
constexpr double fewestRows = 10;
constexpr double roomAround = 0.015; // of the bounds, so that the first and last points are not on the edge
constexpr qsizetype mostSteps = 100;
} // namespace

TimeAxis::TimeAxis(QObject *parent) : QObject(parent), m_window(fitted()) {}

TimeSpan TimeAxis::fitted() const
{
    const double room = std::max(m_bounds.length() * roomAround, 1.0);
    return {m_bounds.from - room, m_bounds.to + room};
}

void TimeAxis::setBounds(TimeSpan bounds)
{
    if (!(bounds.to > bounds.from))
        bounds.to = bounds.from + shortest();
    if (bounds == m_bounds)
        return;
    const bool everything = showsEverything();
    const double newer = m_window.to >= m_bounds.to ? bounds.to - m_bounds.to : 0;
    m_bounds = bounds;
    const TimeSpan all = fitted();
    if (everything || m_window.to <= all.from || m_window.from >= all.to) {
        m_steps.clear();
        m_window = all;
    } else if (newer > 0) {
        m_window = {m_window.from + newer, m_window.to + newer};
    }
    emit windowChanged();
}

double TimeAxis::shortest() const
{
    return m_scale == AxisScale::Observation ? fewestRows : shortestTime;
}

void TimeAxis::setScale(AxisScale scale, const QList<AxisStretch> &stretches)
{
    m_stretches = stretches;
    if (scale == m_scale)
        return;
    m_scale = scale;
    reset();
}

void TimeAxis::setZone(const QTimeZone &zone)
{
    m_zone = zone;
    emit windowChanged();
}

void TimeAxis::setMargins(int left, int right)
{
    if (left == m_left && right == m_right)
        return;
    m_left = left;
    m_right = right;
    emit marginsChanged();
}

double TimeAxis::x(double time, int width) const
{
    return m_left + (time - m_window.from) / m_window.length() * std::max(1, width - m_left - m_right);
}

double TimeAxis::timeAt(double x, int width) const
{
    return m_window.from + (x - m_left) / std::max(1, width - m_left - m_right) * m_window.length();
}

void TimeAxis::show(TimeSpan window, Gesture gesture)
{
    const TimeSpan all = fitted();
    const double length = std::clamp(window.length(), std::min(shortest(), all.length()), all.length());
    const double middle = (window.from + window.to) / 2;
    double from = window.length() == length ? window.from : middle - length / 2;
    from = std::clamp(from, all.from, std::max(all.from, all.to - length));
    window = {from, from + length};
    if (window.from <= all.from && length >= all.length())
        window = all;
    if (window == m_window)
        return;
    if (gesture == Gesture::Jump || gesture != m_gesture)
        m_steps.append(m_window);
    if (m_steps.size() > mostSteps)
        m_steps.removeFirst();
    m_gesture = gesture;
    m_window = window;
    emit windowChanged();
}

void TimeAxis::setWindow(TimeSpan window)
{
    if (window.to > window.from)
        show(window, Gesture::Jump);
}

void TimeAxis::zoom(double factor, double around)
{
    const TimeSpan all = fitted();
    const double length =
        std::clamp(m_window.length() * factor, std::min(shortest(), all.length()), all.length());
    const double share = (around - m_window.from) / m_window.length();
    const double from = around - share * length;
    show({from, from + length}, Gesture::Zoom);
}

void TimeAxis::pan(double byTime)
{
    show({m_window.from + byTime, m_window.to + byTime}, Gesture::Pan);
}

void TimeAxis::fit()
{
    show(fitted(), Gesture::Jump);
}

void TimeAxis::reset()
{
    m_steps.clear();
    m_gesture = Gesture::None;
    m_locked = false;
    m_cursor.reset();
    m_mark.reset();
    m_window = fitted();
    emit windowChanged();
}

bool TimeAxis::zoomOutStep()
{
    if (m_steps.isEmpty())
        return false;
    m_window = m_steps.takeLast();
    m_gesture = Gesture::None;
    emit windowChanged();
    return true;
}

void TimeAxis::setCursor(std::optional<double> time)
{
    if (time == m_cursor)
        return;
    m_cursor = time;
    emit cursorChanged();
}

void TimeAxis::setLocked(bool locked)
{
    if (locked == m_locked)
        return;
    m_locked = locked && m_cursor;
    emit cursorChanged();
}

void TimeAxis::setMark(std::optional<double> time)
{
    if (time == m_mark)
        return;
    m_mark = time;
    emit cursorChanged();
}

void TimeAxis::setBand(std::optional<TimeSpan> band)
{
    if (band == m_band)
        return;
    m_band = band;
    emit cursorChanged();
}

} // namespace vitrine::ui
