// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/driftgrid.h"

#include "core/monitor/drift/drifttest.h"
#include "ui/chart/dateticks.h"
#include "ui/monitor/drifteffect.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/wording.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

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
    return {tr("Drifted, %")};
}

QString DriftGrid::periodName(int column) const
{
    const DriftMatrix::Period &period = m_matrix.periods[column];
    return periodText(period.start, period.end, zone());
}

QString DriftGrid::comparedText(int row, int column) const
{
    const auto &finding = m_matrix.at(row, column);
    if (!finding)
        return {};
    const DriftMatrix::Period &period = m_matrix.periods[column];
    const QString n = QLocale().toString(finding->n, 'f', 0);
    const QString reference = QLocale().toString(finding->nReference, 'f', 0);
    if (period.referenceEnd == 0)
        return tr("n %1 against %2").arg(n, reference);
    return tr("n %1 against %2 of %3")
        .arg(n, reference, periodText(period.referenceStart, period.referenceEnd, zone()));
}

QString DriftGrid::describe(int row, int column) const
{
    QStringList parts{u"%1, %2"_s.arg(rowName(row), periodName(column))};
    const auto &finding = m_matrix.at(row, column);
    if (!finding)
        return parts.first() + u" · "_s + tr("not compared");
    parts << (finding->drift ? tr("drift") : tr("no drift")) << testText(*finding);
    if (finding->why.isEmpty())
        parts.last() += u" (%1)"_s.arg(tr("drift %1").arg(thresholdText(*finding)));
    if (monitor::driftTestInfo(finding->test).byP)
        parts << effectText(finding->effect);
    parts << comparedText(row, column);
    parts.removeAll(QString());
    return parts.join(u" · "_s);
}

QString DriftGrid::card(int row, int column) const
{
    const QString title = u"%1 · %2"_s.arg(rowName(row), periodName(column));
    const auto &finding = m_matrix.at(row, column);
    if (!finding)
        return factCard(title, {{tr("drift"), tr("not compared")}});
    QList<std::pair<QString, QString>> facts{{tr("drift"), finding->drift ? tr("yes") : tr("no")},
                                             {tr("test"), testText(*finding)}};
    if (finding->why.isEmpty())
        facts.emplaceBack(tr("threshold"), thresholdText(*finding));
    if (const monitor::EffectSize effect = monitor::effectOf(*finding);
        !effect.name.isEmpty() && std::isfinite(effect.value))
        facts.emplaceBack(tr("effect"), effectText(effect));
    facts.emplaceBack(tr("rows"), comparedText(row, column));
    return factCard(title, facts);
}

GridLegend::Content DriftGrid::legend() const
{
    GridLegend::Content content;
    for (const DriftMatrix::Scale &of : m_matrix.scales) {
        GridLegend::Scale scale{effectTitle(of.effect), u"0"_s, fullNumber(of.most)};
        if (of.threshold > 0 && of.threshold <= of.most) {
            scale.mark = of.threshold / of.most;
            scale.markText = tr("drift from %1 on").arg(fullNumber(of.threshold));
        }
        content.scales << scale;
    }
    QStringList rules; // of the tests whose threshold is none of the effect
    for (const auto &finding : m_matrix.cells) {
        if (!finding || !finding->why.isEmpty() || !monitor::driftTestInfo(finding->test).byP)
            continue;
        const QString rule = u"p ≤ %1"_s.arg(fullNumber(finding->threshold));
        if (!rules.contains(rule))
            rules << rule;
    }
    constexpr qsizetype fewRules = 2;
    const QString told = rules.isEmpty()
                             ? QString()
                             : u": "_s + rules.first(std::min(fewRules, rules.size())).join(u", "_s) +
                                   (rules.size() > fewRules ? u", …"_s : QString());
    std::stable_sort(content.scales.begin(), content.scales.end(), [](const auto &a, const auto &b) {
        return a.title == effectTitle(u"wasserstein"_s) && b.title != a.title; // numbers before levels
    });
    content.marks = {{CellMark::Corner, tr("drift%1").arg(told)}, {CellMark::Dash, tr("not compared")}};
    return content;
}

void DriftGrid::paintCell(QPainter *painter, const QRect &rect, int row, int column) const
{
    const auto &finding = m_matrix.at(row, column);
    const double strength = finding ? m_matrix.strength(*finding) : std::nan("");
    if (!std::isfinite(strength))
        return paintNothing(painter, rect);
    const QColor ink = paintStrength(painter, rect, strength, shortNumber(monitor::effectOf(*finding).value),
                                     finding->drift);
    if (finding->drift)
        paintCellMark(painter, rect, CellMark::Corner, ink);
}

// A bar as high as the share, quiet beside the colours above.
void DriftGrid::paintShare(QPainter *painter, const QRect &rect, const DriftMatrix::Period &period) const
{
    constexpr double barInk = 0.3;
    const Tokens &t = tokens(palette());
    const int height = int(std::lround(period.share * rect.height()));
    painter->fillRect(QRect(rect.left(), rect.bottom() + 1 - height, rect.width(), height),
                      mixed(t.surface, t.muted, barInk));
    painter->setPen(t.border);
    painter->drawLine(rect.bottomLeft() + QPoint(0, 1), rect.bottomRight() + QPoint(0, 1));
    const QString text = QLocale().toString(100 * period.share, 'f', 0);
    QFont font = vitrine::ui::font(TextRole::Caption);
    if (period.drift)
        font.setWeight(QFont::DemiBold);
    painter->setFont(font);
    if (painter->fontMetrics().horizontalAdvance(u"100"_s) <= rect.width()) { // all of them, or none
        painter->setPen(period.drift ? t.text : t.muted);
        painter->drawText(rect, Qt::AlignCenter, text);
    }
    if (period.drift)
        paintCellMark(painter, rect, CellMark::Corner, t.text);
}

void DriftGrid::paintBelow(QPainter *painter, const QRect &area, const Layout &layout, QPoint scrolled) const
{
    const auto [first, last] = visibleColumns(area.width(), layout, scrolled);
    for (int column = first; column < last; ++column) {
        const QRect rect(layout.left + column * layout.width - scrolled.x(), area.top(), layout.width - 1,
                         layout.height - 1);
        const DriftMatrix::Period &period = m_matrix.periods[column];
        if (period.compared == 0) {
            paintNothing(painter, rect);
            continue;
        }
        paintShare(painter, rect, period);
    }
}

} // namespace vitrine::ui
