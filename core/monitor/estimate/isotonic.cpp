// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/estimate/isotonic.h"

#include <algorithm>
#include <numeric>

namespace vitrine::monitor {

namespace {

// Consecutive distinct x with one fitted value.
struct Block {
    double first = 0; // x
    double last = 0;
    double mean = 0;
    double weight = 0;

    void absorb(const Block &next)
    {
        mean = (mean * weight + next.mean * next.weight) / (weight + next.weight);
        weight += next.weight;
        last = next.last;
    }
};

} // namespace

IsotonicRegression::IsotonicRegression(std::span<const double> x, std::span<const double> y)
{
    std::vector<std::size_t> order(x.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return x[a] < x[b]; });
    std::vector<Block> blocks;
    for (std::size_t i = 0; i < order.size();) {
        Block block{x[order[i]], x[order[i]], 0, 0};
        for (; i < order.size() && x[order[i]] == block.first; ++i) {
            block.mean += y[order[i]];
            ++block.weight;
        }
        block.mean /= block.weight;
        while (!blocks.empty() && blocks.back().mean >= block.mean) {
            blocks.back().absorb(block);
            block = blocks.back();
            blocks.pop_back();
        }
        blocks.push_back(block);
    }
    for (const Block &block : blocks) {
        m_x.push_back(block.first);
        m_y.push_back(block.mean);
        if (block.last > block.first) {
            m_x.push_back(block.last);
            m_y.push_back(block.mean);
        }
    }
}

double IsotonicRegression::operator()(double x) const
{
    if (!isFitted())
        return x;
    const auto above = std::upper_bound(m_x.begin(), m_x.end(), x);
    if (above == m_x.begin())
        return m_y.front();
    if (above == m_x.end())
        return m_y.back();
    const auto i = static_cast<std::size_t>(above - m_x.begin());
    const double share = (x - m_x[i - 1]) / (m_x[i] - m_x[i - 1]);
    return m_y[i - 1] + share * (m_y[i] - m_y[i - 1]);
}

} // namespace vitrine::monitor
