// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/ribbon/versionlane.h"

#include "ui/chart/chartgestures.h"
#include "ui/chart/timeaxis.h"
#include "ui/model/ribbon/versionlaneaccessible.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/wording.h"

#include <QAccessible>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QToolTip>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

constexpr qsizetype fewVersions = 40; // up to here two rows of dots are enough
constexpr qsizetype page = 10;
constexpr qsizetype mostChoices = 30; // of a cluster's menu
constexpr double zoomRoom = 0.25;     // of a cluster's stretch, around it
constexpr double shortestZoom = 6000; // ms

} // namespace

VersionLane::VersionLane(TimeAxis *axis, QWidget *parent)
    : PlotLane(axis, u"ribbonVersions"_s, parent)
    , m_story(std::make_shared<RibbonStory>())
{
    installVersionLaneAccessibility();
    setAccessibleName(tr("Versions over time"));
    setFocusPolicy(Qt::StrongFocus);
    gestures()->setReserved([this](const QPointF &at) { return marks().flagAt(at) != nullptr; });
    m_scroll.setInterval(30);
    connect(&m_scroll, &QTimer::timeout, this, &VersionLane::scrollAtEdge);
    connect(gestures(), &ChartGestures::clicked, this, [this](const QPointF &at) { click(at); });
    connect(gestures(), &ChartGestures::hovered, this, &VersionLane::hover);
    connect(gestures(), &ChartGestures::left, this, [this] { hover({-1, -1}); });
    connect(axis, &TimeAxis::windowChanged, this, &VersionLane::forgetMarks);
    connect(axis, &TimeAxis::marginsChanged, this, &VersionLane::forgetMarks);
}

void VersionLane::setStory(const std::shared_ptr<const RibbonStory> &story)
{
    const auto nameOf = [this](qsizetype at) {
        return at < 0 || at >= m_story->versions.size() ? QString() : m_story->versions.at(at).version.name;
    };
    const QString selected = nameOf(m_selected);
    const QString focused = nameOf(m_focused);
    m_drag.reset();
    m_story = story;
    m_selected = story->indexOf(selected);
    m_focused = story->indexOf(focused);
    m_hovered = -1;
    QAccessibleEvent changed(this, QAccessible::ObjectReorder);
    QAccessible::updateAccessibility(&changed);
    forgetMarks();
    updateGeometry();
}

void VersionLane::setSelected(const QString &version)
{
    m_selected = m_story->indexOf(version);
    forgetMarks();
}

void VersionLane::setWithdrawnShown(bool shown)
{
    m_withdrawn = shown;
    forgetMarks();
}

void VersionLane::forgetMarks()
{
    m_marks.reset();
    update();
}

const VersionMarks &VersionLane::marks() const
{
    if (m_marks)
        return *m_marks;
    const QFontMetricsF metrics(vitrine::ui::font(TextRole::Caption));
    MarkQuestion question;
    question.story = m_story.get();
    question.window = axis()->window();
    question.plot = plot();
    question.dotRows = dotRows();
    question.labelRows = labelRows();
    question.withdrawn = m_withdrawn;
    question.selected = m_selected;
    question.focused = hasFocus() ? m_focused : -1;
    question.fonts.wordWidth = [metrics](const QString &text) { return metrics.horizontalAdvance(text); };
    const QSize chip = chipSize(u"m"_s, vitrine::ui::font(TextRole::Caption));
    question.fonts.wordHeight = int(std::ceil(metrics.height()));
    question.fonts.chipHeight = chip.height();
    question.fonts.chipPadding = chip.width() - metrics.horizontalAdvance(u"m"_s);
    m_marks.emplace(question);
    return *m_marks;
}

int VersionLane::dotRows() const
{
    return m_story->versions.size() > fewVersions ? 3 : 2;
}

int VersionLane::labelRows() const
{
    return m_story->holderCount() > 1 ? 2 : 1;
}

QSize VersionLane::sizeHint() const
{
    MarkFonts fonts;
    fonts.chipHeight = chipSize(u"m"_s, vitrine::ui::font(TextRole::Caption)).height();
    return {320, VersionMarks::height(dotRows(), labelRows(), fonts)};
}

void VersionLane::hover(const QPointF &at)
{
    const StageFlag *flag = marks().flagAt(at);
    const qsizetype over = flag ? -1 : marks().versionAt(at);
    if (flag)
        setCursor(Qt::OpenHandCursor);
    else
        over >= 0 ? setCursor(Qt::PointingHandCursor) : unsetCursor();
    if (over != m_hovered) {
        m_hovered = over;
        update();
    }
}

void VersionLane::click(const QPointF &at)
{
    const qsizetype version = marks().versionAt(at);
    if (version < 0)
        return;
    if (const DotCluster *cluster = marks().clusterOf(version))
        zoomInto(*cluster);
    else
        inspect(version);
}

