// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/matrixgrid.h"

#include "ui/chart/dateticks.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/wording.h"

#include <QEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr int narrowest = 16; // of a column: still a target for the pointer
constexpr int widest = 84;
constexpr int widestName = 160;
constexpr int rowsBelow = 2; // what was delivered, what would have been
constexpr int pageOfRows = 10;
} // namespace

MatrixGrid::MatrixGrid(QWidget *parent) : QAbstractScrollArea(parent)
{
    setObjectName(u"matrixGrid"_s);
    setAccessibleName(tr("Versions by period"));
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(NoFrame);
    viewport()->setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    horizontalScrollBar()->setObjectName(u"matrixScrollTime"_s);
    verticalScrollBar()->setObjectName(u"matrixScrollVersions"_s);
}

void MatrixGrid::setMatrix(const VersionMatrix &matrix, const QTimeZone &zone)
{
    const QString version = m_row < 0 ? QString() : m_matrix.versions[m_row].name;
    const qint64 start = m_column < 0 ? 0 : m_matrix.periods[m_column].start;
    m_matrix = matrix;
    m_zone = zone;
    m_row = m_column = -1;
    for (int row = 0; row < matrix.versions.size(); ++row) {
        if (!version.isEmpty() && matrix.versions[row].name == version)
            m_row = row;
    }
    for (int column = 0; column < matrix.periods.size() && m_row >= 0; ++column) {
        if (matrix.periods[column].start == start)
            m_column = column;
    }
    if (m_column < 0)
        m_row = -1;
    updateScrollBars();
    viewport()->update();
}

MatrixGrid::Layout MatrixGrid::layoutFor(int available) const
{
    const QFontMetrics names(vitrine::ui::font(TextRole::Body));
    const QFontMetrics dates(vitrine::ui::font(TextRole::Caption));
    Layout layout;
    layout.height = Size::rowHeight;
    int name = std::max(names.horizontalAdvance(tr("As it was")), names.horizontalAdvance(tr("Had it been")));
    for (const VersionMatrix::Version &version : m_matrix.versions)
        name = std::max(name, std::min(widestName, names.horizontalAdvance(version.name)));
    layout.left = name + Size::icon + 2 * Space::s;
    layout.top = dates.height() + Space::s;
    layout.bottom = Space::m + rowsBelow * layout.height;
    const int columns = std::max(1, int(m_matrix.periods.size()));
    layout.width = std::clamp((available - layout.left) / columns, narrowest, widest);
    return layout;
}

void MatrixGrid::updateScrollBars()
{
    const QSize view = viewport()->size();
    const Layout layout = layoutFor(view.width());
    const int width = int(m_matrix.periods.size()) * layout.width;
    const int height = int(m_matrix.versions.size()) * layout.height;
    horizontalScrollBar()->setRange(0, std::max(0, width - (view.width() - layout.left)));
    horizontalScrollBar()->setPageStep(std::max(1, view.width() - layout.left));
    horizontalScrollBar()->setSingleStep(layout.width);
    verticalScrollBar()->setRange(0, std::max(0, height - (view.height() - layout.top - layout.bottom)));
    verticalScrollBar()->setPageStep(std::max(1, view.height() - layout.top - layout.bottom));
    verticalScrollBar()->setSingleStep(layout.height);
}

QPoint MatrixGrid::scrolled() const
{
    return {horizontalScrollBar()->value(), verticalScrollBar()->value()};
}

void MatrixGrid::choose(int row, int column)
{
    if (m_matrix.isEmpty())
        return;
    row = std::clamp(row, 0, int(m_matrix.versions.size()) - 1);
    column = std::clamp(column, 0, int(m_matrix.periods.size()) - 1);
    if (row == m_row && column == m_column)
        return;
    m_row = row;
    m_column = column;
    reveal(row, column);
    viewport()->update();
    const QString text = describe(row, column);
    setAccessibleDescription(text);
    emit spoken(text);
    emit chosen(row, column);
}

void MatrixGrid::reveal(int row, int column)
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

