// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/ribbon/stagelanes.h"

#include "ui/chart/chartgestures.h"
#include "ui/chart/chartpaint.h"
#include "ui/chart/timeaxis.h"
#include "ui/theme/palette.h"
#include "ui/theme/tokens.h"

#include <QHelpEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr int rowGap = 3;
constexpr int edge = 3;      // the strong left edge of a bar
constexpr int arrow = 11;    // the drawing of a rollback
constexpr int leastRows = 3; // however little room there is
constexpr int usualRows = 12;
constexpr qsizetype leastLetters = 5; // of a name that is cut
constexpr double barInk = 0.2;        // of the version's colour on the surface

} // namespace

StageLanes::StageLanes(TimeAxis *axis, QWidget *parent)
    : PlotLane(axis, u"ribbonStages"_s, parent)
    , m_story(std::make_shared<RibbonStory>())
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
    setAccessibleName(tr("Who was in which stage when"));
    connect(gestures(), &ChartGestures::clicked, this, [this](const QPointF &at) { click(at); });
    connect(gestures(), &ChartGestures::hovered, this,
            [this](const QPointF &at) { stayAt(at) ? setCursor(Qt::PointingHandCursor) : unsetCursor(); });
}

void StageLanes::setStory(const std::shared_ptr<const RibbonStory> &story)
{
    m_story = story;
    QStringList now;
    for (const RibbonLane &lane : story->lanes)
        now << (lane.holder().isEmpty() ? tr("%1 is empty").arg(lane.stage)
                                        : tr("%1: %2").arg(lane.stage, lane.holder()));
    setAccessibleDescription(now.join(u", "_s));
    setVisible(!story->lanes.isEmpty());
    updateGeometry();
    update();
}

void StageLanes::setSelected(const QString &version)
{
    m_selected = version;
    update();
}

int StageLanes::rowHeight() const
{
    return QFontMetrics(vitrine::ui::font(TextRole::Caption)).height() + 2 + rowGap;
}

int StageLanes::laneCount() const
{
    return int(m_story->lanes.size());
}

int StageLanes::shownRows() const
{
    const int fitting = std::max(1, (height() + rowGap) / rowHeight());
    return fitting >= laneCount() ? laneCount() : std::max(0, fitting - 1);
}

QSize StageLanes::sizeHint() const
{
    return {320, std::min(laneCount(), usualRows) * rowHeight()};
}

QSize StageLanes::minimumSizeHint() const
{
    return {120, std::min(laneCount(), leastRows) * rowHeight()};
}

int StageLanes::nameWidth() const
{
    const QFontMetrics metrics(vitrine::ui::font(TextRole::Caption));
    int widest = 0;
    for (const RibbonLane &lane : m_story->lanes)
        widest = std::max(widest, metrics.horizontalAdvance(lane.stage));
    return widest;
}

const RibbonLane *StageLanes::laneAt(double y) const
{
    const int row = int(y) / rowHeight();
    return y >= 0 && row < shownRows() ? &m_story->lanes.at(row) : nullptr;
}

const RibbonStay *StageLanes::stayAt(const QPointF &at) const
{
    const RibbonLane *lane = laneAt(at.y());
    return lane && plot().contains(at.toPoint()) ? lane->stayAt(axis()->timeAt(at.x(), width())) : nullptr;
}

void StageLanes::paint(QPainter *painter) const
{
    const int rows = shownRows();
    const TimeSpan window = axis()->window();
    for (int at = 0; at < rows; ++at) {
        const RibbonLane &lane = m_story->lanes.at(at);
        const QRect row(0, at * rowHeight(), width(), rowHeight() - rowGap);
        paintName(painter, row, lane.stage);
        painter->save();
        painter->setClipRect(QRect(plot().left(), row.top(), plot().width(), row.height()));
        const auto first =
            std::partition_point(lane.stays.begin(), lane.stays.end(), [&](const RibbonStay &stay) {
                return std::isfinite(stay.end) && stay.end < window.from;
            });
        for (auto stay = first; stay != lane.stays.end() && stay->begin <= window.to; ++stay)
            paintStay(painter, *stay, row);
        painter->restore();
    }
    if (const int rest = laneCount() - rows; rest > 0) {
        const QRect row(0, rows * rowHeight(), width(), rowHeight() - rowGap);
        paintName(painter, row, tr("+%n stage(s)", nullptr, rest));
        painter->setPen(tokens(palette()).border);
        painter->drawLine(plot().left(), row.center().y(), plot().right(), row.center().y());
    }
    paintCursors(painter, plot(), width(), *axis(), palette());
}

