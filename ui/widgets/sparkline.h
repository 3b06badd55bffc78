// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/badge.h"

#include <QList>
#include <QMetaType>
#include <QWidget>

class QPainter;

namespace vitrine::ui {

// A line without axes: the shape of some values, oldest first. NaN leaves a gap.
struct Spark {
    QList<double> values;
    qsizetype marked = -1; // a value that gets a ring; -1: the last one gets a dot
    Tone tone = Tone::Neutral;
    bool operator==(const Spark &) const = default;
};

// For delegates. The line fills the rectangle; all values alike are drawn in its middle.
void paintSpark(QPainter *painter, const QRect &rect, const Spark &spark, const QPalette &palette);

// The same as a widget. What it shows is told by its accessible description, which its owner sets.
class Sparkline final : public QWidget
{
    Q_OBJECT
public:
    explicit Sparkline(QWidget *parent = nullptr);

    void setSpark(const Spark &spark);
    const Spark &spark() const { return m_spark; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Spark m_spark;
};

} // namespace vitrine::ui

Q_DECLARE_METATYPE(vitrine::ui::Spark)