void VersionLane::zoomInto(const DotCluster &cluster)
{
    const double from = m_story->versions.at(marks().shown().at(cluster.first)).time;
    const double to = m_story->versions.at(marks().shown().at(cluster.last)).time;
    const double room = std::max((to - from) * zoomRoom, shortestZoom / 2);
    if (axis()->window().length() > 2 * shortestZoom) {
        axis()->setWindow({from - room, to + room});
        return;
    }
    // Registered in the same moment: no zoom takes them apart.
    QMenu *menu = makeClusterMenu(
        cluster, tr("Inspect"), [](qsizetype) { return true; },
        [this](const QString &version) { inspect(m_story->indexOf(version)); });
    menu->popup(mapToGlobal(marks().clusterRect(cluster).bottomLeft().toPoint()));
}

QMenu *VersionLane::makeClusterMenu(const DotCluster &cluster, const QString &title,
                                    const std::function<bool(qsizetype)> &allowed,
                                    const std::function<void(const QString &)> &chosen)
{
    auto *menu = new QMenu(this);
    menu->setObjectName(u"clusterMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addSection(title);
    const qsizetype oldest = std::max(cluster.first, cluster.last - mostChoices + 1);
    for (qsizetype place = cluster.last; place >= oldest; --place) {
        const qsizetype version = marks().shown().at(place);
        const QString name = m_story->versions.at(version).version.name;
        QAction *action = menu->addAction(name);
        action->setObjectName(u"cluster_"_s + name);
        action->setEnabled(allowed(version));
        connect(action, &QAction::triggered, this, [chosen, name] { chosen(name); });
    }
    if (oldest > cluster.first && axis()->window().length() > 2 * shortestZoom) {
        QAction *zoom = menu->addAction(tr("Zoom in to see all %1").arg(cluster.size()));
        connect(zoom, &QAction::triggered, this, [this, cluster] { zoomInto(cluster); });
    }
    return menu;
}

void VersionLane::inspect(qsizetype version)
{
    m_focused = version;
    forgetMarks();
    emit inspected(m_story->versions.at(version).version.name);
}

qsizetype VersionLane::start() const
{
    return m_focused >= 0 ? m_focused : m_selected;
}

void VersionLane::walk(qsizetype step)
{
    const QList<qsizetype> &shown = marks().shown();
    if (shown.isEmpty())
        return;
    qsizetype place = shown.indexOf(start());
    place = place < 0 ? shown.size() - 1 : std::clamp<qsizetype>(place + step, 0, shown.size() - 1);
    walkTo(shown.at(place));
}

void VersionLane::walkTo(qsizetype version)
{
    m_focused = version;
    const double time = m_story->versions.at(version).time;
    if (!axis()->window().contains(time))
        axis()->pan(time - (axis()->window().from + axis()->window().to) / 2);
    axis()->setCursor(time);
    const QString words = spoken(version);
    setAccessibleDescription(words);
    QAccessibleEvent focus(this, QAccessible::Focus);
    focus.setChild(int(version));
    QAccessible::updateAccessibility(&focus);
    emit walked(words);
    forgetMarks();
}

void VersionLane::keyPressEvent(QKeyEvent *event)
{
    if (m_drag && event->key() == Qt::Key_Escape)
        return cancelDrag();
    if (m_story->isEmpty() || (event->key() != Qt::Key_Home && ChartGestures::handleKey(axis(), event)))
        return;
    const QPoint below = mapToGlobal(marks().rectOf(start()).bottomLeft().toPoint());
    const auto nameAt = [this] { return m_story->versions.at(start()).version.name; };
    switch (event->key()) {
    case Qt::Key_Left: return walk(-1);
    case Qt::Key_Right: return walk(1);
    case Qt::Key_PageUp: return walk(-page);
    case Qt::Key_PageDown: return walk(page);
    case Qt::Key_End: return walk(m_story->versions.size());
    case Qt::Key_Home: return axis()->fit();
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (start() >= 0)
            inspect(start());
        return;
    case Qt::Key_M:
        if (start() >= 0) {
            QMenu *menu = makeMoveMenu(nameAt(), this);
            menu->setAttribute(Qt::WA_DeleteOnClose);
            menu->popup(below);
        }
        return;
    case Qt::Key_Menu:
        if (start() >= 0)
            emit menuRequested(nameAt(), below);
        return;
    default: PlotLane::keyPressEvent(event);
    }
}

QMenu *VersionLane::makeMoveMenu(const QString &version, QWidget *parent)
{
    auto *menu = new QMenu(parent);
    menu->setObjectName(u"moveStageMenu"_s);
    menu->setTitle(tr("&Move stage"));
    const qsizetype index = m_story->indexOf(version);
    for (const RibbonLane &lane : m_story->lanes) {
        QAction *action = menu->addAction(moveText(lane.stage, lane.holder(), index));
        action->setObjectName(u"moveStage_"_s + lane.stage);
        action->setEnabled(mayTake(lane.stage, index));
        connect(action, &QAction::triggered, this,
                [this, stage = lane.stage, version] { emit moveRequested(stage, version); });
    }
    menu->addSeparator();
    QAction *other = menu->addAction(tr("Another stage…"));
    other->setObjectName(u"moveStageOther"_s);
    other->setEnabled(index >= 0 && !m_story->versions.at(index).version.deregistered);
    connect(other, &QAction::triggered, this, [this, version] { emit newStageRequested(version); });
    return menu;
}

bool VersionLane::mayTake(const QString &stage, qsizetype version) const
{
    if (version < 0)
        return false;
    const registry::Version &wanted = m_story->versions.at(version).version;
    const auto lane = std::find_if(m_story->lanes.begin(), m_story->lanes.end(),
                                   [&](const RibbonLane &each) { return each.stage == stage; });
    return !wanted.deregistered && !wanted.lightweight && lane != m_story->lanes.end() &&
           lane->holder() != wanted.name;
}

QString VersionLane::moveText(const QString &stage, const QString &from, qsizetype version) const
{
    if (version < 0)
        return {};
    const RibbonVersion &wanted = m_story->versions.at(version);
    if (wanted.version.name == from)
        return tr("%1 is at %2 already").arg(stage, from);
    if (wanted.version.deregistered)
        return tr("%1 was withdrawn and cannot be used").arg(wanted.version.name);
    const qsizetype before = m_story->indexOf(from);
    if (before >= 0 && wanted.time < m_story->versions.at(before).time)
        return tr("Roll %1 back to %2").arg(stage, wanted.version.name);
    return tr("Move %1 to %2").arg(stage, wanted.version.name);
}

QString VersionLane::spoken(qsizetype version) const
{
    const RibbonVersion &each = m_story->versions.at(version);
    const registry::Version &of = each.version;
    QStringList parts{of.name, of.registered ? tr("registered %1").arg(exactTime(of.date))
                                             : tr("committed %1").arg(exactTime(of.date))};
    if (!of.author.isEmpty())
        parts << tr("by %1").arg(of.author);
    if (const auto value = of.metrics.constFind(m_story->metric); value != of.metrics.constEnd())
        parts << m_story->metric + u' ' + fullNumber(*value);
    if (const QStringList stages = m_story->stagesOf(of.name); !stages.isEmpty())
        parts << tr("in %1").arg(stages.join(u", "_s));
    if (of.deregistered)
        parts << tr("withdrawn");
    if (!of.note.isEmpty())
        parts << tr("note: %1").arg(of.note);
    parts << tr("%1 of %2").arg(version + 1).arg(m_story->versions.size());
    return parts.join(u", "_s);
}

QString VersionLane::toolTipAt(const QPointF &at) const
{
    if (const StageFlag *flag = marks().flagAt(at))
        return tr("%1 is at %2. Drag it onto another version to move it there.")
            .arg(flag->stage, flag->version);
    const qsizetype version = marks().versionAt(at);
    if (version < 0)
        return {};
    if (const DotCluster *cluster = marks().clusterOf(version)) {
        const auto nameOf = [&](qsizetype place) {
            return m_story->versions.at(marks().shown().at(place)).version.name;
        };
        return tr("%n version(s), from %1 to %2. Click to zoom in.", nullptr, int(cluster->size()))
            .arg(nameOf(cluster->first), nameOf(cluster->last));
    }
    const registry::Version &of = m_story->versions.at(version).version;
    QStringList lines{spoken(version).section(u", "_s, 0, -2)};
    if (!of.message.isEmpty())
        lines << of.message.section(u'\n', 0, 0);
    return lines.join(u'\n');
}

bool VersionLane::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), m_drag ? QString() : toolTipAt(help->pos()), this);
        return true;
    }
    return PlotLane::event(event);
}

