// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/model/ribbon/versionmarks.h"

#include <QHash>

#include <algorithm>
#include <cmath>
#include <vector>

namespace vitrine::ui {

namespace {
constexpr int dotsTop = 5; // above the highest row, for the ring of a selected dot
constexpr int labelGap = 4;
constexpr qsizetype mostNames = 400; // labels that are tried; more have no room on any screen
} // namespace

int VersionMarks::height(int dotRows, int labelRows, const MarkFonts &fonts)
{
    return dotsTop + dotRows * MarkSize::rowHeight + labelGap + labelRows * (fonts.chipHeight + 1) + 2;
}

VersionMarks::VersionMarks(const MarkQuestion &question) : m_question(question)
{
    const RibbonStory &story = *question.story;
    m_places.resize(story.versions.size(), -1);
    std::vector<double> x;
    const double scale = question.plot.width() / question.window.length();
    for (qsizetype at = 0; at < story.versions.size(); ++at) {
        const RibbonVersion &each = story.versions.at(at);
        if (each.version.deregistered && !question.withdrawn)
            continue;
        m_places[at] = m_shown.size();
        m_shown << at;
        x.push_back(question.plot.left() + (each.time - question.window.from) * scale);
    }
    m_rows = placeDots(x, MarkSize::distance, question.dotRows, MarkSize::widest);
    placeFlags();
    placeLabels();
}

double VersionMarks::baseline() const
{
    return m_question.plot.top() + dotsTop + (m_question.dotRows - 0.5) * MarkSize::rowHeight;
}

double VersionMarks::labelTop(int row) const
{
    return m_question.plot.top() + dotsTop + m_question.dotRows * MarkSize::rowHeight + labelGap +
           row * (m_question.fonts.chipHeight + 1);
}

QPointF VersionMarks::centre(qsizetype version) const
{
    const qsizetype place = version < 0 ? -1 : m_places.value(version, -1);
    if (place < 0)
        return {-1e6, baseline()};
    const DotPlace &dot = m_rows.dots.at(place);
    return {dot.x, dot.cluster >= 0 ? baseline() : baseline() - dot.row * MarkSize::rowHeight};
}

const DotCluster *VersionMarks::clusterOf(qsizetype version) const
{
    const qsizetype place = version < 0 ? -1 : m_places.value(version, -1);
    const qsizetype cluster = place < 0 ? -1 : m_rows.dots.at(place).cluster;
    return cluster < 0 ? nullptr : &m_rows.clusters.at(cluster);
}

QRectF VersionMarks::clusterRect(const DotCluster &cluster) const
{
    const double width = MarkSize::widest * clusterShare;
    return {cluster.x - width / 2, baseline() - MarkSize::capsule / 2.0, width, double(MarkSize::capsule)};
}

QRectF VersionMarks::rectOf(qsizetype version) const
{
    if (const DotCluster *cluster = clusterOf(version))
        return clusterRect(*cluster);
    const QPointF at = centre(version);
    return QRectF(at, at).adjusted(-MarkSize::radius, -MarkSize::radius, MarkSize::radius, MarkSize::radius);
}

std::pair<qsizetype, qsizetype> VersionMarks::visible() const
{
    const double left = m_question.plot.left() - MarkSize::widest;
    const double right = m_question.plot.right() + MarkSize::widest;
    const auto first = std::partition_point(m_rows.dots.begin(), m_rows.dots.end(),
                                            [left](const DotPlace &dot) { return dot.x < left; });
    const auto last = std::partition_point(first, m_rows.dots.end(),
                                           [right](const DotPlace &dot) { return dot.x <= right; });
    return {first - m_rows.dots.begin(), last - m_rows.dots.begin()};
}

qsizetype VersionMarks::versionAt(const QPointF &at, double reach) const
{
    const auto [first, last] = visible();
    qsizetype best = -1;
    double nearest = reach;
    for (qsizetype place = first; place < last; ++place) {
        const DotPlace &dot = m_rows.dots.at(place);
        if (dot.cluster >= 0) {
            const DotCluster &cluster = m_rows.clusters.at(dot.cluster);
            if (clusterRect(cluster).adjusted(-2, -2, 2, 2).contains(at))
                return m_shown.at(cluster.last);
            continue;
        }
        const double away = std::hypot(dot.x - at.x(), baseline() - dot.row * MarkSize::rowHeight - at.y());
        if (away <= nearest) {
            nearest = away;
            best = m_shown.at(place);
        }
    }
    return best;
}

const StageFlag *VersionMarks::flagAt(const QPointF &at) const
{
    const auto found = std::find_if(m_flags.begin(), m_flags.end(), [&](const StageFlag &flag) {
        return flag.rect.adjusted(-1, -1, 1, 1).contains(at);
    });
    return found == m_flags.end() ? nullptr : &*found;
}

bool VersionMarks::isFree(const QRectF &rect) const
{
    return std::none_of(m_taken.begin(), m_taken.end(), [&](const QRectF &other) {
        return other.adjusted(-MarkSize::gap, 0, MarkSize::gap, 0).intersects(rect);
    });
}

double VersionMarks::nameWidth(const QString &name) const
{
    return std::min<double>(MarkSize::widestName, std::ceil(m_question.fonts.wordWidth(name)));
}

void VersionMarks::placeFlags()
{
    QStringList holders; // in the order of the lanes, which is the order of importance
    QHash<QString, QStringList> stages;
    for (const RibbonLane &lane : m_question.story->lanes) {
        const QString holder = lane.holder();
        if (holder.isEmpty())
            continue;
        if (!holders.contains(holder))
            holders << holder;
        stages[holder] << lane.stage;
    }
    QHash<QString, qsizetype> indexes;
    for (qsizetype at = 0; at < m_question.story->versions.size(); ++at)
        indexes.insert(m_question.story->versions.at(at).version.name, at);
    for (const QString &holder : std::as_const(holders)) {
        const qsizetype version = indexes.value(holder, -1);
        const double x = version < 0 ? m_question.plot.right() + 1 : centre(version).x();
        if (version < 0 || m_places.at(version) < 0 || x < m_question.plot.left() - 1 ||
            x > m_question.plot.right() + 1)
            placeFlagsBeside(stages.value(holder), holder, x < m_question.plot.left());
        else if (!placeFlagsInWords(version, stages.value(holder)))
            placeFlagsAtDot(version, stages.value(holder));
    }
}

// Below the dot: its name, then a chip a stage.
bool VersionMarks::placeFlagsInWords(qsizetype version, const QStringList &stages)
{
    const QString &name = m_question.story->versions.at(version).version.name;
    const double words = nameWidth(name);
    double whole = words;
    for (const QString &stage : stages)
        whole += MarkSize::gap + nameWidth(stage) + m_question.fonts.chipPadding;
    if (whole > m_question.plot.width())
        return false;
    const double wanted = centre(version).x() - words / 2;
    const double left = std::clamp(wanted, m_question.plot.left(), m_question.plot.right() - whole);
    for (int row = 0; row < m_question.labelRows; ++row) {
        const QRectF all(left, labelTop(row), whole, m_question.fonts.chipHeight);
        if (!isFree(all))
            continue;
        m_taken << all;
        m_labels.append({version, QRectF(left, all.top(), words, all.height()), all});
        double x = left + words + MarkSize::gap;
        for (const QString &stage : stages) {
            const double width = nameWidth(stage) + m_question.fonts.chipPadding;
            m_flags.append({stage, name, QRectF(x, all.top(), width, all.height()), false, false});
            x += width + MarkSize::gap;
        }
        return true;
    }
    return false;
}

// No room for words: pennants that stand on the dot, side by side.
void VersionMarks::placeFlagsAtDot(qsizetype version, const QStringList &stages)
{
    const QRectF dot = rectOf(version);
    const double whole = double(stages.size()) * MarkSize::flag;
    const double y = std::max(m_question.plot.top(), dot.top() - MarkSize::flag + 3);
    double x = std::clamp(dot.center().x() + 1, m_question.plot.left(),
                          std::max(m_question.plot.left(), m_question.plot.right() - whole));
    for (const QString &stage : stages) {
        m_flags.append({stage, m_question.story->versions.at(version).version.name,
                        QRectF(x, y, MarkSize::flag, MarkSize::flag), true, false});
        x += MarkSize::flag;
    }
}

// At the edge beyond which the version lies.
void VersionMarks::placeFlagsBeside(const QStringList &stages, const QString &version, bool before)
{
    for (const QString &stage : stages) {
        const double width = nameWidth(stage) + m_question.fonts.chipPadding;
        for (int row = 0; row < m_question.labelRows; ++row) {
            QRectF rect(before ? m_question.plot.left() : m_question.plot.right() - width, labelTop(row),
                        width, m_question.fonts.chipHeight);
            // Next to those that are there already.
            while (rect.left() >= m_question.plot.left() && rect.right() <= m_question.plot.right() + 1 &&
                   !isFree(rect))
                rect.translate(before ? MarkSize::gap : -MarkSize::gap, 0);
            if (rect.left() < m_question.plot.left() || rect.right() > m_question.plot.right() + 1)
                continue;
            m_taken << rect;
            m_flags.append({stage, version, rect, false, true});
            break;
        }
    }
}

void VersionMarks::placeLabels()
{
    for (const qsizetype version : {m_question.selected, m_question.focused})
        placeLabel(version);
    // The newest first: they are asked about most.
    const auto [first, last] = visible();
    for (qsizetype place = last; place > std::max(first, last - mostNames); --place) {
        if (m_rows.dots.at(place - 1).cluster < 0)
            placeLabel(m_shown.at(place - 1));
    }
}

void VersionMarks::placeLabel(qsizetype version)
{
    if (version < 0 || m_places.value(version, -1) < 0 ||
        std::any_of(m_labels.begin(), m_labels.end(),
                    [version](const MarkLabel &label) { return label.version == version; }))
        return;
    const QRectF area = m_question.plot;
    const double x = centre(version).x();
    const double words = nameWidth(m_question.story->versions.at(version).version.name);
    if (x < area.left() || x > area.right() || words > area.width())
        return;
    const double left = std::clamp(x - words / 2, area.left(), area.right() - words);
    const QRectF rect(left, labelTop(0), words, m_question.fonts.chipHeight);
    if (!isFree(rect))
        return;
    m_taken << rect;
    m_labels.append({version, rect, {}});
}

} // namespace vitrine::ui
