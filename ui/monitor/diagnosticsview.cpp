// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/diagnosticsview.h"

#include "ui/chart/dateticks.h"
#include "ui/chart/xytable.h"
#include "ui/monitor/choicebox.h"
#include "ui/monitor/confusiongrid.h"
#include "ui/monitor/diagnosispanel.h"
#include "ui/monitor/groupview.h"
#include "ui/monitor/tableplace.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/facestack.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/table.h"
#include "ui/widgets/wording.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QUrl>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int sliderSteps = 1000;

} // namespace

DiagnosticsView::DiagnosticsView(Services &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_version(new ChoiceBox(u"diagnosisVersion"_s, tr("Version to look into"), this))
    , m_other(new ChoiceBox(u"diagnosisOther"_s, tr("Version to lay over it"), this))
    , m_event(new ChoiceBox(u"diagnosisEvent"_s, tr("Class that the curves are about"), this))
    , m_feature(new ChoiceBox(u"diagnosisFeature"_s, tr("What residuals are shown by"), this))
    , m_group(new ChoiceBox(u"diagnosisGroup"_s, tr("Column that the rows are grouped by"), this))
    , m_when(new TextLabel({}, TextRole::Body, Tone::Muted, this))
    , m_everything(new QPushButton(tr("All of the time"), this))
    , m_panel(new DiagnosisPanel)
    , m_slider(new QSlider(Qt::Horizontal))
    , m_point(new QDoubleSpinBox)
    , m_operatingText(new TextLabel({}, TextRole::Body, Tone::Neutral))
    , m_operating(makeOperatingRow())
    , m_groups(new GroupView)
    , m_pages(new QStackedWidget)
    , m_filled(new QWidget)
    , m_tableView(new Table(u"diagnosisTable"_s, tr("The diagnostics as a table"), m_pages))
    , m_table(new XyTable(this))
    , m_tableNote(new TextLabel({}, TextRole::Caption, Tone::Muted))
    , m_faces(new FaceStack(m_filled, u"diagnosis"_s, this))
{
    setObjectName(u"diagnosticsView"_s);
    m_everything->setObjectName(u"diagnosisEverything"_s);
    m_everything->setAccessibleName(m_everything->text());
    m_faces->setEmptyText(u"monitor"_s, tr("Nothing was observed in this time"),
                          tr("Choose another version, or all of the time."));

    auto *proxy = new QSortFilterProxyModel(this);
    proxy->setSourceModel(m_table);
    proxy->setSortRole(SortRole);
    m_tableView->setModel(proxy);
    m_tableView->setSortingEnabled(true);
    m_pages->addWidget(m_panel);
    m_tableNote->setObjectName(u"diagnosisTableNote"_s);
    m_tableNote->setWordWrap(true);
    auto *twin = new QWidget(m_pages);
    auto *rows = new QVBoxLayout(twin);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(Space::s);
    rows->addWidget(m_tableView, 1);
    rows->addWidget(m_tableNote);
    m_pages->addWidget(twin);
    m_pages->addWidget(m_groups);
    auto *filled = new QVBoxLayout(m_filled);
    filled->setContentsMargins(0, 0, 0, 0);
    filled->setSpacing(Space::m);
    filled->addWidget(m_operating);
    filled->addWidget(m_pages, 1);

    auto *when = new QWidget(this);
    auto *span = new QHBoxLayout(when);
    span->setContentsMargins(0, 0, 0, 0);
    span->setSpacing(Space::s);
    span->addWidget(m_when);
    span->addWidget(m_everything);
    // In one line where there is room, else in two.
    auto *top = new FlowLayout(nullptr, Space::s);
    top->setLastAtEnd(true);
    for (QWidget *widget : {m_version, m_other, m_event, m_feature, m_group})
        top->addWidget(widget);
    top->addWidget(when);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space::m);
    layout->addLayout(top);
    layout->addWidget(m_faces, 1);

    for (ChoiceBox *combo : {m_version, m_other, m_event, m_group})
        connect(combo, &QComboBox::activated, this, [this] { ask(); });
    connect(m_feature, &QComboBox::activated, this, &DiagnosticsView::chooseFeature);
    connect(m_everything, &QPushButton::clicked, this, [this] { setSpan({}); });
    connect(m_groups, &GroupView::pictureChanged, this, &DiagnosticsView::takeGroupPicture);
    connect(m_faces, &FaceStack::retryRequested, this, [this] { ask(); });
}

