// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/eventlane.h"

#include "ui/chart/chartgestures.h"
#include "ui/chart/chartpaint.h"
#include "ui/chart/timeaxis.h"
#include "ui/theme/flatpainter.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

using Kind = monitor::Occurrence::Kind;

// The most serious of those that share a drawing speaks for them.
int seriousness(Kind kind)
{
    switch (kind) {
    case Kind::RolledBack: return 4;
    case Kind::Alert: return 3;
    case Kind::Deployed: return 2;
    case Kind::Retrained: return 1;
    case Kind::Note: break;
    }
    return 0;
}

constexpr int drawing = 12;
constexpr int padding = 3;
constexpr int gap = 3;
constexpr double bandInk = 0.2; // of the version's colour on the surface
} // namespace

EventLane::EventLane(TimeAxis *axis, QWidget *parent) : PlotLane(axis, u"chartEvents"_s, parent)
{
    setAccessibleName(tr("Events"));
    setFocusPolicy(Qt::StrongFocus);
    connect(gestures(), &ChartGestures::clicked, this, [this](const QPointF &at) { click(at); });
    connect(gestures(), &ChartGestures::hovered, this, [this](const QPointF &at) {
        const auto all = flags();
        const bool over =
            std::any_of(all.begin(), all.end(), [&](const Flag &f) { return f.rect.contains(at); });
        over ? setCursor(Qt::PointingHandCursor) : unsetCursor();
    });
}

void EventLane::setOccurrences(const QList<monitor::Occurrence> &occurrences)
{
    m_occurrences = occurrences;
    m_walked = -1;
    update();
}

void EventLane::setBands(const QString &stage, const QList<StageBand> &bands)
{
    m_stage = stage;
    m_bands = bands;
    updateGeometry();
    update();
}

int EventLane::flagHeight() const
{
    return std::max(drawing, QFontMetrics(vitrine::ui::font(TextRole::Caption)).height()) + 2 * padding;
}

int EventLane::bandHeight() const
{
    return QFontMetrics(vitrine::ui::font(TextRole::Caption)).height() + 2;
}

QSize EventLane::sizeHint() const
{
    return {320, flagHeight() + (m_bands.isEmpty() ? 0 : gap + bandHeight()) + Space::xs};
}

QList<EventLane::Flag> EventLane::flags() const
{
    const QFontMetricsF metrics(vitrine::ui::font(TextRole::Caption));
    const auto widthFor = [&](const QString &words) {
        return drawing + 4 * padding + metrics.horizontalAdvance(words);
    };
    const TimeSpan window = axis()->window();
    QList<Flag> out;
    for (qsizetype i = 0; i < m_occurrences.size(); ++i) {
        const double time = double(m_occurrences[i].time.toMSecsSinceEpoch());
        if (!window.contains(time))
            continue;
        const Kind kind = m_occurrences[i].kind;
        const double at = x(time);
        if (out.isEmpty() || at >= out.last().rect.right() + gap) {
            out << Flag{QRectF(at - 1, 0, drawing + 2 * padding, flagHeight()), i, i, kind, {}};
            continue;
        }
        Flag &shared = out.last();
        shared.last = i;
        shared.kind = seriousness(kind) > seriousness(shared.kind) ? kind : shared.kind;
        shared.words = u"×%1"_s.arg(shared.last - shared.first + 1);
        shared.rect.setWidth(widthFor(shared.words)); // so that nothing hides how many there are
    }
    for (qsizetype i = 0; i < out.size(); ++i) {
        Flag &flag = out[i];
        const double end = i + 1 < out.size() ? out[i + 1].rect.left() - gap : width();
        const QString &words = m_occurrences[flag.first].version;
        if (flag.last > flag.first || words.isEmpty() || flag.rect.left() + widthFor(words) > end)
            continue;
        flag.words = words;
        flag.rect.setWidth(widthFor(words));
    }
    return out;
}

void EventLane::paint(QPainter *painter) const
{
    paintFlags(painter);
    if (!m_bands.isEmpty())
        paintBands(painter);
}

