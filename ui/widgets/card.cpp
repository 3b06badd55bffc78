// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/card.h"

#include "ui/theme/flatpainter.h"
#include "ui/theme/tokens.h"

#include <QPainter>

namespace vitrine::ui {

Card::Card(QWidget *parent) : QFrame(parent)
{
    setFrameShape(QFrame::NoFrame);
    setContentsMargins(1, 1, 1, 1);
}

void Card::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = tokens(palette());
    paintBox(&painter, rect(), t.surface, t.border, Size::cardRadius);
}

} // namespace vitrine::ui
