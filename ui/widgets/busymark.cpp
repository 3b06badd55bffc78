// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/busymark.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/motion.h"

#include <QPainter>

namespace vitrine::ui {

namespace {
constexpr int frameMs = 40;
constexpr int stepDegrees = 14;
constexpr int fullCircle = 360;
constexpr int arcDegrees = 100;
constexpr int sixteenths = 16; // QPainter counts angles in sixteenths of a degree
} // namespace

BusyMark::BusyMark(int size, QWidget *parent) : QWidget(parent), m_size(size)
{
    setFixedSize(size, size);
    m_turn.setInterval(frameMs);
    connect(&m_turn, &QTimer::timeout, this, [this] {
        m_angle = (m_angle + stepDegrees) % fullCircle;
        update();
    });
}

void BusyMark::setShare(double share)
{
    m_share = share;
    update();
}

void BusyMark::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double width = std::max(2.0, m_size / 10.0);
    const QRectF ring = QRectF(rect()).adjusted(width, width, -width, -width);
    painter.setPen(QPen(t.border, width));
    painter.drawEllipse(ring);
    painter.setPen(QPen(t.accent, width, Qt::SolidLine, Qt::RoundCap));
    const int from = m_share < 0 ? -m_angle : fullCircle / 4;
    const int span = m_share < 0 ? arcDegrees : -static_cast<int>(fullCircle * std::min(1.0, m_share));
    painter.drawArc(ring, from * sixteenths, span * sixteenths);
}

void BusyMark::showEvent(QShowEvent *)
{
    if (motionWanted(this))
        m_turn.start();
}

void BusyMark::hideEvent(QHideEvent *)
{
    m_turn.stop();
}

} // namespace vitrine::ui
