// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

namespace vitrine::ui {

enum class ChipLook { Filled, Outlined, Neutral };

// production is filled, staging outlined, every other stage neutral.
ChipLook stageLook(const QString &stage);

// For delegates: a pill as high as its rectangle.
QSize chipSize(const QString &text, const QFont &font);
void paintChip(QPainter *painter, const QRect &rect, const QString &text, ChipLook look,
               const QPalette &palette);

// A stage or a label as a pill.
class Chip final : public QWidget
{
    Q_OBJECT
public:
    explicit Chip(const QString &text, ChipLook look = ChipLook::Neutral, QWidget *parent = nullptr);

    QString text() const { return m_text; }
    void setText(const QString &text);
    // Once, briefly: the stage is being changed.
    void pulse();
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
    ChipLook m_look;
    double m_opacity = 1;
};

} // namespace vitrine::ui
