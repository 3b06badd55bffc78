// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/table.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/itemroles.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QSettings>
#include <QSignalBlocker>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

bool isHeading(const QModelIndex &index)
{
    return index.isValid() && index.siblingAtColumn(0).data(HeadingRole).toBool();
}

} // namespace

Table::Table(const QString &name, const QString &accessibleName, QWidget *parent)
    : QTableView(parent)
    , m_cells(new CellDelegate(this))
{
    setObjectName(name);
    setAccessibleName(accessibleName);
    setItemDelegate(m_cells);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setFrameShape(NoFrame);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setCornerButtonEnabled(false);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollMode(ScrollPerPixel);
    viewport()->setMouseTracking(true);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    setReasonsShown(false);
    auto *header = horizontalHeader();
    header->setObjectName(name + u"Header"_s);
    header->setHighlightSections(false);
    header->setSectionsMovable(true);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setMinimumSectionSize(48);
    header->setFont(vitrine::ui::font(TextRole::Caption));
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    // Hiding a column arrives here as well, as a resize to or from nothing.
    connect(header, &QHeaderView::sectionResized, this, [this](int column) {
        if (column != m_stretch)
            stretch();
    });
    connect(this, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) {
        if (isHeading(index))
            emit headingToggled(index.siblingAtColumn(0));
    });
    connect(header, &QWidget::customContextMenuRequested, this, [this, header](const QPoint &at) {
        QMenu *menu = makeColumnMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->popup(header->mapToGlobal(at));
    });
}

void Table::setReasonsShown(bool shown)
{
    const int height = std::max(int(Size::rowHeight), fontMetrics().height() + Space::m) +
                       (shown ? m_cells->reasonHeight() : 0);
    verticalHeader()->setMinimumSectionSize(height);
    verticalHeader()->setDefaultSectionSize(height);
}

void Table::setStretchColumn(int column, int least)
{
    m_stretch = column;
    m_least = least;
    stretch();
}

void Table::stretch()
{
    QHeaderView *header = horizontalHeader();
    if (m_stretching || m_stretch < 0 || m_stretch >= header->count() || header->isSectionHidden(m_stretch))
        return;
    int others = 0;
    for (int column = 0; column < header->count(); ++column) {
        if (column != m_stretch && !header->isSectionHidden(column))
            others += header->sectionSize(column);
    }
    m_stretching = true;
    header->resizeSection(m_stretch, std::max(m_least, viewport()->width() - others));
    m_stretching = false;
}

void Table::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    stretch();
}

QString Table::columnKey(int column) const
{
    const QString key = model()->headerData(column, Qt::Horizontal, ColumnKeyRole).toString();
    return key.isEmpty() ? model()->headerData(column, Qt::Horizontal).toString() : key;
}

QVariantMap Table::columnState() const
{
    const QHeaderView *header = horizontalHeader();
    QVariantMap columns;
    for (int column = 0; column < header->count(); ++column) {
        QVariantMap entry{{u"at"_s, header->visualIndex(column)},
                          {u"hidden"_s, header->isSectionHidden(column)}};
        if (column != m_stretch && !header->isSectionHidden(column))
            entry.insert(u"width"_s, header->sectionSize(column));
        columns.insert(columnKey(column), entry);
    }
    const int sorted = header->sortIndicatorSection();
    return {{u"sort"_s, sorted >= 0 && sorted < header->count() ? columnKey(sorted) : QString()},
            {u"descending"_s, header->sortIndicatorOrder() == Qt::DescendingOrder},
            {u"columns"_s, columns}};
}

void Table::setColumnState(const QVariantMap &state)
{
    QHeaderView *header = horizontalHeader();
    const QVariantMap columns = state.value(u"columns"_s).toMap();
    QList<std::pair<int, int>> order; // wanted place, column
    int sorted = -1;
    for (int column = 0; column < header->count(); ++column) {
        const QString key = columnKey(column);
        if (key == state.value(u"sort"_s).toString())
            sorted = column;
        const QVariantMap entry = columns.value(key).toMap();
        if (entry.isEmpty())
            continue;
        if (entry.contains(u"width"_s) && column != m_stretch)
            header->resizeSection(column,
                                  std::max(header->minimumSectionSize(), entry.value(u"width"_s).toInt()));
        header->setSectionHidden(column, column != 0 && entry.value(u"hidden"_s).toBool());
        order.append({entry.value(u"at"_s).toInt(), column});
    }
    std::sort(order.begin(), order.end());
    for (int at = 0; at < order.size(); ++at)
        header->moveSection(header->visualIndex(order[at].second), at);
    if (sorted >= 0)
        sortByColumn(sorted,
                     state.value(u"descending"_s).toBool() ? Qt::DescendingOrder : Qt::AscendingOrder);
    stretch();
}

void Table::saveColumns(QSettings &settings, const QString &key) const
{
    settings.setValue(key, columnState());
}

bool Table::restoreColumns(const QSettings &settings, const QString &key)
{
    const QVariantMap state = settings.value(key).toMap();
    if (state.isEmpty() || !model())
        return false;
    setColumnState(state);
    return true;
}

