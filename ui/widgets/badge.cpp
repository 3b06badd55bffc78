// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/badge.h"

#include "ui/theme/tokens.h"

#include <QFontMetrics>
#include <QPainter>

namespace vitrine::ui {

namespace {
constexpr int dot = 8;
}

QColor toneColour(Tone tone, const QPalette &palette)
{
    return toneColour(tone, tokens(palette));
}

QColor toneColour(Tone tone, const Tokens &t)
{
    switch (tone) {
    case Tone::Good: return t.good;
    case Tone::Bad: return t.bad;
    case Tone::Warn: return t.warn;
    case Tone::Info: return t.info;
    case Tone::Muted: return t.muted;
    case Tone::Neutral: break;
    }
    return t.text;
}

QSize badgeSize(const QString &word, const QFont &font)
{
    // One more than the rounded width: a word that is a fraction of a pixel wider would be cut off.
    const QFontMetrics metrics(font);
    return {dot + Space::s + metrics.horizontalAdvance(word) + 1, metrics.height()};
}

void paintBadge(QPainter *painter, const QRect &rect, const QString &word, Tone tone, const QPalette &palette)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(toneColour(tone, palette));
    painter->drawEllipse(QRectF(rect.x(), rect.y() + (rect.height() - dot) / 2.0, dot, dot));
    painter->setPen(tone == Tone::Muted ? tokens(palette).muted : tokens(palette).text);
    const QRect text = rect.adjusted(dot + Space::s, 0, 0, 0);
    painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(word, Qt::ElideRight, text.width()));
    painter->restore();
}

Badge::Badge(const QString &word, Tone tone, QWidget *parent) : QWidget(parent), m_tone(tone)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setState(word, tone);
}

void Badge::setState(const QString &word, Tone tone)
{
    m_word = word;
    m_tone = tone;
    setAccessibleName(word);
    setVisible(!word.isEmpty());
    updateGeometry();
    update();
}

QSize Badge::sizeHint() const
{
    return badgeSize(m_word, font());
}

void Badge::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintBadge(&painter, rect(), m_word, m_tone, palette());
}

} // namespace vitrine::ui
