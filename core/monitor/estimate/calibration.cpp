// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/estimate/calibration.h"

#include "core/monitor/metric/curve.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vitrine::monitor {

namespace {

IsotonicRegression fitted(std::span<const double> scores, const std::vector<bool> &isEvent,
                          const std::vector<std::size_t> &rows)
{
    std::vector<double> x;
    std::vector<double> y;
    for (const std::size_t row : rows) {
        x.push_back(scores[row]);
        y.push_back(isEvent[row] ? 1 : 0);
    }
    return {x, y};
}

// Every row's score calibrated by a regression on the other nine tenths, events and others spread evenly.
std::vector<double> crossCalibrated(std::span<const double> scores, const std::vector<bool> &isEvent)
{
    constexpr std::size_t folds = 10;
    std::vector<std::size_t> fold(scores.size());
    std::size_t events = 0;
    std::size_t others = 0;
    for (std::size_t row = 0; row < scores.size(); ++row)
        fold[row] = (isEvent[row] ? events++ : others++) % folds;
    std::vector<double> calibrated(scores.size());
    for (std::size_t held = 0; held < folds; ++held) {
        std::vector<std::size_t> rest;
        for (std::size_t row = 0; row < scores.size(); ++row) {
            if (fold[row] != held)
                rest.push_back(row);
        }
        const IsotonicRegression regression = fitted(scores, isEvent, rest);
        for (std::size_t row = 0; row < scores.size(); ++row) {
            if (fold[row] == held)
                calibrated[row] = regression(scores[row]);
        }
    }
    return calibrated;
}

} // namespace

double calibrationError(std::span<const double> scores, const std::vector<bool> &isEvent)
{
    constexpr std::size_t mostBins = 10;
    if (scores.empty())
        return 0;
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return scores[a] < scores[b]; });
    const std::size_t bins = std::clamp<std::size_t>(scores.size() / 2, 1, mostBins);
    double error = 0;
    for (std::size_t bin = 0; bin < bins; ++bin) {
        double score = 0;
        double events = 0;
        const std::size_t first = bin * order.size() / bins;
        const std::size_t last = (bin + 1) * order.size() / bins;
        for (std::size_t i = first; i < last; ++i) {
            score += scores[order[i]];
            events += isEvent[order[i]] ? 1 : 0;
        }
        error += std::abs(score - events);
    }
    return error / static_cast<double>(scores.size());
}

Calibration Calibration::fit(std::span<const double> scores, const std::vector<bool> &isEvent)
{
    constexpr double perfect = 0.999;
    Calibration result;
    const RankCurve curve(scores, isEvent);
    if (!curve.hasBoth() || curve.rocArea() > perfect)
        return result;
    const std::vector<double> calibrated = crossCalibrated(scores, isEvent);
    if (calibrationError(calibrated, isEvent) >= calibrationError(scores, isEvent))
        return result;
    std::vector<std::size_t> all(scores.size());
    std::iota(all.begin(), all.end(), std::size_t(0));
    result.m_regression = fitted(scores, isEvent, all);
    return result;
}

} // namespace vitrine::monitor
