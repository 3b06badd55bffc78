// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/groupfigures.h"

#include "core/monitor/metric/numeric.h"
#include "ui/widgets/wording.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <map>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Wording {
    Q_DECLARE_TR_FUNCTIONS(GroupFigures)
};

using monitor::FeatureResiduals;

constexpr size_t mostGroups = 24; // that can be read one below the other
constexpr double aside = 0.12;    // between the marks of two versions

QString groupOf(const FeatureResiduals &of, size_t row)
{
    const double value = of.values[row];
    return of.levels.isEmpty() ? QLocale().toString(value, 'g', QLocale::FloatingPointShortest)
                               : of.levels[qsizetype(value)];
}

using Residuals = std::map<QString, std::vector<double>>; // by group

// Groups as they are listed: levels by their size, numbers by their value.
QStringList groupsOf(const QList<DiagnosedVersion> &versions, size_t *all)
{
    std::map<QString, std::pair<double, qint64>> counts; // place of a number, and how often it came
    bool numbers = true;
    for (const DiagnosedVersion &version : versions) {
        for (size_t row = 0; version.groups && row < version.groups->values.size(); ++row) {
            auto &[place, n] = counts[groupOf(*version.groups, row)];
            place = version.groups->values[row];
            ++n;
        }
        numbers = numbers && (!version.groups || version.groups->levels.isEmpty());
    }
    QStringList groups;
    for (const auto &[group, count] : counts)
        groups << group;
    std::stable_sort(groups.begin(), groups.end(), [&](const QString &a, const QString &b) {
        return numbers ? counts[a].first < counts[b].first : counts[a].second > counts[b].second;
    });
    *all = counts.size();
    return groups;
}

QList<double> valuesOf(const std::vector<double> &residuals, bool classification, double threshold)
{
    // Against a truth of zero the errors of an estimate are the residuals.
    const std::vector<double> zeros(residuals.size(), 0);
    monitor::NumericMoments moments;
    moments.add(zeros, residuals);
    const auto metric = [&moments](const QString &name) {
        return monitor::numericMetric(name, moments, {}).value;
    };
    const double bias = -metric(u"msd"_s); // truth minus estimate
    if (!classification)
        return {metric(u"rmse"_s), metric(u"mae"_s), bias};
    // A residual is p − 1 where the event came true, p where it did not.
    const auto right = std::count_if(residuals.begin(), residuals.end(), [threshold](double residual) {
        return residual < 0 ? residual >= threshold - 1 : residual < threshold;
    });
    return {metric(u"mse"_s), double(right) / double(residuals.size()), bias};
}

} // namespace

GroupedDiagnosis groupedDiagnosis(const QList<DiagnosedVersion> &versions, double threshold)
{
    GroupedDiagnosis grouped;
    const auto first = std::find_if(versions.begin(), versions.end(),
                                    [](const DiagnosedVersion &version) { return version.groups; });
    if (first == versions.end())
        return grouped;
    grouped.column = first->groups->feature;
    const monitor::Target &target = first->diagnosis.target;
    const QString unit = target.unit.isEmpty() ? QString() : u" (%1)"_s.arg(target.unit);
    if (target.classification)
        grouped.metrics = {Wording::tr("Brier score"), Wording::tr("Accuracy"),
                           Wording::tr("Bias of the probability")};
    else
        grouped.metrics = {Wording::tr("RMSE") + unit, Wording::tr("MAE") + unit, Wording::tr("Bias") + unit};
    size_t all = 0;
    grouped.groups = groupsOf(versions, &all);
    if (all == 0)
        grouped.remark = Wording::tr("No observation of this time has a known %1. Choose another column, or "
                                     "all of the time.")
                             .arg(grouped.column);
    if (all > mostGroups) {
        grouped.groups.clear();
        grouped.remark = Wording::tr("%1 has %2 different values, which are too many groups. Choose a column "
                                     "that has at most %3.")
                             .arg(grouped.column, QLocale().toString(qint64(all)))
                             .arg(mostGroups);
    }
    if (grouped.groups.isEmpty())
        return grouped;
    for (const DiagnosedVersion &version : versions) {
        if (!version.groups)
            continue;
        Residuals residuals;
        for (size_t row = 0; row < version.groups->values.size(); ++row)
            residuals[groupOf(*version.groups, row)].push_back(version.groups->residuals[row]);
        const auto add = [&](const QString &group, const std::vector<double> &of) {
            grouped.rows << GroupFigures{version.diagnosis.version, version.look, group, qint64(of.size()),
                                         valuesOf(of, target.classification, threshold)};
        };
        if (!version.groups->residuals.empty())
            add({}, version.groups->residuals);
        for (const QString &group : std::as_const(grouped.groups)) {
            if (const auto found = residuals.find(group); found != residuals.end())
                add(group, found->second);
        }
    }
    return grouped;
}

XyPicture groupPicture(const GroupedDiagnosis &grouped)
{
    XyPicture picture;
    picture.title = Wording::tr("%1 by %2").arg(grouped.metrics.value(0), grouped.column);
    picture.note = Wording::tr("line: all rows together");
    picture.x.title = grouped.column;
    picture.x.names = grouped.groups;
    picture.y.title = grouped.metrics.value(0);
    picture.y.lower = 0;
    picture.empty = grouped.remark;
    QStringList versions;
    for (const GroupFigures &row : grouped.rows) {
        if (!versions.contains(row.version))
            versions << row.version;
    }
    for (qsizetype v = 0; v < versions.size(); ++v) {
        XyLayer marks;
        marks.kind = XyLayer::Kind::Line;
        XyLayer all;
        all.kind = XyLayer::Kind::Line;
        all.markers = false;
        const double shift = (double(v) - double(versions.size() - 1) / 2) * aside;
        for (const GroupFigures &row : grouped.rows) {
            if (row.version != versions[v])
                continue;
            marks.name = all.name = row.version;
            marks.look = all.look = row.look;
            if (row.group.isEmpty()) {
                all.points = {{0, row.values[0]}, {double(grouped.groups.size()), row.values[0]}};
                all.notes = {Wording::tr("all rows together"), Wording::tr("all rows together")};
                continue;
            }
            const double at = double(grouped.groups.indexOf(row.group)) + 0.5 + shift;
            // Groups have no order, so their marks are not joined; a bar shows the distance to zero.
            marks.points.emplace_back(at, row.values[0]);
            marks.low.push_back(0);
            marks.high.push_back(row.values[0]);
            marks.notes.push_back(Wording::tr("%1, n %2").arg(row.group, QLocale().toString(row.n)));
        }
        marks.kind = XyLayer::Kind::Ranges;
        marks.joined = false;
        picture.layers.push_back(std::move(marks));
        picture.layers.push_back(std::move(all));
    }
    return picture;
}

} // namespace vitrine::ui
