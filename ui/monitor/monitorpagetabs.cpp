// SPDX-License-Identifier: GPL-3.0-or-later
// The tabs of the Monitor page: which there are, and what each needs when it is shown.
#include "ui/chart/chartstack.h"
#include "ui/monitor/apiview.h"
#include "ui/monitor/diagnosticsview.h"
#include "ui/monitor/driftview.h"
#include "ui/monitor/exploreview.h"
#include "ui/monitor/matrixview.h"
#include "ui/monitor/monitorpage.h"
#include "ui/widgets/facestack.h"

#include <QLabel>
#include <QSettings>
#include <QStackedWidget>
#include <QTabBar>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

void MonitorPage::makeTabs()
{
    m_tabs->setObjectName(u"monitorViews"_s);
    m_tabs->setAccessibleName(tr("Views of the performance"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->addTab(tr("Metrics"));
    m_tabs->addTab(tr("Drift"));
    m_tabs->addTab(tr("Versions × time"));
    m_tabs->addTab(tr("Diagnostics"));
    m_tabs->addTab(tr("Data"));
    m_tabs->addTab(tr("API"));
    for (QWidget *view : {static_cast<QWidget *>(m_charts), static_cast<QWidget *>(m_drift),
                          static_cast<QWidget *>(m_matrix), static_cast<QWidget *>(m_diagnostics),
                          static_cast<QWidget *>(m_explore), static_cast<QWidget *>(m_api)})
        m_views->addWidget(view);
}

void MonitorPage::connectViews()
{
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) {
        m_views->setCurrentIndex(index);
        m_services.settings.setValue(u"monitor/view"_s, index);
        m_hint->setVisible(view() == View::Metrics && !m_view.isEmpty());
        m_toolbar->setRangeEnabled(view() == View::Metrics && !m_view.isEmpty(),
                                   m_charts->axis()->scale() == AxisScale::Time);
        if (!m_shown.isEmpty() && m_faces->face() != FaceStack::Face::Failed)
            showFace();
    });
    connect(m_explore, &ExploreView::exported, this, &MonitorPage::sayWritten);
    connect(m_api, &ApiView::serveRequested, this, &MonitorPage::serveRequested);
    connect(m_matrix, &MatrixView::versionRequested, this,
            [this](const QString &version) { emit versionActivated(m_shown, version); });
    connect(m_matrix, &MatrixView::periodRequested, this, &MonitorPage::showPeriod);
    connect(m_matrix, &MatrixView::metricChosen, this,
            [this](const QString &metric) { m_services.settings.setValue(key(u"matrixMetric"_s), metric); });
    connect(m_matrix, &MatrixView::diagnosisRequested, this,
            [this](const QString &version, qint64 start, qint64 end) {
                m_diagnostics->setVersion(version);
                m_diagnostics->setSpan(std::pair(start, end));
                showView(View::Diagnostics);
            });
    const int last = m_services.settings.value(u"monitor/view"_s, 0).toInt();
    m_tabs->setCurrentIndex(std::clamp(last, 0, m_tabs->count() - 1));
}

// The period with as much time before and after it, so that it is seen among its neighbours.
void MonitorPage::showPeriod(qint64 start, qint64 end)
{
    if (m_charts->axis()->scale() != AxisScale::Time)
        useScale(AxisScale::Time);
    const double length = double(end - start);
    m_charts->axis()->setWindow({double(start) - length, double(end) + length});
    m_charts->axis()->setCursor((double(start) + double(end)) / 2);
    m_charts->axis()->setLocked(true);
    showView(View::Metrics);
}

// What was observed is looked at by some views only; the others say themselves what they miss.
void MonitorPage::showFace()
{
    const bool ofObservations =
        view() == View::Metrics || view() == View::Matrix || view() == View::Diagnostics;
    if (m_view.isEmpty() && ofObservations)
        m_faces->showEmpty();
    else
        m_faces->showFilled();
}

void MonitorPage::showView(View view)
{
    offerPage(int(view), true); // somebody asked for what the dashboard leaves out
    m_tabs->setCurrentIndex(int(view));
}

MonitorPage::View MonitorPage::view() const
{
    return static_cast<View>(m_tabs->currentIndex());
}

// Keys do not step over tabs that are merely invisible.
void MonitorPage::offerPage(int tab, bool offered)
{
    m_tabs->setTabVisible(tab, offered);
    m_tabs->setTabEnabled(tab, offered);
}

// Nothing is lost: pages that the dashboard leaves out are there again with the next view.
void MonitorPage::arrangePages(const QStringList &pages)
{
    if (pages == m_pages) // somebody may have turned to another page meanwhile
        return;
    m_pages = pages;
    const QStringList &names = dashboardPages();
    for (int tab = 0; tab < m_tabs->count(); ++tab)
        offerPage(tab, pages.isEmpty() || pages.contains(names[tab]));
    if (!m_tabs->isTabVisible(m_tabs->currentIndex()))
        m_tabs->setCurrentIndex(int(std::max<qsizetype>(0, names.indexOf(pages.value(0)))));
}

} // namespace vitrine::ui
