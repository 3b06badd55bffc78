// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/celldelegate.h"

#include "ui/theme/flatpainter.h"
#include "ui/theme/icons.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/itemroles.h"
#include "ui/widgets/sparkline.h"
#include "ui/widgets/table.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPaintEngine>
#include <QPainter>
#include <QTextDocument>
#include <QToolTip>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int selectionBar = 3;
constexpr int dotSize = 8;
constexpr int sparkWidth = 56;
constexpr int leastSecondary = 72; // less of a longer one says nothing
constexpr int chevronSize = 14;

Tone toneOf(const QModelIndex &index)
{
    const QVariant tone = index.data(ToneRole);
    return tone.isValid() ? static_cast<Tone>(tone.toInt()) : Tone::Neutral;
}

QFont fontOf(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    return index.data(FixedRole).toBool() ? font(TextRole::Fixed) : option.font;
}

bool isFirstColumn(const QStyleOptionViewItem &option)
{
    return option.viewItemPosition == QStyleOptionViewItem::Beginning ||
           option.viewItemPosition == QStyleOptionViewItem::OnlyOne || option.rect.x() <= 0;
}

// A drawing that knows no clipping would show the rest of the cell over what is beside the view.
bool isCutOff(const QPainter &painter, const QStyleOptionViewItem &option)
{
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    return view && painter.paintEngine() && painter.paintEngine()->type() == QPaintEngine::SVG &&
           !view->viewport()->rect().contains(option.rect);
}

// What was searched for is seen: a beginning that would push it out of `width` is left out.
QString withMarkInView(const QString &text, QList<TextMark> *marks, const QFontMetrics &metrics, int width)
{
    if (marks->isEmpty())
        return text;
    const qsizetype end = marks->first().begin + marks->first().length;
    const int room = width - metrics.horizontalAdvance(u"……"_s);
    if (metrics.horizontalAdvance(text.left(end)) <= room)
        return text;
    qsizetype from = marks->first().begin;
    while (from > 0 && metrics.horizontalAdvance(text.mid(from - 1, end - from + 1)) <= room * 2 / 3)
        --from;
    if (from == 0)
        return text;
    for (TextMark &mark : *marks)
        mark.begin += 1 - from; // the ellipsis takes a place
    return u'…' + text.mid(from);
}

} // namespace

CellDelegate::CellDelegate(QObject *parent) : QStyledItemDelegate(parent) {}

void CellDelegate::setHighlight(const QStringList &words)
{
    m_highlight = words;
}

QRect CellDelegate::paintRow(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    paintBehind(painter, option, index);
    return option.rect.adjusted(Space::m, 0, -Space::m, -1);
}

void CellDelegate::paintBehind(QPainter *painter, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    if (isCutOff(*painter, option))
        return;
    const Tokens &t = tokens(option.palette);
    const auto *table = qobject_cast<const Table *>(option.widget);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    if (selected)
        painter->fillRect(option.rect, t.selection);
    else if (table && table->hoveredRow() == index.row())
        painter->fillRect(option.rect, mixed(t.surface, t.text, 0.035));
    const bool focused = option.widget && option.widget->hasFocus();
    if (selected && isFirstColumn(option))
        painter->fillRect(QRect(option.rect.topLeft(), QSize(selectionBar, option.rect.height())),
                          focused ? t.accent : t.muted);
    const QColor line = selected && t.highContrast ? t.accent : mixed(t.surface, t.border, 0.7);
    painter->fillRect(QRect(option.rect.bottomLeft(), QSize(option.rect.width(), 1)), line);
    if (selected && t.highContrast)
        painter->fillRect(QRect(option.rect.topLeft(), QSize(option.rect.width(), 2)), line);
}

