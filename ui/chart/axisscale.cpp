// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/axisscale.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>
#include <map>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Wording {
    Q_DECLARE_TR_FUNCTIONS(AxisScale)
};

constexpr double roomBetween = 0.06; // of a stretch, so that versions stay apart

// A row of a line, where it lies.
struct Place {
    double left;
    double right;
};

// A copy of a line whose rows lie elsewhere; rows without a place are left out.
std::shared_ptr<const PlotLine> moved(const PlotLine &line, const auto &placeOf)
{
    auto out = std::make_shared<PlotLine>();
    for (size_t row = 0; row < line.size(); ++row) {
        const std::optional<Place> place = placeOf(row);
        if (!place)
            continue;
        if (const auto why = line.why.constFind(qsizetype(row)); why != line.why.cend())
            out->why.insert(qsizetype(out->time.size()), *why);
        out->time.push_back((place->left + place->right) / 2);
        out->left.push_back(place->left);
        out->right.push_back(place->right);
        out->value.push_back(line.value[row]);
        out->start.push_back(line.startOf(row));
        out->end.push_back(line.endOf(row));
        if (!line.n.empty())
            out->n.push_back(line.n[row]);
        if (!line.low.empty()) {
            out->low.push_back(line.low[row]);
            out->high.push_back(line.high[row]);
        }
    }
    out->prepare();
    return out;
}

std::shared_ptr<const PlotLine> byObservation(const PlotLine &line)
{
    double before = 0;
    return moved(line, [&](size_t row) -> std::optional<Place> {
        if (line.isGap(row))
            return {};
        const double n = line.n.empty() ? 1 : double(line.n[row]);
        const Place place{before, before + n};
        before += n;
        return place;
    });
}

struct Lifetime {
    int look = std::numeric_limits<int>::max();
    double from = std::numeric_limits<double>::infinity();
    double to = -std::numeric_limits<double>::infinity();
};

std::map<QString, Lifetime> lifetimes(const QList<PlotMetric> &metrics)
{
    std::map<QString, Lifetime> found;
    for (const PlotMetric &metric : metrics) {
        for (const PlotSeries &series : metric.series) {
            if (series.line->size() == 0)
                continue;
            Lifetime &of = found[series.name];
            of.look = std::min(of.look, series.look);
            of.from = std::min(of.from, double(series.line->startOf(0)));
            of.to = std::max(of.to, double(series.line->endOf(series.line->size() - 1)));
        }
    }
    return found;
}

AxisLayout byVersion(const QList<PlotMetric> &metrics)
{
    const std::map<QString, Lifetime> found = lifetimes(metrics);
    AxisLayout layout;
    double longest = 1;
    for (const auto &[version, life] : found) {
        layout.stretches << AxisStretch{version, 0, 0};
        longest = std::max(longest, life.to - life.from);
    }
    std::stable_sort(layout.stretches.begin(), layout.stretches.end(),
                     [&found](const AxisStretch &a, const AxisStretch &b) {
                         return found.at(a.version).look < found.at(b.version).look;
                     });
    // As wide for each: a month is as long in all of them.
    const double width = longest * (1 + roomBetween);
    std::map<QString, double> shift;
    for (qsizetype i = 0; i < layout.stretches.size(); ++i) {
        AxisStretch &stretch = layout.stretches[i];
        stretch.from = double(i) * width;
        stretch.to = stretch.from + width;
        shift[stretch.version] = stretch.from + longest * roomBetween / 2 - found.at(stretch.version).from;
    }
    layout.metrics = metrics;
    for (PlotMetric &metric : layout.metrics) {
        for (PlotSeries &series : metric.series) {
            if (series.line->size() == 0)
                continue;
            const PlotLine &line = *series.line;
            const double by = shift.at(series.name);
            series.line = moved(line, [&line, by](size_t row) {
                return std::optional(Place{double(line.startOf(row)) + by, double(line.endOf(row)) + by});
            });
        }
    }
    return layout;
}

} // namespace

QString axisScaleName(AxisScale scale)
{
    switch (scale) {
    case AxisScale::Version: return u"version"_s;
    case AxisScale::Observation: return u"observation"_s;
    case AxisScale::Time: break;
    }
    return u"time"_s;
}

AxisScale axisScale(const QString &name)
{
    for (const AxisScale scale : {AxisScale::Version, AxisScale::Observation}) {
        if (axisScaleName(scale) == name)
            return scale;
    }
    return AxisScale::Time;
}

QString axisScaleText(AxisScale scale)
{
    switch (scale) {
    case AxisScale::Version: return Wording::tr("Version after version");
    case AxisScale::Observation: return Wording::tr("By number of observations");
    case AxisScale::Time: break;
    }
    return Wording::tr("By time");
}

AxisScale nextAxisScale(AxisScale scale)
{
    switch (scale) {
    case AxisScale::Time: return AxisScale::Version;
    case AxisScale::Version: return AxisScale::Observation;
    case AxisScale::Observation: break;
    }
    return AxisScale::Time;
}

AxisLayout laidOut(const QList<PlotMetric> &metrics, AxisScale scale)
{
    if (scale == AxisScale::Version)
        return byVersion(metrics);
    AxisLayout layout{metrics, {}};
    if (scale == AxisScale::Time)
        return layout;
    for (PlotMetric &metric : layout.metrics) {
        metric.series.removeIf([](const PlotSeries &series) { return series.estimated; });
        for (PlotSeries &series : metric.series)
            series.line = byObservation(*series.line);
    }
    return layout;
}

} // namespace vitrine::ui
