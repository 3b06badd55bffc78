// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/estimate/featurebins.h"

namespace vitrine::monitor {

// A regression tree that tells rows with small errors of a model from rows with large ones, and those that
// are too high from those that are too low. Each leaf keeps the errors that it saw, as at most 24 points of
// equal weight with the same mean and mean square: what an error may be in such rows.
//
// A node is split where the mean of the error or of its size differs most, by Welch's t; only if that is
// significant at 1 % after Bonferroni over all places to split at, and only into parts of at least 25 rows
// and a two-hundred-and-fiftieth of all. So no noise is learnt, and a model whose errors are alike everywhere
// has one leaf. Deterministic.
class ErrorTree final
{
public:
    ErrorTree() = default;
    ErrorTree(const FeatureBins &bins, const EstimateRows &rows, std::span<const double> errors);

    std::vector<int> leaves(const EstimateRows &rows) const; // the leaf of every row
    std::size_t leafCount() const { return m_points.size(); }
    const std::vector<double> &points(int leaf) const { return m_points[static_cast<std::size_t>(leaf)]; }

private:
    struct Node {
        int leaf = -1; // else split:
        std::size_t feature = 0;
        int lastLeft = 0; // bins up to here go left
        std::size_t left = 0;
        std::size_t right = 0;
    };
    struct Growth;
    std::size_t grow(Growth &growth, std::vector<std::uint32_t> rows, int depth);
    std::size_t addLeaf(const Growth &growth, const std::vector<std::uint32_t> &rows);

    FeatureBins m_bins;
    std::vector<Node> m_nodes;
    std::vector<std::vector<double>> m_points; // by leaf
};

} // namespace vitrine::monitor
