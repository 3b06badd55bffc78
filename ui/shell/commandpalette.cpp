// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/commandpalette.h"

#include "ui/theme/flatpainter.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/searchfield.h"

#include <QApplication>
#include <QKeyEvent>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int paletteWidth = 640;
constexpr int paletteHeight = 420;
constexpr int topDistance = 52;
constexpr int pageRows = 8;

// The found letters stand out; the detail and the shortcut are muted.
class PaletteDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        return {0, std::max(int(Size::rowHeight) + 2, option.fontMetrics.height() + Space::l)};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Tokens &t = tokens(option.palette);
        painter->save();
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        if (selected)
            paintSelection(painter, option.rect.adjusted(Space::xs, 1, -Space::xs, -1), t, Size::radius);
        QRect rect = option.rect.adjusted(Space::l, 0, -Space::l, 0);
        paintIcon(painter, QRect(rect.x(), rect.y(), Size::icon, rect.height()),
                  index.data(IconRole).toString(), selected ? t.accent : t.muted, Size::icon);
        rect.adjust(Size::icon + Space::m, 0, 0, 0);
        const QString hint = index.data(PaletteModel::HintRole).toString();
        if (!hint.isEmpty()) {
            painter->setFont(font(TextRole::Caption));
            painter->setPen(t.muted);
            painter->drawText(rect, Qt::AlignRight | Qt::AlignVCenter, hint);
            rect.adjust(0, 0, -painter->fontMetrics().horizontalAdvance(hint) - Space::m, 0);
        }
        painter->setFont(option.font);
        const int end = paintTitle(painter, rect, option, index);
        rect.setLeft(end + Space::m);
        painter->setFont(option.font);
        painter->setPen(t.muted);
        if (rect.width() > 2 * Space::xl)
            painter->drawText(rect, Qt::AlignLeft | Qt::AlignVCenter,
                              painter->fontMetrics().elidedText(index.data(SecondaryRole).toString(),
                                                                Qt::ElideRight, rect.width()));
        painter->restore();
    }

private:
    static int paintTitle(QPainter *painter, const QRect &rect, const QStyleOptionViewItem &option,
                          const QModelIndex &index)
    {
        const Tokens &t = tokens(option.palette);
        const QString title = option.fontMetrics.elidedText(index.data(Qt::DisplayRole).toString(),
                                                            Qt::ElideMiddle, rect.width());
        const auto marked = index.data(PaletteModel::PositionsRole).value<QList<int>>();
        QFont strong = option.font;
        strong.setBold(true);
        int x = rect.x();
        for (int at = 0; at < title.size();) {
            const bool mark = marked.contains(at);
            int end = at + 1;
            while (end < title.size() && marked.contains(end) == mark)
                ++end;
            const QString part = title.mid(at, end - at);
            painter->setFont(mark ? strong : option.font);
            painter->setPen(mark ? t.accent : t.text);
            painter->drawText(QRect(x, rect.y(), rect.right() - x, rect.height()),
                              Qt::AlignLeft | Qt::AlignVCenter, part);
            x += painter->fontMetrics().horizontalAdvance(part);
            at = end;
        }
        return x;
    }
};

} // namespace

CommandPalette::CommandPalette(QWidget *parent)
    : QFrame(parent)
    , m_model(new PaletteModel(this))
    , m_field(new SearchField(this))
    , m_list(new QListView(this))
    , m_none(new TextLabel(tr("Nothing matches"), TextRole::Body, Tone::Muted, this))
{
    setObjectName(u"commandPalette"_s);
    setAccessibleName(tr("Command palette"));
    m_field->setObjectName(u"paletteField"_s);
    m_field->setAccessibleName(tr("Search models, versions, pages and commands"));
    m_field->setPlaceholderText(tr("Search models, versions, pages and commands"));
    m_list->setObjectName(u"paletteList"_s);
    m_list->setAccessibleName(tr("What was found"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PaletteDelegate(m_list));
    m_list->setFrameShape(NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QListView::ScrollPerPixel);
    m_list->setMouseTracking(true);
    m_list->viewport()->setAutoFillBackground(false);
    m_none->setAlignment(Qt::AlignCenter);
    m_none->setContentsMargins(0, Space::l, 0, Space::l);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::s, Space::s, Space::s, Space::s);
    layout->addWidget(m_field);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_none);
    connect(m_field, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_model->setTyped(text);
        m_list->setCurrentIndex(m_model->index(0));
    });
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        m_none->setVisible(m_model->rowCount() == 0);
        m_list->setVisible(m_model->rowCount() > 0);
    });
    connect(m_list, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) {
        m_list->setCurrentIndex(index);
        runCurrent();
    });
    m_field->installEventFilter(this);
    parent->installEventFilter(this);
    hide();
}