QWidget *DiagnosticsView::makeOperatingRow()
{
    m_slider->setObjectName(u"diagnosisThreshold"_s);
    m_slider->setAccessibleName(tr("Operating point"));
    m_slider->setRange(0, sliderSteps);
    m_slider->setValue(sliderSteps / 2);
    m_point->setObjectName(u"diagnosisThresholdValue"_s);
    m_point->setAccessibleName(tr("Operating point as a number"));
    m_point->setRange(0, 1);
    m_point->setDecimals(3);
    m_point->setSingleStep(0.01);
    m_point->setKeyboardTracking(false); // a number that is half typed is none
    m_point->setValue(threshold());
    m_operatingText->setObjectName(u"diagnosisOperatingPoint"_s);
    auto *row = new QWidget;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space::m);
    layout->addWidget(new TextLabel(tr("Operating point"), TextRole::Body, Tone::Muted));
    layout->addWidget(m_slider, 1);
    layout->addWidget(m_point);
    layout->addWidget(m_operatingText);
    connect(m_slider, &QSlider::valueChanged, this, [this] {
        const QSignalBlocker quiet(m_point);
        m_point->setValue(threshold());
        movedOperatingPoint();
    });
    connect(m_point, &QDoubleSpinBox::valueChanged, this,
            [this](double point) { m_slider->setValue(int(std::lround(point * sliderSteps))); });
    return row;
}

void DiagnosticsView::setView(const registry::Library &library, const MonitorView &view,
                              const QTimeZone &zone)
{
    m_library = library;
    const bool another = m_view.model != view.model;
    if (another)
        m_span.reset();
    m_view = view;
    if (another) {
        fillFeatures({});
        fillGroups({});
    }
    m_zone = zone;
    fillCombos();
    m_stale = true;
    // Somebody may be in the middle of it: a live page comes here every second, also while an answer takes
    // longer.
    if (isVisible() && (another || !m_answer.isRunning()))
        ask(!another);
}

bool DiagnosticsView::isGrouped() const
{
    return !m_group->currentData().toString().isEmpty();
}

void DiagnosticsView::showPage()
{
    if (m_tableShown)
        m_pages->setCurrentWidget(m_tableView->parentWidget());
    else
        m_pages->setCurrentWidget(isGrouped() ? static_cast<QWidget *>(m_groups) : m_panel);
}

QString DiagnosticsView::key(const QString &name) const
{
    const auto safe = [](const QString &text) { return QString::fromLatin1(QUrl::toPercentEncoding(text)); };
    return u"monitor/%1/%2/%3"_s.arg(safe(m_library ? m_library->name() : QString()), safe(m_view.model),
                                     name);
}

void DiagnosticsView::setSpan(std::optional<std::pair<qint64, qint64>> span)
{
    m_span = span;
    m_stale = true;
    if (isVisible())
        refresh();
}

void DiagnosticsView::setVersion(const QString &version)
{
    m_version->setCurrentIndex(std::max(0, m_version->findText(version)));
    m_stale = true;
}

void DiagnosticsView::setTableShown(bool shown)
{
    m_tableShown = shown;
    showPage();
}

// What came while another page was shown, or the whole view was still loading.
void DiagnosticsView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void DiagnosticsView::refresh()
{
    if (m_stale)
        ask();
}

void DiagnosticsView::ask(bool quietly)
{
    m_stale = false;
    m_when->setText(m_span ? periodText(m_span->first, m_span->second, m_zone) : tr("all that was observed"));
    m_everything->setEnabled(m_span.has_value());
    if (!m_library || m_version->count() == 0) {
        m_faces->showEmpty();
        return;
    }
    DiagnosisQuestion question;
    question.feature = m_feature->currentData().toString();
    question.group = m_group->currentData().toString();
    question.file = featureFile();
    const auto add = [&](const QString &version) {
        monitor::DiagnosisRequest request{m_view.model, version, {}, {}, m_event->currentText()};
        if (m_span) {
            request.from = QDateTime::fromMSecsSinceEpoch(m_span->first, Qt::UTC);
            request.to = QDateTime::fromMSecsSinceEpoch(m_span->second, Qt::UTC);
        }
        question.versions << std::pair(request, lookOf(version));
    };
    add(m_version->currentText());
    const QString other = m_other->currentData().toString();
    if (!other.isEmpty() && other != m_version->currentText())
        add(other);
    if (!quietly || m_faces->face() != FaceStack::Face::Filled)
        m_faces->showLoading(tr("Looking into %1").arg(m_version->currentText()));
    m_answer.ask(runAsync(&m_services.readers,
                          [library = *m_library, question](const Job &job) {
                              return readDiagnosis(library, question, job);
                          }),
                 this, [this, quietly](const Result<DiagnosisAnswer> &answer) {
                     if (answer) {
                         m_versions = answer->versions;
                         m_remark = answer->remark;
                         fillFeatures(answer->features);
                         fillGroups(answer->groupable);
                         show(quietly);
                         if (m_stale && isVisible())
                             ask(true);
                         return;
                     }
                     if (answer.error().code != Error::Code::Cancelled)
                         m_faces->showFailed(answer.error());
                 });
}

