// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/matrixview.h"

#include "ui/chart/dateticks.h"
#include "ui/chart/gridcard.h"
#include "ui/chart/gridlegend.h"
#include "ui/chart/matrixgrid.h"
#include "ui/chart/matrixtable.h"
#include "ui/chart/readout.h"
#include "ui/chart/scrolled.h"
#include "ui/chart/xyplot.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/table.h"
#include "ui/widgets/wording.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSortFilterProxyModel>
#include <QStackedWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr int leastRows = 8; // that are always seen; what does not fit below them is scrolled to
} // namespace

MatrixView::MatrixView(QWidget *parent)
    : QWidget(parent)
    , m_metric(new QComboBox(this))
    , m_direction(new TextLabel({}, TextRole::Caption, Tone::Muted, this))
    , m_legend(new GridLegend(u"matrixLegend"_s))
    , m_pages(new QStackedWidget(this))
    , m_picture(new QWidget)
    , m_grid(new MatrixGrid(this))
    , m_card(new GridCard(m_grid, m_legend, leastRows))
    , m_plot(new XyPlot(u"matrixLine"_s, this))
    , m_tableView(new Table(u"matrixTable"_s, tr("The matrix as a table"), this))
    , m_table(new MatrixTable(this))
    , m_chosen(new TextLabel({}, TextRole::Body, Tone::Neutral, this))
    , m_whatIf(new TextLabel({}, TextRole::Body, Tone::Muted, this))
    , m_openVersion(makeButton(u"matrixOpenVersion"_s, tr("Open the version")))
    , m_openPeriod(makeButton(u"matrixOpenPeriod"_s, tr("Show the period")))
    , m_diagnose(makeButton(u"matrixDiagnose"_s, tr("Diagnose")))
{
    setObjectName(u"matrixView"_s);
    m_metric->setObjectName(u"matrixMetric"_s);
    m_metric->setAccessibleName(tr("Metric of the matrix"));
    m_metric->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_chosen->setObjectName(u"matrixChosen"_s);
    m_whatIf->setObjectName(u"matrixWhatIf"_s);
    m_chosen->setWordWrap(true);
    m_whatIf->setWordWrap(true);
    m_chosen->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *proxy = new QSortFilterProxyModel(this);
    proxy->setSourceModel(m_table);
    proxy->setSortRole(SortRole);
    m_tableView->setModel(proxy);
    m_tableView->setSortingEnabled(true);
    m_tableView->sortByColumn(0, Qt::AscendingOrder);
    auto *column = new QVBoxLayout(m_picture);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Space::m);
    column->addWidget(m_card, 3);
    column->addWidget(m_plot, 2);
    m_pages->addWidget(scrolled(m_picture, u"matrixScroll"_s));
    m_pages->addWidget(m_tableView);

    auto *top = new QHBoxLayout;
    top->setSpacing(Space::m);
    top->addWidget(m_metric);
    top->addWidget(m_direction, 1);
    auto *facts = new QVBoxLayout;
    facts->setSpacing(Space::xs);
    facts->addWidget(m_chosen);
    facts->addWidget(m_whatIf);
    auto *bottom = new QHBoxLayout;
    bottom->setSpacing(Space::s);
    bottom->addLayout(facts, 1);
    for (QPushButton *button : {m_openVersion, m_openPeriod, m_diagnose})
        bottom->addWidget(button, 0, Qt::AlignTop);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space::m);
    layout->addLayout(top);
    layout->addWidget(m_pages, 1);
    layout->addLayout(bottom);

    connect(m_metric, &QComboBox::activated, this, [this] {
        showMetric();
        emit metricChosen(metric());
    });
    connect(m_grid, &MatrixGrid::chosen, this, &MatrixView::showChosen);
    const auto period = [this] { return m_grid->matrix().periods[m_grid->column()]; };
    const auto version = [this] { return m_grid->matrix().versions[m_grid->row()].name; };
    const auto open = [this, version, period] { emit versionRequested(version()); };
    connect(m_grid, &MatrixGrid::activated, this, open);
    connect(m_openVersion, &QPushButton::clicked, this, open);
    connect(m_openPeriod, &QPushButton::clicked, this,
            [this, period] { emit periodRequested(period().start, period().end); });
    connect(m_diagnose, &QPushButton::clicked, this,
            [this, version, period] { emit diagnosisRequested(version(), period().start, period().end); });
    showChosen();
}

QPushButton *MatrixView::makeButton(const QString &name, const QString &text)
{
    auto *button = new QPushButton(text, this);
    button->setObjectName(name);
    button->setAccessibleName(text);
    return button;
}

QString MatrixView::metric() const
{
    return m_metric->currentData().toString();
}

void MatrixView::setMetric(const QString &metric)
{
    m_metric->setCurrentIndex(std::max(0, m_metric->findData(metric)));
    showMetric();
}

void MatrixView::setView(const MonitorView &view, const QTimeZone &zone)
{
    const QString before = metric();
    m_view = view;
    m_zone = zone;
    {
        const QSignalBlocker quiet(m_metric);
        m_metric->clear();
        for (const PlotMetric &each : view.metrics)
            m_metric->addItem(each.info.title, each.info.name);
    }
    setMetric(before);
}

