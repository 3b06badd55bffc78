// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/groupfigures.h"

#include "core/monitor/metric/numeric.h"
#include "ui/widgets/wording.h"

#include <QCoreApplication>
#include <QHash>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Wording {
    Q_DECLARE_TR_FUNCTIONS(GroupFigures)
};

using monitor::FeatureResiduals;
using monitor::Interval;
using Better = GroupMetric::Better;

constexpr qsizetype mostGroups = 24; // that can be read one below the other
constexpr double beside = 0.17;      // of a row, between the marks of two versions
constexpr monitor::IntervalOptions usual{0.95};

QString groupName(const FeatureResiduals &of, double value)
{
    return of.levels.isEmpty() ? QLocale().toString(value, 'g', QLocale::FloatingPointShortest)
                               : of.levels[qsizetype(value)];
}

// Values of the column as they are named, each once; stops once there are too many.
QHash<QString, double> valuesOf(const QList<DiagnosedVersion> &versions)
{
    QHash<QString, double> values;
    for (const DiagnosedVersion &version : versions) {
        if (!version.groups)
            continue;
        QHash<double, bool> seen;
        for (const double value : version.groups->values) {
            if (std::exchange(seen[value], true))
                continue;
            values.insert(groupName(*version.groups, value), value);
        }
    }
    return values;
}

QStringList groupsOf(const QList<DiagnosedVersion> &versions, const QHash<QString, double> &values)
{
    const bool numbers = std::all_of(versions.begin(), versions.end(), [](const DiagnosedVersion &version) {
        return !version.groups || version.groups->levels.isEmpty();
    });
    QStringList groups = values.keys();
    std::sort(groups.begin(), groups.end(), [&](const QString &a, const QString &b) {
        return numbers ? values.value(a) < values.value(b) : QString::localeAwareCompare(a, b) < 0;
    });
    return groups;
}

void add(const FeatureResiduals &of, size_t row, GroupSplit::Rows *to)
{
    to->residuals.push_back(of.residuals[row]);
    if (row < of.isEvent.size())
        to->isEvent.push_back(of.isEvent[row]);
}

// Against a truth of zero the errors of an estimate are the residuals.
void takeMoments(GroupSplit::Rows *rows)
{
    const std::vector<double> zeros(rows->residuals.size(), 0);
    rows->moments.add(zeros, rows->residuals);
}

GroupSplit::Version splitVersion(const DiagnosedVersion &version, const QStringList &groups)
{
    const FeatureResiduals &of = *version.groups;
    GroupSplit::Version split;
    split.version = version.diagnosis.version;
    split.look = version.look;
    split.groups.resize(size_t(groups.size()));
    QHash<double, qsizetype> places;
    for (size_t row = 0; row < of.values.size(); ++row) {
        auto place = places.find(of.values[row]);
        if (place == places.end())
            place = places.insert(of.values[row], groups.indexOf(groupName(of, of.values[row])));
        add(of, row, &split.all);
        add(of, row, &split.groups[size_t(*place)]);
    }
    takeMoments(&split.all);
    for (GroupSplit::Rows &rows : split.groups)
        takeMoments(&rows);
    return split;
}

// A residual is p − 1 where the event came true, p where it did not.
monitor::ConfusionMatrix confusionOf(const GroupSplit::Rows &rows, double threshold)
{
    monitor::ConfusionMatrix matrix(2);
    for (size_t row = 0; row < rows.residuals.size(); ++row) {
        const bool event = row < rows.isEvent.size() && rows.isEvent[row];
        const double probability = rows.residuals[row] + (event ? 1 : 0);
        matrix.add(event ? 0 : 1, probability >= threshold ? 0 : 1);
    }
    return matrix;
}

void addNumeric(const QString &metric, const monitor::NumericMoments &moments, GroupFigures *figures)
{
    const double value = monitor::numericMetric(metric, moments, {}).value;
    const Interval interval = monitor::numericInterval(metric, moments, usual).value_or(Interval());
    const bool bias = metric == u"msd"; // truth minus estimate
    figures->values << (bias ? -value : value);
    figures->intervals << (bias ? Interval{-interval.upper, -interval.lower} : interval);
}

