// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/scrolled.h"

namespace vitrine::ui {

QScrollArea *scrolled(QWidget *picture, const QString &name)
{
    auto *area = new QScrollArea;
    area->setObjectName(name);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setFocusPolicy(Qt::NoFocus);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(picture);
    area->viewport()->setAutoFillBackground(false);
    picture->setAutoFillBackground(false);
    return area;
}

} // namespace vitrine::ui
