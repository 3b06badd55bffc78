// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/cellgrid.h"

#include "ui/theme/tokens.h"

#include <QEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr int narrowest = 16; // of a column: still a target for the pointer
constexpr int widest = 84;
constexpr int widestName = 160;
constexpr int pageOfRows = 10;
} // namespace

QString factCard(const QString &title, const QList<std::pair<QString, QString>> &facts)
{
    QString rows;
    for (const auto &[name, value] : facts)
        rows +=
            u"<tr><td>%1&nbsp;&nbsp;</td><td>%2</td></tr>"_s.arg(name.toHtmlEscaped(), value.toHtmlEscaped());
    return u"<b>%1</b><table cellspacing=0 cellpadding=1>%2</table>"_s.arg(title.toHtmlEscaped(), rows);
}

CellGrid::CellGrid(const QString &name, const QString &accessibleName, QWidget *parent)
    : QAbstractScrollArea(parent)
{
    setObjectName(name);
    setAccessibleName(accessibleName);
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(NoFrame);
    viewport()->setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    horizontalScrollBar()->setObjectName(name + u"Time"_s);
    verticalScrollBar()->setObjectName(name + u"Rows"_s);
    connect(horizontalScrollBar(), &QScrollBar::actionTriggered, this, [this] { m_showsNewest = false; });
}

void CellGrid::contentChanged(int row, int column, const QTimeZone &zone)
{
    m_row = row;
    m_column = column;
    m_zone = zone;
    m_hovered = {-1, -1};
    m_showsNewest = m_showsNewest || row < 0; // what was looked at is no more
    updateScrollBars();
    viewport()->update();
}

CellGrid::Layout CellGrid::layoutFor(int available) const
{
    const QFontMetrics names(vitrine::ui::font(TextRole::Body));
    const QFontMetrics dates(vitrine::ui::font(TextRole::Caption));
    Layout layout;
    layout.height = std::max(int(Size::compactRow), names.height() + Space::s);
    int name = 0;
    for (const QString &below : namesBelow())
        name = std::max(name, names.horizontalAdvance(below));
    for (int row = 0; row < rowCount(); ++row)
        name = std::max(name, std::min(widestName, names.horizontalAdvance(rowName(row))));
    layout.left = name + (hasRowSigns() ? Size::icon : 0) + 2 * Space::s;
    layout.top = 2 * dates.height() + Space::s;
    layout.bottom = rowsBelow() > 0 ? Space::m + rowsBelow() * layout.height : 0;
    const int columns = std::max(1, columnCount());
    layout.width = std::clamp((available - layout.left) / columns, narrowest, widest);
    return layout;
}

void CellGrid::updateScrollBars()
{
    const QSize view = viewport()->size();
    const Layout layout = layoutFor(view.width());
    const int width = columnCount() * layout.width;
    const int height = rowCount() * layout.height;
    horizontalScrollBar()->setRange(0, std::max(0, width - (view.width() - layout.left)));
    horizontalScrollBar()->setPageStep(std::max(1, view.width() - layout.left));
    horizontalScrollBar()->setSingleStep(layout.width);
    if (m_showsNewest)
        horizontalScrollBar()->setValue(horizontalScrollBar()->maximum());
    verticalScrollBar()->setRange(0, std::max(0, height - (view.height() - layout.top - layout.bottom)));
    verticalScrollBar()->setPageStep(std::max(1, view.height() - layout.top - layout.bottom));
    verticalScrollBar()->setSingleStep(layout.height);
}

QPoint CellGrid::scrolled() const
{
    return {horizontalScrollBar()->value(), verticalScrollBar()->value()};
}

void CellGrid::choose(int row, int column)
{
    if (isEmpty())
        return;
    row = std::clamp(row, 0, rowCount() - 1);
    column = std::clamp(column, 0, columnCount() - 1);
    if (row == m_row && column == m_column)
        return;
    m_row = row;
    m_column = column;
    m_showsNewest = false;
    reveal(row, column);
    viewport()->update();
    const QString text = describe(row, column);
    setAccessibleDescription(text);
    emit spoken(text);
    emit chosen(row, column);
}

