// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/comparetable.h"

#include "ui/compare/comparedelegate.h"
#include "ui/compare/compareheaders.h"
#include "ui/compare/comparemodel.h"
#include "ui/theme/tokens.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyleOptionViewItem>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr int narrowTable = 760; // below, the names of rows get less room
}

// The heading of the section at the top, when its own row has been scrolled away.
class CompareTable::Sticky final : public QWidget
{
public:
    explicit Sticky(CompareTable *table) : QWidget(table), m_table(table)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        hide();
    }
    void setRow(int row)
    {
        m_row = row;
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const CompareModel *model = m_table->m_model;
        if (m_row < 0 || m_row >= model->rowCount())
            return;
        CompareRows::paintHeading(&painter, rect(),
                                  model->headerData(m_row, Qt::Vertical, Qt::DisplayRole).toString(), true,
                                  palette());
        QStyleOptionViewItem option;
        option.initFrom(this);
        option.rect = rect().adjusted(m_table->m_rows->width(), 0, 0, 0);
        m_table->m_delegate->paint(&painter, option, model->index(m_row, 0));
    }

private:
    CompareTable *m_table;
    int m_row = -1;
};

CompareTable::CompareTable(CompareModel *model, QWidget *parent)
    : QTableView(parent)
    , m_model(model)
    , m_delegate(new CompareDelegate(this))
    , m_columns(new CompareColumns(this))
    , m_rows(new CompareRows(this))
    , m_sticky(new Sticky(this))
{
    setObjectName(u"compareTable"_s);
    setAccessibleName(tr("Versions side by side"));
    setHorizontalHeader(m_columns);
    setVerticalHeader(m_rows);
    setModel(model);
    setItemDelegate(m_delegate);
    setFrameShape(NoFrame);
    setShowGrid(false);
    setCornerButtonEnabled(false);
    setTabKeyNavigation(false);
    setEditTriggers(NoEditTriggers);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollMode(ScrollPerPixel);
    m_columns->setSectionResizeMode(QHeaderView::Stretch);
    m_fit.setSingleShot(true);
    m_fit.setInterval(0);
    connect(&m_fit, &QTimer::timeout, this, &CompareTable::fitRows);
    connect(m_columns, &QHeaderView::sectionResized, this, [this] { m_fit.start(); });
    connect(m_columns, &CompareColumns::removeRequested, this, &CompareTable::removeRequested);
    connect(m_columns, &CompareColumns::moved, this, [this](int from, int to) {
        // The header shows it moved already; the model is about to say the same.
        const QSignalBlocker quiet(m_columns);
        m_columns->moveSection(to, from);
        emit moveRequested(from, to);
    });
    connect(m_columns, &QWidget::customContextMenuRequested, this, [this](const QPoint &at) {
        if (const int column = m_columns->logicalIndexAt(at); column >= 0)
            emit columnMenuRequested(column, m_columns->viewport()->mapToGlobal(at));
    });
    connect(m_rows, &QHeaderView::sectionPressed, this, [this](int row) {
        if (m_model->isHeading(row))
            toggle(row);
    });
    connect(model, &QAbstractItemModel::modelReset, this, &CompareTable::layOutAgain);
    layOutAgain();
}

void CompareTable::setOnlyDifferences(bool only)
{
    m_delegate->setCondensed(only);
    m_model->setOnlyDifferences(only);
}

void CompareTable::layOutAgain()
{
    spanHeadings();
    fitRows();
}

void CompareTable::spanHeadings()
{
    clearSpans();
    const int columns = m_model->columnCount();
    for (int row = 0; row < m_model->rowCount() && columns > 1; ++row) {
        if (m_model->isHeading(row))
            setSpan(row, 0, 1, columns);
    }
}

