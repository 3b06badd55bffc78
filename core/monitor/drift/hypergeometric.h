// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace vitrine::monitor {

// Draws how many of `marked` things are among `drawn` out of marked + others, without replacement. The
// numbers are the same on every run and every platform. Inversion from the mode: about as many steps as the
// result scatters.
class HypergeometricDraw final
{
public:
    explicit HypergeometricDraw(std::uint64_t seed = 0) : m_state(seed) {}

    // Whole numbers, drawn <= marked + others.
    double operator()(double marked, double others, double drawn);

private:
    double uniform(); // in [0, 1)

    std::uint64_t m_state;
};

} // namespace vitrine::monitor
