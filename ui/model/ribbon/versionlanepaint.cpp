// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/chartpaint.h"
#include "ui/model/ribbon/versionlane.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/chip.h"

#include <QPainter>
#include <QPainterPath>

#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr double halo = 4; // around the selected dot
constexpr double ring = 3; // around the focused one

QPen stagePen(ChipLook look, const Tokens &t)
{
    return look == ChipLook::Neutral ? QPen(t.muted, 1) : QPen(t.accent, 1.2);
}

// A flag without words: a pole and a pennant in the look of its stage's chip.
void paintPennant(QPainter *painter, const QRectF &rect, ChipLook look, const Tokens &t)
{
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(stagePen(look, t));
    const double left = rect.left() + 2.5;
    painter->drawLine(QPointF(left, rect.top() + 1), QPointF(left, rect.bottom() - 2));
    QPainterPath pennant;
    pennant.moveTo(left, rect.top() + 1.5);
    pennant.lineTo(rect.right() - 1, rect.top() + 5);
    pennant.lineTo(left, rect.top() + 9);
    pennant.closeSubpath();
    painter->setBrush(look == ChipLook::Filled ? QBrush(t.accent) : QBrush(t.surface));
    painter->drawPath(pennant);
}

} // namespace

void VersionLane::paint(QPainter *painter) const
{
    const QRect area = plot();
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    paintName(painter, QRect(0, 0, width(), int(marks().centre(0).y() * 2)), tr("versions"));
    paintCursors(painter, area, width(), *axis(), palette());
    painter->save();
    painter->setClipRect(area.adjusted(-int(MarkSize::radius + halo), 0, int(MarkSize::radius + halo), 0));
    paintDots(painter);
    painter->restore();
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    paintLabels(painter);
    paintFlags(painter);
    if (m_drag && m_drag->moving) {
        paintTargets(painter);
        paintDragged(painter);
    }
}

void VersionLane::paintDots(QPainter *painter) const
{
    const VersionMarks &m = marks();
    const auto [first, last] = m.visible();
    for (qsizetype place = first; place < last; ++place) {
        const qsizetype version = m.shown().at(place);
        if (!m.clusterOf(version))
            paintDot(painter, version);
    }
    for (const DotCluster &cluster : m.clusters()) {
        if (cluster.x > -MarkSize::widest && cluster.x < width() + MarkSize::widest)
            paintCluster(painter, cluster);
    }
}

void VersionLane::paintDot(QPainter *painter, qsizetype version) const
{
    const Tokens &t = tokens(palette());
    const RibbonVersion &each = m_story->versions.at(version);
    const QPointF centre = marks().centre(version);
    painter->setRenderHint(QPainter::Antialiasing);
    if (version == m_selected) {
        painter->setPen(QPen(t.accent, 1.5));
        painter->setBrush(t.selection);
        painter->drawEllipse(centre, MarkSize::radius + halo, MarkSize::radius + halo);
    }
    SeriesStyle style = seriesStyle(each.look, t.dark);
    const double radius = version == m_hovered ? MarkSize::radius + 1 : MarkSize::radius;
    if (each.version.deregistered || !each.version.registered) {
        style.marker = 6; // a ring: it is not there in full
        style.colour = each.version.deregistered ? t.muted : style.colour;
    }
    paintMarker(painter, centre, style, radius, t.surface);
    if (hasFocus() && version == m_focused) {
        painter->setPen(QPen(t.accent, 2));
        painter->setBrush(Qt::NoBrush);
        const double reach = MarkSize::radius + ring;
        painter->drawRoundedRect(QRectF(centre.x() - reach, centre.y() - reach, 2 * reach, 2 * reach), 3, 3);
    }
}

