// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/model/ribbon/ribbonstory.h"

#include <QWidget>

#include <memory>

class QMenu;
class QSettings;
class QToolButton;

namespace vitrine::ui {

class AxisLane;
class ElidedLabel;
class EventLane;
class MetricLane;
class StageLanes;
class TextLabel;
class TimeAxis;
class VersionLane;

// The history of a model along one time axis: the main metric, the stages, what happened, the versions.
// Wheel zooms at the pointer, dragging pans, a double click shows everything; VersionLane says what its dots
// and flags do.
class HistoryRibbon final : public QWidget
{
    Q_OBJECT
public:
    explicit HistoryRibbon(QWidget *parent = nullptr);

    // Keeps what is visible, unless `fresh`: another model.
    void setStory(const RibbonStory &story, bool fresh);
    void clear();
    void setSelected(const QString &version);
    void setWithdrawnShown(bool shown);
    QMenu *makeMoveMenu(const QString &version, QWidget *parent);

    TimeAxis *axis() const { return m_axis; }
    VersionLane *versions() const { return m_versions; }
    const RibbonStory &story() const { return *m_story; }

    void saveState(QSettings &settings, const QString &key) const; // what is visible
    void restoreState(const QSettings &settings, const QString &key);

signals:
    void versionActivated(const QString &version);
    void moveRequested(const QString &stage, const QString &version);
    void newStageRequested(const QString &version);
    void menuRequested(const QString &version, const QPoint &globalPosition);
    void roomWanted(int height); // more of it, to show everything

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildTop();
    void connectLanes();
    void updateMargins();
    void updateLegend();
    void showMoment(const QPointF &at);
    void showReadout(const QString &text);
    QString momentText(double time) const;

    std::shared_ptr<const RibbonStory> m_story;
    TimeAxis *m_axis;
    QWidget *m_top;
    ElidedLabel *m_line; // what the lanes mean, or what is pointed at
    QString m_legend;
    QToolButton *m_zoomOut;
    QToolButton *m_zoomIn;
    QToolButton *m_fit;
    MetricLane *m_metric;
    StageLanes *m_stages;
    EventLane *m_events;
    VersionLane *m_versions;
    AxisLane *m_dates;
};

} // namespace vitrine::ui