void EventLane::paintFocus(QPainter *painter) const
{
    PlotLane::paintFocus(painter);
    const QColor accent = tokens(palette()).accent;
    if (m_walked < 0) // no flag that could show it
        paintFocusRing(painter, QRect(1, 1, width() - 2, flagHeight() - 2), accent, 3);
    for (const Flag &flag : flags()) {
        if (m_walked < flag.first || m_walked > flag.last)
            continue;
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(accent, 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(flag.rect.adjusted(1, 1, -1, -1), 3, 3);
    }
}

void EventLane::paintFlags(QPainter *painter) const
{
    const Tokens &t = tokens(palette());
    if (!m_occurrences.isEmpty())
        paintName(painter, QRect(0, 0, width(), flagHeight()), tr("events"));
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    for (const Flag &flag : flags()) {
        const Kind kind = flag.kind;
        const QColor ink = occurrenceColour(kind, palette());
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(mixed(t.surface, ink, 0.13));
        painter->drawRoundedRect(flag.rect, 3, 3);
        painter->setRenderHint(QPainter::Antialiasing, false);
        for (qsizetype i = flag.first; i <= flag.last; ++i) {
            const double at = std::round(x(double(m_occurrences[i].time.toMSecsSinceEpoch())));
            painter->setPen(occurrencePen(m_occurrences[i].kind, palette()));
            painter->drawLine(QPointF(at, i == flag.first ? 0 : flagHeight()), QPointF(at, height()));
        }
        const QRectF art(flag.rect.left() + padding + 1, (flagHeight() - drawing) / 2.0, drawing, drawing);
        paintOccurrence(painter, art, kind, ink);
        painter->setPen(t.text);
        painter->drawText(flag.rect.adjusted(drawing + 2 * padding + 1, 0, 0, 0),
                          Qt::AlignLeft | Qt::AlignVCenter, flag.words);
    }
}

void EventLane::paintBands(QPainter *painter) const
{
    const Tokens &t = tokens(palette());
    const QRect area(plot().left(), flagHeight() + gap, plot().width(), bandHeight());
    paintName(painter, area, m_stage);
    painter->save();
    painter->setClipRect(area);
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    for (const StageBand &band : m_bands) {
        const double left = std::max(x(band.begin), double(area.left()));
        const double right =
            std::isfinite(band.end) ? std::min(x(band.end), area.right() + 1.0) : area.right() + 1.0;
        if (right - left < 1)
            continue;
        const QRectF bar(left, area.top(), right - left - 1, area.height());
        const QColor colour = seriesStyle(band.look, t.dark).colour;
        painter->fillRect(bar, mixed(t.surface, colour, bandInk));
        painter->fillRect(QRectF(bar.left(), bar.top(), 3, bar.height()), colour);
        const QString words =
            painter->fontMetrics().elidedText(band.version, Qt::ElideMiddle, int(bar.width()) - 10);
        if (words.size() > 2 || words == band.version) {
            painter->setPen(t.text);
            painter->drawText(bar.adjusted(7, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, words);
        }
    }
    painter->restore();
}

QString EventLane::describe(const monitor::Occurrence &occurrence) const
{
    const QDateTime time = occurrence.time.toTimeZone(axis()->zone());
    QString text = tr("%1, %2 %3")
                       .arg(occurrenceText(occurrence), QLocale().toString(time, u"d MMM yyyy HH:mm"_s),
                            time.timeZoneAbbreviation());
    if (!occurrence.text.isEmpty())
        text += u"\n"_s + occurrence.text;
    return text;
}

QString EventLane::toolTipAt(const QPointF &at) const
{
    for (const Flag &flag : flags()) {
        if (!flag.rect.contains(at))
            continue;
        QStringList lines;
        for (qsizetype i = flag.first; i <= flag.last; ++i)
            lines << describe(m_occurrences[i]);
        return lines.join(u'\n');
    }
    if (at.y() < flagHeight() || !plot().contains(at.toPoint()))
        return {};
    const double time = axis()->timeAt(at.x(), width());
    for (const StageBand &band : m_bands) {
        if (time >= band.begin && time < band.end)
            return tr("%1 was in %2").arg(band.version, m_stage);
    }
    return {};
}

bool EventLane::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), toolTipAt(help->pos()), this);
        return true;
    }
    return PlotLane::event(event);
}

void EventLane::walkTo(qsizetype index)
{
    if (m_occurrences.isEmpty())
        return;
    m_walked = std::clamp<qsizetype>(index, 0, m_occurrences.size() - 1);
    const double time = double(m_occurrences[m_walked].time.toMSecsSinceEpoch());
    if (!axis()->window().contains(time))
        axis()->pan(time - (axis()->window().from + axis()->window().to) / 2);
    const QString spoken = describe(m_occurrences[m_walked]);
    setAccessibleDescription(spoken);
    emit focusedOccurrence(spoken);
    update();
}

void EventLane::keyPressEvent(QKeyEvent *event)
{
    if (ChartGestures::handleKey(axis(), event))
        return;
    switch (event->key()) {
    case Qt::Key_Left: return walkTo(m_walked < 0 ? m_occurrences.size() - 1 : m_walked - 1);
    case Qt::Key_Right: return walkTo(m_walked + 1);
    case Qt::Key_Home: return walkTo(0);
    case Qt::Key_End: return walkTo(m_occurrences.size() - 1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (m_walked >= 0)
            emit activated(m_occurrences[m_walked]);
        return;
    default: PlotLane::keyPressEvent(event);
    }
}

void EventLane::click(const QPointF &at)
{
    for (const Flag &flag : flags()) {
        if (!flag.rect.contains(at))
            continue;
        m_walked = flag.first;
        emit activated(m_occurrences[flag.first]);
        update();
        return;
    }
}

} // namespace vitrine::ui
