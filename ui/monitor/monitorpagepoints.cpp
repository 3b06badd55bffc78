// SPDX-License-Identifier: GPL-3.0-or-later
// What MonitorPage does about single points, and about those that are estimates.
#include "ui/chart/chartstack.h"
#include "ui/chart/dateticks.h"
#include "ui/monitor/diagnosticsview.h"
#include "ui/monitor/monitorpage.h"
#include "ui/monitor/pointrowsdialog.h"

#include <QFileInfo>
#include <QLocale>
#include <QMenu>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

void MonitorPage::connectPoints()
{
    connect(m_charts, &ChartStack::pointActivated, this, &MonitorPage::askAboutPoint);
    connect(m_charts, &ChartStack::scaleChanged, this, &MonitorPage::useScale);
    connect(m_toolbar, &MonitorToolbar::axisScaleChosen, this, &MonitorPage::useScale);
    connect(m_toolbar, &MonitorToolbar::estimatesToggled, this,
            [this](bool shown) { changeDashboard([shown](Dashboard &own) { own.estimates = shown; }); });
}

void MonitorPage::askAboutPoint(const PlotPoint &point, const QPoint &at)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(u"monitorPointMenu"_s);
    const QString period = periodText(point.start, point.end, m_charts->axis()->zone());
    QAction *heading = menu->addAction(point.estimated ? tr("%1, %2, estimated").arg(point.version, period)
                                                       : tr("%1, %2").arg(point.version, period));
    heading->setEnabled(false);
    menu->addSeparator();
    const auto add = [menu, this](const QString &name, const QString &text, auto &&act) {
        menu->addAction(text, this, act)->setObjectName(name);
    };
    add(u"pointVersion"_s, tr("Open %1").arg(point.version),
        [this, version = point.version] { emit versionActivated(m_shown, version); });
    add(u"pointRows"_s,
        point.n > 0 ? tr("Show its rows (n %1)…").arg(QLocale().toString(point.n)) : tr("Show its rows…"),
        [this, point] { showRows(point); });
    if (!point.estimated)
        add(u"pointDiagnose"_s, tr("Diagnose %1 in this period").arg(point.version), [this, point] {
            m_diagnostics->setVersion(point.version);
            m_diagnostics->setSpan(std::pair(point.start, point.end));
            showView(View::Diagnostics);
        });
    add(u"pointPeriod"_s, tr("Zoom to the period"), [this, point] { showPeriod(point.start, point.end); });
    menu->popup(at);
    menu->setActiveAction(menu->findChild<QAction *>(u"pointVersion"_s)); // Return opens it
}

void MonitorPage::showRows(const PlotPoint &point)
{
    auto *dialog =
        new PointRowsDialog(m_services, *m_library, m_shown, point, m_charts->axis()->zone(), window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &PointRowsDialog::exported, this, [this](const QString &path) {
        emit message({tr("%1 was written").arg(QFileInfo(path).fileName()), {}, {}, false, {}});
    });
    dialog->open();
}

void MonitorPage::useScale(AxisScale scale)
{
    saveWindow();
    m_charts->setScale(scale);
    m_toolbar->setAxisScale(scale);
    m_toolbar->setRangeEnabled(view() == View::Metrics && !m_view.isEmpty(), scale == AxisScale::Time);
    m_view.used.axis = scale == AxisScale::Time ? QString() : axisScaleName(scale);
    keepDashboard();
}

void MonitorPage::keepDashboard()
{
    m_own.keep(key(u"dashboard"_s), toJson(m_view.used), m_view.team);
    showDashboard();
}

// Takes longer than all else, so it comes later; what was estimated before stays until then.
void MonitorPage::askForEstimates()
{
    if (!m_view.used.estimates) {
        m_estimated.forget();
        m_estimates = {};
        return;
    }
    if (m_estimated.isRunning() && m_live.isRunning() && m_estimates.isOf(m_view))
        return; // while the charts are live, each second asks
    m_estimated.ask(runAsync(&m_services.readers,
                             [library = *m_library, view = m_view](const Job &job) {
                                 return readEstimates(library, view, job);
                             }),
                    this, [this](const Result<MonitorEstimates> &estimates) {
                        if (!estimates) // the realised lines are there; a wrong store says so elsewhere
                            return;
                        const bool change = !estimates->isEmpty() || !m_estimates.isEmpty();
                        m_estimates = *estimates;
                        if (change && m_estimates.isOf(m_view))
                            m_charts->setMetrics(withEstimates(m_view, m_estimates));
                    });
}

} // namespace vitrine::ui
