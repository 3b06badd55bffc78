// SPDX-License-Identifier: GPL-3.0-or-later
// What CellGrid paints.
#include "ui/chart/cellgrid.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"

#include <QLocale>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr double faintest = 0.06; // of the accent
constexpr double strongest = 0.72;
constexpr int cellGap = 1;
constexpr int frame = 2;
constexpr double dayMs = 86400000.0;

const QColor &inkOn(const QColor &fill, const Tokens &t)
{
    return contrast(fill, t.text) >= contrast(fill, t.onAccent) ? t.text : t.onAccent;
}

} // namespace

QRect CellGrid::rectOf(const Layout &layout, QPoint scrolled, int row, int column)
{
    return QRect(layout.left + column * layout.width, layout.top + row * layout.height,
                 layout.width - cellGap, layout.height - cellGap)
        .translated(-scrolled);
}

std::pair<int, int> CellGrid::visibleColumns(int width, const Layout &layout, QPoint scrolled) const
{
    const int first = scrolled.x() / layout.width;
    const int last = (scrolled.x() + width - layout.left) / layout.width + 1;
    return {first, std::min(last, columnCount())};
}

void CellGrid::paintStrength(QPainter *painter, const QRect &rect, double strength, const QString &text) const
{
    const Tokens &t = tokens(palette());
    const QColor fill = mixed(t.surface, t.accent, faintest + (strongest - faintest) * strength);
    painter->fillRect(rect, fill);
    if (painter->fontMetrics().horizontalAdvance(text) + Space::xs > rect.width())
        return;
    painter->setPen(inkOn(fill, t));
    painter->drawText(rect, Qt::AlignCenter, text);
}

void CellGrid::paintNothing(QPainter *painter, const QRect &rect) const
{
    painter->setPen(tokens(palette()).muted);
    painter->drawLine(rect.center() - QPoint(3, 0), rect.center() + QPoint(3, 0));
}

void CellGrid::paintRowSign(QPainter *, const QPointF &, int) const {}
void CellGrid::paintMarks(QPainter *, const QRect &, const Layout &, QPoint) const {}
void CellGrid::paintBelow(QPainter *, const QRect &, const Layout &, QPoint) const {}

void CellGrid::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    paintAll(&painter, viewport()->rect(), layoutFor(viewport()->width()), scrolled());
}

QSize CellGrid::pictureSize() const
{
    const Layout layout = layoutFor(viewport()->width());
    return {layout.left + columnCount() * layout.width + Space::s,
            layout.top + rowCount() * layout.height + layout.bottom + Space::s};
}

void CellGrid::paintPicture(QPainter *painter)
{
    paintAll(painter, QRect(QPoint(), pictureSize()), layoutFor(viewport()->width()), {});
}

void CellGrid::paintAll(QPainter *painter, const QRect &area, const Layout &layout, QPoint scrolled) const
{
    painter->fillRect(area, tokens(palette()).surface);
    if (isEmpty())
        return;
    paintDates(painter, area, layout, scrolled);
    const int rows = rowCount() * layout.height;
    const QRect middle(0, layout.top, area.width(),
                       std::min(rows, area.height() - layout.top - layout.bottom));
    painter->save();
    painter->setClipRect(middle.adjusted(layout.left - frame, 0, 0, frame));
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    const auto [first, last] = visibleColumns(area.width(), layout, scrolled);
    for (int row = 0; row < rowCount(); ++row) {
        for (int column = first; column < last; ++column)
            paintCell(painter, rectOf(layout, scrolled, row, column), row, column);
    }
    paintMarks(painter, area, layout, scrolled);
    paintChosen(painter, area, layout, scrolled);
    painter->restore();
    painter->save();
    painter->setClipRect(middle);
    paintNames(painter, layout, scrolled);
    painter->restore();
    if (rowsBelow() == 0)
        return;
    const Tokens &t = tokens(palette());
    const QRect below(0, middle.bottom() + 1, area.width(), layout.bottom);
    painter->setPen(t.border);
    painter->drawLine(0, below.top() + Space::s, area.width(), below.top() + Space::s);
    painter->setFont(vitrine::ui::font(TextRole::Body));
    painter->setPen(t.muted);
    const QStringList names = namesBelow();
    for (int row = 0; row < rowsBelow(); ++row) {
        painter->drawText(QRect(Space::xs, below.top() + Space::m + row * layout.height,
                                layout.left - Space::s, layout.height),
                          Qt::AlignLeft | Qt::AlignVCenter, names.value(row));
    }
    painter->save();
    painter->setClipRect(below.adjusted(layout.left, 0, 0, 0));
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    paintBelow(painter, below.adjusted(0, Space::m, 0, 0), layout, scrolled);
    painter->restore();
}

void CellGrid::paintChosen(QPainter *painter, const QRect &area, const Layout &layout, QPoint scrolled) const
{
    const auto [first, last] = visibleColumns(area.width(), layout, scrolled);
    if (row() < 0 || column() < first || column() >= last)
        return;
    const Tokens &t = tokens(palette());
    const QRectF rect = rectOf(layout, scrolled, row(), column());
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(t.surface, 4));
    painter->drawRect(rect.adjusted(-1, -1, 1, 1));
    painter->setPen(QPen(hasFocus() ? t.text : t.muted, frame));
    painter->drawRect(rect.adjusted(-1, -1, 1, 1));
}

void CellGrid::paintNames(QPainter *painter, const Layout &layout, QPoint scrolled) const
{
    const Tokens &t = tokens(palette());
    painter->fillRect(QRect(0, layout.top, layout.left - frame, rowCount() * layout.height), t.surface);
    for (int of = 0; of < rowCount(); ++of) {
        const QRect rect(0, layout.top + of * layout.height - scrolled.y(), layout.left - Space::s,
                         layout.height);
        QFont font = vitrine::ui::font(TextRole::Body);
        if (of == row())
            font.setWeight(QFont::DemiBold);
        painter->setFont(font);
        paintRowSign(painter, QPointF(Size::icon / 2.0, rect.center().y()), of);
        const QRect text = rect.adjusted(Size::icon + Space::xs, 0, 0, 0);
        painter->setPen(t.text);
        painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                          painter->fontMetrics().elidedText(rowName(of), Qt::ElideMiddle, text.width()));
    }
}

QString CellGrid::dateOf(int column) const
{
    const Period of = period(column);
    const QDateTime start = QDateTime::fromMSecsSinceEpoch(of.start, m_zone);
    const double days = double(of.end - of.start) / dayMs;
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

void CellGrid::paintDates(QPainter *painter, const QRect &area, const Layout &layout, QPoint scrolled) const
{
    const Tokens &t = tokens(palette());
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    painter->setPen(t.muted);
    const QFontMetrics metrics = painter->fontMetrics();
    const auto [first, last] = visibleColumns(area.width(), layout, scrolled);
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

} // namespace vitrine::ui