void StageLanes::paintStay(QPainter *painter, const RibbonStay &stay, const QRect &row) const
{
    const Tokens &t = tokens(palette());
    const double left = std::max(x(stay.begin), double(plot().left()));
    const double right =
        std::isfinite(stay.end) ? std::min(x(stay.end), plot().right() + 1.0) : plot().right() + 1.0;
    if (right - left < 0.5)
        return;
    const QColor colour = seriesStyle(stay.look, t.dark).colour;
    const QRectF bar(left, row.top(), std::max(1.0, right - left - 1), row.height());
    painter->fillRect(bar, mixed(t.surface, colour, stay.version == m_selected ? 2 * barInk : barInk));
    painter->fillRect(QRectF(bar.left(), bar.top(), std::min<double>(edge, bar.width()), bar.height()),
                      colour);
    if (t.highContrast) {
        painter->setPen(t.border);
        painter->drawRect(bar.adjusted(0, 0, -1, -1));
    }
    double text = bar.left() + 2 * edge + 1;
    if (stay.rolledBackTo && x(stay.begin) >= plot().left() && bar.width() > edge + arrow) {
        const QRectF art(bar.left() + edge + 2, row.center().y() - arrow / 2.0, arrow, arrow);
        paintOccurrence(painter, art, monitor::Occurrence::Kind::RolledBack, t.bad);
        text = art.right() + 3;
    }
    painter->setFont(vitrine::ui::font(TextRole::Caption));
    const int room = int(bar.right() - text) - 2;
    const QString words = painter->fontMetrics().elidedText(stay.version, Qt::ElideMiddle, room);
    if (words.size() < leastLetters && words != stay.version)
        return;
    painter->setPen(t.text);
    painter->drawText(QRectF(text, row.top(), room, row.height()), Qt::AlignLeft | Qt::AlignVCenter, words);
}

QString StageLanes::holdersAt(double time) const
{
    QStringList parts;
    for (const RibbonLane &lane : m_story->lanes) {
        const RibbonStay *stay = lane.stayAt(time);
        parts << tr("%1 %2").arg(lane.stage, stay ? stay->version : u"–"_s);
    }
    return parts.join(u" · "_s);
}

QString StageLanes::toolTipAt(const QPointF &at) const
{
    const RibbonLane *lane = laneAt(at.y());
    if (!lane && at.y() < (shownRows() + 1) * rowHeight()) {
        QStringList rest;
        for (int row = shownRows(); row < laneCount(); ++row)
            rest << tr("%1: %2").arg(m_story->lanes.at(row).stage, m_story->lanes.at(row).holder().isEmpty()
                                                                       ? tr("empty")
                                                                       : m_story->lanes.at(row).holder());
        return rest.join(u'\n');
    }
    if (!lane)
        return {};
    if (at.x() < plot().left())
        return lane->stage;
    const RibbonStay *stay = stayAt(at);
    if (!stay)
        return {};
    const auto dateOf = [this](double time) {
        return QLocale().toString(
            QDateTime::fromMSecsSinceEpoch(qint64(time)).toTimeZone(axis()->zone()).date(), u"d MMM yyyy"_s);
    };
    const QString how = stay->rolledBackTo ? tr("\n%1 was rolled back to it").arg(lane->stage) : QString();
    if (std::isinf(stay->end))
        return tr("%1 has been in %2 since %3").arg(stay->version, lane->stage, dateOf(stay->begin)) + how;
    const int days = int((stay->end - stay->begin) / 86400000);
    return tr("%1 was in %2 from %3 to %4: %n day(s)", nullptr, days)
               .arg(stay->version, lane->stage, dateOf(stay->begin), dateOf(stay->end)) +
           how;
}

void StageLanes::click(const QPointF &at)
{
    if (const RibbonStay *stay = stayAt(at))
        emit versionActivated(stay->version);
    else if (isRest(at))
        emit roomWanted(laneCount() * rowHeight() - height());
}

bool StageLanes::isRest(const QPointF &at) const
{
    return shownRows() < laneCount() && int(at.y()) / rowHeight() >= shownRows();
}

// The gestures leave presses beside the plot alone.
void StageLanes::mousePressEvent(QMouseEvent *event)
{
    PlotLane::mousePressEvent(event);
    if (event->position().x() < plot().left())
        click(event->position());
}

bool StageLanes::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return PlotLane::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    QToolTip::showText(help->globalPos(), toolTipAt(help->pos()), this);
    return true;
}

} // namespace vitrine::ui
