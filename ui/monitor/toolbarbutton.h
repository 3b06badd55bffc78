// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

class QStyleOptionButton;

namespace vitrine::ui {

// A tool button (with or without its text) that looks like the push buttons and boxes beside it: a frame, an
// icon, its text, and an arrow when it opens a menu.
class ToolbarButton final : public QToolButton
{
    Q_OBJECT
public:
    // `key`: for Alt; told in the tooltip.
    ToolbarButton(const QString &name, const QString &icon, const QString &text, const QString &tip,
                  Qt::Key key, QWidget *parent);

    // Its text without the mark of its key.
    void setLabel(const QString &label);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QStyleOptionButton option() const;
    QKeySequence m_key;
};

} // namespace vitrine::ui
