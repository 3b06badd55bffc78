// SPDX-License-Identifier: GPL-3.0-or-later
// What MatrixGrid paints.
#include "ui/chart/chartpaint.h"
#include "ui/chart/matrixgrid.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/wording.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr double faintest = 0.06; // of the accent, for the worst value
constexpr double strongest = 0.72;
constexpr int cellGap = 1;
constexpr int frame = 2;
constexpr double hoursOfDay = 86400000.0;

QColor fillOf(double goodness, const Tokens &t)
{
    return mixed(t.surface, t.accent, faintest + (strongest - faintest) * goodness);
}

const QColor &inkOn(const QColor &fill, const Tokens &t)
{
    return contrast(fill, t.text) >= contrast(fill, t.onAccent) ? t.text : t.onAccent;
}

} // namespace

std::pair<int, int> MatrixGrid::visibleColumns(const QRect &area, const Layout &layout, QPoint scrolled) const
{
    const int first = scrolled.x() / layout.width;
    const int last = (scrolled.x() + area.width() - layout.left) / layout.width + 1;
    return {first, std::min(last, int(m_matrix.periods.size()))};
}

void MatrixGrid::paintAll(QPainter *painter, const QRect &area, const Layout &layout, QPoint scrolled) const
{
    painter->fillRect(area, tokens(palette()).surface);
    if (m_matrix.isEmpty())
        return;
    paintDates(painter, area, layout, scrolled);
    const int rows = int(m_matrix.versions.size()) * layout.height;
    const QRect middle(0, layout.top, area.width(),
                       std::min(rows, area.height() - layout.top - layout.bottom));
    painter->save();
    painter->setClipRect(middle.adjusted(layout.left - frame, 0, 0, frame));
    paintCells(painter, area, layout, scrolled);
    paintMarks(painter, area, layout, scrolled);
    painter->restore();
    painter->save();
    painter->setClipRect(middle);
    paintNames(painter, area, layout, scrolled);
    painter->restore();
    paintDelivered(painter, QRect(0, middle.bottom() + 1, area.width(), layout.bottom), layout, scrolled);
}

void MatrixGrid::paintCells(QPainter *painter, const QRect &area, const Layout &layout, QPoint scrolled) const
{
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    const auto [first, last] = visibleColumns(area, layout, scrolled);
    for (int row = 0; row < m_matrix.versions.size(); ++row) {
        for (int column = first; column < last; ++column) {
            const QRect rect = QRect(layout.left + column * layout.width, layout.top + row * layout.height,
                                     layout.width - cellGap, layout.height - cellGap)
                                   .translated(-scrolled);
            paintCell(painter, rect, m_matrix.at(row, column).value);
        }
    }
}

void MatrixGrid::paintCell(QPainter *painter, const QRect &rect, double value) const
{
    const Tokens &t = tokens(palette());
    const double goodness = m_matrix.goodness(value);
    if (std::isnan(goodness)) {
        painter->setPen(t.muted);
        painter->drawLine(rect.center() - QPoint(3, 0), rect.center() + QPoint(3, 0));
        return;
    }
    const QColor fill = fillOf(goodness, t);
    painter->fillRect(rect, fill);
    const QString text = shortNumber(value);
    if (painter->fontMetrics().horizontalAdvance(text) + Space::xs > rect.width())
        return;
    painter->setPen(inkOn(fill, t));
    painter->drawText(rect, Qt::AlignCenter, text);
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
    const auto [first, last] = visibleColumns(area, layout, scrolled);
    const auto rectOf = [&](int row, int column) {
        return QRect(layout.left + column * layout.width, layout.top + row * layout.height,
                     layout.width - cellGap, layout.height - cellGap)
            .translated(-scrolled);
    };
    for (int column = first; column < last; ++column) {
        const VersionMatrix::Period &period = m_matrix.periods[column];
        if (period.best >= 0) {
            painter->setPen(QPen(t.accent, frame));
            painter->setBrush(Qt::NoBrush);
            painter->drawRect(QRectF(rectOf(period.best, column)).adjusted(1, 1, -1, -1));
        }
        if (period.inStage >= 0) { // a bar at its foot, as long as the stage lasted
            const QRect rect = rectOf(period.inStage, column);
            painter->fillRect(QRect(rect.left(), rect.bottom() - 2, rect.width() + cellGap, 3), t.text);
        }
    }
    if (m_row >= 0 && m_column >= first && m_column < last) {
        const QRectF rect = rectOf(m_row, m_column);
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(t.surface, 4));
        painter->drawRect(rect.adjusted(-1, -1, 1, 1));
        painter->setPen(QPen(hasFocus() ? t.text : t.muted, frame));
        painter->drawRect(rect.adjusted(-1, -1, 1, 1));
    }
}