void CommandPalette::setItems(const QList<PaletteItem> &items)
{
    const PaletteItem *current = m_model->item(m_list->currentIndex().row());
    const QString title = current ? current->title : QString();
    m_model->setItems(items);
    int row = 0;
    for (int at = 0; at < m_model->rowCount(); ++at) {
        if (m_model->item(at)->title == title) {
            row = at;
            break;
        }
    }
    m_list->setCurrentIndex(m_model->index(row));
}

void CommandPalette::open()
{
    if (isVisible()) {
        m_field->setFocus();
        m_field->selectAll();
        return;
    }
    m_before = QApplication::focusWidget();
    m_field->clear();
    place();
    show();
    raise();
    m_field->setFocus(Qt::PopupFocusReason);
    m_list->setCurrentIndex(m_model->index(0));
    m_list->scrollToTop();
}

void CommandPalette::place()
{
    const QSize room = parentWidget()->size();
    const int width = std::min(paletteWidth, room.width() - 2 * Space::l);
    const int height = std::min(paletteHeight, room.height() - topDistance - Space::l);
    setGeometry((room.width() - width) / 2, topDistance, width, height);
}

void CommandPalette::leave()
{
    if (!isVisible())
        return;
    hide();
    if (m_before && m_before->isVisible())
        m_before->setFocus(Qt::PopupFocusReason);
    m_before = nullptr;
}

void CommandPalette::move(int rows)
{
    const int count = m_model->rowCount();
    if (count == 0)
        return;
    int row = m_list->currentIndex().row() + rows;
    if (std::abs(rows) == 1)
        row = (row + count) % count;
    const QModelIndex index = m_model->index(std::clamp(row, 0, count - 1));
    m_list->setCurrentIndex(index);
    m_list->scrollTo(index);
}

void CommandPalette::runCurrent()
{
    const PaletteItem *item = m_model->item(m_list->currentIndex().row());
    if (!item)
        return;
    const auto run = item->run;
    leave();
    if (run)
        run();
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parent()) {
        if (event->type() == QEvent::Resize && isVisible())
            place();
        return false;
    }
    if (event->type() == QEvent::FocusOut) {
        const auto reason = static_cast<QFocusEvent *>(event)->reason();
        if (reason != Qt::ActiveWindowFocusReason && reason != Qt::PopupFocusReason) {
            m_before = nullptr;
            hide();
        }
        return false;
    }
    if (event->type() != QEvent::KeyPress)
        return false;
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Escape: leave(); return true;
    case Qt::Key_Up: move(-1); return true;
    case Qt::Key_Down: move(1); return true;
    case Qt::Key_PageUp: move(-pageRows); return true;
    case Qt::Key_PageDown: move(pageRows); return true;
    case Qt::Key_Return:
    case Qt::Key_Enter: runCurrent(); return true;
    case Qt::Key_Tab:
    case Qt::Key_Backtab: return true; // there is nothing else to go to
    default: return false;
    }
}

void CommandPalette::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens(palette());
    QPainter painter(this);
    paintBox(&painter, rect(), t.raised, mixed(t.border, t.text, 0.25), Size::cardRadius);
}

} // namespace vitrine::ui
