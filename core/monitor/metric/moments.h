// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <limits>
#include <span>

namespace vitrine::monitor {

// What the metrics of a regression are made of, for any number of rows in constant memory. Two of them over
// disjoint rows merge into that of both, so that days add up to weeks and threads to a whole.
//
// Rows are taken in blocks with two passes each, and blocks are merged by the update of Chan, Golub and
// LeVeque (1983), so that means and central sums keep their digits over millions of rows. A row with a
// missing (NaN) truth, estimate or weight is left out of everything but `rows`.
struct NumericMoments {
    // The sums that cost more than a few operations a row are taken only on demand.
    enum Part : unsigned { Basic = 0, Percentages = 1, Huber = 2, Signs = 4, Logarithms = 8, All = 15 };
    unsigned parts = Basic;
    double huberDelta = 1;
    double quantile = 0.5;

    std::int64_t rows = 0; // with missing ones
    std::int64_t n = 0;
    double weight = 0;  // Σw
    double weight2 = 0; // Σw²
    double truthMean = 0;
    double estimateMean = 0;
    double truthSquares = 0;    // Σw (t - mean)²
    double estimateSquares = 0; // Σw (p - mean)²
    double products = 0;        // Σw (t - mean)(p - mean)
    double errors = 0;          // Σw (t - p)
    double squaredErrors = 0;   // Σw (t - p)²
    double fourthErrors = 0;    // Σw (t - p)⁴
    double absoluteErrors = 0;  // Σw |t - p|
    double truthMin = std::numeric_limits<double>::infinity();
    double truthMax = -std::numeric_limits<double>::infinity();
    double estimateMin = std::numeric_limits<double>::infinity();
    double estimateMax = -std::numeric_limits<double>::infinity();
    double largestError = 0;
    // Percentages
    double relativeErrors = 0;         // Σw (t - p) / t
    double absoluteRelativeErrors = 0; // Σw |t - p| / |t|
    double boundedRelativeErrors = 0;  // Σw |t - p| / max(|t|, ε), scikit-learn's; NaN: not known
    double symmetricErrors = 0;        // Σw |t - p| / ((|t| + |p|) / 2)
    // Huber
    double huber = 0;
    double pseudoHuber = 0;
    double pinball = 0;
    // Signs: errors below zero, and from zero up
    double negativeWeight = 0;
    double negativeErrors = 0; // Σw |t - p| where t < p
    double positiveWeight = 0;
    double positiveErrors = 0;
    // Logarithms
    double poissonLoss = 0;
    double poissonDeviance = 0;
    double squaredLogErrors = 0;

    void add(std::span<const double> truth, std::span<const double> estimate,
             std::span<const double> weights = {});
    void merge(const NumericMoments &other);

    bool constantTruth() const { return truthMin == truthMax; }
    bool constantEstimate() const { return estimateMin == estimateMax; }

private:
    void addBlock(const double *truth, const double *estimate, const double *weights, std::size_t count);
};

} // namespace vitrine::monitor
