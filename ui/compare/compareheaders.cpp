// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/compareheaders.h"

#include "ui/compare/comparedelegate.h"
#include "ui/compare/comparemodel.h"
#include "ui/theme/flatpainter.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/wording.h"

#include <QHelpEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int cross = 14;
constexpr int gutter = CompareDelegate::gutter; // names stand above the texts
constexpr int leastColumn = 190;
constexpr int chevron = 12;

QFont strongFont()
{
    QFont strong = font(TextRole::Body);
    strong.setWeight(QFont::DemiBold);
    return strong;
}

bool severalModels(const QAbstractItemModel *model)
{
    for (int column = 1; column < model->columnCount(); ++column) {
        const auto version = model->headerData(column, Qt::Horizontal, ValueRole).value<registry::Version>();
        const auto first = model->headerData(0, Qt::Horizontal, ValueRole).value<registry::Version>();
        if (version.model != first.model)
            return true;
    }
    return false;
}

QString secondLine(const QAbstractItemModel *model, int column, const registry::Version &version)
{
    QStringList parts;
    if (severalModels(model))
        parts << version.model;
    parts << QLocale().toString(version.date.toLocalTime().date(), u"d MMM yyyy"_s);
    const auto *compared = qobject_cast<const CompareModel *>(model);
    if (column == 0)
        parts << CompareColumns::tr("baseline");
    else if (compared)
        parts << CompareColumns::tr("%n difference(s)", nullptr,
                                    int(compared->comparison().differing(column)));
    return parts.join(u" · "_s);
}

} // namespace

CompareColumns::CompareColumns(QWidget *parent) : QHeaderView(Qt::Horizontal, parent)
{
    setObjectName(u"compareColumns"_s);
    setSectionsMovable(true);
    setSectionsClickable(true);
    setHighlightSections(false);
    setMinimumSectionSize(leastColumn);
    setMouseTracking(true);
    setContextMenuPolicy(Qt::CustomContextMenu);
    connect(this, &QHeaderView::sectionMoved, this, [this](int, int from, int to) { emit moved(from, to); });
}

QSize CompareColumns::sizeHint() const
{
    const int body = QFontMetrics(strongFont()).height();
    const int caption = QFontMetrics(vitrine::ui::font(TextRole::Caption)).height();
    return {QHeaderView::sizeHint().width(),
            Space::s + std::max(body, caption + Space::xs) + Space::xs + caption + Space::s};
}

QRect CompareColumns::crossRect(int column) const
{
    const int right = sectionViewportPosition(column) + sectionSize(column);
    return {right - Space::s - cross - Space::xs, Space::s, cross + Space::xs, cross + Space::xs};
}

int CompareColumns::columnOfCross(const QPoint &at) const
{
    const int column = logicalIndexAt(at);
    return count() > 1 && column >= 0 && crossRect(column).contains(at) ? column : -1;
}

void CompareColumns::paintSection(QPainter *painter, const QRect &rect, int column) const
{
    const Tokens &t = tokens(palette());
    const auto version = model()->headerData(column, Qt::Horizontal, ValueRole).value<registry::Version>();
    painter->save();
    painter->setClipRect(rect);
    painter->fillRect(rect, t.surface);
    painter->fillRect(QRect(rect.bottomLeft(), QSize(rect.width(), 1)), t.border);
    painter->fillRect(QRect(rect.topRight(), QSize(1, rect.height())), t.border);
    if (column == 0)
        painter->fillRect(QRect(rect.topLeft(), QSize(rect.width(), 2)), t.accent);
    painter->setFont(strongFont());
    painter->setPen(t.text);
    const int line = painter->fontMetrics().height();
    const int right = count() > 1 ? crossRect(column).left() - Space::xs : rect.right() - Space::s;
    QRect first(rect.left() + gutter, rect.top() + Space::s, right - rect.left() - gutter, line);
    const QString name = painter->fontMetrics().elidedText(version.name, Qt::ElideMiddle, first.width());
    painter->drawText(first, int(Qt::AlignVCenter) | int(Qt::TextSingleLine), name);
    first.adjust(painter->fontMetrics().horizontalAdvance(name) + Space::s, 0, 0, 0);
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    for (const QString &stage : version.stages) {
        const QSize size = chipSize(stage, painter->font());
        if (size.width() > first.width())
            break;
        paintChip(painter, QRect(QPoint(first.left(), first.center().y() - size.height() / 2), size), stage,
                  stageLook(stage), palette());
        first.adjust(size.width() + Space::xs, 0, 0, 0);
    }
    painter->setPen(t.muted);
    const QRect second(rect.left() + gutter, rect.top() + Space::s + line + Space::xs,
                       rect.width() - gutter - Space::m, painter->fontMetrics().height());
    painter->drawText(second, int(Qt::AlignVCenter) | int(Qt::TextSingleLine),
                      painter->fontMetrics().elidedText(secondLine(model(), column, version), Qt::ElideRight,
                                                        second.width()));
    if (count() > 1)
        paintIcon(painter, crossRect(column), u"close"_s, column == m_hovered ? t.text : t.muted, cross);
    painter->restore();
}

void CompareColumns::mousePressEvent(QMouseEvent *event)
{
    m_pressed = event->button() == Qt::LeftButton ? columnOfCross(event->position().toPoint()) : -1;
    if (m_pressed < 0)
        QHeaderView::mousePressEvent(event);
}

