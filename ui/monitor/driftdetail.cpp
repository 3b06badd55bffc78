// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/driftdetail.h"

#include "core/monitor/drift/drifttest.h"
#include "ui/chart/xyplot.h"
#include "ui/monitor/driftcell.h"
#include "ui/monitor/drifteffect.h"
#include "ui/monitor/driftgrid.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/wording.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QPushButton>
#include <QSignalBlocker>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int thresholdDecimals = 12; // of a p, too
constexpr int thresholdWidth = 110;
constexpr int leastPlotHeight = 160;

// Without the zeros behind the last digit that says something.
class ThresholdBox final : public QDoubleSpinBox
{
public:
    using QDoubleSpinBox::QDoubleSpinBox;
    QString textFromValue(double value) const override { return fullNumber(value); }
};

} // namespace

DriftDetail::DriftDetail(QWidget *parent)
    : QWidget(parent)
    , m_title(new TextLabel({}, TextRole::Lead))
    , m_verdict(new TextLabel({}, TextRole::Body))
    , m_chosen(new ElidedLabel({}, nullptr, TextRole::Body, Tone::Muted))
    , m_distributions(new XyPlot(u"driftDistributions"_s))
    , m_trend(new XyPlot(u"driftTrend"_s))
    , m_numbers(new TextLabel({}, TextRole::Caption, Tone::Neutral))
    , m_trendOf(new QComboBox)
    , m_threshold(new ThresholdBox)
    , m_reset(new QPushButton(tr("Reset")))
{
    setObjectName(u"driftDetail"_s);
    m_title->setObjectName(u"driftTitle"_s);
    QFont bold = m_title->font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_verdict->setObjectName(u"driftVerdict"_s);
    m_chosen->setObjectName(u"driftChosen"_s);
    m_chosen->setElideMode(Qt::ElideRight);
    m_numbers->setObjectName(u"driftNumbers"_s);
    m_numbers->setTextFormat(Qt::RichText);
    m_numbers->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_distributions->setMinimumHeight(leastPlotHeight);
    m_trend->setMinimumHeight(leastPlotHeight);
    m_trendOf->setObjectName(u"driftTrendOf"_s);
    m_trendOf->setAccessibleName(tr("What is shown over time"));
    m_trendOf->addItem(tr("Test"), int(TrendOf::Test));
    m_trendOf->addItem(tr("Effect size"), int(TrendOf::Effect));
    m_threshold->setObjectName(u"driftThreshold"_s);
    m_threshold->setAccessibleName(tr("Threshold of this column"));
    m_threshold->setDecimals(thresholdDecimals);
    m_threshold->setRange(0, 1e6);
    m_threshold->setSingleStep(0.01);
    m_threshold->setKeyboardTracking(false);
    m_threshold->setMinimumWidth(thresholdWidth);
    m_reset->setObjectName(u"driftThresholdReset"_s);
    m_reset->setAccessibleName(tr("Reset the threshold of this column"));
    m_reset->setToolTip(tr("Use the test's own threshold again"));
    m_reset->setAutoDefault(false);
    layOut();
    connect(m_threshold, &QDoubleSpinBox::valueChanged, this, &DriftDetail::thresholdChanged);
    connect(m_reset, &QPushButton::clicked, this, &DriftDetail::thresholdReset);
    connect(m_trendOf, &QComboBox::activated, this, [this] {
        if (m_grid)
            showTrend(*m_grid);
        emit trendChosen(static_cast<TrendOf>(m_trendOf->currentData().toInt()));
    });
}

