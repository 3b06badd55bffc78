// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace vitrine::ui {

class ChartGestures;
class TimeAxis;

// A strip of a chart stack that is painted by hand and shares its time axis. `paint` serves the screen and
// the export alike.
class PlotLane : public QWidget
{
    Q_OBJECT
public:
    PlotLane(TimeAxis *axis, const QString &name, QWidget *parent = nullptr);

    virtual void paint(QPainter *painter) const = 0;

signals:
    void hovered(const QPointF &at);
    void left();

protected:
    TimeAxis *axis() const { return m_axis; }
    ChartGestures *gestures() const { return m_gestures; }
    QRect plot() const; // between the margins
    double x(double time) const;
    // Right-aligned beside the left margin, in the caption font.
    void paintName(QPainter *painter, const QRect &rows, const QString &name) const;
    virtual void paintFocus(QPainter *painter) const; // on the screen only
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    TimeAxis *m_axis;
    ChartGestures *m_gestures;
};

// What the charts are laid out along: dates with their zone, versions, or numbers of observations.
class AxisLane final : public PlotLane
{
    Q_OBJECT
public:
    explicit AxisLane(TimeAxis *axis, QWidget *parent = nullptr);
    void paint(QPainter *painter) const override;
    QSize sizeHint() const override;

private:
    void paintDates(QPainter *painter) const;
    void paintVersions(QPainter *painter) const;
    void paintNumbers(QPainter *painter) const;
    void paintUnit(QPainter *painter, const QString &unit) const; // at the right end
    void paintTick(QPainter *painter, double at, const QString &label) const;
};

} // namespace vitrine::ui