// Those that fit, then how many more there are.
int CellDelegate::paintChips(QPainter *painter, const QRect &rect, const QStringList &chips,
                             const QStyleOptionViewItem &option) const
{
    painter->save();
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    const int gap = Space::xs + 2;
    const int moreWidth = painter->fontMetrics().horizontalAdvance(u"+99"_s);
    int x = rect.x();
    for (qsizetype at = 0; at < chips.size(); ++at) {
        QSize size = chipSize(chips.at(at), painter->font());
        const bool last = at + 1 == chips.size();
        const int room = rect.right() - x - (last ? 0 : gap + moreWidth);
        if (size.width() > room && at > 0) {
            painter->setPen(tokens(option.palette).muted);
            painter->drawText(QRect(x, rect.y(), rect.right() - x, rect.height()),
                              int(Qt::AlignVCenter) | int(Qt::TextSingleLine),
                              u"+%1"_s.arg(chips.size() - at));
            break;
        }
        size.setWidth(std::min(size.width(), room));
        if (size.width() < 2 * Space::l)
            break;
        const QRect pill(QPoint(x, rect.y() + (rect.height() - size.height()) / 2), size);
        paintChip(painter, pill, chips.at(at), stageLook(chips.at(at)), option.palette);
        x = pill.right() + gap;
    }
    painter->restore();
    return x - rect.x();
}

void CellDelegate::paintBadges(QPainter *painter, const QRect &rect, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    QRect rest = rect;
    for (const BadgeText &badge : index.data(BadgesRole).value<QList<BadgeText>>()) {
        if (rest.width() < 2 * dotSize)
            break;
        paintBadge(painter, rest, badge.word, badge.tone, option.palette);
        rest.adjust(badgeSize(badge.word, painter->font()).width() + Space::m, 0, 0, 0);
    }
}

QList<TextMark> CellDelegate::marksIn(const QString &text) const
{
    QList<TextMark> marks;
    for (const QString &word : m_highlight) {
        for (qsizetype at = text.indexOf(word, 0, Qt::CaseInsensitive); at >= 0 && !word.isEmpty();
             at = text.indexOf(word, at + word.size(), Qt::CaseInsensitive))
            marks.append({at, word.size()});
    }
    return marks;
}

void CellDelegate::paintMarks(QPainter *painter, const QRect &rect, const QString &shown,
                              const QList<TextMark> &marks, const QPalette &palette)
{
    const Tokens &t = tokens(palette);
    const QFontMetrics metrics = painter->fontMetrics();
    for (const TextMark &mark : marks) {
        if (mark.begin >= shown.size())
            continue;
        const int from = metrics.horizontalAdvance(shown.left(mark.begin));
        const int width = metrics.horizontalAdvance(shown.mid(mark.begin, mark.length));
        const QRect place(rect.x() + from, rect.center().y() - metrics.height() / 2, width, metrics.height());
        if (t.highContrast)
            painter->fillRect(QRect(place.x(), place.bottom() - 1, place.width(), 2), t.warn);
        else
            painter->fillRect(place, mixed(t.surface, t.warn, 0.3));
    }
}

int CellDelegate::reasonHeight() const
{
    return QFontMetrics(font(TextRole::Caption)).height() + Space::s;
}

// Across the whole row from where the first column's text begins; each cell shows its own part of it.
void CellDelegate::paintReason(QPainter *painter, const QStyleOptionViewItem &option, const QString &reason,
                               const QModelIndex &first) const
{
    const auto *table = qobject_cast<const Table *>(option.widget);
    if (!table)
        return;
    const int begin = table->columnViewportPosition(0) + Space::m + Size::icon + Space::s;
    const QRect line(begin, option.rect.bottom() - reasonHeight() - 1,
                     table->viewport()->width() - begin - Space::m, reasonHeight() - Space::xs);
    painter->setFont(font(TextRole::Caption));
    const QString shown = painter->fontMetrics().elidedText(reason, Qt::ElideRight, line.width());
    paintMarks(painter, line, shown, first.data(MarksRole).value<QList<TextMark>>(), option.palette);
    painter->setPen(tokens(option.palette).muted);
    painter->drawText(line, int(Qt::AlignVCenter) | int(Qt::TextSingleLine), shown);
}

