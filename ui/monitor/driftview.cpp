// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/driftview.h"

#include "ui/chart/gridcard.h"
#include "ui/chart/gridlegend.h"
#include "ui/chart/scrolled.h"
#include "ui/monitor/driftdetail.h"
#include "ui/monitor/driftgrid.h"
#include "ui/monitor/drifttable.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/table.h"

#include <QAction>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QSignalBlocker>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

using Against = DriftQuestion::Against;

constexpr int leastRows = 8; // that are always seen; what does not fit below them is scrolled to

QString dataFilter()
{
    return DriftView::tr(
        "Data (*.csv *.tsv *.txt *.json *.jsonl *.ndjson *.gz *.zst *.sqlite *.db);;All files (*)");
}

} // namespace

DriftView::DriftView(Services &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_choose(new QAction(tr("Choose data…"), this))
    , m_recorded(new QAction(tr("Use what servers recorded"), this))
    , m_data(new QPushButton(tr("Choose data…"), this))
    , m_reference(new QComboBox(this))
    , m_remarks(new TextLabel({}, TextRole::Caption, Tone::Muted, this))
    , m_faces(nullptr)
    , m_pages(new QStackedWidget)
    , m_grid(new DriftGrid)
    , m_legend(new GridLegend(u"driftLegend"_s))
    , m_card(new GridCard(m_grid, m_legend, leastRows))
    , m_detail(new DriftDetail)
    , m_tableView(new Table(u"driftTable"_s, tr("Drift as a table"), m_pages))
    , m_table(new DriftTable(this))
{
    setObjectName(u"driftView"_s);
    m_faces = new FaceStack(m_pages, u"drift"_s, this);
    m_choose->setObjectName(u"driftChooseData"_s);
    m_recorded->setObjectName(u"driftRecorded"_s);
    m_recorded->setEnabled(false);
    auto *menu = new QMenu(m_data);
    menu->setObjectName(u"driftDataMenu"_s);
    menu->addActions({m_choose, m_recorded});
    m_data->setMenu(menu);
    m_faces->setEmptyText(
        u"monitor"_s, tr("No data to compare yet"),
        tr("Choose a file with the columns that the model is asked about and a date or time: CSV, JSON "
           "lines, a SQLite table, also gzip and zstd. Or serve the model: what it is asked is recorded."),
        {m_choose, m_recorded});
    m_faces->showEmpty();
    m_data->setObjectName(u"driftData"_s);
    m_data->setAccessibleName(tr("Data that is looked at for drift"));
    m_reference->setObjectName(u"driftReference"_s);
    m_reference->setAccessibleName(tr("What the data is compared with"));
    m_reference->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_remarks->setObjectName(u"driftRemarks"_s);
    m_remarks->setWordWrap(true);
    auto *proxy = new QSortFilterProxyModel(this);
    proxy->setSourceModel(m_table);
    proxy->setSortRole(SortRole);
    m_tableView->setModel(proxy);
    m_tableView->setSortingEnabled(true);
    m_pages->addWidget(makePicture());
    m_pages->addWidget(m_tableView);

    auto *top = new QHBoxLayout;
    top->setSpacing(Space::s);
    top->addWidget(m_data);
    top->addWidget(m_reference);
    top->addWidget(m_remarks, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space::m);
    layout->addLayout(top);
    layout->addWidget(m_faces, 1);

    connect(m_choose, &QAction::triggered, this, &DriftView::chooseData);
    connect(m_recorded, &QAction::triggered, this, &DriftView::useRecorded);
    connect(m_reference, &QComboBox::activated, this, &DriftView::chooseReference);
    connect(m_faces, &FaceStack::retryRequested, this, &DriftView::ask);
    connect(m_grid, &DriftGrid::chosen, this, &DriftView::showCell);
    connect(m_detail, &DriftDetail::thresholdChanged, this, &DriftView::setThreshold);
    connect(m_detail, &DriftDetail::thresholdReset, this, [this] { setThreshold({}); });
    connect(m_detail, &DriftDetail::trendChosen, this, [this](TrendOf of) {
        m_services.settings.setValue(u"monitor/driftTrend"_s,
                                     of == TrendOf::Effect ? u"effect"_s : u"test"_s);
    });
    if (m_services.settings.value(u"monitor/driftTrend"_s) == u"effect"_s)
        m_detail->setTrendOf(TrendOf::Effect);
    fillReferences({});
}

QWidget *DriftView::makePicture()
{
    m_picture = new QWidget;
    m_picture->setObjectName(u"driftPicture"_s);
    auto *column = new QVBoxLayout(m_picture);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Space::m);
    column->addWidget(m_card, 3);
    column->addWidget(m_detail, 2);
    return scrolled(m_picture, u"driftScroll"_s);
}