void VersionLane::contextMenuEvent(QContextMenuEvent *event)
{
    if (event->reason() == QContextMenuEvent::Keyboard) {
        if (start() >= 0)
            emit menuRequested(m_story->versions.at(start()).version.name,
                               mapToGlobal(marks().rectOf(start()).bottomLeft().toPoint()));
        return;
    }
    const qsizetype version = marks().versionAt(event->pos());
    if (version >= 0 && !marks().clusterOf(version)) {
        m_focused = version;
        emit menuRequested(m_story->versions.at(version).version.name, event->globalPos());
    }
}

void VersionLane::focusInEvent(QFocusEvent *event)
{
    PlotLane::focusInEvent(event);
    if (event->reason() != Qt::MouseFocusReason && m_focused < 0 && start() >= 0)
        walkTo(start());
    forgetMarks();
}

void VersionLane::focusOutEvent(QFocusEvent *event)
{
    PlotLane::focusOutEvent(event);
    if (m_drag)
        cancelDrag();
    forgetMarks();
}

void VersionLane::resizeEvent(QResizeEvent *event)
{
    PlotLane::resizeEvent(event);
    forgetMarks();
}

void VersionLane::changeEvent(QEvent *event)
{
    PlotLane::changeEvent(event);
    forgetMarks();
}

} // namespace vitrine::ui
