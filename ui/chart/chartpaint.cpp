// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/chartpaint.h"

#include "ui/chart/timeaxis.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>
#include <QPalette>

#include <cmath>
#include <numbers>

namespace vitrine::ui {

namespace {

struct Wording {
    Q_DECLARE_TR_FUNCTIONS(ChartEvents)
};

using Kind = monitor::Occurrence::Kind;

QPainterPath polygon(const QPointF &centre, double radius, int corners, double turn)
{
    QPainterPath path;
    for (int i = 0; i < corners; ++i) {
        const double angle = turn + i * 2 * std::numbers::pi / corners;
        const QPointF corner = centre + QPointF(radius * std::cos(angle), radius * std::sin(angle));
        i == 0 ? path.moveTo(corner) : path.lineTo(corner);
    }
    path.closeSubpath();
    return path;
}

QPainterPath markerPath(const QPointF &centre, int marker, double r)
{
    constexpr double quarter = std::numbers::pi / 2;
    QPainterPath path;
    switch (marker) {
    case 1: path.addRect(QRectF(centre.x() - r * 0.9, centre.y() - r * 0.9, r * 1.8, r * 1.8)); break;
    case 2: return polygon(centre, r * 1.25, 4, 0);
    case 3: return polygon(centre, r * 1.25, 3, -quarter);
    case 4: return polygon(centre, r * 1.25, 3, quarter);
    case 5: {
        const double arm = r * 0.45;
        path.addRect(QRectF(centre.x() - arm, centre.y() - r * 1.15, arm * 2, r * 2.3));
        QPainterPath across;
        across.addRect(QRectF(centre.x() - r * 1.15, centre.y() - arm, r * 2.3, arm * 2));
        return path.united(across);
    }
    default: path.addEllipse(centre, r, r); break;
    }
    return path;
}

// Three quarters of a circle that ends in an arrow head; `turn` -1 runs against the clock.
void paintTurningArrow(QPainter *painter, const QRectF &rect, const QColor &ink, int turn)
{
    const double r = rect.width() * 0.36;
    const QPointF c = rect.center();
    painter->setPen(QPen(ink, std::max(1.2, rect.width() * 0.14), Qt::SolidLine, Qt::RoundCap));
    painter->setBrush(Qt::NoBrush);
    const QRectF circle(c.x() - r, c.y() - r, 2 * r, 2 * r);
    const int begin = turn < 0 ? 170 : 10;
    painter->drawArc(circle, begin * 16, turn * -1 * -250 * 16);
    const double angle = begin * std::numbers::pi / 180;
    const QPointF head(c.x() + r * std::cos(angle), c.y() - r * std::sin(angle));
    const double size = rect.width() * 0.3;
    painter->setPen(Qt::NoPen);
    painter->setBrush(ink);
    QPainterPath arrow;
    arrow.moveTo(head + QPointF(-size, -size * 0.25));
    arrow.lineTo(head + QPointF(size, -size * 0.25));
    arrow.lineTo(head + QPointF(0, size));
    painter->drawPath(arrow);
}

} // namespace

QPen linePen(const SeriesStyle &style, double width)
{
    QPen pen(style.colour, width, style.pen, Qt::FlatCap, Qt::RoundJoin);
    pen.setCosmetic(false);
    return pen;
}

void paintMarker(QPainter *painter, const QPointF &centre, const SeriesStyle &style, double radius,
                 const QColor &surface)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QPainterPath path = markerPath(centre, style.marker, radius);
    if (style.marker == 6) { // ring
        painter->setPen(QPen(style.colour, 1.6));
        painter->setBrush(surface);
    } else {
        painter->setPen(QPen(surface, 1));
        painter->setBrush(style.colour);
    }
    painter->drawPath(path);
    painter->restore();
}

void paintHollowMarker(QPainter *painter, const QPointF &centre, const SeriesStyle &style, double radius,
                       const QColor &surface)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(style.colour, 1.4));
    painter->setBrush(surface);
    painter->drawPath(markerPath(centre, style.marker, radius));
    painter->restore();
}

QPen estimatedPen(const SeriesStyle &style)
{
    QPen pen = linePen(style, ChartSize::line - 0.2);
    pen.setDashPattern({2.5, 3});
    return pen;
}

void paintSample(QPainter *painter, const QRectF &rect, const SeriesStyle &style, const QColor &surface,
                 bool estimated)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(estimated ? estimatedPen(style) : linePen(style, 1.8));
    painter->drawLine(QPointF(rect.left(), rect.center().y()), QPointF(rect.right(), rect.center().y()));
    painter->restore();
    if (estimated)
        paintHollowMarker(painter, rect.center(), style, ChartSize::marker, surface);
    else
        paintMarker(painter, rect.center(), style, ChartSize::marker, surface);
}

