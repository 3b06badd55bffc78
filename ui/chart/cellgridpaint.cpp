// SPDX-License-Identifier: GPL-3.0-or-later
// What CellGrid paints.
#include "ui/chart/cellgrid.h"
#include "ui/chart/cellmarks.h"
#include "ui/theme/tokens.h"

#include <QLocale>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int cellGap = 1;
constexpr int frame = 2;

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

QColor CellGrid::paintStrength(QPainter *painter, const QRect &rect, double strength, const QString &text,
                               bool bold) const
{
    const QColor fill = cellFill(strength, palette());
    const QColor ink = cellInk(fill, palette());
    painter->fillRect(rect, fill);
    if (tokens(palette()).highContrast) { // shades are an extra there
        painter->setPen(tokens(palette()).border);
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(rect.adjusted(0, 0, -1, -1));
    }
    QFont font = vitrine::ui::font(TextRole::Caption);
    if (bold)
        font.setWeight(QFont::DemiBold);
    painter->setFont(font);
    if (painter->fontMetrics().horizontalAdvance(text) + Space::xs > rect.width())
        return ink;
    painter->setPen(ink);
    painter->drawText(rect, Qt::AlignCenter, text);
    return ink;
}

void CellGrid::paintNothing(QPainter *painter, const QRect &rect) const
{
    paintCellMark(painter, rect, CellMark::Dash, tokens(palette()).muted);
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
    return {layout.left + columnCount() * layout.width + Space::s, heightOf(rowCount())};
}

int CellGrid::heightOf(int rows) const
{
    const Layout layout = layoutFor(viewport()->width());
    return layout.top + rows * layout.height + layout.bottom + Space::s;
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
    paintHovered(painter, layout, scrolled);
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
        const QRect text = rect.adjusted((hasRowSigns() ? Size::icon : 0) + Space::xs, 0, 0, 0);
        painter->setPen(t.text);
        painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                          painter->fontMetrics().elidedText(rowName(of), Qt::ElideMiddle, text.width()));
    }
}

// Labels above, what stays of them (the year) in a line of its own below, from where it begins to hold. A
// line between the cells parts one from the next.
void CellGrid::paintDates(QPainter *painter, const QRect &area, const Layout &layout, QPoint scrolled) const
{
    const Tokens &t = tokens(palette());
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    const QFontMetrics metrics = painter->fontMetrics();
    const auto [first, last] = visibleColumns(area.width(), layout, scrolled);
    QList<Period> periods;
    for (int column = first; column < last; ++column)
        periods << period(column);
    const QList<ColumnDate> dates = columnDates(
        periods, m_zone, layout.width, [&](const QString &text) { return metrics.horizontalAdvance(text); });
    const auto left = [&](int column) { return layout.left + column * layout.width - scrolled.x(); };
    const int rowsEnd =
        std::min(layout.top + rowCount() * layout.height - scrolled.y(), area.height() - layout.bottom);
    int freeLabel = layout.left;   // where the last one ends
    int freeContext = layout.left; // likewise
    for (int i = 0; i < dates.size(); ++i) {
        const int x = left(first + i);
        const ColumnDate &date = dates[i];
        painter->setPen(t.muted);
        if (!date.label.isEmpty() && x >= freeLabel) {
            painter->drawText(x, metrics.ascent(), date.label);
            freeLabel = x + metrics.horizontalAdvance(date.label) + Space::xs;
        }
        const bool begins = i == 0 || date.context != dates[i - 1].context;
        if (!begins || date.context.isEmpty())
            continue;
        if (i > 0 && x > layout.left)
            painter->drawLine(x - 1, layout.top - Space::xs, x - 1, rowsEnd);
        int next = i + 1;
        while (next < dates.size() && dates[next].context == date.context)
            ++next;
        const int at = std::max(x, freeContext);
        const int room = (next < dates.size() ? left(first + next) : area.width()) - at;
        if (metrics.horizontalAdvance(date.context) > room)
            continue;
        painter->setPen(t.text);
        painter->drawText(at, metrics.height() + metrics.ascent(), date.context);
        freeContext = at + metrics.horizontalAdvance(date.context) + Space::xs;
    }
}

void CellGrid::paintHovered(QPainter *painter, const Layout &layout, QPoint scrolled) const
{
    if (m_hovered.first < 0)
        return;
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(tokens(palette()).muted, 1));
    painter->drawRect(rectOf(layout, scrolled, m_hovered.first, m_hovered.second).adjusted(-1, -1, 0, 0));
}

} // namespace vitrine::ui
