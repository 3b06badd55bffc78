// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/matrixgrid.h"

#include "ui/chart/chartpaint.h"
#include "ui/chart/dateticks.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/wording.h"

#include <QLocale>
#include <QPainter>

#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr int cellGap = 1;
} // namespace

MatrixGrid::MatrixGrid(QWidget *parent) : CellGrid(u"matrixGrid"_s, tr("Versions by period"), parent) {}

void MatrixGrid::setMatrix(const VersionMatrix &matrix, const QTimeZone &zone)
{
    const QString version = row() < 0 ? QString() : m_matrix.versions[row()].name;
    const qint64 start = column() < 0 ? 0 : m_matrix.periods[column()].start;
    m_matrix = matrix;
    int chosenRow = -1;
    int chosenColumn = -1;
    for (int at = 0; at < matrix.versions.size(); ++at) {
        if (!version.isEmpty() && matrix.versions[at].name == version)
            chosenRow = at;
    }
    for (int at = 0; at < matrix.periods.size() && chosenRow >= 0; ++at) {
        if (matrix.periods[at].start == start)
            chosenColumn = at;
    }
    contentChanged(chosenColumn < 0 ? -1 : chosenRow, chosenColumn, zone);
}

void MatrixGrid::setInsteadShown(bool shown)
{
    m_insteadShown = shown;
    contentChanged(row(), column(), zone());
}

int MatrixGrid::rowCount() const
{
    return int(m_matrix.versions.size());
}

int MatrixGrid::columnCount() const
{
    return int(m_matrix.periods.size());
}

QString MatrixGrid::rowName(int row) const
{
    return m_matrix.versions[row].name;
}

CellGrid::Period MatrixGrid::period(int column) const
{
    return {m_matrix.periods[column].start, m_matrix.periods[column].end};
}

QStringList MatrixGrid::namesBelow() const
{
    return {tr("As it was"), tr("Had it been")};
}

QString MatrixGrid::describe(int row, int column) const
{
    const VersionMatrix::Cell &cell = m_matrix.at(row, column);
    const VersionMatrix::Period &period = m_matrix.periods[column];
    const QString unit = m_matrix.unit.isEmpty() ? QString() : u' ' + m_matrix.unit;
    QStringList parts{
        u"%1, %2"_s.arg(m_matrix.versions[row].name, periodText(period.start, period.end, zone()))};
    if (!std::isnan(cell.value))
        parts << tr("%1 %2%3, n %4")
                     .arg(m_matrix.info.name, shortNumber(cell.value), unit, QLocale().toString(cell.n));
    else
        parts << (cell.why.isEmpty() ? tr("nothing was observed") : cell.why);
    if (period.best == row)
        parts << tr("the best of this period");
    if (period.inStage == row)
        parts << tr("was in %1").arg(m_matrix.stage);
    return parts.join(u" · "_s);
}

QString MatrixGrid::card(int row, int column) const
{
    const VersionMatrix::Cell &cell = m_matrix.at(row, column);
    const VersionMatrix::Period &period = m_matrix.periods[column];
    const QString unit = m_matrix.unit.isEmpty() ? QString() : u' ' + m_matrix.unit;
    QList<std::pair<QString, QString>> facts;
    if (std::isnan(cell.value)) {
        facts.emplaceBack(m_matrix.info.name, cell.why.isEmpty() ? tr("nothing was observed") : cell.why);
    } else {
        facts.emplaceBack(m_matrix.info.name, shortNumber(cell.value) + unit);
        facts.emplaceBack(u"n"_s, QLocale().toString(cell.n));
    }
    if (period.best >= 0)
        facts.emplaceBack(tr("best"),
                          period.best == row
                              ? tr("this one")
                              : u"%1, %2"_s.arg(m_matrix.versions[period.best].name,
                                                shortNumber(m_matrix.at(period.best, column).value)));
    if (period.inStage >= 0)
        facts.emplaceBack(m_matrix.stage, period.inStage == row
                                              ? tr("this one")
                                              : u"%1, %2"_s.arg(m_matrix.versions[period.inStage].name,
                                                                shortNumber(m_matrix.delivered(column))));
    return factCard(
        u"%1 · %2"_s.arg(m_matrix.versions[row].name, periodText(period.start, period.end, zone())), facts);
}