QColor occurrenceColour(Kind kind, const QPalette &palette)
{
    const Tokens &t = tokens(palette);
    switch (kind) {
    case Kind::Deployed: return t.accent;
    case Kind::RolledBack: return t.bad;
    case Kind::Retrained: return t.info;
    case Kind::Alert: return t.warn;
    case Kind::Note: break;
    }
    return t.muted;
}

QPen occurrencePen(Kind kind, const QPalette &palette)
{
    QPen pen(occurrenceColour(kind, palette), 1);
    if (kind != Kind::RolledBack)
        pen.setDashPattern({3, 3});
    return pen;
}

void paintOccurrence(QPainter *painter, const QRectF &rect, Kind kind, const QColor &ink)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(ink);
    const double w = rect.width();
    QPainterPath path;
    switch (kind) {
    case Kind::Deployed: // a pennant
        painter->drawRect(QRectF(rect.left() + w * 0.16, rect.top() + w * 0.06, w * 0.13, w * 0.9));
        path.moveTo(rect.left() + w * 0.29, rect.top() + w * 0.06);
        path.lineTo(rect.left() + w * 0.95, rect.top() + w * 0.34);
        path.lineTo(rect.left() + w * 0.29, rect.top() + w * 0.62);
        painter->drawPath(path);
        break;
    case Kind::RolledBack: paintTurningArrow(painter, rect, ink, -1); break;
    case Kind::Retrained: paintTurningArrow(painter, rect, ink, 1); break;
    case Kind::Alert: {
        path = polygon(rect.center() + QPointF(0, w * 0.1), w * 0.54, 3, -std::numbers::pi / 2);
        QPainterPath mark;
        mark.addRect(QRectF(rect.center().x() - w * 0.06, rect.center().y() - w * 0.16, w * 0.12, w * 0.28));
        mark.addRect(QRectF(rect.center().x() - w * 0.06, rect.center().y() + w * 0.18, w * 0.12, w * 0.11));
        painter->drawPath(path.subtracted(mark));
        break;
    }
    case Kind::Note:
        painter->drawRoundedRect(QRectF(rect.left() + w * 0.12, rect.top() + w * 0.16, w * 0.76, w * 0.54),
                                 w * 0.12, w * 0.12);
        path.moveTo(rect.left() + w * 0.26, rect.top() + w * 0.66);
        path.lineTo(rect.left() + w * 0.56, rect.top() + w * 0.66);
        path.lineTo(rect.left() + w * 0.26, rect.top() + w * 0.96);
        painter->drawPath(path);
        break;
    }
    painter->restore();
}

QString occurrenceKindText(Kind kind)
{
    switch (kind) {
    case Kind::Deployed: return Wording::tr("Deployed");
    case Kind::RolledBack: return Wording::tr("Rolled back");
    case Kind::Retrained: return Wording::tr("Retrained");
    case Kind::Alert: return Wording::tr("Alert");
    case Kind::Note: break;
    }
    return Wording::tr("Note");
}

QString occurrenceText(const monitor::Occurrence &occurrence)
{
    switch (occurrence.kind) {
    case Kind::Deployed:
        return occurrence.version.isEmpty()
                   ? Wording::tr("%1 was emptied").arg(occurrence.stage)
                   : Wording::tr("%1 went into %2").arg(occurrence.version, occurrence.stage);
    case Kind::RolledBack:
        return Wording::tr("%1 was rolled back to %2").arg(occurrence.stage, occurrence.version);
    case Kind::Retrained:
        return occurrence.version.isEmpty() ? Wording::tr("Retrained")
                                            : Wording::tr("%1 was retrained").arg(occurrence.version);
    case Kind::Alert:
        return occurrence.version.isEmpty() ? Wording::tr("Alert")
                                            : Wording::tr("Alert for %1").arg(occurrence.version);
    case Kind::Note: break;
    }
    return occurrence.version.isEmpty() ? Wording::tr("Note")
                                        : Wording::tr("Note on %1").arg(occurrence.version);
}

void paintCursors(QPainter *painter, const QRect &plot, int width, const TimeAxis &axis,
                  const QPalette &palette)
{
    const Tokens &t = tokens(palette);
    painter->save();
    painter->setClipRect(plot);
    painter->setRenderHint(QPainter::Antialiasing, false);
    if (const auto band = axis.band()) {
        QColor fill = t.accent;
        fill.setAlphaF(0.15F);
        const double left = axis.x(band->from, width);
        painter->fillRect(QRectF(left, plot.top(), axis.x(band->to, width) - left, plot.height()), fill);
    }
    const auto line = [&](double time, const QColor &ink, Qt::PenStyle style) {
        const double x = std::round(axis.x(time, width));
        painter->setPen(QPen(ink, 1, style));
        painter->drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom() + 1));
    };
    if (const auto mark = axis.mark())
        line(*mark, t.info, Qt::DashLine);
    if (const auto cursor = axis.cursor())
        line(*cursor, axis.isLocked() ? t.accent : t.muted, Qt::SolidLine);
    painter->restore();
}

} // namespace vitrine::ui
