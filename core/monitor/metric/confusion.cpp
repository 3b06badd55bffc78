// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/metric/confusion.h"

namespace vitrine::monitor {

ConfusionMatrix::ConfusionMatrix(int levels)
    : m_levels(levels)
    , m_counts(static_cast<std::size_t>(levels) * static_cast<std::size_t>(levels))
    , m_truth(static_cast<std::size_t>(levels))
    , m_estimate(static_cast<std::size_t>(levels))
{
}

void ConfusionMatrix::count(int estimate, int truth, double weight)
{
    m_counts[index(estimate, truth)] += weight;
    m_truth[static_cast<std::size_t>(truth)] += weight;
    m_estimate[static_cast<std::size_t>(estimate)] += weight;
    m_total += weight;
}

void ConfusionMatrix::add(int truth, int estimate, double weight)
{
    ++m_rows;
    if (truth >= 0 && estimate >= 0)
        count(estimate, truth, weight);
}

void ConfusionMatrix::add(std::span<const int> truth, std::span<const int> estimate,
                          std::span<const double> weights)
{
    for (std::size_t row = 0; row < truth.size(); ++row)
        add(truth[row], estimate[row], weights.empty() ? 1 : weights[row]);
}

void ConfusionMatrix::grow(int levels)
{
    if (levels <= m_levels)
        return;
    ConfusionMatrix larger(levels);
    larger.merge(*this);
    *this = std::move(larger);
}

void ConfusionMatrix::merge(const ConfusionMatrix &other)
{
    grow(other.m_levels);
    for (int e = 0; e < other.m_levels; ++e) {
        for (int t = 0; t < other.m_levels; ++t)
            count(e, t, other.at(e, t));
    }
    m_rows += other.m_rows;
}

ConfusionMatrix ConfusionMatrix::renumbered(std::span<const int> codes) const
{
    ConfusionMatrix result(m_levels);
    const auto code = [&](int level) { return codes[static_cast<std::size_t>(level)]; };
    for (int e = 0; e < m_levels; ++e) {
        for (int t = 0; t < m_levels; ++t)
            result.count(code(e), code(t), at(e, t));
    }
    result.m_rows = m_rows;
    return result;
}

double ConfusionMatrix::correct() const
{
    double sum = 0;
    for (int level = 0; level < m_levels; ++level)
        sum += at(level, level);
    return sum;
}

} // namespace vitrine::monitor