void MatrixGrid::paintValue(QPainter *painter, const QRect &rect, double value) const
{
    const double goodness = m_matrix.goodness(value);
    if (std::isnan(goodness))
        paintNothing(painter, rect);
    else
        paintStrength(painter, rect, goodness, shortNumber(value));
}

void MatrixGrid::paintCell(QPainter *painter, const QRect &rect, int row, int column) const
{
    paintValue(painter, rect, m_matrix.at(row, column).value);
}

void MatrixGrid::paintRowSign(QPainter *painter, const QPointF &centre, int row) const
{
    const Tokens &t = tokens(palette());
    painter->setRenderHint(QPainter::Antialiasing);
    paintMarker(painter, centre, seriesStyle(m_matrix.versions[row].look, t.dark), ChartSize::marker,
                t.surface);
    painter->setRenderHint(QPainter::Antialiasing, false);
}

// The value with an arrow for where it goes from what was delivered, in the colour of better or worse.
void MatrixGrid::paintInstead(QPainter *painter, const QRect &rect, double delivered, double instead) const
{
    const Tokens &t = tokens(palette());
    const double gain =
        badness(m_matrix.info.direction, delivered) - badness(m_matrix.info.direction, instead);
    painter->setPen(std::isnan(gain) || gain == 0 ? t.muted : (gain > 0 ? t.good : t.bad));
    const QString arrow = std::isnan(delivered) || instead == delivered ? QString()
                          : instead > delivered                         ? u"▲"_s
                                                                        : u"▼"_s;
    const QFontMetrics metrics = painter->fontMetrics();
    for (const QString &text : {arrow + u' ' + shortNumber(instead), arrow}) {
        if (!std::isnan(instead) && metrics.horizontalAdvance(text) <= rect.width())
            return painter->drawText(rect, Qt::AlignCenter, text);
    }
}

void MatrixGrid::paintMarks(QPainter *painter, const QRect &area, const Layout &layout, QPoint scrolled) const
{
    const Tokens &t = tokens(palette());
    const auto [first, last] = visibleColumns(area.width(), layout, scrolled);
    for (int column = first; column < last; ++column) {
        const VersionMatrix::Period &period = m_matrix.periods[column];
        if (period.best >= 0)
            paintCellMark(painter, rectOf(layout, scrolled, period.best, column), CellMark::Frame, t.text,
                          t.highContrast);
        if (period.inStage >= 0) // as long as the stage lasted
            paintCellMark(painter, rectOf(layout, scrolled, period.inStage, column), CellMark::Bar, t.text);
    }
}

GridLegend::Content MatrixGrid::legend() const
{
    const auto [worst, best] = m_matrix.range();
    GridLegend::Content content;
    const QString name =
        m_matrix.unit.isEmpty() ? m_matrix.info.name : tr("%1 in %2").arg(m_matrix.info.name, m_matrix.unit);
    content.scales = {{name, tr("worse %1").arg(shortNumber(worst)), tr("%1 better").arg(shortNumber(best))}};
    content.marks = {{CellMark::Frame, tr("best of the period")}};
    if (!m_matrix.stage.isEmpty())
        content.marks << GridLegend::Mark{CellMark::Bar, tr("was in %1").arg(m_matrix.stage)};
    content.marks << GridLegend::Mark{CellMark::Dash, tr("nothing observed")};
    return content;
}

void MatrixGrid::paintBelow(QPainter *painter, const QRect &area, const Layout &layout, QPoint scrolled) const
{
    const auto [first, last] = visibleColumns(area.width(), layout, scrolled);
    for (int column = first; column < last; ++column) {
        const QRect rect(layout.left + column * layout.width - scrolled.x(), area.top(),
                         layout.width - cellGap, layout.height - cellGap);
        const double delivered = m_matrix.delivered(column);
        paintValue(painter, rect, delivered);
        if (row() >= 0 && m_insteadShown)
            paintInstead(painter, rect.translated(0, layout.height), delivered,
                         m_matrix.at(row(), column).value);
    }
    if (row() >= 0 || !m_insteadShown)
        return;
    painter->setPen(tokens(palette()).muted);
    painter->drawText(QRect(layout.left + Space::xs, area.top() + layout.height, area.width(), layout.height),
                      Qt::AlignLeft | Qt::AlignVCenter, tr("choose a version above"));
}

} // namespace vitrine::ui
