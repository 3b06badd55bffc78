// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/registry/library.h"
#include "ui/monitor/estimates.h"
#include "ui/monitor/livewatch.h"
#include "ui/monitor/monitortoolbar.h"
#include "ui/monitor/monitorview.h"
#include "ui/monitor/ownviews.h"
#include "ui/services/latest.h"
#include "ui/services/services.h"
#include "ui/widgets/message.h"

#include <QWidget>

#include <functional>
#include <optional>

class QAbstractItemModel;
class QLabel;
class QStackedWidget;
class QTabBar;

namespace vitrine::ui {

class ApiView;
class ChartStack;
class DiagnosticsView;
class DriftView;
class ExploreView;
class FaceStack;
class MatrixView;

// How a model's versions performed over time, by period, with what happened when: as charts, as drift of the
// data, as the matrix of every version against every period, and looked into; with the data itself and what
// the running deployment answers.
class MonitorPage final : public QWidget
{
    Q_OBJECT
public:
    // In the order of dashboardPages().
    enum class View { Metrics, Drift, Matrix, Diagnostics, Data, Api };

    explicit MonitorPage(Services &services, QWidget *parent = nullptr);
    ~MonitorPage() override;

    void setLibrary(const registry::Library &library);
    void showModel(const QString &model);
    QString model() const;
    void showView(View view);
    View view() const;
    void refresh();

    ChartStack *charts() const { return m_charts; }
    DriftView *driftView() const { return m_drift; }
    // Writes what is shown, data of charts outside of the GUI thread; says what was written, or why not, by
    // message().
    void exportTo(const QString &path);

signals:
    void message(const vitrine::ui::Message &message);
    void versionActivated(const QString &model, const QString &version);
    void serveRequested(const QString &model, const QString &version, const QString &stage);

private:
    void makeTabs();
    void connectToolbar();
    void connectViews();
    void showPeriod(qint64 start, qint64 end);
    void connectCharts();
    void connectNotes();
    void connectPoints();
    void askAboutPoint(const PlotPoint &point, const QPoint &at);
    void showRows(const PlotPoint &point);
    void useScale(AxisScale scale);
    void askForEstimates();
    void keepDashboard();
    void showDashboard();
    void writeNote(double time, const std::optional<monitor::Occurrence> &before);
    void changeNotes(const std::optional<monitor::Occurrence> &remove,
                     const std::optional<monitor::Occurrence> &add, const QString &said);
    void changeDashboard(const std::function<void(Dashboard &)> &change);
    void useDashboard(MonitorToolbar::Preset preset);
    // `setting`: key of the model that it is of. Invalid: the team's is used.
    void keepOwnDashboard(const QString &setting, const QVariant &own);
    void undoDashboard();
    void offerPage(int tab, bool offered);
    void arrangePages(const QStringList &pages);
    void saveTeamDashboard();
    void showAlerts(const QString &metric);
    void moveMetric(const QString &metric, int step);
    void setLive(bool live);
    void readModels();
    void ask(bool quietly = false); // quietly: what is shown stays until the answer is there
    void showAnswer(const MonitorView &view);
    bool isRemote() const; // the store is a database server
    bool keepsShown() const;
    void watchPatience();
    void showProblem(const Error &error);
    void noteAnswer();
    void showRange(MonitorToolbar::Range range);
    void chooseExport(const QString &suffix);
    Result<> write(const QString &path);
    QWidget *picture() const; // of the view that is shown
    const QAbstractItemModel *table() const;
    void writeAside(const QString &path, const std::function<Result<>(const Job &)> &work);
    void sayWritten(const QString &path, const Result<> &written);
    void saveWindow();
    void showAge();
    void showFace();
    QString key(const QString &name) const; // in the settings, of this model

    Services &m_services;
    std::optional<registry::Library> m_library;
    QString m_wanted;    // asked for before the list of models was there
    QString m_shown;     // model of the view; empty: none
    QStringList m_pages; // that the tabs are arranged for; empty: all
    OwnViews m_own{m_services.settings};
    MonitorView m_view;
    MonitorEstimates m_estimates;
    MonitorToolbar *m_toolbar;
    QTabBar *m_tabs;
    ChartStack *m_charts;
    DriftView *m_drift;
    MatrixView *m_matrix;
    DiagnosticsView *m_diagnostics;
    ExploreView *m_explore;
    ApiView *m_api;
    QStackedWidget *m_views;
    FaceStack *m_faces;
    QLabel *m_age; // of the version in the stage
    QLabel *m_hint;
    LiveWatch m_live;
    QTimer m_patience;
    bool m_isAway = false; // the store
    bool m_isTold = false; // that it is
    Latest<bool> m_written;
    Latest<QStringList> m_models;
    Latest<MonitorView> m_answer;
    Latest<MonitorEstimates> m_estimated;
};

} // namespace vitrine::ui
