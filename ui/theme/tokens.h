// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QString>

class QApplication;
class QFont;
class QPalette;

namespace vitrine::ui {

// The one table of colours and sizes. No colour, size or duration is written anywhere else.
struct Tokens {
    bool dark = false;
    bool highContrast = false; // borders as dark as text around everything, fills only as an extra
    QColor window, surface, raised, border, text, muted, accent, onAccent, good, bad, warn, info, selection;
};

struct Space {
    static constexpr int xs = 4, s = 8, m = 12, l = 16, xl = 24, xxl = 32;
};
struct Size {
    static constexpr int radius = 6, cardRadius = 10, rowHeight = 32, compactRow = 26, icon = 16,
                         railIcon = 20;
    static constexpr int motionMs = 120, toastMs = 8000;
};

// Which table follows from the palette, so a widget asks with its own palette() and follows a live switch by
// PaletteChange alone.
const Tokens &tokens(const QPalette &palette);

enum class ColourScheme { System, Light, Dark };
enum class Contrast { System, Normal, High };
// Style and palette. May be called again to switch live. What is left to the system follows it from then on,
// for as long as the application lives.
void applyTheme(QApplication &application, ColourScheme scheme, Contrast contrast = Contrast::System);

// The type scale relative to the application's font: caption 11, body 13, lead 15, title 20, number 26.
enum class TextRole { Caption, Body, Lead, Title, Number, Fixed };
QFont font(TextRole role);

// How a series (a version, a stage) is drawn everywhere: colour-blind safe, dash and marker change with the
// colour.
struct SeriesStyle {
    QColor colour;
    Qt::PenStyle pen = Qt::SolidLine;
    int marker = 0; // 0 circle, 1 square, 2 diamond, 3 triangle up, 4 triangle down, 5 cross, 6 ring
};
// `index`: of the version in the order of registration, so that a version keeps its look.
SeriesStyle seriesStyle(int index, bool dark);

} // namespace vitrine::ui
