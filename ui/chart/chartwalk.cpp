// SPDX-License-Identifier: GPL-3.0-or-later
// ChartStack by keyboard, and its picture.
#include "ui/chart/chartgestures.h"
#include "ui/chart/chartpaint.h"
#include "ui/chart/chartstack.h"
#include "ui/chart/countlane.h"
#include "ui/chart/crosshaircard.h"
#include "ui/chart/dateticks.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/wording.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QScrollArea>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

void ChartStack::keyPressEvent(QKeyEvent *event)
{
    if (m_charts.isEmpty() || isTableShown())
        return QWidget::keyPressEvent(event);
    if (ChartGestures::handleKey(m_axis, event))
        return;
    if (event->modifiers() == Qt::ShiftModifier &&
        (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down))
        return m_charts[m_leading]->nudgeThreshold(event->key() == Qt::Key_Up ? 1 : -1);
    if (event->modifiers() == Qt::ControlModifier &&
        (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down)) {
        emit metricMoved(m_metrics[m_leading].info.name, event->key() == Qt::Key_Up ? -1 : 1);
        return;
    }
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return QWidget::keyPressEvent(event);
    switch (event->key()) {
    case Qt::Key_Left: return walkRow(-1);
    case Qt::Key_Right: return walkRow(1);
    case Qt::Key_Up: return walkSeries(-1);
    case Qt::Key_Down: return walkSeries(1);
    case Qt::Key_PageUp: return walkMetric(-1);
    case Qt::Key_PageDown: return walkMetric(1);
    case Qt::Key_Home: return walkRow(-1'000'000'000);
    case Qt::Key_End: return walkRow(1'000'000'000);
    case Qt::Key_L: return m_axis->setLocked(!m_axis->isLocked());
    case Qt::Key_M: return m_axis->setMark(m_axis->cursor());
    case Qt::Key_T: return toggleThreshold(m_metrics[m_leading].info.name);
    case Qt::Key_X:
        setScale(nextAxisScale(m_axis->scale()));
        emit scaleChanged(m_axis->scale());
        return;
    case Qt::Key_N: {
        if (m_axis->scale() != AxisScale::Time)
            return;
        const TimeSpan window = m_axis->window();
        emit noteRequested(m_axis->cursor().value_or((window.from + window.to) / 2));
        return;
    }
    case Qt::Key_Escape:
        if (!m_axis->cursor() && !m_axis->mark())
            return QWidget::keyPressEvent(event);
        return clearCursors();
    case Qt::Key_Return:
    case Qt::Key_Enter: return activateWalked();
    default: QWidget::keyPressEvent(event);
    }
}

void ChartStack::activateWalked()
{
    if (m_walked.series < 0)
        return;
    const MetricChart *chart = m_charts[m_leading];
    QPointF at = chart->pointOf(m_walked);
    if (std::isnan(at.y()))
        at.setY(chart->plot().center().y());
    emit pointActivated(
        plotPoint(m_metrics[m_leading].info.name, m_metrics[m_leading].series[m_walked.series], m_walked.row),
        chart->viewport()->mapToGlobal(at.toPoint()));
}

void ChartStack::clearCursors()
{
    m_axis->setLocked(false);
    if (m_axis->mark())
        return m_axis->setMark({});
    m_axis->setCursor({});
    m_walked = {};
    for (MetricChart *chart : std::as_const(m_charts))
        chart->setFocusedPoint({});
    updateHighlight();
}

PlotHit ChartStack::nearestRow(qsizetype series) const
{
    const PlotLine &line = *m_metrics[m_leading].series[series].line;
    const TimeSpan window = m_axis->window();
    const double time = m_axis->cursor().value_or((window.from + window.to) / 2);
    const auto after = std::lower_bound(line.time.begin(), line.time.end(), time);
    // The first one on either side that is not a gap.
    auto above = size_t(after - line.time.begin());
    size_t below = above;
    while (above < line.size() && line.isGap(above))
        ++above;
    while (below > 0 && line.isGap(below - 1))
        --below;
    if (above == line.size() && below == 0)
        return {};
    const bool before = above == line.size() || (below > 0 && std::abs(line.time[below - 1] - time) <=
                                                                  std::abs(line.time[above] - time));
    return {series, before ? below - 1 : above};
}

void ChartStack::walkSeries(int step)
{
    const QList<PlotSeries> &all = m_metrics[m_leading].series;
    const qsizetype count = all.size();
    qsizetype at = m_walked.series;
    for (qsizetype i = 0; i < count; ++i) {
        at = at < 0 ? (step > 0 ? 0 : count - 1) : (at + step + count) % count;
        if (hidden().contains(all[at].name))
            continue;
        if (const PlotHit hit = nearestRow(at); hit.series >= 0)
            return walkTo(hit);
    }
}

void ChartStack::walkRow(int step)
{
    if (m_walked.series < 0 || hidden().contains(m_metrics[m_leading].series[m_walked.series].name))
        return walkSeries(1);
    const PlotLine &line = *m_metrics[m_leading].series[m_walked.series].line;
    const qint64 direction = step < 0 ? -1 : 1;
    qint64 row = std::clamp<qint64>(qint64(m_walked.row) + step, 0, qint64(line.size()) - 1);
    while (row >= 0 && row < qint64(line.size()) && line.isGap(size_t(row)))
        row += direction;
    if (row >= 0 && row < qint64(line.size()))
        walkTo({m_walked.series, size_t(row)});
}

void ChartStack::walkMetric(int step)
{
    const QString version =
        m_walked.series >= 0 ? m_metrics[m_leading].series[m_walked.series].name : QString();
    const qsizetype next = std::clamp<qsizetype>(m_leading + step, 0, m_metrics.size() - 1);
    m_charts[m_leading]->setFocusedPoint({});
    m_leading = next;
    m_walked = {};
    const QList<PlotSeries> &series = m_metrics[next].series;
    for (qsizetype i = 0; i < series.size(); ++i) {
        if (series[i].name != version)
            continue;
        if (const PlotHit hit = nearestRow(i); hit.series >= 0)
            return walkTo(hit);
    }
    walkSeries(1);
}

void ChartStack::walkTo(PlotHit hit)
{
    m_walked = hit;
    const PlotSeries &series = m_metrics[m_leading].series[hit.series];
    const double time = series.line->time[hit.row];
    const TimeSpan window = m_axis->window();
    if (!window.contains(time))
        m_axis->pan(time - (window.from + window.to) / 2);
    for (qsizetype i = 0; i < m_charts.size(); ++i)
        m_charts[i]->setFocusedPoint(i == m_leading ? hit : PlotHit{});
    MetricChart *chart = m_charts[m_leading];
    m_scroll->ensureWidgetVisible(chart, 0, 0);
    m_pointer = chart->mapTo(this, chart->pointOf(hit).toPoint());
    if (std::isnan(chart->pointOf(hit).y()))
        m_pointer = chart->mapTo(this, chart->plot().center());
    m_axis->setCursor(time);
    updateHighlight();
    updateCard();
    const double value = series.line->value[hit.row];
    QString text = tr("%1, %2: ")
                       .arg(series.label(), periodText(series.line->startOf(hit.row),
                                                       series.line->endOf(hit.row), m_axis->zone()));
    text += std::isnan(value)
                ? tr("%1 undefined, %2")
                      .arg(m_metrics[m_leading].info.name, series.line->why.value(qsizetype(hit.row)))
                : tr("%1 %2").arg(m_metrics[m_leading].info.name, shortNumber(value));
    if (const qint64 n = series.line->countOf(hit.row); n > 0)
        text += tr(", n %1").arg(QLocale().toString(n));
    setAccessibleDescription(text);
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
    emit spoken(text);
}

void ChartStack::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void ChartStack::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

void ChartStack::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(hasFocus() ? QPen(t.accent, 2) : QPen(t.border, 1));
    painter.setBrush(t.surface);
    const double inset = hasFocus() ? 1 : 0.5;
    painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), Size::cardRadius,
                            Size::cardRadius);
}

