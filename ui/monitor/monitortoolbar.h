// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/period.h"
#include "ui/chart/axisscale.h"
#include "ui/monitor/ownviews.h"

#include <QStringList>
#include <QWidget>

class QAction;
class QComboBox;
class QMenu;

namespace vitrine::ui {

class ToolbarButton;

// What is plotted: model, period, metrics, stage and range; and what can be done with it: table and export.
class MonitorToolbar final : public QWidget
{
    Q_OBJECT
public:
    // How much of the time is shown, counted from the end of the observations.
    enum class Range { Hour, Day, Days7, Days30, Days90, Year, SinceDeployment, All };

    // Ready-made views.
    enum class Preset { Usual, Team, Vetiver };

    explicit MonitorToolbar(QWidget *parent = nullptr);

    void setModels(const QStringList &models);
    void setModel(const QString &model);
    QString model() const;
    void setPeriod(monitor::PeriodUnit period);
    monitor::PeriodUnit period() const;
    void setMetrics(const QStringList &offered, const QStringList &chosen);
    void setStages(const QStringList &stages, const QString &stage);
    void setFilled(bool filled); // there is something to zoom, tabulate and export
    // There are charts, and they are laid out by time.
    void setRangeEnabled(bool charts, bool byTime);
    void setThresholds(const QStringList &metrics, const QStringList &set);
    void setTeamView(bool exists, bool canBeSaved);
    // `behind`: the team's view has changed since one's own was made.
    void setView(ViewKind kind, bool canUndo, bool behind);
    void setAxisScale(AxisScale scale);
    void setEstimates(bool shown);
    void setLive(bool live);
    bool isLive() const;
    void setTableShown(bool shown);

signals:
    void modelChosen(const QString &model);
    void periodChosen(vitrine::monitor::PeriodUnit period);
    void metricsChosen(const QStringList &metrics);
    void stageChosen(const QString &stage);
    void thresholdToggled(const QString &metric);
    void alertsRequested(const QString &metric); // with a new one at its threshold; empty: the list only
    void presetChosen(vitrine::ui::MonitorToolbar::Preset preset);
    void teamViewSaveRequested();
    void viewUndoRequested();
    void axisScaleChosen(vitrine::ui::AxisScale scale);
    void estimatesToggled(bool shown);
    void liveToggled(bool live);
    void rangeChosen(vitrine::ui::MonitorToolbar::Range range);
    void tableToggled(bool shown);
    void exportRequested(const QString &suffix); // "png"

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    int neededWidth() const; // of everything in one line
    void adapt();
    QComboBox *makeCombo(const QString &name, const QString &accessibleName);
    void addRanges();
    void addExports();
    void addPresets();
    void addAxisScales(QMenu *menu);
    void toggleMetric(const QString &metric, bool shown);

    QComboBox *m_model;
    QComboBox *m_period;
    ToolbarButton *m_metrics;
    QMenu *m_metricMenu;
    QComboBox *m_stage;
    ToolbarButton *m_thresholds;
    QMenu *m_thresholdMenu;
    ToolbarButton *m_views;
    QAction *m_useUsual = nullptr;
    QAction *m_useVetiver = nullptr;
    QAction *m_useTeam = nullptr;
    QAction *m_useOwn = nullptr; // says that it is one's own
    QAction *m_undoView = nullptr;
    QAction *m_saveTeam = nullptr;
    QList<QAction *> m_scales; // in the order of AxisScale
    QAction *m_estimates = nullptr;
    ToolbarButton *m_live;
    ToolbarButton *m_range;
    ToolbarButton *m_table;
    ToolbarButton *m_export;
    QList<QWidget *> m_choices;       // on the left
    QList<ToolbarButton *> m_actions; // at the end
    QStringList m_offered;
    QStringList m_chosen;
};

} // namespace vitrine::ui
