// SPDX-License-Identifier: GPL-3.0-or-later
// What the Monitor page asks the readers for, and how it shows their answers.
#include "core/lifecycle/alertsources.h"
#include "core/monitor/store.h"
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

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

// Models of the library, and those that have been observed but are not in it.
Result<QStringList> readModelNames(const registry::Library &library, const Job &job)
{
    VT_TRY(const QList<registry::Model> models, library.models(job));
    QStringList names;
    for (const registry::Model &model : models)
        names << model.name;
    const QString where = lifecycle::monitorStore(library);
    if (monitor::mayHoldStore(where)) {
        VT_TRY(monitor::Store store, monitor::Store::open(where));
        VT_TRY(const QStringList observed, store.models());
        for (const QString &name : observed) {
            if (!names.contains(name))
                names << name;
        }
    }
    return names;
}

} // namespace

void MonitorPage::readModels()
{
    m_models.ask(runAsync(&m_services.readers,
                          [library = *m_library](const Job &job) { return readModelNames(library, job); }),
                 this, [this](const Result<QStringList> &names) {
                     if (!names)
                         return showProblem(names.error());
                     m_toolbar->setModels(*names);
                     const QString last = m_services.settings.value(u"monitor/model"_s).toString();
                     if (!m_wanted.isEmpty())
                         m_toolbar->setModel(std::exchange(m_wanted, {}));
                     else if (m_shown.isEmpty() && names->contains(last))
                         m_toolbar->setModel(last);
                     ask();
                 });
}

void MonitorPage::refresh()
{
    if (m_library)
        readModels();
}

void MonitorPage::ask(bool quietly)
{
    if (!m_library || model().isEmpty()) {
        m_faces->showEmpty();
        m_toolbar->setFilled(false);
        m_hint->hide();
        return;
    }
    const MonitorQuestion question{
        model(), dashboardFrom(m_services.settings.value(key(u"dashboard"_s)).toJsonObject())};
    if (isRemote())
        m_patience.start();
    if (!quietly && !(isRemote() && keepsShown()))
        m_faces->showLoading(tr("Measuring %1").arg(question.model));
    m_answer.ask(runAsync(&m_services.readers,
                          [library = *m_library, question](const Job &job) {
                              return readMonitor(library, question, job);
                          }),
                 this, [this](const Result<MonitorView> &view) {
                     m_patience.stop();
                     if (!view)
                         return showProblem(view.error());
                     noteAnswer();
                     showAnswer(*view);
                 });
}

void MonitorPage::showAnswer(const MonitorView &view)
{
    m_view = view;
    showAge();
    const bool another = m_shown != view.model;
    m_shown = view.model;
    if (const auto period = monitor::periodUnit(view.used.period))
        m_toolbar->setPeriod(*period);
    m_toolbar->setMetrics(view.offered, view.chosen);
    m_toolbar->setStages(view.stages, view.stage);
    m_toolbar->setFilled(!view.isEmpty());
    const AxisScale scale = axisScale(view.used.axis);
    m_toolbar->setAxisScale(scale);
    m_toolbar->setEstimates(view.used.estimates);
    m_toolbar->setRangeEnabled(this->view() == View::Metrics && !view.isEmpty(), scale == AxisScale::Time);
    m_hint->setVisible(this->view() == View::Metrics && !view.isEmpty());
    arrangePages(view.used.pages);
    m_explore->setView(*m_library, view);
    m_api->setModel(*m_library, view.model, view.stage);
    m_drift->setModel(*m_library, view.model, m_toolbar->period(), m_charts->axis()->zone());
    if (view.isEmpty()) {
        m_charts->setMetrics({});
        showFace();
        return;
    }
    const QStringList hidden = m_services.settings.value(key(u"hidden"_s)).toStringList();
    showDashboard();
    m_toolbar->setThresholds(view.chosen, view.used.thresholds.keys());
    m_charts->setTitle(view.model);
    m_charts->setThresholds(view.used.thresholds);
    m_charts->setBands(view.stage, view.bands);
    m_charts->setOccurrences(view.occurrences);
    m_charts->setScale(scale);
    askForEstimates();
    m_charts->setMetrics(withEstimates(view, m_estimates));
    m_charts->setHidden({hidden.begin(), hidden.end()});
    m_charts->setHeights(view.used.heights);
    m_matrix->setView(view, m_charts->axis()->zone());
    if (another)
        m_matrix->setMetric(m_services.settings.value(key(u"matrixMetric"_s)).toString());
    m_diagnostics->setView(*m_library, view, m_charts->axis()->zone());
    if (another) {
        m_charts->axis()->reset();
        const QVariantList window = m_services.settings.value(key(u"window"_s)).toList();
        if (window.size() == 2 && scale == AxisScale::Time)
            m_charts->axis()->setWindow({window[0].toDouble(), window[1].toDouble()});
    }
    showFace();
}

} // namespace vitrine::ui