QSize ChartStack::pictureSize() const
{
    const QFontMetrics title(vitrine::ui::font(TextRole::Title));
    int height =
        Space::m + title.height() + Space::s + m_legend->height() + Space::s + m_dates->height() + Space::m;
    for (const QWidget *lane : {static_cast<const QWidget *>(m_lane), static_cast<const QWidget *>(m_counts)})
        height += lane->isHidden() ? 0 : lane->height();
    for (const MetricChart *chart : m_charts)
        height += chart->height() + Space::s;
    return {m_dates->width() + 2 * Space::m, height};
}

QString ChartStack::rangeText() const
{
    const TimeSpan window = m_axis->window();
    if (m_axis->scale() == AxisScale::Version)
        return tr("version after version");
    if (m_axis->scale() == AxisScale::Observation)
        return tr("observations %1 – %2 of each version")
            .arg(QLocale().toString(qint64(std::max(0.0, window.from)) + 1),
                 QLocale().toString(qint64(window.to)));
    const auto dateOf = [this](double time) {
        return QLocale().toString(QDateTime::fromMSecsSinceEpoch(qint64(time), m_axis->zone()).date(),
                                  u"d MMM yyyy"_s);
    };
    return tr("%1 – %2, %3").arg(dateOf(window.from), dateOf(window.to), zoneName(m_axis->zone()));
}

