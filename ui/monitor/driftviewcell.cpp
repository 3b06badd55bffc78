// SPDX-License-Identifier: GPL-3.0-or-later
// What DriftView shows of the chosen cell: distributions, numbers, the trend of its column, and its
// threshold.
#include "core/monitor/drift/drifttest.h"
#include "ui/monitor/driftgrid.h"
#include "ui/monitor/driftview.h"
#include "ui/widgets/labels.h"

#include <QDoubleSpinBox>
#include <QSettings>
#include <QSignalBlocker>

#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

void DriftView::showCell()
{
    if (m_grid->row() < 0)
        return;
    const DriftMatrix &matrix = m_grid->matrix();
    m_chosen->setText(m_grid->describe(m_grid->row(), m_grid->column()));
    const auto &finding = matrix.at(m_grid->row(), m_grid->column());
    m_threshold->setEnabled(finding.has_value());
    if (finding) {
        const QSignalBlocker quiet(m_threshold);
        m_threshold->setValue(finding->threshold);
    }
    showTrend();
    const DriftMatrix::Period &period = matrix.periods[m_grid->column()];
    m_cell.ask(
        runAsync(&m_services.readers,
                 [answer = m_answer, name = matrix.rows[m_grid->row()].column, period](const Job &job) {
                     return readDistributions(answer, name, period.start, period.end, job);
                 }),
        this, [this](const Result<DriftCell> &cell) {
            if (cell) {
                showNumbers(*cell);
                return m_distributions->setPicture(cell->picture);
            }
            if (cell.error().code == Error::Code::Cancelled)
                return;
            DriftCell nothing;
            nothing.picture.empty = cell.error().message;
            showNumbers(nothing);
            m_distributions->setPicture(nothing.picture);
        });
}

void DriftView::showNumbers(const DriftCell &cell)
{
    m_numbers->setVisible(!cell.names.isEmpty());
    QString head = u"<td></td>"_s;
    QString reference = u"<td align=left>%1</td>"_s.arg(tr("reference"));
    QString now = u"<td align=left>%1</td>"_s.arg(tr("this period"));
    for (qsizetype i = 0; i < cell.names.size(); ++i) {
        head += u"<td align=right>%1</td>"_s.arg(cell.names[i].toHtmlEscaped());
        reference += u"<td align=right>%1</td>"_s.arg(cell.values[i].first);
        now += u"<td align=right>%1</td>"_s.arg(cell.values[i].second);
    }
    m_numbers->setText(u"<table cellspacing=0 cellpadding=3><tr>%1</tr><tr>%2</tr><tr>%3</tr></table>"_s.arg(
        head, reference, now));
    m_numbers->setAccessibleName(cell.quantiles ? tr("Quantiles of the reference and of this period")
                                                : tr("Levels of the reference and of this period"));
}

// The statistic of the chosen column over all periods, with its threshold.
void DriftView::showTrend()
{
    const DriftMatrix &matrix = m_grid->matrix();
    const int row = m_grid->row();
    XyPicture picture;
    picture.x.title = tr("time (UTC)");
    picture.x.isTime = true;
    picture.empty = tr("There is nothing to compare.");
    XyLayer values;
    values.kind = XyLayer::Kind::Line;
    values.name = matrix.rows[row].column;
    values.look = 0;
    XyLayer threshold;
    threshold.kind = XyLayer::Kind::Line;
    threshold.name = tr("threshold");
    threshold.look = 1;
    threshold.markers = false;
    for (int column = 0; column < matrix.periods.size(); ++column) {
        const auto &finding = matrix.at(row, column);
        const double time = (double(matrix.periods[column].start) + double(matrix.periods[column].end)) / 2;
        const bool byP = finding && monitor::driftTestInfo(finding->test).byP;
        values.points.emplace_back(time, finding ? (byP ? finding->p : finding->statistic) : std::nan(""));
        threshold.points.emplace_back(time, finding ? finding->threshold : std::nan(""));
        if (finding)
            picture.y.title = byP ? tr("p of %1").arg(monitor::driftTestInfo(finding->test).title)
                                  : monitor::driftTestInfo(finding->test).title;
        if (finding && picture.note.isEmpty())
            picture.note = byP ? tr("dashed: threshold; below it is drift")
                               : tr("dashed: threshold; from it on is drift");
    }
    picture.title = tr("%1 over time").arg(matrix.rows[row].column);
    picture.y.lower = 0;
    picture.layers = {std::move(values), std::move(threshold)};
    m_trend->setPicture(std::move(picture));
}

void DriftView::setThreshold(double value)
{
    if (m_grid->row() < 0)
        return;
    QVariantMap stored = m_services.settings.value(key(u"thresholds"_s)).toMap();
    stored.insert(m_grid->matrix().rows[m_grid->row()].column, value);
    m_services.settings.setValue(key(u"thresholds"_s), stored);
    showMatrix();
    m_chosen->setText(m_grid->describe(m_grid->row(), m_grid->column()));
    showTrend();
}

} // namespace vitrine::ui
