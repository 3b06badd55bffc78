// SPDX-License-Identifier: GPL-3.0-or-later
// How MonitorPage writes what it shows: pictures, data and the report.
#include "core/base/clock.h"
#include "ui/chart/chartexport.h"
#include "ui/chart/chartstack.h"
#include "ui/chart/matrixgrid.h"
#include "ui/chart/xytable.h"
#include "ui/monitor/apiview.h"
#include "ui/monitor/diagnosticsview.h"
#include "ui/monitor/driftview.h"
#include "ui/monitor/exploreview.h"
#include "ui/monitor/matrixview.h"
#include "ui/monitor/monitorpage.h"
#include "ui/monitor/reportcontent.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QSettings>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QTabBar>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

void MonitorPage::chooseExport(const QString &suffix)
{
    const QString folder = m_services.settings
                               .value(u"monitor/exportFolder"_s,
                                      QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation))
                               .toString();
    QString name =
        view() == View::Metrics ? m_shown : m_shown + u' ' + m_tabs->tabText(m_tabs->currentIndex());
    name.replace(u'/', u'-');
    auto *dialog = new QFileDialog(window(), tr("Export what is shown"), folder,
                                   tr("%1 files (*.%2)").arg(suffix.toUpper(), suffix));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"monitorExportDialog"_s);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    dialog->selectFile(name + u'.' + suffix);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        m_services.settings.setValue(u"monitor/exportFolder"_s, QFileInfo(path).absolutePath());
        exportTo(path);
    });
    dialog->open();
}

QWidget *MonitorPage::picture() const
{
    switch (view()) {
    case View::Drift: return m_drift->picture();
    case View::Matrix: return m_matrix->picture();
    case View::Diagnostics: return m_diagnostics->picture();
    case View::Data: return m_explore->picture();
    case View::Api: return m_api->picture();
    case View::Metrics: break;
    }
    return m_charts;
}

const QAbstractItemModel *MonitorPage::table() const
{
    switch (view()) {
    case View::Drift: return m_drift->table();
    case View::Matrix: return m_matrix->table();
    case View::Diagnostics: return m_diagnostics->table();
    case View::Data: return m_explore->table();
    case View::Api: return m_api->table();
    case View::Metrics: break;
    }
    return nullptr;
}

Result<> MonitorPage::write(const QString &path)
{
    m_charts->resize(m_views->size()); // of a view that is not shown now
    const QString suffix = QFileInfo(path).suffix().toLower();
    if (suffix == u"html"_s || suffix == u"htm"_s)
        return writeFile(path, htmlReport(monitorReport(m_view, *m_charts, *m_matrix->grid(), *m_drift,
                                                        m_diagnostics->pictures() + m_explore->pictures(),
                                                        m_library->name(), m_services.clock.now())));
    if (view() == View::Metrics)
        return exportPicture(pictureOf(*m_charts), path);
    QWidget *shown = picture();
    if (!shown->isVisible())
        return Error{Error::Code::NotFound,
                     tr("There is nothing on this page yet, so %1 was not written. Do what the page asks for "
                        "first.")
                         .arg(QFileInfo(path).fileName()),
                     {}};
    if (suffix == u"csv"_s)
        return writeFile(path, tableCsv(*table()));
    return exportPicture(
        pictureOf(*shown, tr("%1: %2").arg(m_shown, m_tabs->tabText(m_tabs->currentIndex()))), path);
}

void MonitorPage::exportTo(const QString &path)
{
    const bool asData = QFileInfo(path).suffix().toLower() == u"csv"_s;
    if (asData && view() == View::Metrics)
        return writeAside(path, [content = contentOf(*m_charts), path](const Job &job) {
            return exportCsv(content, path, job);
        });
    // All points, of which the table may show the first ones only.
    if (asData && view() == View::Diagnostics && picture()->isVisible())
        return writeAside(path, [pictures = m_diagnostics->pictures(), path](const Job &) {
            XyTable all;
            all.show(pictures);
            return writeFile(path, tableCsv(all));
        });
    if (asData && view() == View::Data && picture()->isVisible())
        return m_explore->exportCsv(path); // however many rows there are
    sayWritten(path, write(path));
}

void MonitorPage::writeAside(const QString &path, const std::function<Result<>(const Job &)> &work)
{
    m_written.ask(runAsync(&m_services.readers,
                           [work](const Job &job) -> Result<bool> {
                               VT_CHECK(work(job));
                               return true;
                           }),
                  this, [this, path](const Result<bool> &written) {
                      sayWritten(path, written ? Result<>() : Result<>(written.error()));
                  });
}

void MonitorPage::sayWritten(const QString &path, const Result<> &written)
{
    if (!written) {
        if (written.error().code != Error::Code::Cancelled)
            emit message(Message::failure(written.error(), [this, path] { exportTo(path); }));
        return;
    }
    emit message({tr("%1 was written").arg(QFileInfo(path).fileName()), {}, {}, false, {}});
}

} // namespace vitrine::ui