void MatrixView::setTableShown(bool shown)
{
    m_pages->setCurrentIndex(shown ? 1 : 0);
}

void MatrixView::showMetric()
{
    const auto found = std::find_if(m_view.metrics.begin(), m_view.metrics.end(),
                                    [this](const PlotMetric &each) { return each.info.name == metric(); });
    const VersionMatrix matrix =
        found == m_view.metrics.end() ? VersionMatrix{} : versionMatrix(*found, m_view.stage, m_view.bands);
    m_grid->setMatrix(matrix, m_zone);
    m_table->show(matrix, m_zone);
    m_tableView->resizeColumnsToContents();
    const QString direction = matrix.info.direction == monitor::Direction::Minimise ? tr("lower is better")
                              : matrix.info.direction == monitor::Direction::Maximise
                                  ? tr("higher is better")
                                  : tr("nearer to zero is better");
    m_direction->setText(direction);
    m_legend->setContent(m_grid->legend());
    m_card->fit();
    showChosen();
}

void MatrixView::showLine()
{
    constexpr int grey = 6; // of the looks: of no version
    const VersionMatrix &matrix = m_grid->matrix();
    XyPicture picture;
    picture.title = m_grid->row() < 0 ? tr("As it was")
                                      : tr("What if %1 had been %2?")
                                            .arg(matrix.stage.isEmpty() ? tr("the stage") : matrix.stage,
                                                 matrix.versions[m_grid->row()].name);
    picture.note = m_grid->row() < 0 ? QString() : tr("grey: as it was");
    picture.x.title = tr("time (%1)").arg(zoneName(m_zone));
    picture.x.isTime = true;
    picture.y.title =
        matrix.unit.isEmpty() ? matrix.info.name : u"%1 (%2)"_s.arg(matrix.info.name, matrix.unit);
    picture.y.lower = matrix.info.lower;
    picture.y.upper = matrix.info.upper;
    picture.empty = tr("No version was in a stage while it was observed.");
    const auto layer = [&](const QString &name, int look, const auto &valueAt) {
        XyLayer line;
        line.kind = XyLayer::Kind::Line;
        line.name = name;
        line.look = look;
        for (int i = 0; i < matrix.periods.size(); ++i) {
            const VersionMatrix::Period &period = matrix.periods[i];
            if (i > 0)
                addGap(&line, double(matrix.periods[i - 1].end), double(period.start));
            line.points.emplace_back((double(period.start) + double(period.end)) / 2, valueAt(i));
        }
        picture.layers.push_back(std::move(line));
    };
    layer(tr("as it was"), grey, [&](int i) { return matrix.delivered(i); });
    if (m_grid->row() >= 0) {
        const VersionMatrix::Version &version = matrix.versions[m_grid->row()];
        layer(version.name, version.look, [&](int i) { return matrix.at(m_grid->row(), i).value; });
    }
    m_plot->setPicture(picture);
}

void MatrixView::showChosen()
{
    showLine();
    const VersionMatrix &matrix = m_grid->matrix();
    const bool any = m_grid->row() >= 0;
    for (QPushButton *button : {m_openVersion, m_openPeriod, m_diagnose})
        button->setEnabled(any);
    m_chosen->setText(
        any ? m_grid->describe(m_grid->row(), m_grid->column())
            : tr("Choose a cell to see what its version would have done in place of the one that was "
                 "used."));
    m_whatIf->setVisible(any);
    if (!any)
        return;
    const auto result = whatIf(matrix, m_grid->row());
    const QString version = matrix.versions[m_grid->row()].name;
    if (!result) {
        m_whatIf->setText(
            matrix.stage.isEmpty()
                ? tr("No version was in a stage, so there is nothing to compare %1 with.").arg(version)
                : tr("No period has both %1 and the version that was in %2, so they cannot be compared.")
                      .arg(version, matrix.stage));
        return;
    }
    const bool better = isBetter(matrix.info.direction, result->instead, result->delivered);
    const bool worse = isBetter(matrix.info.direction, result->delivered, result->instead);
    m_whatIf->setTone(better ? Tone::Good : (worse ? Tone::Bad : Tone::Muted));
    m_whatIf->setText(
        tr("Had %1 been %2: mean %3 %4 instead of %5 (%6, %7), over %n period(s) in which both are known, "
           "each weighted by its observations (%8).",
           nullptr, result->periods)
            .arg(matrix.stage, version, matrix.info.name, shortNumber(result->instead),
                 shortNumber(result->delivered), changeText(result->delivered, result->instead),
                 better ? tr("better") : (worse ? tr("worse") : tr("the same")),
                 QLocale().toString(result->n)));
}

QWidget *MatrixView::picture() const
{
    return m_pages->currentIndex() == 0 ? m_picture : m_pages;
}

const QAbstractItemModel *MatrixView::table() const
{
    return m_tableView->model();
}

} // namespace vitrine::ui
