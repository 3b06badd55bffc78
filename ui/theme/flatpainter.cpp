// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/flatpainter.h"

#include "ui/theme/icons.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"

#include <QPainter>
#include <QStyleOption>
#include <QVariant>
#include <QWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

enum class Emphasis { None, Primary, Danger, Quiet };

Emphasis emphasisOf(const QStyleOption *option, const QWidget *widget)
{
    const QString name = widget ? widget->property("emphasis").toString() : QString();
    if (name == u"primary")
        return Emphasis::Primary;
    if (name == u"danger")
        return Emphasis::Danger;
    const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
    if (name == u"quiet" || (button && button->features & QStyleOptionButton::Flat))
        return Emphasis::Quiet;
    if (button && button->features & QStyleOptionButton::DefaultButton)
        return Emphasis::Primary;
    return Emphasis::None;
}

bool has(const QStyleOption *option, QStyle::StateFlag flag)
{
    return option->state.testFlag(flag);
}

// Hover and pressed shades of a surface.
QColor shaded(const QColor &colour, const QColor &ink, const QStyleOption *option)
{
    if (has(option, QStyle::State_Sunken) || has(option, QStyle::State_On))
        return mixed(colour, ink, 0.12);
    if (has(option, QStyle::State_MouseOver) && has(option, QStyle::State_Enabled))
        return mixed(colour, ink, 0.06);
    return colour;
}

// Keyboard focus deserves a ring; a click does not.
bool showsFocus(const QStyleOption *option)
{
    return has(option, QStyle::State_HasFocus) && has(option, QStyle::State_KeyboardFocusChange);
}

class Saved final
{
public:
    explicit Saved(QPainter *painter) : m_painter(painter)
    {
        m_painter->save();
        m_painter->setRenderHint(QPainter::Antialiasing);
    }
    ~Saved() { m_painter->restore(); }
    Q_DISABLE_COPY_MOVE(Saved)

private:
    QPainter *m_painter;
};

} // namespace

void paintBox(QPainter *painter, const QRect &rect, const QColor &fill, const QColor &frame, int radius,
              double frameWidth)
{
    const Saved saved(painter);
    const double inset = frame.isValid() ? frameWidth / 2 : 0;
    painter->setPen(frame.isValid() ? QPen(frame, frameWidth) : QPen(Qt::NoPen));
    painter->setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    painter->drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius, radius);
}

void paintSelection(QPainter *painter, const QRect &rect, const Tokens &t, int radius)
{
    paintBox(painter, rect, t.selection, t.highContrast ? t.accent : QColor(), radius, 2);
}

void paintIcon(QPainter *painter, const QRect &rect, const QString &name, const QColor &colour, int size)
{
    const QRect square(rect.center().x() - size / 2 + 1, rect.center().y() - size / 2 + 1, size, size);
    painter->drawPixmap(square, iconPixmap(name, colour, size, painter->device()->devicePixelRatioF()));
}

void paintFocusRing(QPainter *painter, const QRect &rect, const QColor &accent, int radius)
{
    paintBox(painter, rect, {}, accent, radius, 2);
}

QColor buttonTextColour(const QStyleOption *option, const QWidget *widget)
{
    const Tokens &t = tokens(option->palette);
    if (!has(option, QStyle::State_Enabled))
        return option->palette.color(QPalette::Disabled, QPalette::ButtonText);
    if (t.highContrast)
        return t.text;
    switch (emphasisOf(option, widget)) {
    case Emphasis::Primary: return t.onAccent;
    case Emphasis::Danger: return t.dark ? t.onAccent : t.surface;
    case Emphasis::None:
    case Emphasis::Quiet: break;
    }
    return t.text;
}

