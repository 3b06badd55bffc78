// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/monitor/drifttrend.h"

#include "core/monitor/drift/drifttest.h"
#include "ui/chart/dateticks.h"
#include "ui/monitor/drifteffect.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace vitrine::ui {

namespace {

struct Wording {
    Q_DECLARE_TR_FUNCTIONS(DriftTrend)
};

constexpr double leastP = 1e-16; // smaller ones are drawn here
constexpr int valueLook = 0;
constexpr int driftLook = 1;
constexpr int greyLook = 6;

struct Quantity {
    double value = std::nan("");
    double threshold = std::nan("");
};

double logarithm(double p)
{
    return std::log10(std::max(p, leastP));
}

Quantity quantityOf(const monitor::DriftFinding &finding, TrendOf of)
{
    const bool byP = monitor::driftTestInfo(finding.test).byP;
    if (of == TrendOf::Effect && byP)
        return {finding.effect.value, std::nan("")};
    if (!byP)
        return {finding.statistic, finding.threshold};
    return {logarithm(finding.p), logarithm(finding.threshold)};
}

XyLayer layerOf(XyLayer::Kind kind, const QString &name, int look, bool markers)
{
    XyLayer layer;
    layer.kind = kind;
    layer.name = name;
    layer.look = look;
    layer.markers = markers;
    return layer;
}

} // namespace

bool decidesByP(const DriftMatrix &matrix, int row)
{
    for (int column = 0; column < matrix.periods.size(); ++column) {
        const auto &finding = matrix.at(row, column);
        if (finding && monitor::driftTestInfo(finding->test).byP)
            return true;
    }
    return false;
}

XyPicture driftTrend(const DriftMatrix &matrix, int row, int column, TrendOf of, const QTimeZone &zone)
{
    XyPicture picture;
    picture.title = Wording::tr("%1 over time").arg(matrix.rows[row].column);
    picture.x.title = Wording::tr("time (%1)").arg(zoneName(QTimeZone::utc()));
    picture.x.isTime = true;
    picture.y.isLog = of == TrendOf::Test && decidesByP(matrix, row);
    picture.y.lower = 0;
    picture.empty = Wording::tr("There is nothing to compare.");
    XyLayer values = layerOf(XyLayer::Kind::Line, matrix.rows[row].column, valueLook, false);
    XyLayer threshold = layerOf(XyLayer::Kind::Line, Wording::tr("threshold"), greyLook, false);
    XyLayer drifted = layerOf(XyLayer::Kind::Points, Wording::tr("drift"), driftLook, true);
    QString rule;
    QString tested;
    for (int at = 0; at < matrix.periods.size(); ++at) {
        const DriftMatrix::Period &period = matrix.periods[at];
        const auto &finding = matrix.at(row, at);
        const double time = (double(period.start) + double(period.end)) / 2;
        if (at > 0)
            addGap(&values, double(matrix.periods[at - 1].end), double(period.start));
        const Quantity quantity = finding ? quantityOf(*finding, of) : Quantity{};
        values.points.emplace_back(time, quantity.value);
        values.notes.push_back(periodText(period.start, period.end, zone));
        threshold.points.emplace_back(time, quantity.threshold);
        if (!finding)
            continue;
        if (finding->drift && std::isfinite(quantity.value)) {
            drifted.points.emplace_back(time, quantity.value);
            drifted.notes.push_back(values.notes.back());
        }
        if (at == column && std::isfinite(quantity.value))
            picture.marked = {time, quantity.value};
        if (!std::isfinite(quantity.value))
            continue;
        const monitor::DriftTestInfo test = monitor::driftTestInfo(finding->test);
        if (of == TrendOf::Effect || !test.byP)
            picture.y.title = effectUnit(monitor::effectOf(*finding).name);
        else
            picture.y.title = u"p"_s;
        tested = test.title;
        rule = thresholdText(*finding);
    }
    const bool hasThreshold = std::any_of(threshold.points.begin(), threshold.points.end(),
                                          [](const QPointF &point) { return std::isfinite(point.y()); });
    if (!rule.isEmpty())
        picture.note = hasThreshold
                           ? Wording::tr("%1 · dashed: threshold · square: drift, %2").arg(tested, rule)
                           : Wording::tr("square: drift by %1, %2").arg(tested, rule);
    picture.layers = {std::move(values)};
    if (hasThreshold)
        picture.layers.push_back(std::move(threshold));
    picture.layers.push_back(std::move(drifted));
    return picture;
}

} // namespace vitrine::ui