QString DriftView::key(const QString &name) const
{
    const auto safe = [](const QString &text) { return QString::fromLatin1(QUrl::toPercentEncoding(text)); };
    return u"monitor/%1/%2/drift/%3"_s.arg(safe(m_library ? m_library->name() : QString()), safe(m_model),
                                           name);
}

void DriftView::setModel(const registry::Library &library, const QString &model, monitor::PeriodUnit period,
                         const QTimeZone &zone)
{
    const bool same =
        m_library && m_library->path() == library.path() && m_model == model && m_period == period;
    m_library = library;
    m_model = model;
    m_period = period;
    m_zone = zone;
    if (same)
        return;
    m_stale = true;
    if (isVisible())
        refresh();
}

void DriftView::setTableShown(bool shown)
{
    m_pages->setCurrentIndex(shown ? 1 : 0);
}

void DriftView::fillReferences(const QStringList &versions)
{
    const QSignalBlocker quiet(m_reference);
    m_reference->clear();
    for (const QString &version : versions)
        m_reference->addItem(tr("against what %1 was trained on").arg(version),
                             QStringList{QString::number(int(Against::Version)), version});
    const auto add = [this](const QString &text, Against against, const QString &tip) {
        m_reference->addItem(text, QStringList{QString::number(int(against)), {}});
        m_reference->setItemData(m_reference->count() - 1, tip, Qt::ToolTipRole);
    };
    add(tr("against its first periods"), Against::FirstPeriods,
        tr("The first year where there are two or more, else the first three periods"));
    add(tr("against the same period a year earlier"), Against::YearBefore,
        tr("Seasons do not count as drift; of weeks and days: 52 weeks earlier"));
    add(tr("against the period before"), Against::PeriodBefore, tr("What changed from one to the next"));
    const QString file = m_library ? m_services.settings.value(key(u"reference"_s)).toString() : QString();
    if (!file.isEmpty())
        m_reference->addItem(tr("against %1").arg(QFileInfo(file).fileName()),
                             QStringList{QString::number(int(Against::File)), file});
    m_reference->addItem(tr("against another file…"), QStringList{QString::number(int(Against::File)), {}});
    if (!m_library)
        return;
    const QStringList last = m_services.settings.value(key(u"against"_s)).toStringList();
    m_reference->setCurrentIndex(std::max(0, m_reference->findData(last)));
}

// What came while another page was shown, or the whole view was still loading.
void DriftView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void DriftView::refresh()
{
    if (!m_stale || !m_library)
        return;
    m_stale = false;
    m_sources.ask(runAsync(&m_services.readers,
                           [library = *m_library, model = m_model](const Job &job) {
                               return driftSources(library, model, job);
                           }),
                  this, [this](const Result<DriftSources> &found) {
                      if (!found && found.error().code == Error::Code::Cancelled)
                          return;
                      const DriftSources sources = found.value_or(DriftSources{});
                      fillReferences(sources.versions);
                      m_recorded->setEnabled(sources.recorded);
                      if (sources.recorded && !m_services.settings.contains(key(u"data"_s)))
                          useRecorded();
                      else
                          ask();
                  });
}

void DriftView::setData(const QString &path)
{
    m_services.settings.setValue(key(u"data"_s), path);
    ask();
}

void DriftView::useRecorded()
{
    setData(QString::fromLatin1(recordedData));
}

void DriftView::chooseData()
{
    const QString before = m_services.settings.value(key(u"data"_s)).toString();
    auto *dialog =
        new QFileDialog(window(), tr("Choose data"), QFileInfo(before).absolutePath(), dataFilter());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"driftDataDialog"_s);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &DriftView::setData);
    dialog->open();
}

void DriftView::chooseReference()
{
    const QStringList chosen = m_reference->currentData().toStringList();
    if (chosen.value(0).toInt() != int(Against::File) || !chosen.value(1).isEmpty()) {
        m_services.settings.setValue(key(u"against"_s), chosen);
        return ask();
    }
    auto *dialog = new QFileDialog(window(), tr("Choose data to compare with"), {}, dataFilter());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"driftReferenceDialog"_s);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        m_services.settings.setValue(key(u"reference"_s), path);
        m_services.settings.setValue(key(u"against"_s),
                                     QStringList{QString::number(int(Against::File)), path});
        m_stale = true;
        refresh();
    });
    connect(dialog, &QFileDialog::rejected, this, [this] { m_reference->setCurrentIndex(0); });
    dialog->open();
}

