// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chip.h"

#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/motion.h"

#include <QFontMetrics>
#include <QPainter>
#include <QVariantAnimation>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

ChipLook stageLook(const QString &stage)
{
    if (stage.startsWith(u"prod", Qt::CaseInsensitive))
        return ChipLook::Filled;
    if (stage.startsWith(u"stag", Qt::CaseInsensitive))
        return ChipLook::Outlined;
    return ChipLook::Neutral;
}

QSize chipSize(const QString &text, const QFont &font)
{
    const QFontMetrics metrics(font);
    return {metrics.horizontalAdvance(text) + 2 * Space::s + 2, metrics.height() + Space::xs};
}

void paintChip(QPainter *painter, const QRect &rect, const QString &text, ChipLook look,
               const QPalette &palette)
{
    const Tokens &t = tokens(palette);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF pill = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5);
    QColor ink = t.text;
    if (look == ChipLook::Filled && t.highContrast) {
        painter->setPen(QPen(t.accent, 2));
        painter->setBrush(t.surface);
    } else if (look == ChipLook::Filled) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(t.accent);
        ink = t.onAccent;
    } else if (look == ChipLook::Outlined) {
        painter->setPen(QPen(t.accent, 1));
        painter->setBrush(Qt::NoBrush);
        ink = t.accent;
    } else {
        painter->setPen(QPen(mixed(t.border, t.text, 0.1), 1));
        painter->setBrush(t.window);
    }
    painter->drawRoundedRect(pill, pill.height() / 2, pill.height() / 2);
    painter->setPen(ink);
    const QRect inner = rect.adjusted(Space::s, 0, -Space::s, 0);
    painter->drawText(inner, Qt::AlignCenter,
                      painter->fontMetrics().elidedText(text, Qt::ElideMiddle, inner.width() + 2));
    painter->restore();
}

Chip::Chip(const QString &text, ChipLook look, QWidget *parent) : QWidget(parent), m_text(text), m_look(look)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setFont(vitrine::ui::font(TextRole::Caption));
    setAccessibleName(text);
}

void Chip::setText(const QString &text)
{
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

void Chip::pulse()
{
    if (!motionWanted(this))
        return;
    auto *animation = new QVariantAnimation(this);
    animation->setDuration(4 * Size::motionMs);
    animation->setKeyValueAt(0, 1.0);
    animation->setKeyValueAt(0.5, 0.35);
    animation->setKeyValueAt(1, 1.0);
    connect(animation, &QVariantAnimation::valueChanged, this, [this](const QVariant &value) {
        m_opacity = value.toDouble();
        update();
    });
    animation->start(QAbstractAnimation::DeleteWhenStopped);
}

QSize Chip::sizeHint() const
{
    return chipSize(m_text, font());
}

void Chip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setOpacity(m_opacity);
    paintChip(&painter, rect(), m_text, m_look, palette());
}

} // namespace vitrine::ui