void MatrixGrid::paintNames(QPainter *painter, const QRect &, const Layout &layout, QPoint scrolled) const
{
    const Tokens &t = tokens(palette());
    painter->fillRect(
        QRect(0, layout.top, layout.left - frame, int(m_matrix.versions.size()) * layout.height), t.surface);
    for (int row = 0; row < m_matrix.versions.size(); ++row) {
        const VersionMatrix::Version &version = m_matrix.versions[row];
        const QRect rect(0, layout.top + row * layout.height - scrolled.y(), layout.left - Space::s,
                         layout.height);
        QFont font = vitrine::ui::font(TextRole::Body);
        if (row == m_row)
            font.setWeight(QFont::DemiBold);
        painter->setFont(font);
        painter->setRenderHint(QPainter::Antialiasing);
        paintMarker(painter, QPointF(Size::icon / 2.0, rect.center().y()), seriesStyle(version.look, t.dark),
                    ChartSize::marker, t.surface);
        painter->setRenderHint(QPainter::Antialiasing, false);
        const QRect text = rect.adjusted(Size::icon + Space::xs, 0, 0, 0);
        painter->setPen(t.text);
        painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                          painter->fontMetrics().elidedText(version.name, Qt::ElideMiddle, text.width()));
    }
}

QString MatrixGrid::dateOf(int column) const
{
    const VersionMatrix::Period &period = m_matrix.periods[column];
    const QDateTime start = QDateTime::fromMSecsSinceEpoch(period.start, m_zone);
    const double days = double(period.end - period.start) / hoursOfDay;
    const QLocale locale;
    if (days > 300)
        return QString::number(start.date().year());
    if (days > 80)
        return tr("Q%1 %2").arg((start.date().month() + 2) / 3).arg(start.date().year());
    if (days > 27)
        return start.date().month() == 1 || column == 0 ? locale.toString(start.date(), u"MMM yyyy"_s)
                                                        : locale.toString(start.date(), u"MMM"_s);
    return days >= 1 ? locale.toString(start.date(), u"d MMM yyyy"_s)
                     : locale.toString(start, u"d MMM HH:mm"_s);
}

void MatrixGrid::paintDates(QPainter *painter, const QRect &area, const Layout &layout, QPoint scrolled) const
{
    const Tokens &t = tokens(palette());
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    painter->setPen(t.muted);
    const QFontMetrics metrics = painter->fontMetrics();
    const auto [first, last] = visibleColumns(area, layout, scrolled);
    int free = layout.left; // where the last label ends
    for (int column = first; column < last; ++column) {
        const QString text = dateOf(column);
        const int x = layout.left + column * layout.width - scrolled.x();
        if (x < free)
            continue;
        painter->drawText(x, metrics.ascent(), text);
        free = x + metrics.horizontalAdvance(text) + Space::m;
    }
}

void MatrixGrid::paintDelivered(QPainter *painter, const QRect &area, const Layout &layout,
                                QPoint scrolled) const
{
    const Tokens &t = tokens(palette());
    const int top = area.top() + Space::m;
    painter->setPen(t.border);
    painter->drawLine(0, area.top() + Space::s, area.width(), area.top() + Space::s);
    painter->setFont(vitrine::ui::font(TextRole::Body));
    painter->setPen(t.muted);
    const auto nameRect = [&](int row) {
        return QRect(Space::xs, top + row * layout.height, layout.left - Space::s, layout.height);
    };
    painter->drawText(nameRect(0), Qt::AlignLeft | Qt::AlignVCenter, tr("As it was"));
    painter->drawText(nameRect(1), Qt::AlignLeft | Qt::AlignVCenter, tr("Had it been"));
    const auto [first, last] = visibleColumns(QRect(0, 0, area.width(), area.height()), layout, scrolled);
    painter->save();
    painter->setClipRect(area.adjusted(layout.left, 0, 0, 0));
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    for (int column = first; column < last; ++column) {
        const QRect rect(layout.left + column * layout.width - scrolled.x(), top, layout.width - cellGap,
                         layout.height - cellGap);
        const double delivered = m_matrix.delivered(column);
        paintCell(painter, rect, delivered);
        if (m_row < 0)
            continue;
        paintInstead(painter, rect.translated(0, layout.height), delivered, m_matrix.at(m_row, column).value);
    }
    painter->restore();
    if (m_row < 0) {
        painter->setPen(t.muted);
        painter->drawText(nameRect(1).adjusted(layout.left, 0, 400, 0), Qt::AlignLeft | Qt::AlignVCenter,
                          tr("choose a version above"));
    }
}

} // namespace vitrine::ui
