// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/gridlegend.h"

#include "ui/theme/tokens.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int bandWidth = 96;
constexpr int bandHeight = 10;
constexpr int steps = 24; // of colour in a band
constexpr int sampleWidth = 18;
constexpr int sampleHeight = 14;
constexpr int tickReach = 3; // of a mark beyond the band
constexpr double sampleStrength = 0.25;

QFontMetrics metrics()
{
    return QFontMetrics(vitrine::ui::font(TextRole::Caption));
}

int lineHeight()
{
    return std::max(metrics().height(), sampleHeight + 2);
}

} // namespace

GridLegend::GridLegend(const QString &name, QWidget *parent) : QWidget(parent)
{
    setObjectName(name);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

void GridLegend::setContent(const Content &content)
{
    if (content == m_content)
        return;
    m_content = content;
    setAccessibleName(spoken());
    updateGeometry();
    update();
}

QString GridLegend::spoken() const
{
    QStringList parts;
    for (const Scale &scale : m_content.scales) {
        parts << tr("%1 from %2, pale, to %3, strong").arg(scale.title, scale.weak, scale.strong);
        if (scale.mark)
            parts.last() += u", "_s + scale.markText;
    }
    for (const Mark &mark : m_content.marks)
        parts << mark.text;
    return parts.join(u". "_s);
}

int GridLegend::widthOf(const Scale &scale) const
{
    const QFontMetrics of = metrics();
    int width = of.horizontalAdvance(scale.title) + Space::s + of.horizontalAdvance(scale.weak) + Space::xs +
                bandWidth + Space::xs + of.horizontalAdvance(scale.strong);
    if (scale.mark)
        width += Space::s + of.horizontalAdvance(scale.markText);
    return width;
}

int GridLegend::widthOf(const Mark &mark) const
{
    return sampleWidth + Space::xs + Space::xs + metrics().horizontalAdvance(mark.text);
}

int GridLegend::arrange(int width, QList<QRect> *places) const
{
    const int line = lineHeight();
    int x = 0;
    int y = 0;
    const auto place = [&](int wide) {
        if (x > 0 && x + wide > width) {
            x = 0;
            y += line + Space::xs;
        }
        if (places)
            places->append({x, y, wide, line});
        x += wide + Space::l;
    };
    for (const Scale &scale : m_content.scales)
        place(widthOf(scale));
    for (const Mark &mark : m_content.marks)
        place(widthOf(mark));
    return y + line;
}

int GridLegend::heightForWidth(int width) const
{
    return arrange(width);
}

QSize GridLegend::sizeHint() const
{
    int width = 0;
    for (const Scale &scale : m_content.scales)
        width += widthOf(scale) + Space::l;
    for (const Mark &mark : m_content.marks)
        width += widthOf(mark) + Space::l;
    return {std::max(0, width - Space::l), lineHeight()};
}

QSize GridLegend::minimumSizeHint() const
{
    return {bandWidth, lineHeight()};
}

void GridLegend::paint(QPainter *painter, int width) const
{
    QList<QRect> places;
    arrange(width, &places);
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    qsizetype at = 0;
    for (const Scale &scale : m_content.scales)
        paintScale(painter, places[at++], scale);
    for (const Mark &mark : m_content.marks)
        paintMark(painter, places[at++], mark);
}

void GridLegend::paintScale(QPainter *painter, const QRect &rect, const Scale &scale) const
{
    const Tokens &t = tokens(palette());
    const QFontMetrics of = painter->fontMetrics();
    int x = rect.left();
    const auto write = [&](const QString &text, const QColor &ink, int gap) {
        painter->setPen(ink);
        const int wide = of.horizontalAdvance(text);
        painter->drawText(QRect(x, rect.top(), wide + 1, rect.height()), Qt::AlignLeft | Qt::AlignVCenter,
                          text);
        x += wide + gap;
    };
    write(scale.title, t.text, Space::s);
    write(scale.weak, t.muted, Space::xs);
    const QRect band(x, rect.center().y() - bandHeight / 2, bandWidth, bandHeight);
    for (int step = 0; step < steps; ++step) {
        const int left = band.left() + step * band.width() / steps;
        const int right = band.left() + (step + 1) * band.width() / steps;
        painter->fillRect(QRect(left, band.top(), right - left, band.height()),
                          cellFill((step + 0.5) / steps, palette()));
    }
    painter->setBrush(Qt::NoBrush);
    painter->setPen(t.border);
    painter->drawRect(band.adjusted(0, 0, -1, -1));
    if (scale.mark) {
        const int at = band.left() + int(std::clamp(*scale.mark, 0.0, 1.0) * (band.width() - 1));
        painter->setPen(QPen(t.text, 2));
        painter->drawLine(at, band.top() - tickReach, at, band.bottom() + tickReach);
    }
    x += band.width() + Space::xs;
    write(scale.strong, t.muted, Space::s);
    if (scale.mark)
        write(scale.markText, t.muted, 0);
}

void GridLegend::paintMark(QPainter *painter, const QRect &rect, const Mark &mark) const
{
    const Tokens &t = tokens(palette());
    const QRect sample(rect.left(), rect.center().y() - sampleHeight / 2, sampleWidth, sampleHeight);
    if (mark.mark == CellMark::Dash) {
        paintCellMark(painter, sample, mark.mark, t.muted);
    } else {
        painter->fillRect(sample, cellFill(sampleStrength, palette()));
        painter->setRenderHint(QPainter::Antialiasing);
        paintCellMark(painter, sample, mark.mark, t.text, t.highContrast);
        painter->setRenderHint(QPainter::Antialiasing, false);
    }
    painter->setPen(t.muted);
    painter->drawText(rect.adjusted(sampleWidth + Space::xs, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                      mark.text);
}

void GridLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paint(&painter, width());
}

void GridLegend::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        updateGeometry();
        update();
    }
}

} // namespace vitrine::ui