// What was found on top; below it two columns: the distributions with their numbers, the trend with what can
// be changed about it.
void DriftDetail::layOut()
{
    auto *heading = new QHBoxLayout;
    heading->setSpacing(Space::m);
    heading->addWidget(m_title);
    heading->addWidget(m_verdict);
    heading->addStretch(1);
    auto *edits = new QHBoxLayout;
    edits->setSpacing(Space::s);
    edits->addWidget(new TextLabel(tr("Over time"), TextRole::Body, Tone::Muted));
    edits->addWidget(m_trendOf);
    edits->addStretch(1);
    edits->addWidget(new TextLabel(tr("Threshold"), TextRole::Body, Tone::Muted));
    edits->addWidget(m_threshold);
    edits->addWidget(m_reset);
    auto *columns = new QGridLayout;
    columns->setHorizontalSpacing(Space::m);
    columns->setVerticalSpacing(Space::s);
    columns->addWidget(m_distributions, 0, 0);
    columns->addWidget(m_trend, 0, 1);
    columns->addWidget(m_numbers, 1, 0, Qt::AlignLeft | Qt::AlignTop);
    columns->addLayout(edits, 1, 1, Qt::AlignTop);
    columns->setRowStretch(0, 1);
    columns->setColumnStretch(0, 1);
    columns->setColumnStretch(1, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space::xs);
    layout->addLayout(heading);
    layout->addWidget(m_chosen);
    layout->addSpacing(Space::xs);
    layout->addLayout(columns, 1);
}

void DriftDetail::showCell(const DriftGrid &grid, bool own, const QTimeZone &zone)
{
    m_grid = &grid;
    m_zone = zone;
    const int row = grid.row();
    const auto &finding = grid.matrix().at(row, grid.column());
    m_title->setText(u"%1 · %2"_s.arg(grid.rowName(row), grid.periodName(grid.column())));
    const bool measured = finding && finding->why.isEmpty();
    m_verdict->setText(!measured ? tr("not compared") : (finding->drift ? tr("◥ drift") : tr("no drift")));
    m_verdict->setTone(!measured ? Tone::Muted : (finding->drift ? Tone::Bad : Tone::Good));
    QStringList parts;
    if (finding) {
        parts << testText(*finding);
        if (measured && monitor::driftTestInfo(finding->test).byP)
            parts << effectText(finding->effect);
        parts << grid.comparedText(row, grid.column());
    }
    parts.removeAll(QString());
    m_chosen->setText(parts.join(u" · "_s));
    m_threshold->setEnabled(finding.has_value());
    m_reset->setEnabled(own);
    if (finding) {
        const QSignalBlocker quiet(m_threshold);
        m_threshold->setValue(finding->threshold);
        m_threshold->setToolTip(tr("Drift: %1").arg(thresholdText(*finding)));
    }
    showTrend(grid);
}

void DriftDetail::showTrend(const DriftGrid &grid)
{
    const bool both = decidesByP(grid.matrix(), grid.row());
    m_trendOf->setEnabled(both); // a distance is its own effect size
    const TrendOf of = both ? static_cast<TrendOf>(m_trendOf->currentData().toInt()) : TrendOf::Test;
    m_trend->setPicture(driftTrend(grid.matrix(), grid.row(), grid.column(), of, m_zone));
}

void DriftDetail::setTrendOf(TrendOf of)
{
    m_trendOf->setCurrentIndex(m_trendOf->findData(int(of)));
}

void DriftDetail::setCell(const DriftCell &cell)
{
    m_distributions->setPicture(cell.picture);
    showNumbers(cell);
}

void DriftDetail::showNumbers(const DriftCell &cell)
{
    const auto numbered = [](const QString &text) { return u"<td align=right>%1</td>"_s.arg(text); };
    QString head = u"<td></td>"_s;
    QString reference = u"<td align=left>%1</td>"_s.arg(tr("reference"));
    QString now = u"<td align=left>%1</td>"_s.arg(tr("this period"));
    for (qsizetype i = 0; i < cell.names.size(); ++i) {
        head += numbered(cell.names[i].toHtmlEscaped());
        reference += numbered(cell.values[i].first);
        now += numbered(cell.values[i].second);
    }
    m_numbers->setText(
        cell.names.isEmpty()
            ? QString()
            : u"<table cellspacing=0 cellpadding=3><tr>%1</tr><tr>%2</tr><tr>%3</tr></table>"_s.arg(
                  head, reference, now));
    m_numbers->setAccessibleName(cell.quantiles ? tr("Quantiles of the reference and of this period")
                                                : tr("Levels of the reference and of this period"));
}

QList<XyPicture> DriftDetail::pictures() const
{
    return {m_distributions->picture(), m_trend->picture()};
}

} // namespace vitrine::ui