GroupFigures figuresOf(const GroupSplit &split, const GroupSplit::Version &version, const QString &group,
                       const GroupSplit::Rows &rows, double threshold)
{
    GroupFigures figures;
    figures.version = version.version;
    figures.look = version.look;
    figures.group = group;
    figures.n = qint64(rows.residuals.size());
    const QStringList numeric =
        split.classification ? QStringList{u"mse"_s} : QStringList{u"rmse"_s, u"mae"_s};
    for (const QString &metric : numeric)
        addNumeric(metric, rows.moments, &figures);
    if (split.classification) {
        const monitor::ConfusionMatrix matrix = confusionOf(rows, threshold);
        for (const QString &metric : {u"accuracy"_s, u"precision"_s, u"recall"_s}) {
            figures.values << monitor::classMetric(metric, matrix, {}).value;
            figures.intervals << monitor::classInterval(metric, matrix, {}, usual).value_or(Interval());
        }
    }
    addNumeric(u"msd"_s, rows.moments, &figures);
    return figures;
}

QList<GroupMetric> metricsOf(const GroupSplit &split)
{
    if (split.classification)
        return {{Wording::tr("Brier score"), Better::Low, false},
                {Wording::tr("Accuracy"), Better::High, true},
                {Wording::tr("Precision"), Better::High, true},
                {Wording::tr("Recall"), Better::High, true},
                {Wording::tr("Bias of the probability"), Better::NearZero, false}};
    const QString unit = split.unit.isEmpty() ? QString() : u" (%1)"_s.arg(split.unit);
    return {{Wording::tr("RMSE") + unit, Better::Low, false},
            {Wording::tr("MAE") + unit, Better::Low, false},
            {Wording::tr("Bias") + unit, Better::NearZero, false}};
}

double badnessOf(const GroupMetric &metric, double value)
{
    switch (metric.better) {
    case Better::High: return -value;
    case Better::NearZero: return std::abs(value);
    case Better::Low: break;
    }
    return value;
}

QString intervalText(const Interval &interval)
{
    return std::isfinite(interval.lower)
               ? Wording::tr("95 %: %1 to %2").arg(shortNumber(interval.lower), shortNumber(interval.upper))
               : QString();
}

void addMarks(const GroupedDiagnosis &grouped, qsizetype metric, const QStringList &groups, double shift,
              const GroupFigures &all, XyPicture *picture)
{
    const QString value = shortNumber(all.values[metric]);
    XyLayer line;
    line.kind = XyLayer::Kind::Line;
    line.markers = false;
    line.name = all.version;
    line.look = all.look;
    line.points = {{all.values[metric], 0}, {all.values[metric], double(groups.size())}};
    line.label = shift == 0 ? Wording::tr("all rows %1").arg(value)
                            : Wording::tr("%1, all rows %2").arg(all.version, value);
    line.notes = {Wording::tr("all rows together, n %1").arg(QLocale().toString(all.n)), {}};
    XyLayer marks;
    marks.kind = XyLayer::Kind::Ranges;
    marks.joined = false;
    marks.name = all.version;
    marks.look = all.look;
    for (qsizetype at = 0; at < groups.size(); ++at) {
        const GroupFigures *row = grouped.find(all.version, groups[at]);
        if (!row)
            continue;
        const Interval &interval = row->intervals[metric];
        marks.points.emplace_back(row->values[metric], double(at) + 0.5 + shift);
        marks.low.push_back(interval.lower);
        marks.high.push_back(interval.upper);
        marks.faint.push_back(row->isFew());
        QStringList notes{Wording::tr("n %1").arg(QLocale().toString(row->n)), intervalText(interval)};
        if (row->isFew())
            notes << Wording::tr("too few rows to judge");
        notes.removeAll(QString());
        marks.notes.push_back(notes.join(u" · "_s));
    }
    if (std::isfinite(all.values[metric]))
        picture->layers.push_back(std::move(line));
    picture->layers.push_back(std::move(marks));
}

QString countText(const GroupedDiagnosis &grouped, const QStringList &versions, const QString &group)
{
    QStringList counts;
    bool few = false;
    for (const QString &version : versions) {
        const GroupFigures *row = grouped.find(version, group);
        counts << (row ? QLocale().toString(row->n) : u"–"_s);
        few = few || (row && row->isFew());
    }
    if (counts.count(counts.first()) == counts.size())
        counts.resize(1);
    return few ? Wording::tr("few: %1").arg(counts.join(u" · "_s)) : counts.join(u" · "_s);
}

} // namespace