void paintButton(QPainter *painter, const QStyleOption *option, const QWidget *widget)
{
    const Tokens &t = tokens(option->palette);
    const Emphasis emphasis = emphasisOf(option, widget);
    const bool enabled = has(option, QStyle::State_Enabled);
    const bool filled = emphasis == Emphasis::Primary || emphasis == Emphasis::Danger;
    const QColor base = emphasis == Emphasis::Danger ? t.bad : t.accent;
    if (filled && enabled && t.highContrast) {
        paintBox(painter, option->rect, shaded(t.surface, t.text, option), base, Size::radius, 3);
        if (showsFocus(option))
            paintFocusRing(painter, option->rect.adjusted(4, 4, -4, -4), t.text, Size::radius - 2);
        return;
    }
    if (filled && enabled) {
        if (showsFocus(option)) {
            paintFocusRing(painter, option->rect, base, Size::radius);
            paintBox(painter, option->rect.adjusted(3, 3, -3, -3), shaded(base, t.onAccent, option), {},
                     Size::radius - 2);
        } else {
            paintBox(painter, option->rect, shaded(base, t.onAccent, option), {}, Size::radius);
        }
        return;
    }
    const bool quiet = emphasis == Emphasis::Quiet;
    const QColor frame = enabled ? mixed(t.border, t.text, 0.12) : t.border;
    QColor fill = shaded(quiet ? t.window : t.raised, t.text, option);
    if (!enabled)
        fill = t.window;
    if (!quiet && enabled && has(option, QStyle::State_On)) // what is switched on is seen as such
        paintBox(painter, option->rect, t.selection, t.accent, Size::radius, t.highContrast ? 3 : 1);
    else if (!quiet || fill != t.window)
        paintBox(painter, option->rect, fill, quiet ? QColor() : frame, Size::radius);
    if (showsFocus(option))
        paintFocusRing(painter, option->rect, t.accent, Size::radius);
}

void paintToolButton(QPainter *painter, const QStyleOption *option)
{
    const Tokens &t = tokens(option->palette);
    if (has(option, QStyle::State_On) && has(option, QStyle::State_Enabled))
        paintSelection(painter, option->rect, t, Size::radius);
    else if (has(option, QStyle::State_Enabled) &&
             (has(option, QStyle::State_MouseOver) || has(option, QStyle::State_Sunken)))
        paintBox(painter, option->rect,
                 mixed(t.window, t.text, has(option, QStyle::State_Sunken) ? 0.12 : 0.06), {}, Size::radius);
    if (showsFocus(option))
        paintFocusRing(painter, option->rect, t.accent, Size::radius);
}

void paintEditor(QPainter *painter, const QStyleOption *option, const QWidget *widget)
{
    const Tokens &t = tokens(option->palette);
    const bool enabled = has(option, QStyle::State_Enabled);
    const bool invalid = widget && widget->property("invalid").toBool();
    const bool readOnly = has(option, QStyle::State_ReadOnly) || !enabled;
    QColor frame = enabled ? mixed(t.border, t.text, 0.18) : t.border;
    if (invalid)
        frame = t.bad;
    else if (has(option, QStyle::State_HasFocus))
        frame = t.accent;
    const double width = has(option, QStyle::State_HasFocus) ? 2 : 1;
    paintBox(painter, option->rect, readOnly ? t.window : t.surface, frame, Size::radius, width);
}

void paintCheckBox(QPainter *painter, const QStyleOption *option)
{
    const Tokens &t = tokens(option->palette);
    const bool enabled = has(option, QStyle::State_Enabled);
    const bool on = has(option, QStyle::State_On) || has(option, QStyle::State_NoChange);
    const QColor fill = on ? (enabled ? t.accent : t.muted) : t.surface;
    paintBox(painter, option->rect, fill, on ? fill : mixed(t.border, t.text, 0.35), 4);
    if (has(option, QStyle::State_On))
        paintIcon(painter, option->rect, u"check"_s, t.onAccent, std::min(option->rect.width(), 16));
    else if (has(option, QStyle::State_NoChange))
        paintBox(painter, QRect(option->rect.x() + 4, option->rect.center().y(), option->rect.width() - 8, 2),
                 t.onAccent, {}, 1);
    if (showsFocus(option))
        paintFocusRing(painter, option->rect.adjusted(-1, -1, 1, 1), t.accent, 5);
}