DriftQuestion DriftView::question() const
{
    DriftQuestion question;
    question.data = m_services.settings.value(key(u"data"_s)).toString();
    question.model = m_model;
    question.period = m_period;
    const QStringList chosen = m_reference->currentData().toStringList();
    question.against = static_cast<Against>(chosen.value(0).toInt());
    (question.against == Against::Version ? question.version : question.reference) = chosen.value(1);
    return question;
}

void DriftView::ask()
{
    const DriftQuestion asked = question();
    const bool recorded = asked.data == QLatin1StringView(recordedData);
    const QString name = recorded ? tr("What servers recorded") : QFileInfo(asked.data).fileName();
    m_data->setText(asked.data.isEmpty() ? tr("Choose data…") : name);
    m_data->setToolTip(recorded ? tr("What %1 was asked, and what it answered").arg(m_model) : asked.data);
    m_remarks->setText({});
    if (asked.data.isEmpty()) {
        m_faces->showEmpty();
        return;
    }
    m_faces->showLoading(tr("Comparing %1").arg(name));
    m_drift.ask(runAsync(&m_services.readers, [library = *m_library, asked](
                                                  const Job &job) { return readDrift(library, asked, job); }),
                this, [this](const Result<DriftAnswer> &answer) {
                    if (answer) {
                        m_answer = *answer;
                        return showAnswer();
                    }
                    if (answer.error().code != Error::Code::Cancelled)
                        m_faces->showFailed(answer.error());
                });
}

QMap<QString, double> DriftView::thresholds() const
{
    QMap<QString, double> values;
    const QVariantMap stored = m_services.settings.value(key(u"thresholds"_s)).toMap();
    for (auto it = stored.begin(); it != stored.end(); ++it)
        values.insert(it.key(), it.value().toDouble());
    return values;
}

void DriftView::showAnswer()
{
    m_remarks->setText((QStringList{m_answer.compared} + m_answer.remarks).join(u' ').trimmed());
    showMatrix();
    if (m_grid->rowCount() > 0 && m_grid->columnCount() > 0) {
        if (m_grid->row() < 0)
            m_grid->choose(0, m_grid->columnCount() - 1); // what changed most, now
        else
            showCell();
    }
    m_faces->showFilled();
}

void DriftView::showMatrix()
{
    const DriftMatrix matrix = driftMatrix(m_answer.series, thresholds());
    m_grid->setMatrix(matrix, m_zone);
    m_legend->setContent(m_grid->legend());
    m_card->fit();
    m_table->show(matrix, m_zone);
    m_tableView->resizeColumnsToContents();
}

void DriftView::showCell()
{
    if (m_grid->row() < 0)
        return;
    const DriftMatrix &matrix = m_grid->matrix();
    const QString name = matrix.rows[m_grid->row()].column;
    m_detail->showCell(*m_grid, thresholds().contains(name), m_zone);
    const DriftMatrix::Period &period = matrix.periods[m_grid->column()];
    m_cell.ask(runAsync(&m_services.readers,
                        [answer = m_answer, name, period](const Job &job) {
                            return readDistributions(answer, name, period.start, period.end, job);
                        }),
               this, [this](const Result<DriftCell> &cell) {
                   if (cell)
                       return m_detail->setCell(*cell);
                   if (cell.error().code == Error::Code::Cancelled)
                       return;
                   DriftCell nothing;
                   nothing.picture.empty = cell.error().message;
                   m_detail->setCell(nothing);
               });
}

void DriftView::setThreshold(std::optional<double> value)
{
    if (m_grid->row() < 0)
        return;
    const QString column = m_grid->matrix().rows[m_grid->row()].column;
    QVariantMap stored = m_services.settings.value(key(u"thresholds"_s)).toMap();
    if (value)
        stored.insert(column, *value);
    else
        stored.remove(column);
    m_services.settings.setValue(key(u"thresholds"_s), stored);
    showMatrix();
    m_detail->showCell(*m_grid, value.has_value(), m_zone);
}

QList<XyPicture> DriftView::pictures() const
{
    return m_grid->row() < 0 ? QList<XyPicture>() : m_detail->pictures();
}

QString DriftView::comparedText() const
{
    return tr("%1 %2. %3").arg(m_data->text(), m_reference->currentText(), m_answer.compared).trimmed();
}

QWidget *DriftView::picture() const
{
    return m_pages->currentIndex() == 0 ? m_picture : m_pages;
}

const QAbstractItemModel *DriftView::table() const
{
    return m_tableView->model();
}

} // namespace vitrine::ui
