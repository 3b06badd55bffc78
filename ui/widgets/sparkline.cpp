// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/sparkline.h"

#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace vitrine::ui {

namespace {

constexpr double lineWidth = 1.6;
constexpr double dotRadius = 2.5;
constexpr double ringRadius = 3;
constexpr int usualWidth = 120;
constexpr int usualHeight = 40;

struct Range {
    double low = 0;
    double high = 0;
    bool valid = false;
};

Range rangeOf(const QList<double> &values)
{
    Range range;
    for (const double value : values) {
        if (!std::isfinite(value))
            continue;
        range.low = range.valid ? std::min(range.low, value) : value;
        range.high = range.valid ? std::max(range.high, value) : value;
        range.valid = true;
    }
    return range;
}

} // namespace

void paintSpark(QPainter *painter, const QRect &rect, const Spark &spark, const QPalette &palette)
{
    const Range range = rangeOf(spark.values);
    if (!range.valid || rect.width() < 2 * ringRadius || rect.height() < 2 * ringRadius)
        return;
    const QRectF inner =
        QRectF(rect).adjusted(ringRadius + 1, ringRadius + 1, -ringRadius - 1, -ringRadius - 1);
    const double span = range.high - range.low;
    const auto last = spark.values.size() - 1;
    const auto point = [&](qsizetype at) {
        const double x = last == 0 ? inner.right() : inner.x() + inner.width() * double(at) / double(last);
        const double share = span > 0 ? (spark.values.at(at) - range.low) / span : 0.5;
        return QPointF(x, inner.bottom() - share * inner.height());
    };
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    QPainterPath line;
    bool drawing = false;
    qsizetype newest = -1;
    for (qsizetype at = 0; at <= last; ++at) {
        const bool defined = std::isfinite(spark.values.at(at));
        if (defined && drawing)
            line.lineTo(point(at));
        else if (defined)
            line.moveTo(point(at));
        drawing = defined;
        if (defined)
            newest = at;
    }
    const Tokens &t = tokens(palette);
    const QColor ink = spark.tone == Tone::Neutral ? t.accent : toneColour(spark.tone, palette);
    painter->setPen(QPen(mixed(t.surface, ink, t.highContrast ? 1 : 0.75), lineWidth, Qt::SolidLine,
                         Qt::RoundCap, Qt::RoundJoin));
    painter->setBrush(Qt::NoBrush);
    painter->drawPath(line);
    if (spark.marked >= 0 && spark.marked <= last && std::isfinite(spark.values.at(spark.marked))) {
        painter->setPen(QPen(ink, lineWidth));
        painter->setBrush(t.surface);
        painter->drawEllipse(point(spark.marked), ringRadius, ringRadius);
    } else {
        painter->setPen(Qt::NoPen);
        painter->setBrush(ink);
        painter->drawEllipse(point(newest), dotRadius, dotRadius);
    }
    painter->restore();
}

Sparkline::Sparkline(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void Sparkline::setSpark(const Spark &spark)
{
    if (spark == m_spark)
        return;
    m_spark = spark;
    setVisible(!spark.values.isEmpty());
    update();
}

QSize Sparkline::sizeHint() const
{
    return {usualWidth, usualHeight};
}

void Sparkline::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintSpark(&painter, rect(), m_spark, palette());
}

} // namespace vitrine::ui
