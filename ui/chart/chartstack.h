// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/chart/eventlane.h"
#include "ui/chart/legend.h"
#include "ui/chart/metricchart.h"
#include "ui/chart/timeaxis.h"

#include <QMap>
#include <QWidget>

#include <optional>

class QScrollArea;
class QSplitter;
class QStackedWidget;
class QVBoxLayout;

namespace vitrine::ui {

class AxisLane;
class ChartTable;
class CountLane;
class CrosshairCard;
class Table;
class TextLabel;

// Metric charts one below the other on one time axis: legend, lane of events, charts, lane of counts, dates;
// a crosshair through all of them with one card; and the same as a table. The version that the pointer or the
// keyboard is at, in the legend or on its line, comes to the front and is the only one with a band.
//
// Keys: T sets or removes the threshold of the metric, Shift+Up/Down move it, N asks for a note there,
// Ctrl+Up/Down move its chart, X lays it out along another scale; Left/Right walk along a line, Up/Down go to
// the next version, Page Up/Down to the next metric, Return asks what is behind the point, L pins the
// crosshair, M sets the second cursor there, Escape takes them away; + - 0, Ctrl+Left/Right and Backspace
// move the view.
class ChartStack final : public QWidget
{
    Q_OBJECT
public:
    explicit ChartStack(QWidget *parent = nullptr);

    void setTitle(const QString &title); // of exports: the model
    QString title() const { return m_title; }
    // Keeps what is visible, hidden and pinned as far as it still makes sense.
    void setMetrics(const QList<PlotMetric> &metrics);
    const QList<PlotMetric> &metrics() const { return m_metrics; } // as they are laid out
    // Events and stages are of times, and shown along time only; back there, the same time is in view.
    void setScale(AxisScale scale);
    void setOccurrences(const QList<monitor::Occurrence> &occurrences);
    const QList<monitor::Occurrence> &occurrences() const { return m_lane->occurrences(); } // of any scale
    void setBands(const QString &stage, const QList<StageBand> &bands);
    void setHidden(const QSet<QString> &versions);
    QSet<QString> hidden() const { return m_legend->hidden(); }
    void setThresholds(const QMap<QString, double> &byMetric);
    QMap<QString, double> thresholds() const { return m_thresholds; }
    // Sets one where it makes sense, or removes it.
    void toggleThreshold(const QString &metric);

    void setTableShown(bool shown);
    bool isTableShown() const;
    // Relative to each other; the edges between charts can be dragged.
    void setHeights(const QList<int> &heights);
    QList<int> heights() const;

    TimeAxis *axis() const { return m_axis; }
    Legend *legend() const { return m_legend; }
    EventLane *lane() const { return m_lane; }
    ChartTable *table() const { return m_tableModel; }
    QList<MetricChart *> charts() const { return m_charts; }
    CrosshairCard *card() const { return m_card; }

    // For exports: everything but scroll bars, cursors and focus, in pixels of the screen.
    QSize pictureSize() const;
    void paintPicture(QPainter *painter);

signals:
    void versionActivated(const QString &version);
    void pointActivated(const vitrine::ui::PlotPoint &point, const QPoint &at); // `at`: on the screen
    void scaleChanged(vitrine::ui::AxisScale scale);                            // by a key
    void hiddenChanged(const QSet<QString> &versions);
    void thresholdChanged(const QString &metric, double value); // NaN: removed
    void noteRequested(double time);
    void noteActivated(const vitrine::monitor::Occurrence &note);
    void heightsChanged();
    void metricMoved(const QString &metric, int step); // asked for: Ctrl+Up and Ctrl+Down
    void spoken(const QString &text); // what a screen reader says of the point that was walked to

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void layOut();
    void makeCharts();
    void addChart();
    void updateBounds();
    void updateMargins(bool mayShrink);
    void updateLegend();
    void updateTable();
    void updateCard();
    void hoverAt(QWidget *widget, const QPointF &at, qsizetype metric);
    void leave();
    void hide(const QSet<QString> &versions);
    void updateHighlight();
    QList<StageBand> stageOnAxis() const;
    QList<PlotSeries> shownSeries() const;

    void walkRow(int step);
    void walkSeries(int step);
    void walkMetric(int step);
    void walkTo(PlotHit hit);
    PlotHit nearestRow(qsizetype series) const;
    void clearCursors();
    void activateWalked();
    QString placeText(double at) const; // where the crosshair is, along another scale than time
    QString rangeText() const;          // what is visible

    QString m_title;
    std::optional<TimeSpan> m_timeWindow; // while another scale is shown; not set: everything
    QList<PlotMetric> m_given;            // by time
    QList<PlotMetric> m_metrics;          // as they are laid out
    TimeAxis *m_axis;
    Legend *m_legend;
    EventLane *m_lane;
    CountLane *m_counts;
    AxisLane *m_dates;
    QScrollArea *m_scroll;
    QSplitter *m_column;
    QVBoxLayout *m_body;
    QStackedWidget *m_pages;
    Table *m_tableView;
    ChartTable *m_tableModel;
    TextLabel *m_tableNote; // how many rows there are, and how to get them
    CrosshairCard *m_card;
    QList<MetricChart *> m_charts;
    QMap<QString, double> m_thresholds;
    QList<StageBand> m_stageBands; // of times
    QString m_pointedLine;         // version whose line the pointer is at; empty: none
    QString m_legendVersion;       // that the legend is asked about
    qsizetype m_leading = 0;       // metric that the pointer or the keyboard is at
    PlotHit m_walked;
    QPoint m_pointer;
};

} // namespace vitrine::ui
