// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/xyplot.h"

#include "ui/chart/chartpaint.h"
#include "ui/chart/dateticks.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/wording.h"

#include <QDateTime>
#include <QEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

void addGap(XyLayer *line, double from, double to)
{
    if (!(to > from))
        return;
    line->points.emplace_back((from + to) / 2, std::nan(""));
    if (!line->notes.empty())
        line->notes.emplace_back();
}

namespace {

constexpr int padding = Space::m; // inside of the card
constexpr int pixelsPerXTick = 80;
constexpr int pixelsPerYTick = 36;
constexpr int fewestXTicks = 5; // fewer would begin and end far from the points
constexpr int pixelsPerName = 34;
constexpr double widestNames = 0.35; // of the plot
constexpr double timeMargin = 0.015; // so that no point lies on the edge

struct Extent {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
    void add(double value)
    {
        if (!std::isfinite(value))
            return;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    bool isEmpty() const { return low > high; }
};

// Powers of ten, every one or every few of them.
ValueScale decades(double low, double high, int most)
{
    ValueScale scale;
    scale.low = std::floor(low);
    scale.high = std::max(std::ceil(high), scale.low + 1);
    const int step = std::max(1, int(std::ceil((scale.high - scale.low) / std::max(1, most))));
    for (int power = int(scale.high); power >= int(scale.low); power -= step)
        scale.ticks << ValueTick{double(power), power < -3
                                                    ? u"1e%1"_s.arg(power)
                                                    : axisNumber(std::pow(10, power), std::max(0, -power))};
    return scale;
}

ValueScale scaleFor(const Extent &extent, const XyAxis &axis, int most)
{
    if (extent.isEmpty())
        return valueScale(std::isfinite(axis.lower) ? axis.lower : 0,
                          std::isfinite(axis.upper) ? axis.upper : 1, most, {axis.lower, axis.upper});
    if (!axis.names.isEmpty()) { // whole stretches, also around bars that fill them in part
        ValueScale scale;
        scale.low = 0;
        scale.high = double(axis.names.size());
        return scale;
    }
    if (axis.isTime) {
        const double margin = std::max(1.0, (extent.high - extent.low) * timeMargin);
        ValueScale scale;
        scale.low = extent.low - margin;
        scale.high = extent.high + margin;
        return scale;
    }
    if (axis.isLog)
        return decades(extent.low, extent.high, most);
    return valueScale(extent.low, extent.high, most, {axis.lower, axis.upper});
}

} // namespace

QString XyAxis::nameOf(double value) const
{
    return names.value(qsizetype(std::floor(value)));
}

bool XyPicture::isEmpty() const
{
    return std::all_of(layers.begin(), layers.end(),
                       [](const XyLayer &layer) { return layer.points.empty(); });
}

XyPlot::XyPlot(const QString &name, QWidget *parent) : QWidget(parent)
{
    setObjectName(name);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(240, 150);
}

void XyPlot::setPicture(XyPicture picture)
{
    const XyPicture before = std::exchange(m_picture, std::move(picture));
    m_walked = again(before);
    if (m_walked.any)
        setAccessibleDescription(describe(m_walked.layer, m_walked.point));
    setAccessibleName(m_picture.title);
    fit();
    update();
}

XyPlot::Hit XyPlot::again(const XyPicture &before) const
{
    if (!m_walked.any || before.title != m_picture.title || m_walked.layer >= m_picture.layers.size())
        return {};
    const XyLayer &from = before.layers[m_walked.layer];
    const XyLayer &to = m_picture.layers[m_walked.layer];
    if (from.name != to.name || from.kind != to.kind)
        return {};
    // A point of a curve or a bin moves a little, one of an observation has gone to another place.
    const auto same = std::find(to.points.begin(), to.points.end(), from.points[m_walked.point]);
    if (same != to.points.end())
        return {m_walked.layer, size_t(same - to.points.begin()), true};
    return m_walked.point < to.points.size() ? m_walked : Hit();
}

void XyPlot::setMarked(QPointF point)
{
    m_picture.marked = point;
    update();
}

QSize XyPlot::sizeHint() const
{
    return {380, 300};
}

void XyPlot::fit()
{
    Extent x;
    Extent y;
    for (const XyLayer &layer : m_picture.layers) {
        for (const QPointF &point : layer.points) {
            x.add(point.x());
            y.add(point.y());
        }
        Extent &along = m_picture.y.names.isEmpty() ? y : x;
        for (const std::vector<double> *bounds : {&layer.low, &layer.high}) {
            for (size_t i = 0; i < bounds->size(); ++i) {
                if (i >= layer.faint.size() ||
                    !layer.faint[i]) // how unsure one is of a few rows says nothing
                    along.add((*bounds)[i]);
            }
        }
        if (layer.kind == XyLayer::Kind::Steps)
            y.add(0);
    }
    if (m_picture.reference == XyPicture::Reference::Zero)
        (m_picture.y.names.isEmpty() ? y : x).add(0);
    if (m_picture.sameScale) {
        x.add(y.low);
        x.add(y.high);
        y = x;
    }
    const int up = std::max(2, height() / pixelsPerYTick);
    int across = std::max(fewestXTicks, width() / pixelsPerXTick);
    if (m_picture.square) // with the same steps
        across = std::max(2, std::min(width(), height()) / pixelsPerYTick - 1);
    m_x = scaleFor(x, m_picture.x, across);
    m_y = m_picture.sameScale ? m_x : scaleFor(y, m_picture.y, m_picture.square ? across : up);
}

XyPlot::Heading XyPlot::heading() const
{
    QFont bold = vitrine::ui::font(TextRole::Body);
    bold.setWeight(QFont::DemiBold);
    const QFontMetrics body(bold);
    const QFontMetrics caption(vitrine::ui::font(TextRole::Caption));
    Heading heading;
    heading.noteBelow = !m_picture.note.isEmpty() && body.horizontalAdvance(m_picture.title) + Space::m +
                                                             caption.horizontalAdvance(m_picture.note) >
                                                         width() - 2 * padding;
    if (m_picture.legend) {
        QStringList names;
        for (size_t l = 0; l < m_picture.layers.size(); ++l) {
            if (names.contains(m_picture.layers[l].name))
                continue;
            names << m_picture.layers[l].name;
            heading.legend.push_back(l);
        }
        if (names.size() < 2)
            heading.legend.clear();
    }
    heading.labels = std::any_of(m_picture.layers.begin(), m_picture.layers.end(),
                                 [](const XyLayer &layer) { return !layer.label.isEmpty(); });
    const int lines = int(heading.noteBelow) + int(!heading.legend.empty()) + int(heading.labels);
    heading.height = body.height() + lines * (caption.height() + Space::xs);
    return heading;
}

QRectF XyPlot::plot() const
{
    const QFontMetrics caption(vitrine::ui::font(TextRole::Caption));
    int left = caption.height() + Space::xs; // the title of the axis stands beside its numbers
    int widest = 0;
    for (const ValueTick &tick : m_y.ticks)
        widest = std::max(widest, caption.horizontalAdvance(tick.label));
    if (!m_picture.y.names.isEmpty()) {
        left = 0;
        for (const QString &name : m_picture.y.names)
            widest = std::max(widest, caption.horizontalAdvance(name));
        widest = std::min(widest, int(width() * widestNames));
    }
    int right = Space::xs;
    for (const QString &count : m_picture.y.counts + QStringList{m_picture.y.countsTitle})
        right = std::max(right, count.isEmpty() ? 0 : caption.horizontalAdvance(count) + Space::m);
    const double x = padding + left + widest + Space::s;
    const double y = padding + heading().height + Space::s;
    const double below = 2.0 * caption.height() + Space::s + padding;
    QRectF area(x, y, std::max(1.0, width() - x - padding - right), std::max(1.0, height() - y - below));
    if (m_picture.square)
        area.setSize(QSizeF(1, 1) * std::min(area.width(), area.height()));
    return area;
}

int XyPlot::comfortableHeight() const
{
    const QFontMetrics caption(vitrine::ui::font(TextRole::Caption));
    const double around = plot().top() + 2.0 * caption.height() + Space::s + padding;
    return int(around) + int(m_picture.y.names.size()) * pixelsPerName;
}

QPointF XyPlot::toPixels(const QPointF &point) const
{
    const QRectF area = plot();
    const double up = (point.y() - m_y.low) / (m_y.high - m_y.low) * area.height();
    return {area.left() + (point.x() - m_x.low) / (m_x.high - m_x.low) * area.width(),
            m_picture.y.names.isEmpty() ? area.bottom() - up : area.top() + up};
}

XyPlot::Hit XyPlot::nearest(const QPointF &at) const
{
    Hit best;
    double distance = ChartSize::reach;
    for (size_t l = 0; l < m_picture.layers.size(); ++l) {
        const XyLayer &layer = m_picture.layers[l];
        for (size_t i = 0; i < layer.points.size(); ++i) {
            const QPointF pixel = toPixels(layer.points[i]);
            const double d = std::hypot(pixel.x() - at.x(), pixel.y() - at.y());
            if (d < distance) {
                distance = d;
                best = {l, i, true};
            }
        }
    }
    return best;
}

QString XyPlot::valueText(const XyAxis &axis, double value) const
{
    if (!axis.names.isEmpty())
        return axis.nameOf(value);
    if (!axis.isTime)
        return shortNumber(axis.number(value));
    return QDateTime::fromMSecsSinceEpoch(qint64(value), Qt::UTC).toString(u"yyyy-MM-dd HH:mm"_s);
}

QString XyPlot::describe(size_t layer, size_t point) const
{
    const XyLayer &of = m_picture.layers[layer];
    const QPointF &at = of.points[point];
    QString text = tr("%1: %2 %3, %4 %5")
                       .arg(of.name, m_picture.x.title, valueText(m_picture.x, at.x()), m_picture.y.title,
                            valueText(m_picture.y, at.y()));
    if (point < of.notes.size() && !of.notes[point].isEmpty())
        text += u" · "_s + of.notes[point];
    return text;
}

void XyPlot::walk(int layers, int points)
{
    std::vector<size_t> filled;
    for (size_t l = 0; l < m_picture.layers.size(); ++l) {
        if (!m_picture.layers[l].points.empty())
            filled.push_back(l);
    }
    if (filled.empty())
        return;
    const auto now = std::find(filled.begin(), filled.end(), m_walked.layer);
    qsizetype at = now == filled.end() ? 0 : now - filled.begin();
    if (m_walked.any)
        at = std::clamp<qsizetype>(at + layers, 0, qsizetype(filled.size()) - 1);
    m_walked.layer = filled[size_t(at)];
    const auto last = qint64(m_picture.layers[m_walked.layer].points.size()) - 1;
    m_walked.point =
        size_t(std::clamp<qint64>(qint64(m_walked.point) + (m_walked.any ? points : 0), 0, last));
    m_walked.any = true;
    tell();
}

void XyPlot::tell()
{
    const QString text = describe(m_walked.layer, m_walked.point);
    setAccessibleDescription(text);
    emit spoken(text);
    update();
}

void XyPlot::mousePressEvent(QMouseEvent *event)
{
    QWidget::mousePressEvent(event);
    const Hit hit = nearest(event->position());
    if (event->button() != Qt::LeftButton || !hit.any)
        return;
    m_walked = hit;
    tell();
}

void XyPlot::keyPressEvent(QKeyEvent *event)
{
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return QWidget::keyPressEvent(event);
    constexpr int page = 25;
    constexpr int all = 1'000'000'000;
    switch (event->key()) {
    case Qt::Key_Left: return walk(0, -1);
    case Qt::Key_Right: return walk(0, 1);
    case Qt::Key_PageUp: return walk(0, -page);
    case Qt::Key_PageDown: return walk(0, page);
    case Qt::Key_Home: return walk(0, -all);
    case Qt::Key_End: return walk(0, all);
    case Qt::Key_Up: return walk(-1, 0);
    case Qt::Key_Down: return walk(1, 0);
    default: QWidget::keyPressEvent(event);
    }
}

bool XyPlot::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<const QHelpEvent *>(event);
        const Hit hit = nearest(help->pos());
        QToolTip::showText(help->globalPos(), hit.any ? describe(hit.layer, hit.point) : QString(), this);
        return true;
    }
    if (event->type() == QEvent::Resize)
        fit();
    return QWidget::event(event);
}

void XyPlot::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void XyPlot::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

void XyPlot::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        fit();
        update();
    }
}

void XyPlot::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paint(&painter);
    const Tokens &t = tokens(palette());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(hasFocus() ? t.accent : t.muted, 2));
    if (m_walked.any) {
        const XyLayer &layer = m_picture.layers[m_walked.layer];
        painter.drawEllipse(toPixels(layer.points[m_walked.point]), 7, 7);
    }
}

} // namespace vitrine::ui