void ChartStack::paintPicture(QPainter *painter)
{
    const auto cursor = m_axis->cursor();
    const auto mark = m_axis->mark();
    const bool locked = m_axis->isLocked();
    m_axis->setCursor({});
    m_axis->setMark({});
    for (MetricChart *chart : std::as_const(m_charts)) {
        chart->setFocusedPoint({});
        chart->setHighlighted({});
    }

    const Tokens &t = tokens(palette());
    painter->fillRect(QRect(QPoint(), pictureSize()), t.surface);
    int y = Space::m;
    painter->setFont(vitrine::ui::font(TextRole::Title));
    painter->setPen(t.text);
    const int line = painter->fontMetrics().height();
    const int width = m_dates->width();
    painter->drawText(QRect(Space::m, y, width, line), Qt::AlignLeft | Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(m_title, Qt::ElideMiddle, width));
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    painter->setPen(t.muted);
    painter->drawText(QRect(Space::m, y, width, line), Qt::AlignRight | Qt::AlignVCenter, rangeText());
    y += line + Space::s;
    const auto place = [&](QWidget *widget, auto &&paint) {
        painter->save();
        painter->translate(Space::m, y);
        painter->setClipRect(0, 0, widget->width(), widget->height());
        paint();
        painter->restore();
        y += widget->height();
    };
    for (const LegendItem *item : m_legend->findChildren<LegendItem *>()) {
        if (!item->isChecked())
            continue;
        const QPoint at = item->pos() + QPoint(Space::m, y);
        const int look = [&] {
            for (const Legend::Entry &entry : m_legend->entries()) {
                if (entry.version == item->version())
                    return entry.look;
            }
            return 0;
        }();
        paintSample(painter, QRectF(at.x(), at.y(), 30, item->height()), seriesStyle(look, t.dark),
                    t.surface);
        painter->setFont(vitrine::ui::font(TextRole::Body));
        painter->setPen(t.text);
        painter->drawText(QRect(at.x() + 30 + Space::s, at.y(), item->width(), item->height()),
                          Qt::AlignLeft | Qt::AlignVCenter, item->version());
    }
    y += m_legend->height() + Space::s;
    if (!m_lane->isHidden())
        place(m_lane, [&] { m_lane->paint(painter); });
    for (MetricChart *chart : std::as_const(m_charts)) {
        place(chart, [&] { chart->paint(painter, QRectF(QPointF(), chart->viewport()->size())); });
        y += Space::s;
    }
    if (!m_counts->isHidden())
        place(m_counts, [&] { m_counts->paint(painter); });
    place(m_dates, [&] { m_dates->paint(painter); });

    m_axis->setCursor(cursor);
    m_axis->setMark(mark);
    m_axis->setLocked(locked);
    updateHighlight();
}

} // namespace vitrine::ui