void CellDelegate::paintText(QPainter *painter, const QRect &rect, const QString &text,
                             const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Qt::Alignment alignment = index.data(Qt::TextAlignmentRole).isValid()
                                        ? Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt())
                                        : Qt::AlignLeft | Qt::AlignVCenter;
    QList<TextMark> marks;
    if (index.data(ReasonRole).toString().isEmpty()) // else they are the reason's
        marks = index.data(MarksRole).value<QList<TextMark>>();
    // Names and identifiers are cut in the middle: what tells two of them apart is often at the end.
    const bool isName = index.data(FixedRole).toBool() ||
                        (index.column() == 0 && marks.isEmpty() && text == index.data().toString());
    const QString shown =
        painter->fontMetrics().elidedText(withMarkInView(text, &marks, painter->fontMetrics(), rect.width()),
                                          isName ? Qt::ElideMiddle : Qt::ElideRight, rect.width());
    if (!alignment.testFlag(Qt::AlignRight)) {
        paintMarks(painter, rect, shown, marks.isEmpty() ? marksIn(shown) : marks, option.palette);
    }
    painter->drawText(rect, int(alignment) | int(Qt::TextSingleLine), shown);
}

// Every cell of the row paints the whole heading and shows its own part of it, so that columns may be moved
// and hidden.
void CellDelegate::paintHeading(QPainter *painter, const QStyleOptionViewItem &option,
                                const QModelIndex &index) const
{
    const Tokens &t = tokens(option.palette);
    const auto *table = qobject_cast<const Table *>(option.widget);
    const QRect row(table ? 0 : option.rect.x(), option.rect.y(),
                    table ? table->viewport()->width() : option.rect.width(), option.rect.height());
    const bool current = table && table->hasFocus() && table->currentIndex().row() == index.row();
    const bool hovered = table && table->hoveredRow() == index.row();
    painter->fillRect(option.rect, mixed(t.surface, t.window, hovered ? 0.4 : 1));
    painter->fillRect(QRect(option.rect.bottomLeft(), QSize(option.rect.width(), 1)), t.border);
    QRect rest = row.adjusted(Space::m, 0, -Space::m, -1);
    const bool expanded = index.siblingAtColumn(0).data(ExpandedRole).toBool();
    paintIcon(painter, QRect(rest.x(), rest.y(), chevronSize, rest.height()),
              expanded ? u"chevron-down"_s : u"chevron-right"_s, t.muted, chevronSize);
    rest.adjust(chevronSize + Space::s, 0, 0, 0);
    QFont strong = option.font;
    strong.setWeight(QFont::DemiBold);
    painter->setFont(strong);
    painter->setPen(t.text);
    const QString title = index.siblingAtColumn(0).data(Qt::DisplayRole).toString();
    painter->drawText(rest, int(Qt::AlignVCenter) | int(Qt::TextSingleLine), title);
    rest.adjust(painter->fontMetrics().horizontalAdvance(title) + Space::s, 0, 0, 0);
    painter->setFont(option.font);
    painter->setPen(t.muted);
    painter->drawText(rest, int(Qt::AlignVCenter) | int(Qt::TextSingleLine),
                      index.siblingAtColumn(0).data(SecondaryRole).toString());
    if (current)
        paintFocusRing(painter, row.adjusted(2, 1, -2, -2), t.accent, Size::radius);
}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    if (isCutOff(*painter, option))
        return;
    painter->save();
    painter->setClipRect(option.rect);
    if (index.siblingAtColumn(0).data(HeadingRole).toBool()) {
        paintHeading(painter, option, index);
        painter->restore();
        return;
    }
    QRect rect = paintRow(painter, option, index);
    if (const QModelIndex first = index.siblingAtColumn(0); first.isValid()) {
        if (const QString reason = first.data(ReasonRole).toString(); !reason.isEmpty()) {
            paintReason(painter, option, reason, first);
            rect.setBottom(rect.bottom() - reasonHeight());
        }
    }
    const Tone tone = toneOf(index);
    const bool enabled = index.flags().testFlag(Qt::ItemIsEnabled);
    painter->setFont(fontOf(option, index));
    if (const QString drawing = index.data(IconRole).toString(); !drawing.isEmpty()) {
        const QRect place(rect.x(), rect.center().y() - Size::icon / 2 + 1, Size::icon, Size::icon);
        painter->drawPixmap(place, iconPixmap(drawing, tokens(option.palette).muted, Size::icon,
                                              painter->device()->devicePixelRatioF()));
        rect.adjust(Size::icon + Space::s, 0, 0, 0);
    }
    if (const QVariant spark = index.data(SparkRole); spark.isValid()) {
        paintSpark(painter, QRect(rect.x(), rect.y() + 3, sparkWidth, rect.height() - 6),
                   spark.value<Spark>(), option.palette);
        rect.adjust(sparkWidth + Space::s, 0, 0, 0);
    }
    const QString text = index.data(Qt::DisplayRole).toString();
    if (index.data(BadgesRole).isValid()) {
        paintBadges(painter, rect, option, index);
    } else if (index.data(DotRole).toBool() && !text.isEmpty()) {
        paintBadge(painter, rect, text, tone, option.palette);
    } else if (!text.isEmpty()) {
        painter->setPen(enabled ? toneColour(tone, option.palette)
                                : option.palette.color(QPalette::Disabled, QPalette::Text));
        paintText(painter, rect, text, option, index);
        rect.adjust(painter->fontMetrics().horizontalAdvance(text) + Space::s, 0, 0, 0);
        if (const QString secondary = index.data(SecondaryRole).toString();
            !secondary.isEmpty() &&
            rect.width() >= std::min(leastSecondary, painter->fontMetrics().horizontalAdvance(secondary))) {
            painter->setPen(tokens(option.palette).muted);
            paintText(painter, rect, secondary, option, index);
        }
    }
    const QStringList chips = index.data(ChipsRole).toStringList();
    if (!chips.isEmpty() && rect.width() > 0)
        paintChips(painter, rect, chips, option);
    painter->restore();
}

