// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

#include <span>
#include <vector>

namespace vitrine::monitor {

// Cumulative weights of events and others among the rows with a score of at least `threshold`.
struct CurvePoint {
    double threshold = 0;
    double events = 0;
    double others = 0;
    bool operator==(const CurvePoint &) const = default;
};

// What every curve over thresholds follows from: one point for every distinct score, descending. Equal scores
// are one point, so that no order among them matters.
class RankCurve final
{
public:
    RankCurve(std::span<const double> scores, const std::vector<bool> &isEvent,
              std::span<const double> weights = {});
    // Of rows that all weigh 1: the scores of events and of the others, in any order.
    static RankCurve ofScores(std::vector<double> eventScores, std::vector<double> otherScores);

    const std::vector<CurvePoint> &points() const { return m_points; }
    double events() const { return m_points.empty() ? 0 : m_points.back().events; }
    double others() const { return m_points.empty() ? 0 : m_points.back().others; }
    bool hasBoth() const { return events() > 0 && others() > 0; }

    double rocArea() const;             // trapezoids
    double precisionRecallArea() const; // trapezoids, from (recall 0, precision 1)
    double averagePrecision() const;    // Σ ΔR · P
    double gainCapture() const;         // area of the gain chart over the diagonal, of the perfect one
    double separation() const;          // largest TPR - FPR

private:
    RankCurve() = default;

    std::vector<CurvePoint> m_points;
};

// Curves as drawn: x and y from 0 to 1.
struct ChartPoint {
    double x = 0;
    double y = 0;
    double threshold = 0;
    bool operator==(const ChartPoint &) const = default;
};
QList<ChartPoint> rocChart(const RankCurve &curve);             // 1 - specificity, sensitivity
QList<ChartPoint> precisionRecallChart(const RankCurve &curve); // recall, precision
QList<ChartPoint> gainChart(const RankCurve &curve);            // share tested, share of events found
QList<ChartPoint> liftChart(const RankCurve &curve);            // share tested, lift

} // namespace vitrine::monitor
