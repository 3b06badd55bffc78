// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/labels.h"

#include <QApplication>
#include <QEvent>

namespace vitrine::ui {

void setInk(QWidget *widget, Tone tone)
{
    const QColor colour = toneColour(tone, QApplication::palette());
    if (widget->palette().color(QPalette::Active, QPalette::WindowText) == colour)
        return;
    QPalette palette = widget->palette();
    palette.setColor(QPalette::WindowText, colour);
    palette.setColor(QPalette::Text, colour);
    widget->setPalette(palette);
}

TextLabel::TextLabel(const QString &text, TextRole role, Tone tone, QWidget *parent)
    : QLabel(text, parent)
    , m_tone(tone)
{
    setTextFormat(Qt::PlainText);
    setFont(vitrine::ui::font(role));
    setTone(tone);
}

void TextLabel::setTone(Tone tone)
{
    m_tone = tone;
    if (tone != Tone::Neutral || testAttribute(Qt::WA_SetPalette))
        setInk(this, tone);
}

void TextLabel::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        setTone(m_tone);
}

} // namespace vitrine::ui