void CompareTable::fitRows()
{
    const int columns = m_model->columnCount();
    for (int row = 0; row < m_model->rowCount(); ++row) {
        int height = 0;
        const int cells = m_model->isHeading(row) ? std::min(1, columns) : columns;
        for (int column = 0; column < cells; ++column)
            height =
                std::max(height, m_delegate->heightFor(m_model->index(row, column), columnWidth(column)));
        if (height > 0 && height != rowHeight(row))
            m_rows->resizeSection(row, height);
    }
    placeSticky();
}

void CompareTable::toggle(int row)
{
    const QModelIndex current = currentIndex();
    const int column = std::max(0, current.column());
    const int scroll = verticalScrollBar()->value();
    m_model->toggle(row);
    setCurrentIndex(m_model->index(row, column));
    verticalScrollBar()->setValue(scroll);
}

void CompareTable::placeSticky()
{
    const int top = rowAt(1);
    const bool needed = top >= 0 && !m_model->isHeading(top) && m_model->rowCount() > 0;
    m_sticky->setVisible(needed);
    if (!needed)
        return;
    const int heading = m_model->headingAbove(top);
    int y = m_columns->height();
    // The next heading pushes it out.
    for (int row = top + 1; row < m_model->rowCount(); ++row) {
        const int position = rowViewportPosition(row);
        if (position > rowHeight(heading))
            break;
        if (m_model->isHeading(row))
            y -= rowHeight(heading) - position;
    }
    m_sticky->setRow(heading);
    m_sticky->setGeometry(0, y, m_rows->width() + viewport()->width(), rowHeight(heading));
    m_sticky->raise();
    m_columns->raise();
}

QList<std::pair<int, int>> CompareTable::selectedPlaces() const
{
    QList<std::pair<int, int>> places;
    for (const QModelIndex &index : selectionModel()->selectedRows()) {
        if (!m_model->isHeading(index.row()))
            places << m_model->place(index.row());
    }
    std::sort(places.begin(), places.end());
    return places;
}

void CompareTable::keyPressEvent(QKeyEvent *event)
{
    const int column = currentIndex().column();
    const bool moves = event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier);
    if (event->matches(QKeySequence::Copy)) {
        emit copyRequested();
    } else if (event->key() == Qt::Key_Delete && column >= 0) {
        emit removeRequested(column);
    } else if (moves && event->key() == Qt::Key_Left && column > 0) {
        emit moveRequested(column, column - 1);
    } else if (moves && event->key() == Qt::Key_Right && column >= 0 && column + 1 < m_model->columnCount()) {
        emit moveRequested(column, column + 1);
    } else if (moves && event->key() == Qt::Key_Home && column > 0) {
        emit moveRequested(column, 0);
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter ||
                event->key() == Qt::Key_Space) &&
               currentIndex().isValid() && m_model->isHeading(currentIndex().row())) {
        toggle(currentIndex().row());
    } else {
        QTableView::keyPressEvent(event);
    }
}

void CompareTable::mouseReleaseEvent(QMouseEvent *event)
{
    QTableView::mouseReleaseEvent(event);
    const QModelIndex index = indexAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && event->modifiers() == Qt::NoModifier && index.isValid() &&
        m_model->isHeading(index.row()))
        toggle(index.row());
}

void CompareTable::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index = byKey ? currentIndex() : indexAt(viewport()->mapFromGlobal(event->globalPos()));
    if (!index.isValid())
        return;
    const QPoint at = byKey ? viewport()->mapToGlobal(visualRect(index).bottomLeft()) : event->globalPos();
    emit columnMenuRequested(index.column(), at);
}

void CompareTable::resizeEvent(QResizeEvent *event)
{
    m_rows->setNarrow(width() < narrowTable);
    QTableView::resizeEvent(event);
    m_fit.start();
}

void CompareTable::scrollContentsBy(int dx, int dy)
{
    QTableView::scrollContentsBy(dx, dy);
    placeSticky();
}

void CompareTable::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::ApplicationFontChange)
        m_fit.start();
}

} // namespace vitrine::ui
