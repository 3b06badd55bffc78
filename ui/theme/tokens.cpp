// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/tokens.h"

#include "ui/theme/palette.h"

#include <QApplication>
#include <QFont>
#include <QFontDatabase>
#include <QPalette>

#include <array>
#include <cmath>

namespace vitrine::ui {

namespace {

Tokens makeLight()
{
    Tokens t;
    t.dark = false;
    t.window = QColor(0xF7, 0xF7, 0xF4);
    t.surface = QColor(0xFF, 0xFF, 0xFF);
    t.raised = QColor(0xFF, 0xFF, 0xFF);
    t.border = QColor(0xE2, 0xE1, 0xDB);
    t.text = QColor(0x1C, 0x1D, 0x1B);
    t.muted = QColor(0x67, 0x68, 0x63);
    t.accent = QColor(0x2B, 0x6A, 0x4D);
    t.onAccent = QColor(0xFF, 0xFF, 0xFF);
    t.good = QColor(0x24, 0x78, 0x5A);
    t.bad = QColor(0xB0, 0x3A, 0x2A);
    t.warn = QColor(0x8A, 0x58, 0x00);
    t.info = QColor(0x2A, 0x6A, 0x9A);
    t.selection = QColor(0xE6, 0xF0, 0xEA);
    return t;
}

Tokens makeDark()
{
    Tokens t;
    t.dark = true;
    t.window = QColor(0x15, 0x17, 0x16);
    t.surface = QColor(0x1D, 0x20, 0x1F);
    t.raised = QColor(0x24, 0x28, 0x27);
    t.border = QColor(0x2F, 0x34, 0x32);
    t.text = QColor(0xE9, 0xEA, 0xE6);
    t.muted = QColor(0x9C, 0xA1, 0x9D);
    t.accent = QColor(0x74, 0xC4, 0x9C);
    t.onAccent = QColor(0x10, 0x1A, 0x15);
    t.good = QColor(0x6C, 0xCF, 0xA5);
    t.bad = QColor(0xF2, 0x8B, 0x78);
    t.warn = QColor(0xE8, 0xB5, 0x4F);
    t.info = QColor(0x82, 0xBB, 0xE2);
    t.selection = QColor(0x27, 0x39, 0x31);
    return t;
}

Tokens makeHighContrastLight()
{
    Tokens t;
    t.highContrast = true;
    t.window = t.surface = t.raised = t.onAccent = QColor(0xFF, 0xFF, 0xFF);
    t.border = t.text = QColor(0x00, 0x00, 0x00);
    t.muted = QColor(0x26, 0x26, 0x26);
    t.accent = QColor(0x00, 0x45, 0x2B);
    t.good = QColor(0x00, 0x4D, 0x30);
    t.bad = QColor(0x85, 0x00, 0x00);
    t.warn = QColor(0x57, 0x38, 0x00);
    t.info = QColor(0x00, 0x38, 0x6B);
    t.selection = QColor(0xDC, 0xEE, 0xE3);
    return t;
}

Tokens makeHighContrastDark()
{
    Tokens t;
    t.dark = true;
    t.highContrast = true;
    t.window = t.surface = t.raised = t.onAccent = QColor(0x00, 0x00, 0x00);
    t.border = t.text = QColor(0xFF, 0xFF, 0xFF);
    t.muted = QColor(0xE4, 0xE4, 0xE4);
    t.accent = QColor(0x70, 0xFF, 0xB8);
    t.good = QColor(0x70, 0xFF, 0xB8);
    t.bad = QColor(0xFF, 0xA8, 0x9C);
    t.warn = QColor(0xFF, 0xD8, 0x6B);
    t.info = QColor(0xA6, 0xDA, 0xFF);
    t.selection = QColor(0x0C, 0x2E, 0x1E);
    return t;
}

// Okabe and Ito's order (black left out: it is the colour of the text).
constexpr std::array<QRgb, 7> seriesColours = {0xFF0072B2, 0xFFD55E00, 0xFF009E73, 0xFFCC79A7,
                                               0xFFE69F00, 0xFF56B4E9, 0xFF999999};
constexpr std::array<Qt::PenStyle, 5> seriesPens = {Qt::SolidLine, Qt::DashLine, Qt::DashDotLine, Qt::DotLine,
                                                    Qt::DashDotDotLine};
constexpr int markerCount = 7;

double scaleOf(TextRole role)
{
    switch (role) {
    case TextRole::Caption: return 11.0 / 13.0;
    case TextRole::Lead: return 15.0 / 13.0;
    case TextRole::Title: return 20.0 / 13.0;
    case TextRole::Number: return 26.0 / 13.0;
    case TextRole::Body:
    case TextRole::Fixed: break;
    }
    return 1.0;
}

} // namespace

const Tokens &lightTokens()
{
    static const Tokens table = makeLight();
    return table;
}

const Tokens &darkTokens()
{
    static const Tokens table = makeDark();
    return table;
}

const Tokens &highContrastLightTokens()
{
    static const Tokens table = makeHighContrastLight();
    return table;
}

const Tokens &highContrastDarkTokens()
{
    static const Tokens table = makeHighContrastDark();
    return table;
}

// Only the tables of high contrast have a window in pure white or black.
const Tokens &tokens(const QPalette &palette)
{
    const QColor window = palette.color(QPalette::Active, QPalette::Window);
    if (window.lightness() < 128)
        return window.lightness() == 0 ? highContrastDarkTokens() : darkTokens();
    return window.lightness() == 255 ? highContrastLightTokens() : lightTokens();
}

QFont font(TextRole role)
{
    const QFont base = QApplication::font();
    QFont result = base;
    if (role == TextRole::Fixed) {
        result = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        if (base.pointSizeF() > 0)
            result.setPointSizeF(base.pointSizeF());
        else
            result.setPixelSize(base.pixelSize());
        return result;
    }
    const double scale = scaleOf(role);
    if (base.pointSizeF() > 0)
        result.setPointSizeF(base.pointSizeF() * scale);
    else
        result.setPixelSize(static_cast<int>(std::lround(base.pixelSize() * scale)));
    if (role == TextRole::Title)
        result.setWeight(QFont::DemiBold);
    return result;
}

SeriesStyle seriesStyle(int index, bool dark)
{
    const auto at = static_cast<size_t>(index < 0 ? 0 : index);
    SeriesStyle style;
    style.colour = QColor::fromRgb(seriesColours[at % seriesColours.size()]);
    if (dark)
        style.colour = mixed(style.colour, Qt::white, 0.3);
    style.pen = seriesPens[at % seriesPens.size()];
    style.marker = static_cast<int>(at % markerCount);
    return style;
}

} // namespace vitrine::ui