QRect MatrixGrid::cellRect(int row, int column) const
{
    const Layout layout = layoutFor(viewport()->width());
    return QRect(layout.left + column * layout.width, layout.top + row * layout.height, layout.width,
                 layout.height)
        .translated(-scrolled());
}

std::pair<int, int> MatrixGrid::cellAt(const QPoint &at) const
{
    const Layout layout = layoutFor(viewport()->width());
    const int rowsEnd = std::min(viewport()->height() - layout.bottom,
                                 layout.top + int(m_matrix.versions.size()) * layout.height);
    if (at.x() < layout.left || at.y() < layout.top || at.y() >= rowsEnd)
        return {-1, -1};
    const QPoint inside = at + scrolled();
    const int row = (inside.y() - layout.top) / layout.height;
    const int column = (inside.x() - layout.left) / layout.width;
    if (row >= m_matrix.versions.size() || column >= m_matrix.periods.size())
        return {-1, -1};
    return {row, column};
}

QString MatrixGrid::describe(int row, int column) const
{
    const VersionMatrix::Cell &cell = m_matrix.at(row, column);
    const VersionMatrix::Period &period = m_matrix.periods[column];
    const QString unit = m_matrix.unit.isEmpty() ? QString() : u' ' + m_matrix.unit;
    QStringList parts{
        u"%1, %2"_s.arg(m_matrix.versions[row].name, periodText(period.start, period.end, m_zone))};
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

void MatrixGrid::keyPressEvent(QKeyEvent *event)
{
    if (m_matrix.isEmpty() || event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return QAbstractScrollArea::keyPressEvent(event);
    const int row = std::max(0, m_row);
    const int column = m_column < 0 ? int(m_matrix.periods.size()) - 1 : m_column;
    const int first = m_row < 0 ? 0 : 1; // the first key chooses where to begin
    switch (event->key()) {
    case Qt::Key_Left: return choose(row, column - first);
    case Qt::Key_Right: return choose(row, column + first);
    case Qt::Key_Up: return choose(row - first, column);
    case Qt::Key_Down: return choose(row + first, column);
    case Qt::Key_PageUp: return choose(row - pageOfRows, column);
    case Qt::Key_PageDown: return choose(row + pageOfRows, column);
    case Qt::Key_Home: return choose(row, 0);
    case Qt::Key_End: return choose(row, int(m_matrix.periods.size()) - 1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_row >= 0)
            emit activated(m_row, m_column);
        return;
    default: QAbstractScrollArea::keyPressEvent(event);
    }
}

void MatrixGrid::mousePressEvent(QMouseEvent *event)
{
    const auto [row, column] = cellAt(event->position().toPoint());
    if (row >= 0 && event->button() == Qt::LeftButton)
        choose(row, column);
}

void MatrixGrid::mouseDoubleClickEvent(QMouseEvent *event)
{
    const auto [row, column] = cellAt(event->position().toPoint());
    if (row < 0 || event->button() != Qt::LeftButton)
        return;
    choose(row, column);
    emit activated(row, column);
}

bool MatrixGrid::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<const QHelpEvent *>(event);
        const auto [row, column] = cellAt(help->pos());
        QToolTip::showText(help->globalPos(), row < 0 ? QString() : describe(row, column), viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void MatrixGrid::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateScrollBars();
}

void MatrixGrid::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        updateScrollBars();
        viewport()->update();
    }
}

void MatrixGrid::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void MatrixGrid::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

void MatrixGrid::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    paintAll(&painter, viewport()->rect(), layoutFor(viewport()->width()), scrolled());
}

QSize MatrixGrid::pictureSize() const
{
    const Layout layout = layoutFor(viewport()->width());
    return {layout.left + int(m_matrix.periods.size()) * layout.width + Space::s,
            layout.top + int(m_matrix.versions.size()) * layout.height + layout.bottom + Space::s};
}

void MatrixGrid::paintPicture(QPainter *painter)
{
    paintAll(painter, QRect(QPoint(), pictureSize()), layoutFor(viewport()->width()), {});
}

} // namespace vitrine::ui