QMenu *Table::makeColumnMenu(QWidget *parent)
{
    auto *menu = new QMenu(parent);
    menu->setObjectName(objectName() + u"Columns"_s);
    for (int column = 1; model() && column < model()->columnCount(); ++column) {
        QAction *action = menu->addAction(model()->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            setColumnHidden(column, !shown);
            emit columnsChanged();
        });
        // Views and saved states change the columns as well.
        connect(menu, &QMenu::aboutToShow, action, [this, action, column] {
            const QSignalBlocker quiet(action);
            action->setChecked(!isColumnHidden(column));
        });
    }
    return menu;
}

QModelIndexList Table::selectedRowIndexes() const
{
    QModelIndexList rows = selectionModel() ? selectionModel()->selectedRows() : QModelIndexList();
    std::sort(rows.begin(), rows.end(), [](const auto &a, const auto &b) { return a.row() < b.row(); });
    return rows;
}

QModelIndex Table::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    const int rows = model() ? model()->rowCount() : 0;
    const QModelIndex current = currentIndex();
    if (rows == 0)
        return {};
    if (action == MoveHome || action == MoveEnd)
        return model()->index(action == MoveHome ? 0 : rows - 1, std::max(0, current.column()));
    if (action == MoveLeft || action == MoveRight) {
        QScrollBar *bar = horizontalScrollBar();
        bar->setValue(bar->value() + (action == MoveLeft ? -1 : 1) * 3 * bar->singleStep());
        return current;
    }
    return QTableView::moveCursor(action, modifiers);
}

void Table::copySelection() const
{
    QStringList lines;
    for (const QModelIndex &row : selectedRowIndexes()) {
        QStringList cells;
        for (int at = 0; at < horizontalHeader()->count(); ++at) {
            const int column = horizontalHeader()->logicalIndex(at);
            if (isColumnHidden(column))
                continue;
            const QModelIndex cell = row.siblingAtColumn(column);
            QString text = cell.data(Qt::DisplayRole).toString();
            cells << (text.isEmpty() ? cell.data(ChipsRole).toStringList().join(u", "_s) : text);
        }
        lines << cells.join(u'\t');
    }
    QGuiApplication::clipboard()->setText(lines.join(u'\n'));
}

void Table::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copySelection();
        return;
    }
    if (const QModelIndex current = currentIndex(); isHeading(current)) {
        const int key = event->key();
        const bool expanded = current.siblingAtColumn(0).data(ExpandedRole).toBool();
        if (key == Qt::Key_Space || key == Qt::Key_Return || key == Qt::Key_Enter ||
            (key == Qt::Key_Left && expanded) || (key == Qt::Key_Right && !expanded)) {
            emit headingToggled(current.siblingAtColumn(0));
            return;
        }
    }
    QTableView::keyPressEvent(event);
}

// Rows end where the header ends, at the edge, not at the last column.
void Table::paintEvent(QPaintEvent *event)
{
    QTableView::paintEvent(event);
    const int end = horizontalHeader()->length() - horizontalHeader()->offset();
    if (!model() || end >= viewport()->width())
        return;
    QPainter painter(viewport());
    const int last = rowAt(viewport()->height() - 1);
    const int first = rowAt(0);
    for (int row = first; first >= 0 && row <= (last < 0 ? model()->rowCount() - 1 : last); ++row) {
        const QModelIndex index = model()->index(row, 0);
        QStyleOptionViewItem option;
        initViewItemOption(&option);
        option.rect = QRect(end, rowViewportPosition(row), viewport()->width() - end, rowHeight(row));
        option.viewItemPosition = QStyleOptionViewItem::End;
        option.state.setFlag(QStyle::State_Selected, selectionModel()->isSelected(index));
        m_cells->paintBehind(&painter, option, index);
    }
}

void Table::updateRow(int row)
{
    if (row >= 0)
        viewport()->update(0, rowViewportPosition(row), viewport()->width(), rowHeight(row));
}

void Table::setHoveredRow(int row)
{
    if (row == m_hovered)
        return;
    updateRow(m_hovered);
    m_hovered = row;
    updateRow(m_hovered);
}

bool Table::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::MouseMove)
        setHoveredRow(rowAt(static_cast<QMouseEvent *>(event)->position().toPoint().y()));
    else if (event->type() == QEvent::Leave)
        setHoveredRow(-1);
    return QTableView::viewportEvent(event);
}

void Table::focusInEvent(QFocusEvent *event)
{
    QTableView::focusInEvent(event);
    const bool byKey = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason ||
                       event->reason() == Qt::OtherFocusReason || event->reason() == Qt::ShortcutFocusReason;
    // The base class makes a row the current one without selecting it, which shows nothing.
    if (byKey && model() && model()->rowCount() > 0 && !selectionModel()->hasSelection()) {
        const QModelIndex row = currentIndex().isValid() ? currentIndex() : model()->index(0, 0);
        selectionModel()->setCurrentIndex(row,
                                          QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    }
    viewport()->update();
}

} // namespace vitrine::ui
