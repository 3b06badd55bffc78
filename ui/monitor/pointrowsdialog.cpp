// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/pointrowsdialog.h"

#include "core/lifecycle/alertsources.h"
#include "ui/chart/chartexport.h"
#include "ui/chart/dateticks.h"
#include "ui/monitor/pointrowstable.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/table.h"
#include "ui/widgets/wording.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QSettings>
#include <QSortFilterProxyModel>
#include <QStandardPaths>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr QSize dialogSize(720, 460);
}

PointRowsDialog::PointRowsDialog(Services &services, const registry::Library &library, const QString &model,
                                 const PlotPoint &point, const QTimeZone &zone, QWidget *parent)
    : QDialog(parent)
    , m_services(services)
    , m_library(library)
    , m_model(model)
    , m_point(point)
    , m_zone(zone)
    , m_facts(new TextLabel({}, TextRole::Body, Tone::Muted, this))
    , m_tableView(new Table(u"pointRowsTable"_s, tr("Rows behind the point"), this))
    , m_table(new PointRowsTable(this))
    , m_faces(new FaceStack(m_tableView, u"pointRows"_s, this))
    , m_export(new QPushButton(tr("Save as CSV…"), this))
{
    setObjectName(u"pointRowsDialog"_s);
    const QString period = periodText(point.start, point.end, zone);
    setWindowTitle(tr("Rows of %1 %2, %3").arg(model, point.version, period));
    resize(dialogSize);
    m_facts->setObjectName(u"pointRowsFacts"_s);
    m_facts->setWordWrap(true);
    m_export->setObjectName(u"pointRowsExport"_s);
    m_export->setAccessibleName(m_export->text());
    m_export->setEnabled(false);
    auto *close = new QPushButton(tr("Close"), this);
    close->setObjectName(u"pointRowsClose"_s);
    close->setAccessibleName(close->text());
    close->setDefault(true);
    auto *proxy = new QSortFilterProxyModel(this);
    proxy->setSourceModel(m_table);
    proxy->setSortRole(SortRole);
    m_tableView->setModel(proxy);
    m_tableView->setSortingEnabled(true);
    m_tableView->sortByColumn(0, Qt::AscendingOrder);

    const QString value = std::isnan(point.value) ? tr("undefined") : shortNumber(point.value);
    const QString what = point.estimated ? tr("%1 estimated as %2").arg(point.metric, value)
                                         : tr("%1 %2").arg(point.metric, value);
    auto *heading = new TextLabel(tr("%1 of %2 in %3").arg(what, point.version, period), TextRole::Lead,
                                  Tone::Neutral, this);
    heading->setWordWrap(true);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_export);
    buttons->addStretch(1);
    buttons->addWidget(close);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::l, Space::l, Space::l, Space::l);
    layout->setSpacing(Space::m);
    layout->addWidget(heading);
    layout->addWidget(m_facts);
    layout->addWidget(m_faces, 1);
    layout->addLayout(buttons);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_export, &QPushButton::clicked, this, &PointRowsDialog::chooseExport);
    connect(m_faces, &FaceStack::retryRequested, this, &PointRowsDialog::ask);
    ask();
}

void PointRowsDialog::ask()
{
    monitor::PointRowsRequest request;
    request.model = m_model;
    request.version = m_point.version;
    request.from = QDateTime::fromMSecsSinceEpoch(m_point.start, Qt::UTC);
    request.to = QDateTime::fromMSecsSinceEpoch(std::max(m_point.end, m_point.start + 1), Qt::UTC);
    request.labels = m_point.estimated ? monitor::Labels::Open : monitor::Labels::Known;
    m_faces->showLoading(tr("Reading the rows"));
    const QString where = lifecycle::monitorStore(m_library);
    m_rows.ask(
        runAsync(&m_services.readers,
                 [where, request](const Job &job) { return monitor::readPointRows(where, request, job); }),
        this, [this](const Result<monitor::PointRows> &rows) {
            if (rows)
                return show(*rows);
            if (rows.error().code != Error::Code::Cancelled)
                m_faces->showFailed(rows.error());
        });
}

void PointRowsDialog::show(const monitor::PointRows &rows)
{
    m_table->show(rows, m_zone);
    m_export->setEnabled(!rows.rows.isEmpty());
    if (rows.rows.isEmpty()) {
        m_faces->setEmptyText(u"monitor"_s, tr("The rows are not there any more"), rows.why);
        m_faces->showEmpty();
        return;
    }
    QStringList facts{tr("%Ln row(s)", nullptr, int(rows.rows.size()))};
    if (rows.leftOut > 0)
        facts << tr("%1 more are left out: choose a shorter period to see them")
                     .arg(QLocale().toString(rows.leftOut));
    if (rows.inputs.isEmpty())
        facts << tr("what was asked is not recorded");
    m_facts->setText(facts.join(u" · "_s));
    m_tableView->resizeColumnsToContents();
    m_faces->showFilled();
    m_tableView->setFocus();
}

void PointRowsDialog::chooseExport()
{
    const QString folder = m_services.settings
                               .value(u"monitor/exportFolder"_s,
                                      QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation))
                               .toString();
    auto *dialog = new QFileDialog(this, tr("Save the rows"), folder, tr("CSV files (*.csv)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"pointRowsExportDialog"_s);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"csv"_s);
    QString name = u"%1 %2.csv"_s.arg(m_model, m_point.version);
    dialog->selectFile(name.replace(u'/', u'-'));
    connect(dialog, &QFileDialog::fileSelected, this, &PointRowsDialog::exportTo);
    dialog->open();
}

void PointRowsDialog::exportTo(const QString &path)
{
    const auto written = writeFile(path, m_table->csv());
    m_facts->setTone(written ? Tone::Muted : Tone::Bad);
    m_facts->setText(written ? tr("%1 was written").arg(QFileInfo(path).fileName())
                             : written.error().message);
    if (written)
        emit exported(path);
}

} // namespace vitrine::ui