void CellGrid::reveal(int row, int column)
{
    const Layout layout = layoutFor(viewport()->width());
    const auto into = [](QScrollBar *bar, int begin, int length, int page) {
        if (begin < bar->value())
            bar->setValue(begin);
        else if (begin + length > bar->value() + page)
            bar->setValue(begin + length - page);
    };
    into(horizontalScrollBar(), column * layout.width, layout.width, viewport()->width() - layout.left);
    into(verticalScrollBar(), row * layout.height, layout.height,
         viewport()->height() - layout.top - layout.bottom);
}

QRect CellGrid::cellRect(int row, int column) const
{
    const Layout layout = layoutFor(viewport()->width());
    return rectOf(layout, scrolled(), row, column);
}

std::pair<int, int> CellGrid::cellAt(const QPoint &at) const
{
    const Layout layout = layoutFor(viewport()->width());
    const int rowsEnd =
        std::min(viewport()->height() - layout.bottom, layout.top + rowCount() * layout.height);
    if (at.x() < layout.left || at.y() < layout.top || at.y() >= rowsEnd)
        return {-1, -1};
    const QPoint inside = at + scrolled();
    const int row = (inside.y() - layout.top) / layout.height;
    const int column = (inside.x() - layout.left) / layout.width;
    if (row >= rowCount() || column >= columnCount())
        return {-1, -1};
    return {row, column};
}

void CellGrid::keyPressEvent(QKeyEvent *event)
{
    if (isEmpty() || event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return QAbstractScrollArea::keyPressEvent(event);
    const int row = std::max(0, m_row);
    const int column = m_column < 0 ? columnCount() - 1 : m_column;
    const int first = m_row < 0 ? 0 : 1; // the first key chooses where to begin
    switch (event->key()) {
    case Qt::Key_Left: return choose(row, column - first);
    case Qt::Key_Right: return choose(row, column + first);
    case Qt::Key_Up: return choose(row - first, column);
    case Qt::Key_Down: return choose(row + first, column);
    case Qt::Key_PageUp: return choose(row - pageOfRows, column);
    case Qt::Key_PageDown: return choose(row + pageOfRows, column);
    case Qt::Key_Home: return choose(row, 0);
    case Qt::Key_End: return choose(row, columnCount() - 1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_row >= 0)
            emit activated(m_row, m_column);
        return;
    default: QAbstractScrollArea::keyPressEvent(event);
    }
}

void CellGrid::mousePressEvent(QMouseEvent *event)
{
    const auto [row, column] = cellAt(event->position().toPoint());
    if (row >= 0 && event->button() == Qt::LeftButton)
        choose(row, column);
}

void CellGrid::mouseDoubleClickEvent(QMouseEvent *event)
{
    const auto [row, column] = cellAt(event->position().toPoint());
    if (row < 0 || event->button() != Qt::LeftButton)
        return;
    choose(row, column);
    emit activated(row, column);
}

QString CellGrid::card(int row, int column) const
{
    return u"<p>%1</p>"_s.arg(describe(row, column).toHtmlEscaped());
}

void CellGrid::mouseMoveEvent(QMouseEvent *event)
{
    const std::pair<int, int> under = cellAt(event->position().toPoint());
    if (under == m_hovered)
        return;
    m_hovered = under;
    viewport()->update();
    if (under.first < 0)
        QToolTip::hideText();
    else
        QToolTip::showText(event->globalPosition().toPoint(), card(under.first, under.second), viewport());
}

void CellGrid::leaveEvent(QEvent *event)
{
    QAbstractScrollArea::leaveEvent(event);
    m_hovered = {-1, -1};
    viewport()->update();
}

void CellGrid::wheelEvent(QWheelEvent *event)
{
    m_showsNewest = false;
    QAbstractScrollArea::wheelEvent(event);
}

bool CellGrid::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip)
        return true; // the card is there already
    if (event->type() == QEvent::Leave)
        leaveEvent(event);
    return QAbstractScrollArea::viewportEvent(event);
}

void CellGrid::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateScrollBars();
    if (m_row >= 0)
        reveal(m_row, m_column);
}

void CellGrid::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        updateScrollBars();
        viewport()->update();
    }
}

void CellGrid::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void CellGrid::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

} // namespace vitrine::ui
