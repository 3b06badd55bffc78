// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/chart/axisscale.h"

#include <QList>
#include <QObject>
#include <QTimeZone>

#include <optional>

namespace vitrine::ui {

// A stretch of time in milliseconds since 1970.
struct TimeSpan {
    double from = 0;
    double to = 1;
    double length() const { return to - from; }
    bool contains(double time) const { return time >= from && time <= to; }
    bool operator==(const TimeSpan &) const = default;
};

// The axis that stacked charts share: what is visible, where the crosshair stands, and the same pixels for
// the same time in all of them. What is said of times holds for the places of another scale, too: versions
// side by side in milliseconds, or numbers of observations. Belongs to the GUI thread.
class TimeAxis final : public QObject
{
    Q_OBJECT
public:
    explicit TimeAxis(QObject *parent = nullptr);

    // All there is to see. What is visible stays as it is, unless it showed everything or would be empty; a
    // view of the newest, up to the end of the bounds, goes on with it.
    void setBounds(TimeSpan bounds);
    TimeSpan bounds() const { return m_bounds; }
    TimeSpan window() const { return m_window; }
    bool showsEverything() const { return m_window == fitted(); }

    // Another scale shows everything and forgets cursors and steps: nothing is where it was.
    void setScale(AxisScale scale, const QList<AxisStretch> &stretches);
    AxisScale scale() const { return m_scale; }
    const QList<AxisStretch> &stretches() const { return m_stretches; }

    void setZone(const QTimeZone &zone);
    const QTimeZone &zone() const { return m_zone; }

    // Left and right of the plots, in pixels, for labels.
    void setMargins(int left, int right);
    int left() const { return m_left; }
    int right() const { return m_right; }
    double x(double time, int width) const;
    double timeAt(double x, int width) const;

    // Each step can be taken back by zoomOutStep(); steps of one gesture (a wheel turned on) are one.
    void setWindow(TimeSpan window);
    void zoom(double factor, double around); // factor below 1 shows less time
    void pan(double byTime);
    void fit();
    void reset();       // shows everything and forgets the steps: another model
    bool zoomOutStep(); // false: there was nothing to go back to

    // The crosshair; locked it stays until it is moved by keyboard, unlocked or cleared.
    std::optional<double> cursor() const { return m_cursor; }
    void setCursor(std::optional<double> time);
    bool isLocked() const { return m_locked; }
    void setLocked(bool locked);
    // The second cursor: values are compared with those here.
    std::optional<double> mark() const { return m_mark; }
    void setMark(std::optional<double> time);
    // What a rubber band spans while it is drawn.
    std::optional<TimeSpan> band() const { return m_band; }
    void setBand(std::optional<TimeSpan> band);

signals:
    void windowChanged();
    void marginsChanged();
    void cursorChanged();

private:
    enum class Gesture { None, Zoom, Pan, Jump };
    TimeSpan fitted() const;
    double shortest() const;
    void show(TimeSpan window, Gesture gesture);

    TimeSpan m_bounds;
    TimeSpan m_window;
    QList<TimeSpan> m_steps;
    Gesture m_gesture = Gesture::None;
    AxisScale m_scale = AxisScale::Time;
    QList<AxisStretch> m_stretches;
    QTimeZone m_zone = QTimeZone::utc();
    int m_left = 56;
    int m_right = 16;
    std::optional<double> m_cursor;
    std::optional<double> m_mark;
    std::optional<TimeSpan> m_band;
    bool m_locked = false;
};

} // namespace vitrine::ui