void paintRadioButton(QPainter *painter, const QStyleOption *option)
{
    const Tokens &t = tokens(option->palette);
    const Saved saved(painter);
    const QRectF circle = QRectF(option->rect).adjusted(1, 1, -1, -1);
    const bool on = has(option, QStyle::State_On);
    painter->setPen(QPen(on ? t.accent : mixed(t.border, t.text, 0.35), on ? 5 : 1));
    painter->setBrush(t.surface);
    painter->drawEllipse(on ? circle.adjusted(2, 2, -2, -2) : circle);
}

void paintItemPanel(QPainter *painter, const QStyleOption *option)
{
    const Tokens &t = tokens(option->palette);
    if (has(option, QStyle::State_Selected))
        paintSelection(painter, option->rect, t, 0);
    else if (has(option, QStyle::State_MouseOver) && has(option, QStyle::State_Enabled))
        painter->fillRect(option->rect, mixed(t.surface, t.text, 0.035));
}

void paintTab(QPainter *painter, const QStyleOption *option)
{
    const Tokens &t = tokens(option->palette);
    const QRect rect = option->rect;
    if (has(option, QStyle::State_Selected))
        paintBox(painter, QRect(rect.x() + Space::m, rect.bottom() - 1, rect.width() - 2 * Space::m, 2),
                 t.accent, {}, 1);
    if (has(option, QStyle::State_HasFocus) && has(option, QStyle::State_Selected) &&
        has(option, QStyle::State_KeyboardFocusChange))
        paintFocusRing(painter, rect.adjusted(4, 4, -4, -4), t.accent, Size::radius);
}

void paintHeaderSection(QPainter *painter, const QStyleOption *option)
{
    const Tokens &t = tokens(option->palette);
    const bool hover = has(option, QStyle::State_MouseOver) && has(option, QStyle::State_Enabled);
    painter->fillRect(option->rect, hover ? mixed(t.surface, t.text, 0.05) : t.surface);
    painter->fillRect(QRect(option->rect.x(), option->rect.bottom(), option->rect.width(), 1), t.border);
}

void paintProgress(QPainter *painter, const QStyleOption *option)
{
    const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(option);
    if (!bar)
        return;
    constexpr int thickness = 4;
    const Tokens &t = tokens(option->palette);
    const QRect groove(bar->rect.x(), bar->rect.center().y() - thickness / 2, bar->rect.width(), thickness);
    paintBox(painter, groove, t.border, {}, thickness / 2);
    QRect done = groove;
    if (bar->maximum > bar->minimum) {
        const double share = double(bar->progress - bar->minimum) / double(bar->maximum - bar->minimum);
        done.setWidth(static_cast<int>(groove.width() * std::clamp(share, 0.0, 1.0)));
    } else {
        done.setWidth(groove.width() / 3);
    }
    if (done.width() > 0)
        paintBox(painter, done, t.accent, {}, thickness / 2);
}

void paintScrollSlider(QPainter *painter, const QStyleOptionComplex *option, const QRect &slider)
{
    const Tokens &t = tokens(option->palette);
    const bool active = option->activeSubControls.testFlag(QStyle::SC_ScrollBarSlider) ||
                        has(option, QStyle::State_Sunken) || has(option, QStyle::State_MouseOver);
    const bool upright = !has(option, QStyle::State_Horizontal);
    const QRect thumb = upright ? slider.adjusted(2, 1, -2, -1) : slider.adjusted(1, 2, -1, -2);
    paintBox(painter, thumb, mixed(t.window, t.text, active ? 0.38 : 0.22), {}, 3);
}

} // namespace vitrine::ui
