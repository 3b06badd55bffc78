// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QRect>
#include <QString>

class QPainter;
class QStyleOption;
class QStyleOptionComplex;
class QWidget;

namespace vitrine::ui {

struct Tokens;

// The shapes of FlatStyle. Each saves and restores the painter.

// A rounded box with a one-pixel (or wider) frame; invalid colours leave that part out.
void paintBox(QPainter *painter, const QRect &rect, const QColor &fill, const QColor &frame, int radius,
              double frameWidth = 1);
// What is selected or switched on: filled, with high contrast framed as well.
void paintSelection(QPainter *painter, const QRect &rect, const Tokens &tokens, int radius);
void paintIcon(QPainter *painter, const QRect &rect, const QString &name, const QColor &colour, int size);

void paintButton(QPainter *painter, const QStyleOption *option, const QWidget *widget);
void paintToolButton(QPainter *painter, const QStyleOption *option);
void paintEditor(QPainter *painter, const QStyleOption *option, const QWidget *widget);
void paintCheckBox(QPainter *painter, const QStyleOption *option);
void paintRadioButton(QPainter *painter, const QStyleOption *option);
void paintItemPanel(QPainter *painter, const QStyleOption *option);
void paintFocusRing(QPainter *painter, const QRect &rect, const QColor &accent, int radius);
void paintTab(QPainter *painter, const QStyleOption *option);
void paintHeaderSection(QPainter *painter, const QStyleOption *option);
void paintProgress(QPainter *painter, const QStyleOption *option);
void paintScrollSlider(QPainter *painter, const QStyleOptionComplex *option, const QRect &slider);

// The colour of a push button's text, which follows its emphasis.
QColor buttonTextColour(const QStyleOption *option, const QWidget *widget);

} // namespace vitrine::ui