void VersionLane::paintCluster(QPainter *painter, const DotCluster &cluster) const
{
    const Tokens &t = tokens(palette());
    const VersionMarks &m = marks();
    const QRectF rect = m.clusterRect(cluster);
    const auto isHere = [&](qsizetype version) { return version >= 0 && m.clusterOf(version) == &cluster; };
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(
        QPen(isHere(m_selected) ? t.accent : mixed(t.surface, t.muted, 0.6), isHere(m_selected) ? 1.5 : 1));
    painter->setBrush(isHere(m_selected)  ? t.selection
                      : isHere(m_hovered) ? mixed(t.surface, t.text, 0.12)
                                          : mixed(t.surface, t.text, 0.05));
    painter->drawRoundedRect(rect, rect.height() / 2, rect.height() / 2);
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    painter->setPen(t.text);
    const QString count = cluster.size() < 1000 ? QString::number(cluster.size()) : u"999+"_s;
    painter->drawText(rect, Qt::AlignCenter, count);
    if (hasFocus() && isHere(m_focused)) {
        painter->setPen(QPen(t.accent, 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(rect.adjusted(-2, -2, 2, 2), rect.height() / 2, rect.height() / 2);
    }
}

void VersionLane::paintLabels(QPainter *painter) const
{
    const Tokens &t = tokens(palette());
    for (const MarkLabel &label : marks().labels()) {
        const QString &name = m_story->versions.at(label.version).version.name;
        const bool strong = label.version == m_selected || !label.group.isEmpty();
        if (!label.group.isEmpty())
            paintGroup(painter, label);
        painter->setPen(strong ? t.text : t.muted);
        painter->drawText(
            label.rect.adjusted(-1, 0, 1, 0), Qt::AlignCenter,
            painter->fontMetrics().elidedText(name, Qt::ElideMiddle, int(label.rect.width()) + 2));
    }
}

// Whose flags these are: a ground below name and flags, and a stem up to the dot.
void VersionLane::paintGroup(QPainter *painter, const MarkLabel &label) const
{
    const Tokens &t = tokens(palette());
    const QRectF dot = marks().rectOf(label.version);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF ground = label.group.adjusted(-5, 0, 1, 0);
    const double x = std::clamp(dot.center().x(), ground.left() + 4, ground.right() - 4);
    painter->setPen(QPen(mixed(t.surface, t.muted, 0.6), 1));
    painter->drawLine(QPointF(x, dot.bottom() + 2), QPointF(x, ground.top()));
    painter->setPen(t.highContrast ? QPen(t.border) : QPen(Qt::NoPen));
    painter->setBrush(mixed(t.surface, t.text, 0.06));
    painter->drawRoundedRect(ground, ground.height() / 2, ground.height() / 2);
    painter->restore();
}

void VersionLane::paintFlags(QPainter *painter) const
{
    const Tokens &t = tokens(palette());
    for (const StageFlag &flag : marks().flags()) {
        const bool lifted = m_drag && m_drag->moving && m_drag->stage == flag.stage;
        painter->setOpacity(lifted ? 0.35 : 1);
        if (flag.compact)
            paintPennant(painter, flag.rect, stageLook(flag.stage), t);
        else
            paintChip(painter, flag.rect.toRect(), flag.stage, stageLook(flag.stage), palette());
        painter->setOpacity(1);
    }
}

// Where the flag may be dropped: a quiet ring, a strong one at the pointer.
void VersionLane::paintTargets(QPainter *painter) const
{
    const Tokens &t = tokens(palette());
    const VersionMarks &m = marks();
    painter->save();
    painter->setClipRect(plot().adjusted(-8, 0, 8, 0));
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(Qt::NoBrush);
    const auto [first, last] = m.visible();
    for (qsizetype place = first; place < last; ++place) {
        const qsizetype version = m.shown().at(place);
        if (m.clusterOf(version) || !mayTake(m_drag->stage, version))
            continue;
        const double reach = MarkSize::radius + (version == m_drag->target ? halo : 2);
        painter->setPen(version == m_drag->target ? QPen(t.accent, 2.5) : QPen(t.accent, 1, Qt::DotLine));
        painter->drawEllipse(m.centre(version), reach, reach);
    }
    if (const DotCluster *cluster = m.clusterOf(m_drag->target)) {
        const QRectF rect = m.clusterRect(*cluster).adjusted(-3, -3, 3, 3);
        painter->setPen(QPen(t.accent, 2.5));
        painter->drawRoundedRect(rect, rect.height() / 2, rect.height() / 2);
    }
    painter->restore();
}

// The flag under the pointer, with a pole to the dot that would catch it.
void VersionLane::paintDragged(QPainter *painter) const
{
    const Tokens &t = tokens(palette());
    const QSize size = chipSize(m_drag->stage, vitrine::ui::font(TextRole::Caption));
    const double y = std::clamp(m_drag->at.y() - size.height() / 2.0, 0.0, double(height() - size.height()));
    const QRectF chip(m_drag->at.x() - size.width() / 2.0, y, size.width(), size.height());
    if (m_drag->target >= 0) {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(t.accent, 1.5));
        painter->drawLine(chip.center(), marks().centre(m_drag->target));
    }
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    paintChip(painter, chip.toRect(), m_drag->stage, stageLook(m_drag->stage), palette());
}

} // namespace vitrine::ui