int CellDelegate::textWidth(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QFontMetrics metrics(fontOf(option, index));
    int width = metrics.horizontalAdvance(index.data(Qt::DisplayRole).toString());
    if (const QString secondary = index.data(SecondaryRole).toString(); !secondary.isEmpty())
        width += Space::s + metrics.horizontalAdvance(secondary);
    if (index.data(DotRole).toBool())
        width += dotSize + Space::s;
    if (index.data(SparkRole).isValid())
        width += sparkWidth + Space::s;
    if (const auto badges = index.data(BadgesRole).value<QList<BadgeText>>(); !badges.isEmpty()) {
        width = 0;
        for (const BadgeText &badge : badges)
            width += badgeSize(badge.word, option.font).width() + Space::m;
    }
    if (!index.data(IconRole).toString().isEmpty())
        width += Size::icon + Space::s;
    for (const QString &chip : index.data(ChipsRole).toStringList())
        width += chipSize(chip, font(TextRole::Caption)).width() + Space::xs + 2;
    return width;
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return {textWidth(option, index) + 2 * Space::m + 1,
            std::max(int(Size::rowHeight), option.fontMetrics.height() + Space::m)};
}

// What models and the people who wrote them say is text, never HTML.
bool CellDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                             const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip)
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    QString text = index.data(Qt::ToolTipRole).toString();
    if (text.isEmpty() && textWidth(option, index) > option.rect.width() - 2 * Space::m) {
        text = index.data(Qt::DisplayRole).toString();
        if (const QStringList chips = index.data(ChipsRole).toStringList(); !chips.isEmpty())
            text = (QStringList{text} + chips).join(u", "_s);
    }
    QToolTip::showText(event->globalPos(), Qt::mightBeRichText(text) ? Qt::convertFromPlainText(text) : text,
                       view);
    return true;
}

} // namespace vitrine::ui