GroupSplit splitByGroup(const QList<DiagnosedVersion> &versions)
{
    GroupSplit split;
    const auto first = std::find_if(versions.begin(), versions.end(),
                                    [](const DiagnosedVersion &version) { return version.groups; });
    if (first == versions.end())
        return split;
    split.column = first->groups->feature;
    split.classification = first->diagnosis.target.classification;
    split.unit = first->diagnosis.target.unit;
    split.event = first->diagnosis.event;
    const QHash<QString, double> values = valuesOf(versions);
    if (values.isEmpty())
        split.remark = Wording::tr("No observation of this time has a known %1. Choose another column, or "
                                   "all of the time.")
                           .arg(split.column);
    if (values.size() > mostGroups)
        split.remark = Wording::tr("%1 has %2 different values, which are too many groups. Choose a column "
                                   "that has at most %3.")
                           .arg(split.column, QLocale().toString(qint64(values.size())))
                           .arg(mostGroups);
    if (!split.remark.isEmpty())
        return split;
    split.groups = groupsOf(versions, values);
    for (const DiagnosedVersion &version : versions) {
        if (version.groups && !version.groups->residuals.empty())
            split.versions << splitVersion(version, split.groups);
    }
    return split;
}

const GroupFigures *GroupedDiagnosis::find(const QString &version, const QString &group) const
{
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const GroupFigures &row) {
        return row.version == version && row.group == group;
    });
    return found == rows.end() ? nullptr : &*found;
}

GroupedDiagnosis groupedDiagnosis(const GroupSplit &split, double threshold)
{
    GroupedDiagnosis grouped;
    grouped.column = split.column;
    grouped.groups = split.groups;
    grouped.metrics = metricsOf(split);
    grouped.event = split.classification ? split.event : QString();
    grouped.threshold = threshold;
    grouped.remark = split.remark;
    for (const GroupSplit::Version &version : split.versions) {
        grouped.rows << figuresOf(split, version, {}, version.all, threshold);
        for (qsizetype group = 0; group < split.groups.size(); ++group) {
            const GroupSplit::Rows &rows = version.groups[size_t(group)];
            if (!rows.residuals.empty())
                grouped.rows << figuresOf(split, version, split.groups[group], rows, threshold);
        }
    }
    return grouped;
}

QStringList orderedGroups(const GroupedDiagnosis &grouped, qsizetype metric, GroupOrder order)
{
    QStringList groups = grouped.groups;
    if (order == GroupOrder::ByName || grouped.rows.isEmpty())
        return groups;
    const QString first = grouped.rows.first().version;
    const auto keyOf = [&](const QString &group) {
        const GroupFigures *row = grouped.find(first, group);
        if (order == GroupOrder::LargestFirst)
            return std::pair(0, row ? -double(row->n) : 0.0);
        const double value = row ? badnessOf(grouped.metrics[metric], row->values[metric]) : std::nan("");
        if (std::isnan(value))
            return std::pair(2, 0.0);
        return std::pair(row->isFew() ? 1 : 0, order == GroupOrder::WorstFirst ? -value : value);
    };
    std::stable_sort(groups.begin(), groups.end(),
                     [&](const QString &a, const QString &b) { return keyOf(a) < keyOf(b); });
    return groups;
}

XyPicture groupPicture(const GroupedDiagnosis &grouped, qsizetype metric, const QStringList &groups)
{
    XyPicture picture;
    picture.empty = grouped.remark;
    if (metric < 0 || metric >= grouped.metrics.size())
        return picture;
    const GroupMetric &of = grouped.metrics[metric];
    picture.title = Wording::tr("%1 by %2").arg(of.title, grouped.column);
    picture.note = Wording::tr("bars: 95 % intervals");
    if (of.atOperatingPoint)
        picture.note = Wording::tr("%1 predicted from %2 on · bars: 95 % intervals")
                           .arg(grouped.event, QLocale().toString(grouped.threshold, 'f', 3));
    picture.legend = true;
    picture.x.title = of.title;
    if (of.better == Better::Low)
        picture.x.lower = 0;
    if (of.better == Better::NearZero)
        picture.reference = XyPicture::Reference::Zero;
    if (of.better == Better::High) {
        picture.x.lower = 0;
        picture.x.upper = 1;
    }
    picture.y.title = grouped.column;
    picture.y.names = groups;
    picture.y.countsTitle = Wording::tr("n");
    QStringList versions;
    for (const GroupFigures &row : grouped.rows) {
        if (!versions.contains(row.version))
            versions << row.version;
    }
    for (const QString &group : groups)
        picture.y.counts << countText(grouped, versions, group);
    for (qsizetype v = 0; v < versions.size(); ++v)
        addMarks(grouped, metric, groups, (double(v) - double(versions.size() - 1) / 2) * 2 * beside,
                 *grouped.find(versions[v], {}), &picture);
    return picture;
}

} // namespace vitrine::ui
