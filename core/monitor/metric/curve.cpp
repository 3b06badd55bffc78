// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/metric/curve.h"

#include "core/monitor/metric/sortscores.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace vitrine::monitor {

namespace {

struct Scored {
    double score;
    double event;
    double other;
};

} // namespace

RankCurve::RankCurve(std::span<const double> scores, const std::vector<bool> &isEvent,
                     std::span<const double> weights)
{
    std::vector<Scored> rows;
    rows.reserve(scores.size());
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const double weight = weights.empty() ? 1 : weights[i];
        rows.push_back({scores[i], isEvent[i] ? weight : 0, isEvent[i] ? 0 : weight});
    }
    std::sort(rows.begin(), rows.end(), [](const Scored &a, const Scored &b) { return a.score > b.score; });
    CurvePoint point;
    for (const Scored &row : rows) {
        point.events += row.event;
        point.others += row.other;
        point.threshold = row.score;
        if (!m_points.empty() && m_points.back().threshold == row.score)
            m_points.back() = point;
        else
            m_points.push_back(point);
    }
}

RankCurve RankCurve::ofScores(std::vector<double> eventScores, std::vector<double> otherScores)
{
    RankCurve curve;
    sortDescending(eventScores);
    sortDescending(otherScores);
    curve.m_points.reserve(eventScores.size() + otherScores.size());
    std::size_t events = 0;
    std::size_t others = 0;
    while (events < eventScores.size() || others < otherScores.size()) {
        double score = 0;
        if (others == otherScores.size())
            score = eventScores[events];
        else if (events == eventScores.size())
            score = otherScores[others];
        else
            score = std::max(eventScores[events], otherScores[others]);
        while (events < eventScores.size() && eventScores[events] == score)
            ++events;
        while (others < otherScores.size() && otherScores[others] == score)
            ++others;
        curve.m_points.push_back({score, static_cast<double>(events), static_cast<double>(others)});
    }
    return curve;
}

double RankCurve::rocArea() const
{
    CurvePoint last;
    double area = 0;
    for (const CurvePoint &point : m_points) {
        area += (point.others - last.others) * (point.events + last.events) / 2;
        last = point;
    }
    return area / events() / others();
}

double RankCurve::precisionRecallArea() const
{
    double recall = 0;
    double precision = 1;
    double area = 0;
    for (const CurvePoint &point : m_points) {
        const double nextRecall = point.events / events();
        const double nextPrecision = point.events / (point.events + point.others);
        area += (nextRecall - recall) * (nextPrecision + precision) / 2;
        recall = nextRecall;
        precision = nextPrecision;
    }
    return area;
}

double RankCurve::averagePrecision() const
{
    double found = 0;
    double sum = 0;
    for (const CurvePoint &point : m_points) {
        sum += (point.events - found) * point.events / (point.events + point.others);
        found = point.events;
    }
    return sum / events();
}

double RankCurve::gainCapture() const
{
    const double total = events() + others();
    double area = 0;
    double tested = 0;
    double found = 0;
    for (const CurvePoint &point : m_points) {
        const double nextTested = (point.events + point.others) / total;
        const double nextFound = point.events / events();
        area += (nextTested - tested) * (nextFound + found) / 2;
        tested = nextTested;
        found = nextFound;
    }
    const double perfect = 1 - events() / total / 2;
    return (area - 0.5) / (perfect - 0.5);
}

double RankCurve::separation() const
{
    double largest = 0;
    for (const CurvePoint &point : m_points)
        largest = std::max(largest, std::abs(point.events / events() - point.others / others()));
    return largest;
}

QList<ChartPoint> rocChart(const RankCurve &curve)
{
    QList<ChartPoint> chart{{0, 0, std::numeric_limits<double>::infinity()}};
    for (const CurvePoint &point : curve.points())
        chart.append({point.others / curve.others(), point.events / curve.events(), point.threshold});
    return chart;
}

QList<ChartPoint> precisionRecallChart(const RankCurve &curve)
{
    QList<ChartPoint> chart{{0, 1, std::numeric_limits<double>::infinity()}};
    for (const CurvePoint &point : curve.points())
        chart.append(
            {point.events / curve.events(), point.events / (point.events + point.others), point.threshold});
    return chart;
}

QList<ChartPoint> gainChart(const RankCurve &curve)
{
    const double total = curve.events() + curve.others();
    QList<ChartPoint> chart{{0, 0, std::numeric_limits<double>::infinity()}};
    for (const CurvePoint &point : curve.points())
        chart.append({(point.events + point.others) / total, point.events / curve.events(), point.threshold});
    return chart;
}

QList<ChartPoint> liftChart(const RankCurve &curve)
{
    QList<ChartPoint> chart = gainChart(curve);
    for (ChartPoint &point : chart)
        point.y = point.x > 0 ? point.y / point.x : std::numeric_limits<double>::quiet_NaN();
    return chart;
}

} // namespace vitrine::monitor
