// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"
#include "ui/widgets/badge.h"

#include <QLabel>

namespace vitrine::ui {

// A label in a role of the type scale and a tone, which follows a live switch of the theme.
class TextLabel : public QLabel
{
    Q_OBJECT
public:
    explicit TextLabel(const QString &text = {}, TextRole role = TextRole::Body, Tone tone = Tone::Neutral,
                       QWidget *parent = nullptr);
    void setTone(Tone tone);

protected:
    void changeEvent(QEvent *event) override;

private:
    Tone m_tone;
};

// Sets the text colour of any widget from the table (again after each PaletteChange, by its owner).
void setInk(QWidget *widget, Tone tone);

} // namespace vitrine::ui
