// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/legend.h"

#include "ui/chart/chartpaint.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/flowlayout.h"

#include <QFocusEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {
constexpr int sampleWidth = 30;
constexpr double hiddenInk = 0.35;
constexpr int longestName = 220;
} // namespace

LegendItem::LegendItem(const QString &version, int look, const QString &note, QWidget *parent)
    : QAbstractButton(parent)
    , m_version(version)
    , m_note(note)
    , m_look(look)
{
    setObjectName(u"legend_"_s + version);
    setText(version);
    setAccessibleName(note.isEmpty() ? version : tr("%1, %2").arg(version, note));
    setCheckable(true);
    setChecked(true);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setToolTip(
        tr("%1\nPoint at it or tab to it to bring it to the front, with its confidence band.\nClick to "
           "hide or show, Alt+click to show it alone.")
            .arg(version));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize LegendItem::sizeHint() const
{
    const QFontMetrics body(font());
    const QFontMetrics caption(vitrine::ui::font(TextRole::Caption));
    const int note = m_note.isEmpty() ? 0 : caption.horizontalAdvance(m_note) + Space::s;
    return {Space::s + sampleWidth + Space::s + std::min(longestName, body.horizontalAdvance(m_version)) +
                note + Space::m,
            Size::compactRow};
}

void LegendItem::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    const double round = box.height() / 2;
    painter.setPen(hasFocus() ? QPen(t.accent, 2) : QPen(t.border, 1));
    painter.setBrush(underMouse() || m_highlighted ? mixed(t.surface, t.text, 0.05)
                     : isChecked()                 ? t.surface
                                                   : t.window);
    painter.drawRoundedRect(hasFocus() ? box.adjusted(0.5, 0.5, -0.5, -0.5) : box, round, round);
    SeriesStyle style = seriesStyle(m_look, t.dark);
    if (!isChecked())
        style.colour = mixed(t.surface, t.muted, hiddenInk);
    const QRectF sample(Space::s, 0, sampleWidth, height());
    paintSample(&painter, sample, style, t.surface);
    QFont name = font();
    name.setStrikeOut(!isChecked());
    painter.setFont(name);
    painter.setPen(isChecked() ? t.text : t.muted);
    QRectF rest = box.adjusted(Space::s + sampleWidth + Space::s, 0, -Space::s, 0);
    const QString shown = painter.fontMetrics().elidedText(m_version, Qt::ElideMiddle, longestName);
    painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter, shown);
    rest.adjust(painter.fontMetrics().horizontalAdvance(shown) + Space::s, 0, 0, 0);
    painter.setFont(vitrine::ui::font(TextRole::Caption));
    painter.setPen(t.muted);
    painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter, m_note);
}

void LegendItem::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && event->modifiers().testFlag(Qt::AltModifier) &&
        rect().contains(event->position().toPoint())) {
        setDown(false);
        emit isolateRequested();
        return;
    }
    QAbstractButton::mouseReleaseEvent(event);
}

void LegendItem::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && event->modifiers().testFlag(Qt::AltModifier)) {
        emit isolateRequested();
        return;
    }
    if (enter) {
        click();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

void LegendItem::enterEvent(QEnterEvent *event)
{
    QAbstractButton::enterEvent(event);
    emit hoverChanged(true);
    update();
}

void LegendItem::leaveEvent(QEvent *event)
{
    QAbstractButton::leaveEvent(event);
    emit hoverChanged(false);
    update();
}

void LegendItem::focusInEvent(QFocusEvent *event)
{
    QAbstractButton::focusInEvent(event);
    // A click takes the focus, too, but its pointer goes on to something else.
    if (event->reason() != Qt::MouseFocusReason)
        emit reached(true);
}

void LegendItem::focusOutEvent(QFocusEvent *event)
{
    QAbstractButton::focusOutEvent(event);
    emit reached(false);
}

void LegendItem::setHighlighted(bool highlighted)
{
    if (highlighted == m_highlighted)
        return;
    m_highlighted = highlighted;
    update();
}

void LegendItem::changeEvent(QEvent *event)
{
    QAbstractButton::changeEvent(event);
    update();
}

Legend::Legend(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"chartLegend"_s);
    setAccessibleName(tr("Versions in the charts"));
    auto *flow = new FlowLayout(this, Space::s);
    flow->setContentsMargins(0, 0, 0, 0);
}

void Legend::setEntries(const QList<Entry> &entries)
{
    if (entries == m_entries)
        return;
    m_entries = entries;
    qDeleteAll(m_items);
    m_items.clear();
    m_hovered.clear();
    m_reached.clear();
    for (const Entry &entry : entries) {
        auto *item = new LegendItem(entry.version, entry.look, entry.note, this);
        item->setChecked(!m_hidden.contains(entry.version));
        const QString version = entry.version;
        connect(item, &QAbstractButton::clicked, this, [this, version](bool shown) {
            QSet<QString> hidden = m_hidden;
            shown ? static_cast<void>(hidden.remove(version)) : static_cast<void>(hidden.insert(version));
            apply(hidden);
        });
        connect(item, &LegendItem::isolateRequested, this, [this, version] { isolate(version); });
        connect(item, &LegendItem::hoverChanged, this, [this, version](bool over) {
            m_hovered = over ? version : QString();
            ask();
        });
        connect(item, &LegendItem::reached, this, [this, version](bool reached) {
            m_reached = reached ? version : QString();
            ask();
        });
        layout()->addWidget(item);
        item->show();
        m_items << item;
    }
    updateGeometry();
}

void Legend::setHidden(const QSet<QString> &versions)
{
    m_hidden = versions;
    for (LegendItem *item : std::as_const(m_items))
        item->setChecked(!m_hidden.contains(item->version()));
}

void Legend::isolate(const QString &version)
{
    QSet<QString> others;
    for (const Entry &entry : std::as_const(m_entries)) {
        if (entry.version != version)
            others.insert(entry.version);
    }
    apply(m_hidden == others ? QSet<QString>() : others);
}

void Legend::apply(const QSet<QString> &hidden)
{
    setHidden(hidden);
    emit hiddenChanged(m_hidden);
    ask();
}

void Legend::ask()
{
    const QString &wanted = m_hovered.isEmpty() ? m_reached : m_hovered;
    emit highlighted(m_hidden.contains(wanted) ? QString() : wanted);
}

void Legend::setHighlighted(const QString &version)
{
    for (LegendItem *item : std::as_const(m_items))
        item->setHighlighted(item->version() == version);
}

} // namespace vitrine::ui