double DiagnosticsView::threshold() const
{
    return double(m_slider->value()) / sliderSteps;
}

void DiagnosticsView::show(bool quietly)
{
    const bool any = std::any_of(m_versions.begin(), m_versions.end(), [](const DiagnosedVersion &version) {
        return version.diagnosis.rows() > 0;
    });
    m_pictures = any ? diagnosisPictures(m_versions, threshold()) : QList<XyPicture>();
    m_split = any && isGrouped() ? splitByGroup(m_versions) : GroupSplit();
    if (any && isGrouped()) {
        m_groups->show(groupedDiagnosis(m_split, threshold()));
        m_pictures << m_groups->picture();
    }
    showPage();
    showTable();
    if (!quietly)
        m_tableView->resizeColumnsToContents();
    if (!any) {
        m_faces->showEmpty();
        return;
    }
    const monitor::Diagnosis &first = m_versions.first().diagnosis;
    m_panel->show(m_pictures.first(m_pictures.size() - (isGrouped() ? 1 : 0)), first.target.classification);
    m_panel->setFacts(factsText());
    m_operating->setVisible(!first.scores.empty());
    showOperatingPoint();
    m_faces->showFilled();
}

void DiagnosticsView::showTable()
{
    const TablePlace place(*m_tableView, XyTable::ColumnCount);
    m_table->show(m_pictures, XyTable::readable);
    const qint64 rows = m_table->rowCount();
    m_tableNote->setVisible(m_table->leftOut() > 0);
    m_tableNote->setText(
        tr("The first %1 of %2 rows, of each chart alike. Export the data as CSV to have all.")
            .arg(QLocale().toString(rows), QLocale().toString(rows + m_table->leftOut())));
}

QString DiagnosticsView::factsText() const
{
    QStringList facts;
    for (const DiagnosedVersion &version : m_versions) {
        const monitor::Diagnosis &of = version.diagnosis;
        QString fact = tr("%1: %Ln observation(s)", nullptr, int(of.rows())).arg(of.version);
        if (of.incomplete > 0)
            fact += tr(", %Ln left out for want of a truth or an estimate", nullptr, int(of.incomplete));
        if (const auto residuals = monitor::residualsOf(of))
            fact += tr("; ninety per cent of the residuals lie between %1 and %2, the median is %3")
                        .arg(shortNumber(residuals->low), shortNumber(residuals->high),
                             shortNumber(residuals->median));
        facts << fact;
    }
    if (!m_group->isEnabled())
        facts << tr("there is no column to group by: choose Features from a file, or serve the model, then "
                    "what it is asked is recorded");
    if (!m_remark.isEmpty())
        facts << m_remark;
    return facts.join(u" · "_s);
}

// Another metric of the groups, or another order.
void DiagnosticsView::takeGroupPicture()
{
    if (m_pictures.isEmpty() || !isGrouped())
        return;
    m_pictures.last() = m_groups->picture();
    showTable();
}

void DiagnosticsView::movedOperatingPoint()
{
    showOperatingPoint();
    if (m_split.versions.isEmpty())
        return;
    m_groups->show(groupedDiagnosis(m_split, threshold()));
    takeGroupPicture();
}

void DiagnosticsView::showOperatingPoint()
{
    if (m_versions.isEmpty() || !m_versions.first().diagnosis.target.classification)
        return;
    const monitor::Diagnosis &first = m_versions.first().diagnosis;
    if (first.scores.empty()) {
        m_panel->confusion()->setMatrix(tr("Confusion matrix of %1").arg(first.version), first.levels,
                                        first.confusion);
        return;
    }
    const monitor::ConfusionMatrix matrix = monitor::confusionAt(first, threshold());
    const bool binary = first.target.levels.size() == 2;
    const QString rest = binary ? first.target.levels[first.target.levels.indexOf(first.event) == 0 ? 1 : 0]
                                : tr("not %1").arg(first.event);
    m_panel->confusion()->setMatrix(tr("Confusion matrix of %1").arg(first.version), {first.event, rest},
                                    matrix);
    const OperatingPoint point = operatingPoint(matrix);
    m_operatingText->setText(tr("%1: precision %2, recall %3, false positive rate %4")
                                 .arg(first.event, shortNumber(point.precision), shortNumber(point.recall),
                                      shortNumber(point.falsePositives)));
    m_panel->plot(0)->setMarked({point.falsePositives, point.recall});
    m_panel->plot(1)->setMarked(
        {std::isnan(point.precision) ? point.precision : point.recall, point.precision});
}

QWidget *DiagnosticsView::picture() const
{
    return m_pages->currentWidget() == m_groups ? m_groups->content() : m_pages;
}

const QAbstractItemModel *DiagnosticsView::table() const
{
    return m_tableView->model();
}

} // namespace vitrine::ui
