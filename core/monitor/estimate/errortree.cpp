// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/estimate/errortree.h"

#include "core/monitor/drift/tail.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>

namespace vitrine::monitor {

namespace {

constexpr int deepest = 8;
constexpr std::size_t mostPoints = 24;

// Sums over rows: of the error and of its size.
struct Sums {
    double n = 0;
    std::array<double, 2> sum{};
    double squares = 0; // of either

    void add(double error)
    {
        ++n;
        sum[0] += error;
        sum[1] += std::abs(error);
        squares += error * error;
    }
    void add(const Sums &other)
    {
        n += other.n;
        sum[0] += other.sum[0];
        sum[1] += other.sum[1];
        squares += other.squares;
    }
    Sums without(const Sums &part) const
    {
        return {n - part.n, {sum[0] - part.sum[0], sum[1] - part.sum[1]}, squares - part.squares};
    }
    double mean(std::size_t of) const { return sum[of] / n; }
    double variance(std::size_t of) const
    {
        return std::max(0.0, (squares - sum[of] * sum[of] / n) / (n - 1));
    }
};

double welch(const Sums &a, const Sums &b)
{
    double largest = 0;
    for (const std::size_t of : {std::size_t(0), std::size_t(1)}) {
        const double spread = a.variance(of) / a.n + b.variance(of) / b.n;
        const double difference = std::abs(a.mean(of) - b.mean(of));
        if (difference > 0)
            largest = std::max(largest, spread > 0 ? difference / std::sqrt(spread)
                                                   : std::numeric_limits<double>::infinity());
    }
    return largest;
}

// Equal parts of the sorted errors by their means, stretched about the mean of all to the same mean square.
std::vector<double> pointsOf(std::vector<double> errors)
{
    std::sort(errors.begin(), errors.end());
    if (errors.size() <= mostPoints)
        return errors;
    const auto n = static_cast<double>(errors.size());
    const double mean = std::accumulate(errors.begin(), errors.end(), 0.0) / n;
    // Parts of equal size need a number of rows that they divide: a row on a border is shared between two.
    std::vector<double> points(mostPoints, 0.0);
    const double width = n / double(mostPoints);
    for (std::size_t row = 0; row < errors.size(); ++row) {
        const auto first = static_cast<double>(row);
        auto part = static_cast<std::size_t>(first / width);
        const double border = static_cast<double>(part + 1) * width;
        const double inside = std::min(1.0, border - first);
        points[part] += errors[row] * inside / width;
        if (inside < 1 && ++part < mostPoints)
            points[part] += errors[row] * (1 - inside) / width;
    }
    double square = 0;
    for (const double error : errors)
        square += (error - mean) * (error - mean) / n;
    double kept = 0;
    for (const double point : points)
        kept += (point - mean) * (point - mean) / double(mostPoints);
    const double stretch = kept > 0 ? std::sqrt(square / kept) : 1;
    for (double &point : points)
        point = mean + (point - mean) * stretch;
    return points;
}

} // namespace

struct ErrorTree::Growth {
    std::vector<std::vector<std::uint8_t>> bins;
    std::span<const double> errors;
    double fewest = 0;      // rows in a leaf
    double significant = 0; // Welch's t
};

ErrorTree::ErrorTree(const FeatureBins &bins, const EstimateRows &rows, std::span<const double> errors)
    : m_bins(bins)
{
    Growth growth;
    growth.bins = bins.bins(rows);
    growth.errors = errors;
    growth.fewest = std::max(25.0, static_cast<double>(errors.size()) / 250);
    const double places = static_cast<double>(bins.size()) * (FeatureBins::mostBins - 1) * 2;
    growth.significant = normalQuantile(0.01 / places / 2);
    std::vector<std::uint32_t> all(errors.size());
    std::iota(all.begin(), all.end(), 0U);
    grow(growth, std::move(all), 0);
}

std::size_t ErrorTree::addLeaf(const Growth &growth, const std::vector<std::uint32_t> &rows)
{
    std::vector<double> errors;
    for (const std::uint32_t row : rows)
        errors.push_back(growth.errors[row]);
    m_nodes.push_back({.leaf = static_cast<int>(m_points.size())});
    m_points.push_back(pointsOf(std::move(errors)));
    return m_nodes.size() - 1;
}

std::size_t ErrorTree::grow(Growth &growth, std::vector<std::uint32_t> rows, int depth)
{
    if (depth == deepest || static_cast<double>(rows.size()) < 2 * growth.fewest)
        return addLeaf(growth, rows);
    Sums all;
    for (const std::uint32_t row : rows)
        all.add(growth.errors[row]);
    double best = growth.significant;
    std::optional<Node> split;
    for (std::size_t feature = 0; feature < growth.bins.size(); ++feature) {
        std::array<Sums, FeatureBins::mostBins> histogram{};
        for (const std::uint32_t row : rows)
            histogram[growth.bins[feature][row]].add(growth.errors[row]);
        Sums left;
        for (int bin = 0; bin + 1 < FeatureBins::mostBins; ++bin) {
            left.add(histogram[static_cast<std::size_t>(bin)]);
            const Sums right = all.without(left);
            if (left.n < growth.fewest || right.n < growth.fewest)
                continue;
            if (const double t = welch(left, right); t > best) {
                best = t;
                split = Node{.feature = feature, .lastLeft = bin};
            }
        }
    }
    if (!split)
        return addLeaf(growth, rows);
    const auto middle = std::stable_partition(rows.begin(), rows.end(), [&](std::uint32_t row) {
        return growth.bins[split->feature][row] <= split->lastLeft;
    });
    std::vector<std::uint32_t> right(middle, rows.end());
    rows.erase(middle, rows.end());
    const std::size_t node = m_nodes.size();
    m_nodes.push_back(*split);
    const std::size_t leftNode = grow(growth, std::move(rows), depth + 1);
    const std::size_t rightNode = grow(growth, std::move(right), depth + 1);
    m_nodes[node].left = leftNode;
    m_nodes[node].right = rightNode;
    return node;
}

std::vector<int> ErrorTree::leaves(const EstimateRows &rows) const
{
    const std::vector<std::vector<std::uint8_t>> bins = m_bins.bins(rows);
    std::vector<int> result(rows.size());
    for (std::size_t row = 0; row < result.size(); ++row) {
        const Node *node = &m_nodes.front();
        while (node->leaf < 0)
            node = &m_nodes[bins[node->feature][row] <= node->lastLeft ? node->left : node->right];
        result[row] = node->leaf;
    }
    return result;
}

} // namespace vitrine::monitor
