// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/labels.h"

namespace vitrine::ui {

// One line that elides in the middle (or where it is told to); the tooltip gives the whole when it does not
// fit.
class ElidedLabel final : public TextLabel
{
    Q_OBJECT
public:
    explicit ElidedLabel(const QString &text = {}, QWidget *parent = nullptr, TextRole role = TextRole::Body,
                         Tone tone = Tone::Neutral);
    void setElideMode(Qt::TextElideMode mode);
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    bool fits() const;
    Qt::TextElideMode m_mode = Qt::ElideMiddle;
};

} // namespace vitrine::ui
