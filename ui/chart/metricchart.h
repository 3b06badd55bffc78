// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/store.h"
#include "ui/chart/confidenceband.h"
#include "ui/chart/endlabels.h"
#include "ui/chart/plotframe.h"
#include "ui/chart/plotseries.h"
#include "ui/chart/stageband.h"
#include "ui/chart/threshold.h"
#include "ui/chart/valueticks.h"
#include "ui/theme/tokens.h"

#include <QChartView>
#include <QImage>
#include <QSet>
#include <QTimer>

#include <optional>
#include <utility>

class QLineSeries;
class QValueAxis;

namespace vitrine::ui {

class ChartGestures;
class TimeAxis;

// A point that somebody points at: a row of a line.
struct PlotHit {
    qsizetype series = -1; // -1: none
    size_t row = 0;
    bool operator==(const PlotHit &) const = default;
};

// One metric over time, a line a version. What does not follow the pointer is kept as a picture, so that
// pointing, walking and dragging a threshold cost little whatever is plotted. The lines are QtCharts'; grid,
// labels, points and cursors are painted here, because QtCharts has no round dates, no gaps in a legend and
// no second look at what is on the screen. Where a line has many points, and while the view moves, lines are
// painted by hand, too: QtCharts takes several times as long.
class MetricChart final : public QChartView
{
    Q_OBJECT
public:
    explicit MetricChart(TimeAxis *axis, QWidget *parent = nullptr);

    void setMetric(const PlotMetric &metric);
    const PlotMetric &metric() const { return m_metric; }
    void setHidden(const QSet<QString> &names);
    bool isHidden(const QString &name) const { return m_hidden.contains(name); }
    // The others step back, and only this one has a band; empty: none.
    void setHighlighted(const QString &name);
    QString highlighted() const { return m_highlighted; }
    // Of many versions the band is that of the one in the stage, while it was there. By the axis' scale.
    void setStage(const QList<StageBand> &stage);
    void setOccurrences(const QList<monitor::Occurrence> &occurrences);

    // A line that can be dragged. Says how many periods lie on its wrong side and how many alerts that would
    // have made, and rings them.
    void setThreshold(std::optional<Threshold> threshold);
    std::optional<Threshold> threshold() const { return m_threshold; }
    // Where one might begin: beyond what is usual for the shown series, on the worse side.
    double suggestedThreshold() const;
    // Visible points of shown series, not of estimated ones; nothing when they are too many to be looked at
    // one by one.
    std::optional<ThresholdReach> thresholdReach() const;
    void nudgeThreshold(int steps); // by a fiftieth of what the axis shows

    void setFocusedPoint(PlotHit hit); // the keyboard's
    PlotHit hitAt(const QPointF &at) const;
    QString lineAt(const QPointF &at) const;   // name of the version whose line is there; empty: none
    QPointF pointOf(const PlotHit &hit) const; // in viewport coordinates

    int neededLeft() const;            // pixels for the value labels
    QList<EndLabel> endLabels() const; // as painted now
    const ValueScale &scale() const { return m_scale; }
    QRect plot() const;
    // For the export: the whole chart into `target`.
    void paint(QPainter *painter, const QRectF &target);
    QString summary() const; // for screen readers

signals:
    void hovered(const QPointF &at);
    void lineHovered(const QString &name); // empty: none any more
    void left();
    void pointActivated(const vitrine::ui::PlotPoint &point, const QPoint &at); // `at`: on the screen
    void cursorPinned();
    void thresholdMoved(double value);
    void thresholdMoveFinished(double value);
    void scaleChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void drawBackground(QPainter *painter, const QRectF &rect) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    // What is to be painted of a line, made anew when the view moves.
    struct Drawn {
        QLineSeries *line = nullptr;
        QList<QPointF> points; // reduced, as on the screen
        size_t first = 0;      // rows [first, last) are in view
        size_t last = 0;
        bool dots = false;
        bool banded = false;  // single periods can be told apart, so that each has its band
        bool inChart = false; // drawn by QtCharts, else by paintQuickLines() or paintBrokenLines()
    };
    void repaintAll();
    bool isMoving() const { return m_settling.isActive(); }
    bool isSmooth() const;
    void rebuild();
    void refresh(); // after a change of what is visible
    void settle();  // hands QtCharts what it draws while nothing moves
    void restyle();
    void arrange();
    void reduce();
    void fitValues();
    void click(const QPointF &at, Qt::KeyboardModifiers modifiers);
    void hover(const QString &name);
    PlotFrame frame() const;
    bool isShown(qsizetype series) const;
    bool leads(qsizetype series) const;          // nothing else is highlighted
    QList<qsizetype> paintOrder() const;         // the highlighted one last
    SeriesStyle styleOf(qsizetype series) const; // fainter behind a highlighted one
    QPen penOf(qsizetype series) const;

    void paintStill();
    void paintMoving();
    void paintPaper(QPainter *painter) const; // what lies behind the lines
    void paintTitle(QPainter *painter) const;
    void paintGrid(QPainter *painter) const;
    void paintOccurrences(QPainter *painter) const;

    QList<std::pair<qsizetype, BandInk>> bandInks() const; // in the order of painting
    void paintQuickLines(QPainter *painter) const;
    void paintBrokenLines(QPainter *painter) const;
    void paintLonePoints(QPainter *painter) const;
    void paintNothing(QPainter *painter) const;
    void fillLines(QImage *image, double ratio) const;
    void paintEndLabels(QPainter *painter) const;
    std::optional<QPointF> endOf(qsizetype series) const;
    int rankOf(qsizetype series) const;
    bool isCovered(const QRectF &rect, qsizetype except) const;

    void paintPoints(QPainter *painter) const;
    void paintPointed(QPainter *painter) const;
    void paintRow(QPainter *painter, const PlotFrame &frame, qsizetype series, size_t row,
                  double radius) const;

    void paintThreshold(QPainter *painter) const;
    void paintRings(QPainter *painter) const;
    bool isNearThreshold(const QPointF &at) const;
    void moveThreshold(double value);
    QString thresholdText() const;

    TimeAxis *m_axis;
    ChartGestures *m_gestures;
    QValueAxis *m_timeAxis;
    QValueAxis *m_valueAxis;
    PlotMetric m_metric;
    QList<Drawn> m_drawn;
    QSet<QString> m_hidden;
    QString m_highlighted;
    QList<qsizetype> m_arranged; // as QtCharts draws them
    QString m_hovered;
    QList<StageBand> m_stage;
    QList<monitor::Occurrence> m_occurrences;
    std::optional<Threshold> m_threshold;
    bool m_draggingThreshold = false;
    PlotHit m_focused;
    ValueScale m_scale;
    QImage m_still;         // all but what follows the pointer
    bool m_stale = true;    // m_still shows what was
    QTimer m_settling;      // runs while the view moves: painted quickly, and finely afterwards
    qsizetype m_points = 0; // drawn, of all lines
};

} // namespace vitrine::ui
