// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/driftgrid.h"

#include "core/monitor/drift/drifttest.h"
#include "ui/chart/dateticks.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/wording.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr double strongEffect =
    0.5; // fully coloured from here on: half a standard deviation, Cramér's V of 0.5
constexpr int corner = 7;
} // namespace

DriftGrid::DriftGrid(QWidget *parent) : CellGrid(u"driftGrid"_s, tr("Drift of columns by period"), parent) {}

void DriftGrid::setMatrix(const DriftMatrix &matrix, const QTimeZone &zone)
{
    const QString name = row() < 0 ? QString() : m_matrix.rows[row()].column;
    const qint64 start = column() < 0 ? 0 : m_matrix.periods[column()].start;
    m_matrix = matrix;
    int chosenRow = -1;
    int chosenColumn = -1;
    for (int at = 0; at < matrix.rows.size(); ++at) {
        if (!name.isEmpty() && matrix.rows[at].column == name)
            chosenRow = at;
    }
    for (int at = 0; at < matrix.periods.size() && chosenRow >= 0; ++at) {
        if (matrix.periods[at].start == start)
            chosenColumn = at;
    }
    contentChanged(chosenColumn < 0 ? -1 : chosenRow, chosenColumn, zone);
}

QString DriftGrid::rowName(int row) const
{
    const DriftMatrix::Row &of = m_matrix.rows[row];
    switch (of.role) {
    case monitor::ColumnRole::Prediction: return tr("%1 (prediction)").arg(of.column);
    case monitor::ColumnRole::Target: return tr("%1 (truth)").arg(of.column);
    case monitor::ColumnRole::Feature: break;
    }
    return of.column;
}

CellGrid::Period DriftGrid::period(int column) const
{
    return {m_matrix.periods[column].start, m_matrix.periods[column].end};
}

QStringList DriftGrid::namesBelow() const
{
    return {tr("Share drifted")};
}

QString DriftGrid::describe(int row, int column) const
{
    const DriftMatrix::Period &period = m_matrix.periods[column];
    QStringList parts{u"%1, %2"_s.arg(rowName(row), periodText(period.start, period.end, zone()))};
    const auto &finding = m_matrix.at(row, column);
    if (!finding)
        return parts.first() + u" · "_s + tr("not compared");
    const monitor::DriftTestInfo test = monitor::driftTestInfo(finding->test);
    if (!finding->why.isEmpty())
        parts << finding->why;
    else if (test.byP)
        parts << tr("%1 p %2 (threshold %3)")
                     .arg(test.title, shortNumber(finding->p), shortNumber(finding->threshold));
    else
        parts << tr("%1 %2 (threshold %3)")
                     .arg(test.title, shortNumber(finding->statistic), shortNumber(finding->threshold));
    if (!finding->effect.name.isEmpty() && std::isfinite(finding->effect.value))
        parts << tr("effect %1 (%2)").arg(shortNumber(finding->effect.value), finding->effect.name);
    parts << tr("n %1 against %2")
                 .arg(QLocale().toString(finding->n, 'f', 0),
                      QLocale().toString(finding->nReference, 'f', 0));
    parts << (finding->drift ? tr("drift") : tr("no drift"));
    return parts.join(u" · "_s);
}

void DriftGrid::paintCell(QPainter *painter, const QRect &rect, int row, int column) const
{
    const auto &finding = m_matrix.at(row, column);
    const double effect = finding ? finding->effect.value : std::nan("");
    if (!std::isfinite(effect))
        paintNothing(painter, rect);
    else
        paintStrength(painter, rect, std::clamp(effect / strongEffect, 0.0, 1.0), shortNumber(effect));
    if (finding && finding->drift)
        paintAlarm(painter, rect);
}

void DriftGrid::paintAlarm(QPainter *painter, const QRect &rect) const
{
    const Tokens &t = tokens(palette());
    painter->setPen(QPen(t.bad, 2));
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(QRectF(rect).adjusted(1, 1, -1, -1));
    painter->setPen(Qt::NoPen);
    painter->setBrush(t.bad);
    const QPointF at = rect.topRight() + QPoint(1, 0);
    painter->drawPolygon(QPolygonF({at, at - QPointF(corner, 0), at + QPointF(0, corner)}));
}

void DriftGrid::paintBelow(QPainter *painter, const QRect &area, const Layout &layout, QPoint scrolled) const
{
    const auto [first, last] = visibleColumns(area.width(), layout, scrolled);
    for (int column = first; column < last; ++column) {
        const QRect rect(layout.left + column * layout.width - scrolled.x(), area.top(), layout.width - 1,
                         layout.height - 1);
        const DriftMatrix::Period &period = m_matrix.periods[column];
        paintStrength(painter, rect, period.share, QLocale().toString(100 * period.share, 'f', 0) + u" %"_s);
        if (period.drift)
            paintAlarm(painter, rect);
    }
}

} // namespace vitrine::ui