void CompareColumns::mouseMoveEvent(QMouseEvent *event)
{
    const int over = columnOfCross(event->position().toPoint());
    if (over != m_hovered) {
        m_hovered = over;
        viewport()->update();
    }
    if (m_pressed < 0)
        QHeaderView::mouseMoveEvent(event);
}

void CompareColumns::mouseReleaseEvent(QMouseEvent *event)
{
    const int pressed = std::exchange(m_pressed, -1);
    if (pressed < 0)
        QHeaderView::mouseReleaseEvent(event);
    else if (columnOfCross(event->position().toPoint()) == pressed)
        emit removeRequested(pressed);
}

void CompareColumns::leaveEvent(QEvent *event)
{
    QHeaderView::leaveEvent(event);
    m_hovered = -1;
    viewport()->update();
}

bool CompareColumns::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QHeaderView::viewportEvent(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int column = logicalIndexAt(help->pos());
    QString text;
    if (columnOfCross(help->pos()) >= 0) {
        text = tr("Take this version out of the comparison");
    } else if (column >= 0) {
        const auto version =
            model()->headerData(column, Qt::Horizontal, ValueRole).value<registry::Version>();
        QStringList lines{version.model + u'@' + version.name, exactTime(version.date)};
        if (!version.stages.isEmpty())
            lines << tr("in %1").arg(version.stages.join(u", "_s));
        lines << version.message.section(u'\n', 0, 0) << tr("Drag to move it; the first one is the baseline");
        lines.removeAll(QString());
        text = lines.join(u'\n');
    }
    QToolTip::showText(help->globalPos(), text, this);
    return true;
}

CompareRows::CompareRows(QWidget *parent) : QHeaderView(Qt::Vertical, parent)
{
    setObjectName(u"compareRows"_s);
    setSectionsClickable(true);
    setHighlightSections(false);
    setMinimumSectionSize(Size::compactRow);
    setSectionResizeMode(QHeaderView::Fixed);
}

// The style's empty area ends with a line of its own.
void CompareRows::paintEvent(QPaintEvent *event)
{
    QHeaderView::paintEvent(event);
    QPainter painter(viewport());
    const int used = length() - offset();
    painter.fillRect(QRect(0, used, viewport()->width(), viewport()->height() - used),
                     tokens(palette()).surface);
}

QSize CompareRows::sizeHint() const
{
    return {m_narrow ? narrowWidth : usualWidth, QHeaderView::sizeHint().height()};
}

void CompareRows::setNarrow(bool narrow)
{
    if (narrow == m_narrow)
        return;
    m_narrow = narrow;
    updateGeometry();
    emit geometriesChanged();
}

void CompareRows::paintHeading(QPainter *painter, const QRect &rect, const QString &title, bool expanded,
                               const QPalette &palette)
{
    const Tokens &t = tokens(palette);
    painter->fillRect(rect, t.window);
    painter->fillRect(QRect(rect.bottomLeft(), QSize(rect.width(), 1)), t.border);
    QRect rest = rect.adjusted(Space::m, 0, -Space::xs, -1);
    paintIcon(painter, QRect(rest.x(), rest.y(), chevron, rest.height()),
              expanded ? u"chevron-down"_s : u"chevron-right"_s, t.muted, chevron);
    rest.adjust(chevron + Space::s, 0, 0, 0);
    painter->setFont(strongFont());
    painter->setPen(t.text);
    painter->drawText(rest, int(Qt::AlignVCenter) | int(Qt::TextSingleLine),
                      painter->fontMetrics().elidedText(title, Qt::ElideRight, rest.width()));
}

void CompareRows::paintSection(QPainter *painter, const QRect &rect, int row) const
{
    const Tokens &t = tokens(palette());
    const QString name = model()->headerData(row, Qt::Vertical, Qt::DisplayRole).toString();
    painter->save();
    painter->setClipRect(rect);
    if (model()->headerData(row, Qt::Vertical, HeadingRole).toBool()) {
        paintHeading(painter, rect, name, model()->headerData(row, Qt::Vertical, ExpandedRole).toBool(),
                     palette());
        painter->restore();
        return;
    }
    const bool selected = selectionModel() && selectionModel()->isRowSelected(row, {});
    painter->fillRect(rect, selected ? t.selection : t.surface);
    painter->fillRect(QRect(rect.bottomLeft(), QSize(rect.width(), 1)), mixed(t.surface, t.border, 0.7));
    painter->fillRect(QRect(rect.topRight(), QSize(1, rect.height())), t.border);
    painter->setFont(vitrine::ui::font(TextRole::Body));
    painter->setPen(t.muted);
    const QRect inner = rect.adjusted(Space::m, 7, -Space::s, -2);
    const QFontMetrics metrics = painter->fontMetrics();
    // Names are cut in the middle: what tells two of them apart is often at the end.
    painter->drawText(QRect(inner.left(), inner.top(), inner.width(), metrics.height()),
                      int(Qt::AlignLeft) | int(Qt::TextSingleLine),
                      metrics.elidedText(name, Qt::ElideMiddle, inner.width()));
    painter->restore();
}

} // namespace vitrine::ui
